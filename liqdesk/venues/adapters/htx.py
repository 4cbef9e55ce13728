"""HTX derivatives: gzip frames, the server pings, all contracts of a product on one socket."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import SECOND, DurationMs
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
from liqdesk.venues.wire.frames import UNREADABLE, convert_rows, keys_of, read_object, shown
from liqdesk.venues.wire.inflate import inflated
from liqdesk.venues.wire.numbers import LARGEST, plausible
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Moment, Symbol
from liqdesk.venues.wire.symbols import believable, expiry, unscaled
from liqdesk.venues.wire.tradfi import no_coin

HTX = VenueId("htx")
TOPIC = "public.*.liquidation_orders"
LINEAR = "linear-swap"
COIN_SWAP = "coin-swap"
COIN_FUTURES = "coin-futures"
QUOTES = ("USDT", "USDC", "HUSD")
LONGEST_STAMP = 40


class _Row(msgspec.Struct, gc=False):
    symbol: Symbol = msgspec.field(name="contract_code")
    side: Literal["sell", "buy"] = msgspec.field(name="direction")
    contracts: float = msgspec.field(name="volume")
    price: Amount
    at: Moment = msgspec.field(name="created_at")
    coins: float = msgspec.field(name="amount", default=0.0)
    turnover: float = msgspec.field(name="trade_turnover", default=0.0)
    offset: Literal["close", "both"] = "close"


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
        linear = is_linear(row.symbol)
        by_coin = linear and row.coins > 0.0
        size = row.coins if by_coin else row.contracts
        turnover = row.turnover if linear else 0.0
        if not (plausible(size) and 0.0 <= turnover < LARGEST):
            return Rejected(f"{shown(row.symbol)}: {size} worth {turnover}")
        return LiquidationReport(
            HTX,
            row.symbol,
            # The direction is that of the closing order: who is made to sell was long.
            PositionSide.LONG if row.side == "sell" else PositionSide.SHORT,
            size,
            SizeUnit.BASE if by_coin else SizeUnit.CONTRACTS,
            row.price,
            PriceKind.BANKRUPTCY,
            row.at,
            quote_value=turnover,
        )

    def _other(self, frame: str | bytes) -> Sequence[VenueEvent]:
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        op = value.get("op")
        if op == "ping":
            return _pong(value.get("ts"), lambda same: {"op": "pong", "ts": same})
        if "ping" in value:
            return _pong(value["ping"], lambda same: {"pong": same})
        if op == "sub":
            return _answered(value)
        if op == "close":
            return [Leaving("the server announced that it closes")]
        if op == "error":
            return [Refused("", f"internal server problem {shown(value.get('err-msg', ''))}".strip(), retryable=True)]
        if op == "notify" and str(value.get("topic", "")).endswith("liquidation_orders"):
            rows, bad = convert_rows(value.get("data"), _Row, "contract_code")
            return [*(self._report(row) for row in rows), *bad] or [Skipped("an empty push")]
        if "ch" in value or "subbed" in value:
            return [Skipped("of the market-data socket")]
        return [Unknown(f"op {shown(op)}, with {keys_of(value)}")]


def _pong(stamp: object, answer: Callable[[object], dict[str, object]]) -> Sequence[VenueEvent]:
    """The pong must repeat the ping's value in the same JSON type: an integer for a string gets one dropped."""
    if isinstance(stamp, (str, int)) and len(str(stamp)) <= LONGEST_STAMP and str(stamp).isprintable():
        return (Send(msgspec.json.encode(answer(stamp)).decode()), Alive("ping"))
    return (Rejected(f"a ping of {shown(stamp)}"),)


def _answered(value: dict[str, object]) -> Sequence[VenueEvent]:
    topic = shown(value.get("topic", ""))
    code = value.get("err-code")
    if code == 0:
        # Nothing else may come for five seconds, and then a ping, which says no more of the channel than this answer.
        return (Subscribed(topic), Alive("the subscription stands"))
    return (Refused(topic, f"{shown(code)} {shown(value.get('err-msg', ''))}".strip()),)


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
        publishes=marked("Every liquidation as it happens, no throttle documented, at the bankruptcy price."),
        hides=marked("The price really paid."),
        refill=Refill.PART,
        side=SideRule(
            "direction",
            "sell",
            "buy",
            marked("It is the side of the forced order: what is sold closes a long, what is bought closes a short."),
            "huobiapi.github.io/docs/usdt_swap/v1/en",
        ),
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
                new_session=partial(HtxSession, product),
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
        return InstrumentPage(instruments_of(read_page(page, ["data"])[1], _Contract, _instrument))

    def infer(self, symbol: str) -> Instrument | None:
        """Base and settlement by the name, never the contract size."""
        named = _named(symbol, None) if believable(symbol) else None
        return named if named is not None and named.base else None

    def decoder(self) -> VenueSession:
        """Reads frames of any product."""
        return HtxSession()


def _instrument(row: _Contract) -> Instrument:
    return _named(row.symbol, row.size if plausible(row.size) else None)


def _named(symbol: str, size: float | None) -> Instrument:
    """By its code: BTC-USDT, BTC-USDT-270326, BTC-USD, BTC270326."""
    coin, _, rest = symbol.partition("-")
    date = rest.partition("-")[2]
    if not rest and expiry(coin[-6:]):
        coin, date = coin[:-6], coin[-6:]
    base, scale = unscaled(coin)
    linear = is_linear(symbol)
    quote = rest.partition("-")[0] if linear else "USD"
    settlement = Settlement.LINEAR if linear else Settlement.INVERSE
    return Instrument(HTX, symbol, base, quote, settlement, size, scale, expires_at=expiry(date), tradfi=no_coin(base))
