"""Gate perpetual futures: every forced order, batched to about a second, one socket per settlement currency."""

from collections.abc import Sequence
from functools import partial

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, Refill, SideRule, VenueId, VenueInfo
from liqdesk.venues.session import (
    Addresses,
    Alive,
    ConnectionPlan,
    InstrumentPage,
    Refused,
    Rejected,
    Send,
    Skipped,
    Subscribed,
    Unknown,
    VenueEvent,
    VenueSession,
)
from liqdesk.venues.wire.frames import MOST_FAULTS, UNREADABLE, convert_rows, read_object, shown
from liqdesk.venues.wire.numbers import event_time, listing_time, plausible
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Symbol
from liqdesk.venues.wire.symbols import believable, expiry, unscaled
from liqdesk.venues.wire.tickers import read_ticker
from liqdesk.venues.wire.tradfi import no_coin

GATE = VenueId("gateio")
CHANNEL = "futures.public_liquidates"
TICKERS = "futures.tickers"
PING, PONG = "futures.ping", "futures.pong"
ASKED_AT = 1_767_225_600
"""Requests carry a time in seconds, which public channels do not check; a session has no clock, so it is a constant."""
SIZES_AS_DECIMALS = ("X-Gate-Size-Decimal", "1")
"""Without this header fractional sizes are cut to whole contracts."""
QUOTE_OF = {"usdt": "_USDT", "btc": "_USD", "usd1": "_USD1"}
"""The settlement currencies, and how the names of their contracts end."""

DOLLAR_CONTRACT = "BTC_USD"


_ORDER, _CONTRACTS = PriceKind.ORDER, SizeUnit.CONTRACTS


class _Row(msgspec.Struct, gc=False):
    symbol: Symbol = msgspec.field(name="contract")
    size: float
    price: Amount
    at: int | None = msgspec.field(name="time", default=None)


class _Push(msgspec.Struct, gc=False):
    channel: str
    event: str
    result: list[_Row]
    time: int = 0
    time_ms: int = 0


class GateSession:
    """One connection of one settlement currency."""

    def __init__(self, settle: str = "") -> None:
        self._ending = QUOTE_OF.get(settle, "")
        self._followed: frozenset[str] = frozenset()
        self._decode = msgspec.json.Decoder(_Push, strict=False).decode

    def opened(self) -> Sequence[VenueEvent]:
        """Ask for all contracts."""
        return (_request(CHANNEL, "subscribe", ["!all"]),)

    def keepalive(self) -> Sequence[VenueEvent]:
        """Gate's own ping."""
        return (Send(msgspec.json.encode({"time": ASKED_AT, "channel": PING}).decode()),)

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Tickers carry the mark price; only contracts of this settlement currency are asked for."""
        wanted = frozenset(symbol for symbol in symbols if symbol.endswith(self._ending))
        gone, new = self._followed - wanted, wanted - self._followed
        self._followed = wanted
        events: list[VenueEvent] = []
        for event, group in (("unsubscribe", gone), ("subscribe", new)):
            if group:
                events.append(_request(TICKERS, event, sorted(group)))
        return events

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A push of liquidations, or anything else."""
        try:
            push = self._decode(frame)
        except UNREADABLE:
            return self._other(frame)
        if push.channel != CHANNEL or push.event != "update":
            return self._other(frame)
        pushed_at = push.time_ms or push.time
        return [self._report(row, pushed_at) for row in push.result] or [Skipped("an empty push")]

    def _report(self, row: _Row, pushed_at: int) -> VenueEvent:
        size, price = abs(row.size), row.price
        at = event_time(row.at or pushed_at)
        if at is None or not plausible(size):
            return Rejected(f"{shown(row.symbol)}: {row.size} at {price}, time {row.at}")
        # The size is that of the order: a negative one sells, which closes a long.
        position = PositionSide.LONG if row.size < 0 else PositionSide.SHORT
        return LiquidationReport(GATE, row.symbol, position, size, _CONTRACTS, price, _ORDER, at)

    def _other(self, frame: str | bytes) -> Sequence[VenueEvent]:
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        channel, event, result = value.get("channel"), value.get("event"), value.get("result")
        if channel == PONG:
            return [Alive("pong")]
        if value.get("error"):
            said = _said(value["error"])
            return [Refused(CHANNEL, said) if channel == CHANNEL else Refused("", f"{shown(channel)}: {said}")]
        if event == "subscribe" and channel == CHANNEL:
            return [_answered(str(channel), result)]
        if event in ("subscribe", "unsubscribe"):
            return [Skipped(f"{event} {shown(channel)}")]
        rows = result if isinstance(result, list) else [result]
        if event == "update" and channel == CHANNEL:
            return self._rows(rows, value)
        if event in ("update", "all") and channel == TICKERS:
            at = value.get("time_ms") or value.get("time")
            ticks = [read_ticker(GATE, row, "contract", "mark_price", at) for row in rows[:MOST_FAULTS]]
            return ticks or [Skipped("an empty push")]
        return [Unknown(f"channel {shown(channel)}, event {shown(event)}")]

    def _rows(self, rows: list[object], value: dict[str, object]) -> Sequence[VenueEvent]:
        """A bare object instead of a list, or a push in which something does not fit."""
        pushed = value.get("time_ms") or value.get("time")
        pushed_at = pushed if isinstance(pushed, int) else 0
        good, bad = convert_rows(rows, _Row, "contract")
        return [*(self._report(row, pushed_at) for row in good), *bad] or [Skipped("an empty push")]


def _request(channel: str, event: str, payload: list[str]) -> Send:
    said = {"time": ASKED_AT, "channel": channel, "event": event, "payload": payload}
    return Send(msgspec.json.encode(said).decode())


def _answered(channel: str, result: object) -> VenueEvent:
    status = result.get("status") if isinstance(result, dict) else None
    return Subscribed(channel) if status == "success" else Refused(channel, f"status {shown(status)}")


def _said(error: object) -> str:
    if isinstance(error, dict):
        return f"{shown(error.get('code', ''))} {shown(error.get('message', ''))}".strip()
    return shown(error)


class _Contract(msgspec.Struct):
    symbol: str = msgspec.field(name="name")
    kind: str = msgspec.field(name="type", default="direct")
    multiplier: float = msgspec.field(name="quanto_multiplier", default=0.0)
    listed: float = msgspec.field(name="create_time", default=0.0)


class Gate:
    """Implements `Venue`."""

    info = VenueInfo(
        id=GATE,
        name="Gate",
        completeness=Completeness.FULL,
        publishes=marked(
            "Every forced order of its perpetuals since 20 August 2026, up to a second late, at the order's price."
        ),
        hides=marked("Dated delivery contracts, and the price really paid."),
        refill=Refill.PART,
        side=SideRule(
            "size",
            "below zero",
            "above zero",
            marked("It is the size of the forced order: a negative one sells, which closes a long."),
            "www.gate.com/docs/developers/futures/ws/en",
        ),
    )
    addresses = Addresses(
        ws="wss://fx-ws.gateio.ws/v4/ws/usdt",
        rest="https://api.gateio.ws/api/v4",
        ws_by_category={"btc": "wss://fx-ws.gateio.ws/v4/ws/btc", "usd1": "wss://fx-ws.gateio.ws/v4/ws/usd1"},
    )

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection per settlement currency."""
        return tuple(
            ConnectionPlan(
                part=settle,
                url=url,
                carries=(GATE,),
                new_session=partial(GateSession, settle),
                topics=1,
                keepalive_every=DurationMs(5 * SECOND),
                silence_limit=DurationMs(13 * SECOND),
                headers=(SIZES_AS_DECIMALS,),
            )
            for settle, url in {"usdt": addresses.ws, **addresses.ws_by_category}.items()
            if url and settle in QUOTE_OF
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """One list per settlement currency."""
        return tuple(f"{addresses.rest}/futures/{settle}/contracts" for settle in QUOTE_OF)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """A list of contracts with their multipliers."""
        return InstrumentPage(instruments_of(read_page(page, [])[1], _Contract, _instrument))

    def infer(self, symbol: str) -> Instrument | None:
        """Base and quote by the name, never the multiplier; BTC_USD is the inverse contract of one dollar."""
        return _made(symbol, 1.0 if symbol == DOLLAR_CONTRACT else None) if believable(symbol) else None

    def decoder(self) -> VenueSession:
        """Reads frames of any settlement currency."""
        return GateSession()


def _instrument(row: _Contract) -> Instrument | None:
    if row.kind == "inverse":
        return _made(row.symbol, 1.0, row.kind, listing_time(row.listed))
    size = row.multiplier if plausible(row.multiplier) else None
    return _made(row.symbol, size, row.kind, listing_time(row.listed))


def _made(symbol: str, multiplier: float | None, kind: str = "", listed_at: UnixMs | None = None) -> Instrument | None:
    coin, _, quote = symbol.rpartition("_")
    ends_at = None
    if quote.isdigit():
        ends_at = expiry(quote.removeprefix("20"))
        coin, _, quote = coin.rpartition("_")
    if not coin or not quote:
        return None
    base, scale = unscaled(coin)
    if quote == "USD" and kind != "inverse" and symbol != DOLLAR_CONTRACT:
        # Quoted in dollars and paid in BTC: neither linear nor inverse, so no size of it is to be trusted.
        multiplier = None
    settlement = Settlement.INVERSE if quote == "USD" else Settlement.LINEAR
    return Instrument(
        GATE, symbol, base, quote, settlement, multiplier, scale, kind, ends_at, no_coin(base), listed_at=listed_at
    )
