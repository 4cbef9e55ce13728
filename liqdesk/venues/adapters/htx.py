"""HTX derivatives: gzip frames, the server pings, all contracts of a product on one socket."""

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
from liqdesk.venues.wire.inflate import inflated
from liqdesk.venues.wire.numbers import LARGEST, event_time, plausible
from liqdesk.venues.wire.symbols import unscaled

HTX = VenueId("htx")
TOPIC = "public.*.liquidation_orders"
LINEAR = "linear-swap"
COIN_SWAP = "coin-swap"
COIN_FUTURES = "coin-futures"
CLOSING = frozenset({"close", "both"})
SIDES = {"sell": PositionSide.LONG, "buy": PositionSide.SHORT}
"""`direction` is the side of the closing order."""
QUOTES = ("USDT", "USDC", "HUSD")


_BANKRUPTCY, _CONTRACTS, _BASE = PriceKind.BANKRUPTCY, SizeUnit.CONTRACTS, SizeUnit.BASE


class _Row(msgspec.Struct, gc=False):
    symbol: str = msgspec.field(name="contract_code")
    side: str = msgspec.field(name="direction")
    contracts: float = msgspec.field(name="volume")
    price: float
    at: int = msgspec.field(name="created_at")
    coins: float = msgspec.field(name="amount", default=0.0)
    turnover: float = msgspec.field(name="trade_turnover", default=0.0)
    offset: str = "close"


class _Push(msgspec.Struct, gc=False):
    op: str
    topic: str
    data: list[_Row]


class HtxSession:
    """One connection of one product; frames may also come unpacked, as in recorded lines."""

    def __init__(self, product: str = LINEAR) -> None:
        self._product = product
        self._decode = msgspec.json.Decoder(_Push, strict=False).decode

    def opened(self) -> Sequence[VenueEvent]:
        """Ask for every contract of the product."""
        said = {"op": "sub", "cid": "liq1", "topic": TOPIC}
        if self._product == LINEAR:
            said["business_type"] = "all"
        return (Send(msgspec.json.encode(said).decode()),)

    def keepalive(self) -> Sequence[VenueEvent]:
        """The server pings every five seconds; there is nothing to say."""
        return ()

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """This socket has no prices."""
        return ()

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A push of liquidations, or anything else."""
        if isinstance(frame, bytes):
            try:
                frame = inflated(frame)
            except ValueError as fault:
                return [Unknown(shown(fault))]
        try:
            push = self._decode(frame)
        except UNREADABLE:
            return self._other(frame)
        if push.op != "notify" or not push.topic.endswith("liquidation_orders"):
            return self._other(frame)
        return [self._report(row) for row in push.data] or [Skipped("an empty push")]

    def _report(self, row: _Row) -> VenueEvent:
        price, at, position = row.price, event_time(row.at), SIDES.get(row.side)
        if row.offset not in CLOSING:
            return Rejected(f"{shown(row.symbol)}: offset {shown(row.offset)}")
        linear = is_linear(row.symbol)
        by_coin = linear and row.coins > 0.0
        size = row.coins if by_coin else row.contracts
        turnover = row.turnover if linear else 0.0
        sound = 0.0 < size < LARGEST and 0.0 < price < LARGEST and 0.0 <= turnover < LARGEST
        if position is None or at is None or not sound:
            return Rejected(f"{shown(row.symbol)}: {shown(row.side)} {size} at {price}, time {row.at}")
        return LiquidationReport(
            HTX,
            row.symbol,
            position,
            size,
            _BASE if by_coin else _CONTRACTS,
            price,
            _BANKRUPTCY,
            at,
            quote_value=turnover,
        )

    def _other(self, frame: str | bytes) -> Sequence[VenueEvent]:
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        op = value.get("op")
        if op == "ping":
            # The pong must repeat the value in the same JSON type: an integer for a string gets one dropped.
            return [Send(msgspec.json.encode({"op": "pong", "ts": value.get("ts")}).decode()), Alive("ping")]
        if "ping" in value:
            return [Send(msgspec.json.encode({"pong": value["ping"]}).decode()), Alive("ping")]
        if op == "sub":
            return [_answered(value)]
        if op == "close":
            return [Leaving("the server announced that it closes")]
        if op == "error":
            return [Refused("", f"internal server problem {shown(value.get('err-msg', ''))}".strip(), retryable=True)]
        if op == "notify" and str(value.get("topic", "")).endswith("liquidation_orders"):
            rows, bad = convert_rows(value.get("data"), _Row)
            return [*(self._report(row) for row in rows), *bad] or [Skipped("an empty push")]
        return [Unknown(f"op {shown(op)}, with {shown(', '.join(map(str, value)))}")]


def _answered(value: dict[str, object]) -> VenueEvent:
    topic = shown(value.get("topic", ""))
    code = value.get("err-code")
    if code == 0:
        return Subscribed(topic)
    return Refused(topic, f"{shown(code)} {shown(value.get('err-msg', ''))}".strip())


def is_linear(symbol: str) -> bool:
    """USDT-margined by its name: BTC-USDT, BTC-USDT-270326; not BTC-USD, not BTC270326."""
    parts = symbol.split("-")
    return len(parts) > 1 and parts[1] in QUOTES


class _Contract(msgspec.Struct):
    symbol: str = msgspec.field(name="contract_code")
    size: float = msgspec.field(name="contract_size")


class Htx:
    """Implements `Venue`."""

    info = VenueInfo(
        id=HTX,
        name="HTX",
        completeness=Completeness.FULL,
        publishes="Every liquidation as it happens, no throttle documented, at the bankruptcy price.",
        hides="The price really paid.",
    )
    addresses = Addresses(
        ws="wss://api.hbdm.com/linear-swap-notification",
        rest="https://api.hbdm.com",
        ws_by_category={
            COIN_SWAP: "wss://api.hbdm.com/swap-notification",
            COIN_FUTURES: "wss://api.hbdm.com/notification",
        },
    )

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection per product."""
        urls = {LINEAR: addresses.ws, **addresses.ws_by_category}
        return tuple(
            ConnectionPlan(
                part=product,
                url=url,
                carries=(HTX,),
                new_session=lambda product=product: HtxSession(product),  # type: ignore[misc]  # a loop variable, bound
                topics=1,
                silence_limit=DurationMs(16 * SECOND),
            )
            for product, url in urls.items()
            if url and product in (LINEAR, COIN_SWAP, COIN_FUTURES)
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """One list per product."""
        return (
            f"{addresses.rest}/linear-swap-api/v1/swap_contract_info?business_type=all",
            f"{addresses.rest}/swap-api/v1/swap_contract_info",
            f"{addresses.rest}/api/v1/contract_contract_info",
        )

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """A list of contracts; their size is in coins for linear ones and in dollars for the others."""
        rows = well_formed(page_rows(page, ["data"]), _Contract)
        return InstrumentPage(tuple(_named(row.symbol, row.size if plausible(row.size) else None) for row in rows))

    def infer(self, symbol: str) -> Instrument | None:
        """Base and settlement by the name, never the contract size."""
        return _named(symbol, None) if symbol else None

    def decoder(self) -> VenueSession:
        """Reads frames of any product."""
        return HtxSession()


def _named(symbol: str, size: float | None) -> Instrument:
    parts = symbol.split("-")
    base, scale = unscaled(parts[0].rstrip("0123456789") or parts[0])
    linear = is_linear(symbol)
    settlement = Settlement.LINEAR if linear else Settlement.INVERSE
    return Instrument(HTX, symbol, base, parts[1] if linear else "USD", settlement, size, scale)
