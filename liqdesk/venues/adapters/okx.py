"""OKX swaps and futures: one sampled channel per instrument type, history first."""

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
    Leaving,
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

OKX = VenueId("okx")
CHANNEL = "liquidation-orders"
PRICES = "mark-price"
TYPES = ("SWAP", "FUTURES")
CLOSING_SOON = "64008"
SIDES = {
    ("long", "sell"): PositionSide.LONG,
    ("net", "sell"): PositionSide.LONG,
    ("short", "buy"): PositionSide.SHORT,
    ("net", "buy"): PositionSide.SHORT,
}
"""`posSide` and the order's `side`; in one-way mode the order alone tells."""


_BANKRUPTCY, _CONTRACTS = PriceKind.BANKRUPTCY, SizeUnit.CONTRACTS


class _Detail(msgspec.Struct, gc=False):
    side: str
    size: float = msgspec.field(name="sz")
    price: float = msgspec.field(name="bkPx")
    at: int = msgspec.field(name="ts")
    position: str = msgspec.field(name="posSide", default="net")


class _Group(msgspec.Struct, gc=False):
    symbol: str = msgspec.field(name="instId")
    details: list[_Detail]


class _Arg(msgspec.Struct, gc=False):
    channel: str


class _Push(msgspec.Struct, gc=False):
    arg: _Arg
    data: list[_Group]


class OkxSession:
    """One public connection."""

    def __init__(self) -> None:
        self._prices = MarkPrices(OKX)
        self._followed: frozenset[str] = frozenset()
        self._decode = msgspec.json.Decoder(_Push, strict=False).decode

    def opened(self) -> Sequence[VenueEvent]:
        """Ask for both instrument types at once."""
        args = [{"channel": CHANNEL, "instType": kind} for kind in TYPES]
        return (Send(msgspec.json.encode({"id": "liq1", "op": "subscribe", "args": args}).decode()),)

    def keepalive(self) -> Sequence[VenueEvent]:
        """A bare word; without it OKX closes a connection that was quiet for 30 s."""
        return (Send("ping"),)

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Mark prices by instrument."""
        wanted = frozenset(symbols)
        gone, new = self._followed - wanted, wanted - self._followed
        self._followed = wanted
        events: list[VenueEvent] = []
        for op, group in (("unsubscribe", gone), ("subscribe", new)):
            if group:
                args = [{"channel": PRICES, "instId": symbol} for symbol in sorted(group)]
                events.append(Send(msgspec.json.encode({"id": "px", "op": op, "args": args}).decode()))
        return events

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A push of liquidations, or anything else."""
        try:
            push = self._decode(frame)
        except UNREADABLE:
            return self._other(frame)
        if push.arg.channel != CHANNEL:
            return self._other(frame)
        events = [self._report(group.symbol, detail) for group in push.data for detail in group.details]
        return events or [Skipped("an empty push")]

    def _report(self, symbol: str, detail: _Detail) -> VenueEvent:
        size, price, at = detail.size, detail.price, event_time(detail.at)
        position = SIDES.get((detail.position, detail.side))
        if position is None or at is None or not (0.0 < size < LARGEST and 0.0 < price < LARGEST):
            sides = f"{shown(detail.position)}/{shown(detail.side)}"
            return Rejected(f"{shown(symbol)}: {sides} {size} at {price}, time {detail.at}")
        return LiquidationReport(OKX, symbol, position, size, _CONTRACTS, price, _BANKRUPTCY, at)

    def _other(self, frame: str | bytes) -> Sequence[VenueEvent]:
        if frame in ("pong", b"pong"):
            return [Alive("pong")]
        if frame in ("ping", b"ping"):
            return [Send("pong"), Alive("ping")]
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        if "event" in value:
            return [self._event(value)]
        arg = value.get("arg")
        channel = arg.get("channel") if isinstance(arg, dict) else None
        if channel == CHANNEL:
            return self._groups(value.get("data"))
        if channel == PRICES and isinstance(value.get("data"), list):
            rows = value["data"]
            ticks = [
                self._prices.read(row, "instId", "markPx", row.get("ts") if isinstance(row, dict) else None)
                for row in rows
            ]
            return ticks or [Skipped("an empty push")]
        return [Unknown(f"an object with {shown(', '.join(map(str, value)))}")]

    def _groups(self, data: object) -> Sequence[VenueEvent]:
        """A push in which something does not fit: what fits is kept, row by row."""
        if not isinstance(data, list):
            return [Rejected("a push without rows")]
        events: list[VenueEvent] = []
        for group in data:
            symbol = group.get("instId") if isinstance(group, dict) else None
            if not isinstance(group, dict) or not isinstance(symbol, str):
                events.append(Rejected("rows without an instrument"))
                continue
            rows, bad = convert_rows(group.get("details"), _Detail)
            events += [*(self._report(symbol, row) for row in rows), *bad]
        return events or [Skipped("an empty push")]

    def _event(self, value: dict[str, object]) -> VenueEvent:
        kind, said = value["event"], shown(value.get("msg", ""))
        arg = value.get("arg")
        topic = "/".join(str(part) for part in arg.values()) if isinstance(arg, dict) else ""
        if kind == "subscribe":
            prices = isinstance(arg, dict) and arg.get("channel") == PRICES
            return Skipped(f"subscribed to {shown(topic)}") if prices else Subscribed(shown(topic))
        if kind == "error":
            return Refused(shown(topic), f"{shown(value.get('code', ''))} {said}".strip())
        if kind == "notice":
            closing = str(value.get("code")) == CLOSING_SOON
            return Leaving(said) if closing else Skipped(f"notice: {said}")
        if kind in ("unsubscribe", "channel-conn-count"):
            return Skipped(f"{kind} {shown(topic)}")
        return Unknown(f"an event called {shown(kind)}")


class _Contract(msgspec.Struct):
    symbol: str = msgspec.field(name="instId")
    value: str = msgspec.field(name="ctVal")
    multiplier: str = msgspec.field(name="ctMult")
    kind: str = msgspec.field(name="ctType")
    instrument_type: str = msgspec.field(name="instType", default="")
    expires: str = msgspec.field(name="expTime", default="")


class Okx:
    """Implements `Venue`."""

    info = VenueInfo(
        id=OKX,
        name="OKX",
        completeness=Completeness.SAMPLED,
        publishes="At most one liquidation per contract and second, at the bankruptcy price; some come minutes late.",
        hides="Every other liquidation of that second, and the price really paid.",
    )
    addresses = Addresses(ws="wss://ws.okx.com:8443/ws/v5/public", rest="https://www.okx.com")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection for both instrument types."""
        return (
            ConnectionPlan(
                part="public",
                url=addresses.ws,
                carries=(OKX,),
                new_session=OkxSession,
                topics=len(TYPES),
                keepalive_every=DurationMs(5 * SECOND),
                silence_limit=DurationMs(13 * SECOND),
                history_before_open=True,
            ),
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """One list per instrument type."""
        return tuple(f"{addresses.rest}/api/v5/public/instruments?instType={kind}" for kind in TYPES)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """A list of contracts with value, multiplier and type."""
        rows = well_formed(page_rows(page, ["data"]), _Contract)
        return InstrumentPage(tuple(_instrument(row) for row in rows))

    def infer(self, symbol: str) -> Instrument | None:
        """Base, quote and settlement by the name; never the contract value."""
        base, _, rest = symbol.partition("-")
        quote = rest.split("-")[0].split("_")[0]
        if not base or not quote or "-" not in rest:
            return None
        # A USD family is inverse, save the USD_UM ones, which settle in dollars.
        inverse = quote == "USD" and "_UM" not in rest
        settlement = Settlement.INVERSE if inverse else Settlement.LINEAR
        name, scale = unscaled(base)
        return Instrument(OKX, symbol, name, quote, settlement, scale=scale)

    def decoder(self) -> VenueSession:
        """Reads frames of the public connection."""
        return OkxSession()


def _instrument(row: _Contract) -> Instrument:
    base, _, rest = row.symbol.partition("-")
    name, scale = unscaled(base)
    try:
        multiplier: float | None = float(row.value) * float(row.multiplier or "1")
    except ValueError:
        multiplier = None
    if multiplier is not None and not plausible(multiplier):
        multiplier = None
    dated = row.instrument_type == "FUTURES" and row.expires.isdigit() and "XPERP" not in row.symbol
    return Instrument(
        OKX,
        row.symbol,
        name,
        rest.split("-")[0].split("_")[0],
        Settlement.INVERSE if row.kind == "inverse" else Settlement.LINEAR,
        multiplier,
        scale,
        group=row.instrument_type,
        expires_at=UnixMs(int(row.expires)) if dated else None,
    )
