"""OKX swaps and futures: one sampled channel per instrument type, history first."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec.structs import force_setattr

from liqdesk.domain.instrument import DOLLARS, Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import PositionSide, PriceKind
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, Refill, SideRule, VenueId, VenueInfo
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
from liqdesk.venues.wire.frames import MOST_FAULTS, UNREADABLE, convert_rows, keys_of, read_object, shown
from liqdesk.venues.wire.numbers import event_time, plausible
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Moment, Symbol, WireRow, named_as
from liqdesk.venues.wire.symbols import believable, expiry, unscaled
from liqdesk.venues.wire.tickers import read_ticker
from liqdesk.venues.wire.tradfi import no_coin

OKX = VenueId("okx")
CHANNEL = "liquidation-orders"
PRICES = "mark-price"
TOPIC_KEYS = ("channel", "instType", "instId")
TYPES = ("SWAP", "FUTURES")
TRADFI = ("3", "4", "5", "6")
"""The categories of shares, commodities, currencies and bonds; 1 is of coins."""
TYPES_LEFT_OUT = ("MARGIN", "OPTION")
CLOSING_SOON = "64008"
MOST_GROUPS = 20_000


class _Row(WireRow, frozen=True, gc=False, kw_only=True, rename=named_as(size="sz", price="bkPx", at="ts")):
    venue: VenueId = OKX
    symbol: str = ""
    size: Amount
    unit: SizeUnit = SizeUnit.CONTRACTS
    price: Amount
    price_kind: PriceKind = PriceKind.BANKRUPTCY
    at: Moment


class _Sell(_Row, frozen=True, gc=False, kw_only=True, tag_field="side", tag="sell"):
    """`side` is the order's; in one-way mode it alone tells whose position it closed."""

    position: PositionSide = PositionSide.LONG
    of: Literal["long", "net"] = msgspec.field(name="posSide", default="net")


class _Buy(_Row, frozen=True, gc=False, kw_only=True, tag_field="side", tag="buy"):
    position: PositionSide = PositionSide.SHORT
    of: Literal["short", "net"] = msgspec.field(name="posSide", default="net")


class _Group(msgspec.Struct, gc=False):
    symbol: Symbol = msgspec.field(name="instId")
    details: list[_Sell | _Buy]

    def reports(self) -> list[_Sell | _Buy]:
        """The rows, told what they are rows of. They are fresh: nobody else has seen them."""
        symbol = self.symbol
        for row in self.details:
            force_setattr(row, "symbol", symbol)
        return self.details


class _Arg(msgspec.Struct, gc=False, tag_field="channel", tag=CHANNEL):
    type: Literal["SWAP", "FUTURES"] = msgspec.field(name="instType", default="SWAP")


class _Push(msgspec.Struct, gc=False):
    arg: _Arg
    data: list[_Group]


class OkxSession:
    """One public connection."""

    def __init__(self) -> None:
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
        data = push.data
        if len(data) == 1:
            return data[0].reports() or (Skipped("an empty push"),)
        return [row for group in data for row in group.reports()] or (Skipped("an empty push"),)

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
        if channel == CHANNEL and isinstance(arg, dict) and arg.get("instType") in TYPES_LEFT_OUT:
            return [Skipped(f"of the type {arg['instType']}, which is not asked for")]
        if channel == CHANNEL:
            return self._groups(value.get("data"))
        if channel == PRICES and isinstance(value.get("data"), list):
            return [_price(row) for row in value["data"][:MOST_FAULTS]] or (Skipped("an empty push"),)
        return (Unknown(f"an object with {keys_of(value)}"),)

    def _groups(self, data: object) -> Sequence[VenueEvent]:
        """A push in which something does not fit: what fits is kept, row by row."""
        if not isinstance(data, list):
            return [Rejected("a push without rows")]
        events: list[VenueEvent] = []
        for group in data[:MOST_GROUPS]:
            symbol = group.get("instId") if isinstance(group, dict) else None
            if not isinstance(group, dict) or not isinstance(symbol, str) or not believable(symbol):
                events.append(Rejected(f"rows of {shown(symbol)}, which is no name"))
                continue
            rows, bad = convert_rows(group.get("details"), _Sell | _Buy, "instId")
            for row in rows:
                force_setattr(row, "symbol", symbol)
            events += [*rows, *(Rejected(f"{symbol}: {one.reason}") for one in bad)]
        return events or (Skipped("an empty push"),)

    def _event(self, value: dict[str, object]) -> VenueEvent:
        kind, said = value["event"], shown(value.get("msg", ""))
        arg = value.get("arg")
        topic = "/".join(str(arg[key]) for key in TOPIC_KEYS if key in arg) if isinstance(arg, dict) else ""
        if kind == "subscribe":
            return Skipped(f"subscribed to {shown(topic)}") if _is_price(arg) else Subscribed(shown(topic))
        if kind == "error":
            said = f"{shown(value.get('code', ''))} {said}".strip()
            return Refused("", f"{shown(topic)}: {said}") if _is_price(arg) else Refused(shown(topic), said)
        if kind == "notice":
            closing = str(value.get("code")) == CLOSING_SOON
            return Leaving(said) if closing else Skipped(f"notice: {said}")
        if kind in ("unsubscribe", "channel-conn-count"):
            return Skipped(f"{kind} {shown(topic)}")
        return Unknown(f"an event called {shown(kind)}")


def _is_price(arg: object) -> bool:
    return isinstance(arg, dict) and arg.get("channel") == PRICES


def _price(row: object) -> VenueEvent:
    return read_ticker(OKX, row, "instId", "markPx", row.get("ts") if isinstance(row, dict) else None)


class _Contract(msgspec.Struct):
    symbol: str = msgspec.field(name="instId")
    value: float = msgspec.field(name="ctVal")
    multiplier: float = msgspec.field(name="ctMult")
    kind: str = msgspec.field(name="ctType")
    currency: str = msgspec.field(name="ctValCcy", default="")
    instrument_type: str = msgspec.field(name="instType", default="")
    category: str = msgspec.field(name="instCategory", default="")
    listed: str = msgspec.field(name="listTime", default="")


class Okx:
    """Implements `Venue`."""

    info = VenueInfo(
        id=OKX,
        name="OKX",
        completeness=Completeness.SAMPLED,
        publishes=marked(
            "At most one liquidation per contract and second, at the bankruptcy price; some come minutes late."
        ),
        hides=marked("Every other liquidation of that second, and the price really paid."),
        refill=Refill.PART,
        side=SideRule(
            "side",
            "sell",
            "buy",
            marked("It is the side of the forced order: what is sold closes a long, what is bought closes a short."),
            "www.okx.com/docs-v5/en/#public-data-websocket-liquidation-orders-channel",
        ),
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
        return InstrumentPage(instruments_of(read_page(page, ["data"])[1], _Contract, _instrument))

    def infer(self, symbol: str) -> Instrument | None:
        """Base, quote and settlement by the name; never the contract value."""
        base, _, rest = symbol.partition("-")
        quote = rest.split("-")[0].split("_")[0]
        if not base or not quote or "-" not in rest or not believable(symbol):
            return None
        # A USD family is inverse, save the USD_UM ones, which settle in dollars.
        inverse = quote == "USD" and "_UM" not in rest
        settlement = Settlement.INVERSE if inverse else Settlement.LINEAR
        name, scale = unscaled(base)
        return Instrument(
            OKX,
            symbol,
            name,
            quote,
            settlement,
            scale=scale,
            expires_at=_ends_at(symbol),
            tradfi=no_coin(name),
        )

    def decoder(self) -> VenueSession:
        """Reads frames of the public connection."""
        return OkxSession()


def _ends_at(symbol: str) -> UnixMs | None:
    """When a dated contract ends; X-Perps carry a date too, and are perpetual in all but name."""
    return None if "XPERP" in symbol else expiry(symbol.rpartition("-")[2])


def _instrument(row: _Contract) -> Instrument:
    base, _, rest = row.symbol.partition("-")
    name, scale = unscaled(base)
    quote = rest.split("-")[0].split("_")[0]
    inverse = row.kind == "inverse"
    # A contract's value is in coins when linear and in dollars when inverse; said otherwise, it is not understood.
    understood = row.currency not in ((base,) if inverse else DOLLARS) and row.kind in ("linear", "inverse")
    multiplier = row.value * row.multiplier
    return Instrument(
        OKX,
        row.symbol,
        name,
        quote,
        Settlement.INVERSE if inverse else Settlement.LINEAR,
        multiplier if understood and plausible(multiplier) else None,
        scale,
        group=row.instrument_type,
        expires_at=_ends_at(row.symbol) if row.instrument_type == "FUTURES" else None,
        tradfi=row.category in TRADFI or no_coin(name),
        listed_at=event_time(int(row.listed)) if row.listed.isascii() and row.listed.isdigit() else None,
    )
