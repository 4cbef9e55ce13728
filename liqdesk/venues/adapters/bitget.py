"""Bitget futures on the v3 socket: the largest long and the largest short per symbol and second."""

from collections.abc import Sequence

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
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
from liqdesk.venues.wire.numbers import LARGEST, event_time
from liqdesk.venues.wire.symbols import split_quote, unscaled
from liqdesk.venues.wire.tickers import MarkPrices

BITGET = VenueId("bitget")
TOPIC = "liquidation"
TICKER = "ticker"
LINES = ("usdt-futures", "usdc-futures", "coin-futures")
COIN_LINE = "coin-futures"
SIDES = {"buy": PositionSide.LONG, "sell": PositionSide.SHORT}
"""`side` is that of the position."""


_BANKRUPTCY, _QUOTE = PriceKind.BANKRUPTCY, SizeUnit.QUOTE


class _Row(msgspec.Struct, gc=False):
    symbol: str
    side: str
    price: float
    value: float = msgspec.field(name="amount")
    at: int = msgspec.field(name="ts")


class _Arg(msgspec.Struct, gc=False):
    line: str = msgspec.field(name="instType")
    topic: str


class _Push(msgspec.Struct, gc=False):
    arg: _Arg
    data: list[_Row]


class BitgetSession:
    """One public connection for all product lines."""

    def __init__(self) -> None:
        self._prices = MarkPrices(BITGET)
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
        """Tickers of the USDT line carry the mark price."""
        wanted = frozenset(symbol for symbol in symbols if symbol.endswith("USDT"))
        gone, new = self._followed - wanted, wanted - self._followed
        self._followed = wanted
        events: list[VenueEvent] = []
        for op, group in (("unsubscribe", gone), ("subscribe", new)):
            if group:
                args = [{"instType": LINES[0], "topic": TICKER, "symbol": symbol} for symbol in sorted(group)]
                events.append(Send(msgspec.json.encode({"op": op, "args": args}).decode()))
        return events

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A push of liquidations, or anything else."""
        try:
            push = self._decode(frame)
        except UNREADABLE:
            return self._other(frame)
        if push.arg.topic != TOPIC:
            return self._other(frame)
        return [self._report(row) for row in push.data] or [Skipped("an empty push")]

    def _report(self, row: _Row) -> VenueEvent:
        value, price, at = row.value, row.price, event_time(row.at)
        position = SIDES.get(row.side)
        if position is None or at is None or not (0.0 < value < LARGEST and 0.0 < price < LARGEST):
            return Rejected(f"{shown(row.symbol)}: {shown(row.side)} {value} at {price}, time {row.at}")
        # `amount` on this socket is the value in the quote currency, proved by the round quantities it divides into.
        return LiquidationReport(BITGET, row.symbol, position, value, _QUOTE, price, _BANKRUPTCY, at)

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
            rows, bad = convert_rows(value.get("data"), _Row)
            return [*(self._report(row) for row in rows), *bad] or [Skipped("an empty push")]
        if topic == TICKER and isinstance(value.get("data"), list):
            ticks = [self._prices.read(row, "symbol", "markPrice", value.get("ts")) for row in value["data"]]
            return ticks or [Skipped("an empty push")]
        return [Unknown(f"an object with {shown(', '.join(map(str, value)))}")]


def _event(value: dict[str, object], arg: object) -> VenueEvent:
    kind = value["event"]
    line = f"{arg.get('instType')}/{arg.get('topic')}" if isinstance(arg, dict) else ""
    if kind == "subscribe":
        ticker = isinstance(arg, dict) and arg.get("topic") == TICKER
        return Skipped(f"subscribed to {shown(line)}") if ticker else Subscribed(shown(line))
    if kind == "error":
        said = f"{shown(value.get('code', ''))} {shown(value.get('msg', ''))}".strip()
        return Refused(shown(line), said)
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


class Bitget:
    """Implements `Venue`."""

    info = VenueInfo(
        id=BITGET,
        name="Bitget",
        completeness=Completeness.SAMPLED,
        publishes="Per contract and second the largest long and the largest short, at about the bankruptcy price.",
        hides="Every smaller liquidation of that second; coin-margined values, whose unit is unconfirmed.",
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
        rows = well_formed(page_rows(page, ["data"]), _Contract)
        return InstrumentPage(tuple(_instrument(row) for row in rows))

    def infer(self, symbol: str) -> Instrument | None:
        """Base, quote and line by the name: BTCUSDT, BTCPERP (USDC), BTCUSD_CM (coin-margined)."""
        coin = symbol.endswith("_CM")
        parts = split_quote(symbol.removesuffix("_CM"), ("USDT", "USDC", "PERP", "USD"))
        if parts is None:
            return None
        base, scale = unscaled(parts[0])
        quote = "USDC" if parts[1] == "PERP" else parts[1]
        settlement = Settlement.INVERSE if coin else Settlement.LINEAR
        return Instrument(BITGET, symbol, base, quote, settlement, scale=scale)

    def decoder(self) -> VenueSession:
        """Reads frames of the public connection."""
        return BitgetSession()


def _instrument(row: _Contract) -> Instrument:
    base, scale = unscaled(row.base)
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
        tradfi=row.symbol_type not in ("crypto", ""),
    )
