"""Bybit linear and inverse: every liquidation, one topic per symbol, pushed in batches each half second."""

from collections.abc import Iterator, Sequence
from functools import partial

import msgspec
from msgspec.structs import force_setattr

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, SideRule, VenueId, VenueInfo
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
from liqdesk.venues.wire.frames import UNREADABLE, convert_rows, keys_of, read_object, shown
from liqdesk.venues.wire.numbers import listing_time
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.requests import Requests
from liqdesk.venues.wire.rows import Amount, Moment, Symbol, WireRow, named_as
from liqdesk.venues.wire.symbols import believable, expiry_by_code, expiry_in_words, split_quote, unscaled
from liqdesk.venues.wire.tickers import read_ticker
from liqdesk.venues.wire.tradfi import no_coin
from liqdesk.venues.wire.urls import escaped, with_query

BYBIT = VenueId("bybit")
CHANNEL = "allLiquidation."
TICKERS = "tickers."
CATEGORIES = LINEAR, INVERSE = "linear", "inverse"
PER_REQUEST = 200
PER_CONNECTION = 500
PAGE = 1000
TRADFI = ("stock", "commodit", "forex", "metal", "index")
"""What words for contracts on something else than a coin hold; the others name zones of coins."""
LONGEST_ARGS = 20_000
"""Characters of topics on one connection: the documented cap is 21,000, and it may count the connection, not the request."""


class _Row(WireRow, frozen=True, gc=False, kw_only=True, rename=named_as(symbol="s", size="v", price="p", at="T")):
    venue: VenueId = BYBIT
    symbol: Symbol
    size: Amount
    unit: SizeUnit = SizeUnit.BASE
    price: Amount
    price_kind: PriceKind = PriceKind.BANKRUPTCY
    at: Moment


class _Buy(_Row, frozen=True, gc=False, kw_only=True, tag_field="S", tag="Buy"):
    """`S` is the side of the position, not of the order that closes it."""

    position: PositionSide = PositionSide.LONG


class _Sell(_Row, frozen=True, gc=False, kw_only=True, tag_field="S", tag="Sell"):
    position: PositionSide = PositionSide.SHORT


class _Push(msgspec.Struct, gc=False):
    topic: str
    data: list[_Buy | _Sell]


class BybitSession:
    """One connection of one category (`linear` or `inverse`) with its topics."""

    def __init__(self, category: str, symbols: Sequence[str]) -> None:
        self._inverse = category == INVERSE
        self._requests = Requests("subscribe", PER_REQUEST)
        self._symbols = symbols
        self._followed: frozenset[str] = frozenset()
        self._decode = msgspec.json.Decoder(_Push, strict=False).decode

    def opened(self) -> Sequence[VenueEvent]:
        """Ask for every symbol's topic."""
        return self._requests.ask([CHANNEL + symbol for symbol in self._symbols])

    def keepalive(self) -> Sequence[VenueEvent]:
        """Bybit's own ping."""
        return (Send('{"op":"ping"}'),)

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Tickers carry the mark price; only symbols of this connection's category are asked for."""
        own = {symbol for symbol in symbols if symbol in self._symbols}
        wanted = frozenset(TICKERS + symbol for symbol in own)
        gone, new = self._followed - wanted, wanted - self._followed
        self._followed = wanted
        events: list[VenueEvent] = []
        for op, topics in (("unsubscribe", gone), ("subscribe", new)):
            if topics:
                said = {"req_id": f"follow-{op}", "op": op, "args": sorted(topics)}
                events.append(Send(msgspec.json.encode(said).decode()))
        return events

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A push of liquidations, or anything else."""
        try:
            push = self._decode(frame)
        except UNREADABLE:
            return self._other(frame)
        if push.topic[: len(CHANNEL)] != CHANNEL:
            return self._other(frame)
        if self._inverse:
            _count_in_contracts(push.data)
        return push.data or (Skipped("an empty push"),)

    def _other(self, frame: str | bytes) -> Sequence[VenueEvent]:
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        topic = str(value.get("topic", ""))
        if topic.startswith(CHANNEL):
            rows, bad = convert_rows(value.get("data"), _Buy | _Sell, "s")
            if self._inverse:
                _count_in_contracts(rows)
            return [*rows, *bad] or (Skipped("an empty push"),)
        if topic.startswith(TICKERS):
            return (read_ticker(BYBIT, value.get("data"), "symbol", "markPrice", value.get("ts")),)
        if "success" in value or value.get("op") == "pong":
            return self._answer(value)
        return (Unknown(f"an object with {keys_of(value)}"),)

    def _answer(self, value: dict[str, object]) -> Sequence[VenueEvent]:
        said = str(value.get("ret_msg", ""))
        if value.get("op") in ("ping", "pong"):
            return (Alive("pong"),)
        request = str(value.get("req_id", ""))
        if value.get("success") is True:
            topics = self._requests.granted(request)
            return [Subscribed(topic) for topic in topics] or [Skipped(f"acknowledged {shown(request)}")]
        return self._refused(request, said)

    def _refused(self, request: str, said: str) -> Sequence[VenueEvent]:
        """A request is refused whole for one bad topic, so that one is dropped and the rest asked for again."""
        _, found, bad = said.partition("topic:")
        bad = bad.strip()
        already = "already subscribed" in said
        retry, dropped = self._requests.refused(request, bad if found else "")
        events = [Subscribed(topic) if already else Refused(topic, shown(said)) for topic in dropped]
        return [*events, *retry] or [Refused("", shown(said))]


class _Contract(msgspec.Struct):
    symbol: str
    kind: str = msgspec.field(name="contractType")
    base: str = msgspec.field(name="baseCoin")
    quote: str = msgspec.field(name="quoteCoin")
    delivery: int = msgspec.field(name="deliveryTime", default=0)
    symbol_type: str = msgspec.field(name="symbolType", default="")
    listed: float = msgspec.field(name="launchTime", default=0.0)


class Bybit:
    """Implements `Venue`."""

    info = VenueInfo(
        id=BYBIT,
        name="Bybit",
        completeness=Completeness.FULL,
        publishes=marked("Every liquidation while connected, in batches of half a second, at the bankruptcy price."),
        hides=marked("The price really paid: longs read up to some percent too small, shorts too large."),
        side=SideRule(
            "S",
            "Buy",
            "Sell",
            marked("It is the side of the position itself, not of the order that closes it."),
            "bybit-exchange.github.io/docs/v5/websocket/public/all-liquidation",
        ),
    )
    addresses = Addresses(
        ws="wss://stream.bybit.com/v5/public/linear",
        rest="https://api.bybit.com",
        ws_by_category={"inverse": "wss://stream.bybit.com/v5/public/inverse"},
    )

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """As many connections a category as its symbols need; the documented cap on topics is far above each.

        The oldest come first, so that a new contract joins the last connection and leaves the others be.
        """
        plans: list[ConnectionPlan] = []
        urls = {LINEAR: addresses.ws, INVERSE: addresses.ws_by_category.get(INVERSE, "")}
        for category, url in urls.items():
            own = sorted((one.listed_at or 0, one.symbol) for one in instruments if one.group == category)
            if url:
                plans.extend(_plans(category, url, [symbol for _, symbol in own]))
        return plans

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """The first page of each category."""
        root = f"{addresses.rest}/v5/market/instruments-info"
        return tuple(f"{root}?category={category}&limit={PAGE}" for category in CATEGORIES)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """One page; the cursor leads to the next until it is empty."""
        result, rows = read_page(page, ["result", "list"])
        cursor, following = result.get("nextPageCursor"), None
        if url and rows and cursor and isinstance(cursor, str):
            following = with_query(url.split("&cursor=")[0], f"cursor={escaped(cursor)}")
        return InstrumentPage(instruments_of(rows, _Contract, _instrument), following)

    def infer(self, symbol: str) -> Instrument | None:
        """Base and quote by the name: BTCUSDT, BTCPERP (USDC), BTCUSDT-26MAR27, BTC-26MAR27 (USDC), BTCUSD, BTCUSDH27."""
        if not believable(symbol):
            return None
        name, _, day = symbol.partition("-")
        parts = split_quote(name, ("USDT", "USDC", "PERP", "USD")) or ((name, "USDC") if name and day else None)
        ends_at = expiry_in_words(day)
        if parts is None and is_inverse(name):
            parts, ends_at = (name[:-6], "USD"), expiry_by_code(name[-3:])
        if parts is None:
            return None
        quote = "USDC" if parts[1] == "PERP" else parts[1]
        return _made(symbol, parts[0], quote, quote == "USD", ends_at)

    def decoder(self) -> VenueSession:
        """Reads frames of the linear and, told by the symbol's name, the inverse connection."""
        return _EitherCategory()


class _EitherCategory:
    """Recorded lines may come from either category; the symbol tells which."""

    def __init__(self) -> None:
        self._session = BybitSession(LINEAR, ())

    def opened(self) -> Sequence[VenueEvent]:
        return ()

    def keepalive(self) -> Sequence[VenueEvent]:
        return ()

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        return ()

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        events = self._session.received(frame)
        _count_in_contracts([one for one in events if isinstance(one, LiquidationReport) and is_inverse(one.symbol)])
        return events


def is_inverse(symbol: str) -> bool:
    """Coin-margined by its name: BTCUSD, BTCUSDH27."""
    return symbol.endswith("USD") or (len(symbol) > 6 and symbol[-6:-3] == "USD" and symbol[-2:].isdigit())


def _count_in_contracts(rows: Sequence[LiquidationReport]) -> None:
    """Sizes of the inverse category count contracts of one dollar. The rows are fresh: nobody else has seen them."""
    for row in rows:
        force_setattr(row, "unit", SizeUnit.CONTRACTS)


def _groups(symbols: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The symbols in portions that one connection may carry."""
    group: list[str] = []
    length = 0
    for symbol in symbols:
        cost = len(f'"{CHANNEL}{symbol}",'.encode())
        if group and (len(group) == PER_CONNECTION or length + cost > LONGEST_ARGS):
            yield tuple(group)
            group, length = [], 0
        group.append(symbol)
        length += cost
    if group:
        yield tuple(group)


def _plans(category: str, url: str, symbols: Sequence[str]) -> list[ConnectionPlan]:
    return [
        ConnectionPlan(
            part=f"{category}-{number}",
            url=url,
            carries=(BYBIT,),
            new_session=partial(BybitSession, category, group),
            topics=len(group),
            keepalive_every=DurationMs(5 * SECOND),
            silence_limit=DurationMs(13 * SECOND),
            subscribes=group,
        )
        for number, group in enumerate(_groups(symbols), start=1)
    ]


def _instrument(row: _Contract) -> Instrument:
    ends_at = UnixMs(row.delivery) if row.delivery > 0 else None
    said = row.symbol_type.lower()
    tradfi = any(word in said for word in TRADFI)
    return _made(
        row.symbol, row.base, row.quote, row.kind.startswith("Inverse"), ends_at, tradfi, listing_time(row.listed)
    )


def _made(
    symbol: str,
    base: str,
    quote: str,
    inverse: bool,
    expires_at: UnixMs | None = None,
    tradfi: bool = False,
    listed_at: UnixMs | None = None,
) -> Instrument:
    tradfi = tradfi or no_coin(base)
    coin, scale = (base, 1.0) if tradfi else unscaled(base)
    return Instrument(
        BYBIT,
        symbol,
        coin,
        quote,
        Settlement.INVERSE if inverse else Settlement.LINEAR,
        # An inverse contract is documented as worth one dollar; linear sizes count in coins and need no contract size.
        multiplier=1.0 if inverse else None,
        scale=scale,
        group=INVERSE if inverse else LINEAR,
        expires_at=expires_at,
        tradfi=tradfi,
        listed_at=listed_at,
    )
