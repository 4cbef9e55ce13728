"""Gate perpetual futures: every forced order, batched to about a second, one socket per settlement currency."""

from collections.abc import Sequence

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.domain.venue import Completeness, VenueId, VenueInfo
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
from liqdesk.venues.wire.frames import UNREADABLE, convert_rows, page_rows, read_object, shown, well_formed
from liqdesk.venues.wire.numbers import LARGEST, event_time, plausible
from liqdesk.venues.wire.symbols import unscaled
from liqdesk.venues.wire.tickers import MarkPrices

GATE = VenueId("gateio")
CHANNEL = "futures.public_liquidates"
TICKERS = "futures.tickers"
PING, PONG = "futures.ping", "futures.pong"
ASKED_AT = 1_767_225_600
"""Requests carry a time in seconds, which public channels do not check; a session has no clock, so it is a constant."""
SIZES_AS_DECIMALS = ("X-Gate-Size-Decimal", "1")
"""Without this header fractional sizes are cut to whole contracts."""
DECODED_SETTLES = ("usdt", "btc", "usd1")


_ORDER, _CONTRACTS = PriceKind.ORDER, SizeUnit.CONTRACTS


class _Row(msgspec.Struct, gc=False):
    symbol: str = msgspec.field(name="contract")
    size: float
    price: float
    at: int | None = msgspec.field(name="time", default=None)


class _Push(msgspec.Struct, gc=False):
    channel: str
    event: str
    result: list[_Row]
    time: int = 0
    time_ms: int = 0


class GateSession:
    """One connection of one settlement currency."""

    def __init__(self) -> None:
        self._prices = MarkPrices(GATE)
        self._followed: frozenset[str] = frozenset()
        self._decode = msgspec.json.Decoder(_Push, strict=False).decode

    def opened(self) -> Sequence[VenueEvent]:
        """Ask for all contracts."""
        return (_request(CHANNEL, "subscribe", ["!all"]),)

    def keepalive(self) -> Sequence[VenueEvent]:
        """Gate's own ping."""
        return (Send(msgspec.json.encode({"time": ASKED_AT, "channel": PING}).decode()),)

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Tickers carry the mark price."""
        wanted = frozenset(symbols)
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
        at = event_time(pushed_at if row.at is None else row.at)
        if at is None or not (0.0 < size < LARGEST and 0.0 < price < LARGEST):
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
            return [Refused(shown(channel), _said(value["error"]))]
        if event == "subscribe" and channel == CHANNEL:
            return [_answered(str(channel), result)]
        if event in ("subscribe", "unsubscribe"):
            return [Skipped(f"{event} {shown(channel)}")]
        rows = result if isinstance(result, list) else [result]
        if event == "update" and channel == CHANNEL:
            return self._rows(rows, value)
        if event in ("update", "all") and channel == TICKERS:
            at = value.get("time_ms") or value.get("time")
            return [self._prices.read(row, "contract", "mark_price", at) for row in rows] or [Skipped("an empty push")]
        return [Unknown(f"channel {shown(channel)}, event {shown(event)}")]

    def _rows(self, rows: list[object], value: dict[str, object]) -> Sequence[VenueEvent]:
        """A bare object instead of a list, or a push in which something does not fit."""
        pushed = value.get("time_ms") or value.get("time")
        pushed_at = pushed if isinstance(pushed, int) else 0
        good, bad = convert_rows(rows, _Row)
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


class Gate:
    """Implements `Venue`."""

    info = VenueInfo(
        id=GATE,
        name="Gate",
        completeness=Completeness.FULL,
        publishes="Every forced order of its perpetuals since 20 August 2026, up to a second late, at the order's price.",
        hides="Dated delivery contracts, and the price really paid.",
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
                new_session=GateSession,
                topics=1,
                keepalive_every=DurationMs(5 * SECOND),
                silence_limit=DurationMs(13 * SECOND),
                headers=(SIZES_AS_DECIMALS,),
            )
            for settle, url in {"usdt": addresses.ws, **addresses.ws_by_category}.items()
            if url and settle in DECODED_SETTLES
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """One list per settlement currency."""
        return tuple(f"{addresses.rest}/futures/{settle}/contracts" for settle in DECODED_SETTLES)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """A list of contracts with their multipliers."""
        rows = well_formed(page_rows(page, []), _Contract)
        made = (_instrument(row) for row in rows)
        return InstrumentPage(tuple(one for one in made if one is not None))

    def infer(self, symbol: str) -> Instrument | None:
        """Base and quote by the name, never the multiplier; BTC_USD is the inverse contract of one dollar."""
        parts = _parts(symbol)
        if parts is None:
            return None
        base, scale = unscaled(parts[0])
        inverse = parts[1] == "USD"
        settlement = Settlement.INVERSE if inverse else Settlement.LINEAR
        return Instrument(GATE, symbol, base, parts[1], settlement, 1.0 if inverse else None, scale)

    def decoder(self) -> VenueSession:
        """Reads frames of any settlement currency."""
        return GateSession()


def _parts(symbol: str) -> tuple[str, str] | None:
    base, _, quote = symbol.rpartition("_")
    if quote.isdigit():
        base, _, quote = base.rpartition("_")
    return (base, quote) if base and quote else None


def _instrument(row: _Contract) -> Instrument | None:
    parts = _parts(row.symbol)
    if parts is None:
        return None
    base, scale = unscaled(parts[0])
    inverse = row.kind == "inverse"
    multiplier = 1.0 if inverse else row.multiplier
    return Instrument(
        GATE,
        row.symbol,
        base,
        parts[1],
        Settlement.INVERSE if inverse else Settlement.LINEAR,
        multiplier if plausible(multiplier) else None,
        scale,
        group=row.kind,
    )
