"""Bitget futures on the v3 socket: the largest long and the largest short per symbol and second."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec.structs import force_setattr

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import PositionSide, PriceKind
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, Refill, SideRule, VenueId, VenueInfo
from liqdesk.venues.session import (
    Addresses,
    Alive,
    ConnectionPlan,
    InstrumentPage,
    Refused,
    Send,
    Skipped,
    Subscribed,
    Unknown,
    VenueEvent,
    VenueSession,
)
from liqdesk.venues.wire.frames import MOST_FAULTS, UNREADABLE, convert_rows, keys_of, read_object, shown
from liqdesk.venues.wire.numbers import event_time
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Moment, Symbol, WireRow, named_as
from liqdesk.venues.wire.symbols import believable, expiry_by_code, split_quote, unscaled
from liqdesk.venues.wire.tickers import read_ticker
from liqdesk.venues.wire.tradfi import no_coin

BITGET = VenueId("bitget")
TOPIC = "liquidation"
TICKER = "ticker"
LINES = ("usdt-futures", "usdc-futures", "coin-futures")
CONFIRMED_LINES = LINES[:2]
COIN_LINE = "coin-futures"
LINE_OF = {"USDT": LINES[0], "PERP": LINES[1], "_CM": LINES[2]}
"""How the symbols of each line end."""
ENDINGS = ("USDT", "USDC", "PERP", "USD")


class _Row(
    WireRow,
    frozen=True,
    gc=False,
    kw_only=True,
    rename=named_as(symbol="symbol", size="amount", price="price", at="ts"),
):
    """`amount` on this socket is the value in the quote currency, proved by the round quantities it divides into."""

    venue: VenueId = BITGET
    symbol: Symbol
    size: Amount
    unit: SizeUnit = SizeUnit.QUOTE
    price: Amount
    price_kind: PriceKind = PriceKind.BANKRUPTCY
    at: Moment


class _Buy(_Row, frozen=True, gc=False, kw_only=True, tag_field="side", tag="buy"):
    """`side` is that of the position."""

    position: PositionSide = PositionSide.LONG


class _Sell(_Row, frozen=True, gc=False, kw_only=True, tag_field="side", tag="sell"):
    position: PositionSide = PositionSide.SHORT


class _Arg(msgspec.Struct, gc=False):
    line: Literal["usdt-futures", "usdc-futures"] = msgspec.field(name="instType")
    topic: Literal["liquidation"]


class _Push(msgspec.Struct, gc=False):
    arg: _Arg
    data: list[_Buy | _Sell]


class BitgetSession:
    """One public connection for all product lines."""

    def __init__(self) -> None:
        self._followed: frozenset[str] = frozenset()
        self._decode = msgspec.json.Decoder(_Push, strict=False).decode

    def opened(self) -> Sequence[VenueEvent]:
        """Ask for every product line."""
        args = [{"instType": line, "topic": TOPIC} for line in LINES]
        return (Send(msgspec.json.encode({"op": "subscribe", "args": args}).decode()),)

    def keepalive(self) -> Sequence[VenueEvent]:
        """A bare word; without it Bitget closes after two minutes."""
        return (Send("ping"),)

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Tickers carry the mark price; the line is told by how a symbol ends."""
        wanted = frozenset(symbol for symbol in symbols if _line(symbol))
        gone, new = self._followed - wanted, wanted - self._followed
        self._followed = wanted
        events: list[VenueEvent] = []
        for op, group in (("unsubscribe", gone), ("subscribe", new)):
            if group:
                args = [{"instType": _line(symbol), "topic": TICKER, "symbol": symbol} for symbol in sorted(group)]
                events.append(Send(msgspec.json.encode({"op": op, "args": args}).decode()))
        return events

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A push of liquidations, or anything else."""
        try:
            push = self._decode(frame)
        except UNREADABLE:
            return self._other(frame)
        return push.data or (Skipped("an empty push"),)

    def _other(self, frame: str | bytes) -> Sequence[VenueEvent]:
        if frame in ("pong", b"pong"):
            return [Alive("pong")]
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        arg = value.get("arg")
        topic = arg.get("topic") if isinstance(arg, dict) else None
        if "event" in value:
            return [_event(value, arg)]
        if topic == TOPIC:
            rows, bad = convert_rows(value.get("data"), _Buy | _Sell, "symbol")
            if isinstance(arg, dict) and arg.get("instType") not in CONFIRMED_LINES:
                # The unit of the coin line's amount is unconfirmed: counted in contracts of unknown size it stays unvalued.
                for row in rows:
                    force_setattr(row, "unit", SizeUnit.CONTRACTS)
            return [*rows, *bad] or (Skipped("an empty push"),)
        if topic == TICKER and isinstance(value.get("data"), list):
            rows = value["data"][:MOST_FAULTS]
            at = value.get("ts")
            return [read_ticker(BITGET, row, "symbol", "markPrice", at) for row in rows] or (Skipped("an empty push"),)
        return (Unknown(f"an object with {keys_of(value)}"),)


def _line(symbol: str) -> str:
    return next((line for ending, line in LINE_OF.items() if symbol.endswith(ending)), "")


def _event(value: dict[str, object], arg: object) -> VenueEvent:
    kind = value["event"]
    line = f"{arg.get('instType')}/{arg.get('topic')}" if isinstance(arg, dict) else ""
    ticker = isinstance(arg, dict) and arg.get("topic") == TICKER
    if kind == "subscribe":
        return Skipped(f"subscribed to {shown(line)}") if ticker else Subscribed(shown(line))
    if kind == "error":
        said = f"{shown(value.get('code', ''))} {shown(value.get('msg', ''))}".strip()
        return Refused("", f"{shown(line)}: {said}") if ticker else Refused(shown(line), said)
    if kind == "unsubscribe":
        return Skipped(f"unsubscribed from {shown(line)}")
    return Unknown(f"an event called {shown(kind)}")


class _Contract(msgspec.Struct):
    symbol: str
    base: str = msgspec.field(name="baseCoin")
    quote: str = msgspec.field(name="quoteCoin")
    category: str = ""
    kind: str = msgspec.field(name="type", default="perpetual")
    symbol_type: str = msgspec.field(name="symbolType", default="crypto")
    delivery: str = msgspec.field(name="deliveryTime", default="")
    listed: str = msgspec.field(name="launchTime", default="")


class Bitget:
    """Implements `Venue`."""

    info = VenueInfo(
        id=BITGET,
        name="Bitget",
        completeness=Completeness.SAMPLED,
        publishes=marked(
            "Per contract and second the largest long and the largest short, at about the bankruptcy price."
        ),
        hides=marked("Every smaller liquidation of that second; coin-margined values, whose unit is unconfirmed."),
        refill=Refill.PART,
        refill_caveat=marked(
            "Whether its history counts coins or dollars is not documented: a gap is filled only after a "
            "liquidation heard live was found in the history and has shown which, and stays a gap until then."
        ),
        side=SideRule(
            "side",
            "buy",
            "sell",
            marked("It is the side of the position itself, not of the order that closes it."),
            "www.bitget.com/api-doc",
        ),
    )
    addresses = Addresses(ws="wss://ws.bitget.com/v3/ws/public", rest="https://api.bitget.com")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection for all product lines."""
        return (
            ConnectionPlan(
                part="public",
                url=addresses.ws,
                carries=(BITGET,),
                new_session=BitgetSession,
                topics=len(LINES),
                keepalive_every=DurationMs(5 * SECOND),
                silence_limit=DurationMs(13 * SECOND),
            ),
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """One list per product line; REST spells them in capitals."""
        return tuple(f"{addresses.rest}/api/v3/market/instruments?category={line.upper()}" for line in LINES)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """A list of contracts."""
        return InstrumentPage(instruments_of(read_page(page, ["data"])[1], _Contract, _instrument))

    def infer(self, symbol: str) -> Instrument | None:
        """By the name: BTCUSDT, BTCPERP (USDC), BTCUSD_CM (coin-margined), and each with a month's code, as in BTCUSDTH27."""
        name = symbol.removesuffix("_CM")
        ends_at = expiry_by_code(name[-3:])
        parts = split_quote(name[:-3] if ends_at else name, ENDINGS) if believable(symbol) else None
        if parts is None:
            return None
        base, scale = unscaled(parts[0])
        quote = "USDC" if parts[1] == "PERP" else parts[1]
        settlement = Settlement.INVERSE if quote == "USD" else Settlement.LINEAR
        return Instrument(
            BITGET, symbol, base, quote, settlement, scale=scale, expires_at=ends_at, tradfi=no_coin(base)
        )

    def decoder(self) -> VenueSession:
        """Reads frames of the public connection."""
        return BitgetSession()


def _instrument(row: _Contract) -> Instrument:
    tradfi = row.symbol_type not in ("crypto", "") or no_coin(row.base)
    base, scale = (row.base, 1.0) if tradfi else unscaled(row.base)
    coin = row.category.lower() == COIN_LINE or row.symbol.endswith("_CM")
    return Instrument(
        BITGET,
        row.symbol,
        base,
        row.quote,
        Settlement.INVERSE if coin else Settlement.LINEAR,
        scale=scale,
        group=row.category.lower(),
        expires_at=UnixMs(int(row.delivery)) if row.kind == "delivery" and row.delivery.isdigit() else None,
        tradfi=tradfi,
        listed_at=event_time(int(row.listed)) if row.listed.isascii() and row.listed.isdigit() else None,
    )
