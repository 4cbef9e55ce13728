"""Bybit linear and inverse: every liquidation, one topic per symbol, pushed in batches each half second."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

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
from liqdesk.venues.wire.numbers import EARLIEST, LARGEST, LATEST
from liqdesk.venues.wire.requests import Requests
from liqdesk.venues.wire.symbols import split_quote, unscaled
from liqdesk.venues.wire.tickers import MarkPrices

BYBIT = VenueId("bybit")
CHANNEL = "allLiquidation."
TICKERS = "tickers."
PER_REQUEST = 200
PER_CONNECTION = 500
PAGE = 1000
SIDES = {"Buy": PositionSide.LONG, "Sell": PositionSide.SHORT}
"""`S` is the side of the position, not of the order that closes it."""


_BANKRUPTCY = PriceKind.BANKRUPTCY


class _Row(msgspec.Struct, gc=False):
    at: UnixMs = msgspec.field(name="T")
    symbol: str = msgspec.field(name="s")
    side: str = msgspec.field(name="S")
    size: float = msgspec.field(name="v")
    price: float = msgspec.field(name="p")


class _Push(msgspec.Struct, gc=False):
    topic: str
    data: list[_Row]


class BybitSession:
    """One connection of one category (`linear` or `inverse`) with its topics."""

    def __init__(self, category: str, symbols: Sequence[str]) -> None:
        self._unit = SizeUnit.CONTRACTS if category == "inverse" else SizeUnit.BASE
        self._requests = Requests("subscribe", PER_REQUEST)
        self._symbols = symbols
        self._prices = MarkPrices(BYBIT)
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
        if not push.topic.startswith(CHANNEL):
            return self._other(frame)
        return [self._report(row) for row in push.data] or [Skipped("an empty push")]

    def _report(self, row: _Row) -> VenueEvent:
        size, price, at = row.size, row.price, row.at
        position = SIDES.get(row.side)
        sound = 0.0 < size < LARGEST and 0.0 < price < LARGEST and EARLIEST < at < LATEST
        if position is None or not sound:
            return Rejected(f"{shown(row.symbol)}: {shown(row.side)} {size} at {price}, time {at}")
        return LiquidationReport(BYBIT, row.symbol, position, size, self._unit, price, _BANKRUPTCY, at)

    def _other(self, frame: str | bytes) -> Sequence[VenueEvent]:
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        topic = str(value.get("topic", ""))
        if topic.startswith(CHANNEL):
            rows, bad = convert_rows(value.get("data"), _Row)
            return [*(self._report(row) for row in rows), *bad] or [Skipped("an empty push")]
        if topic.startswith(TICKERS):
            return [self._prices.read(value.get("data"), "symbol", "markPrice", value.get("ts"))]
        if "success" in value:
            return self._answer(value)
        return [Unknown(f"an object with {shown(', '.join(map(str, value)))}")]

    def _answer(self, value: dict[str, object]) -> Sequence[VenueEvent]:
        said = str(value.get("ret_msg", ""))
        if value.get("op") == "ping" or said == "pong":
            return [Alive("pong")]
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
        events: list[VenueEvent] = [Subscribed(topic) if already else Refused(topic, shown(said)) for topic in dropped]
        return [*events, *retry] or [Refused("", shown(said))]


class _Contract(msgspec.Struct):
    symbol: str
    kind: str = msgspec.field(name="contractType")
    base: str = msgspec.field(name="baseCoin")
    quote: str = msgspec.field(name="quoteCoin")
    delivery: int = msgspec.field(name="deliveryTime", default=0)
    symbol_type: str = msgspec.field(name="symbolType", default="")


class Bybit:
    """Implements `Venue`."""

    info = VenueInfo(
        id=BYBIT,
        name="Bybit",
        completeness=Completeness.FULL,
        publishes="Every liquidation while connected, in batches of half a second, at the bankruptcy price.",
        hides="The price really paid: longs read up to some percent too small, shorts too large.",
    )
    addresses = Addresses(
        ws="wss://stream.bybit.com/v5/public/linear",
        rest="https://api.bybit.com",
        ws_by_category={"inverse": "wss://stream.bybit.com/v5/public/inverse"},
    )

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """As many connections a category as its symbols need; the documented cap on topics is far above each."""
        plans: list[ConnectionPlan] = []
        urls = {"linear": addresses.ws, "inverse": addresses.ws_by_category.get("inverse", "")}
        for category, url in urls.items():
            symbols = sorted(one.symbol for one in instruments if one.group == category)
            if url:
                plans.extend(_plans(category, url, symbols))
        return plans

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """The first page of each category."""
        root = f"{addresses.rest}/v5/market/instruments-info"
        return tuple(f"{root}?category={category}&limit={PAGE}" for category in ("linear", "inverse"))

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """One page; the cursor leads to the next until it is empty."""
        rows = well_formed(page_rows(page, ["result", "list"]), _Contract)
        cursor = msgspec.json.decode(page)["result"].get("nextPageCursor")
        following = None
        if url and cursor and rows:
            following = f"{url.split('&cursor=')[0]}&{urlencode({'cursor': cursor}, quote_via=quote)}"
        return InstrumentPage(tuple(_instrument(row) for row in rows), following)

    def infer(self, symbol: str) -> Instrument | None:
        """Base and quote by the name: BTCUSDT, BTCPERP (USDC), BTCUSDT-26MAR27, BTC-26MAR27 (USDC), BTCUSD, BTCUSDH27."""
        name, _, dated = symbol.partition("-")
        parts = split_quote(name, ("USDT", "USDC", "PERP", "USD")) or ((name, "USDC") if dated else None)
        if parts is None and len(name) > 6 and name[-6:-3] == "USD":
            parts = (name[:-6], "USD")
        if parts is None:
            return None
        base, scale = unscaled(parts[0])
        inverse = parts[1] == "USD"
        quoted = "USDC" if parts[1] == "PERP" else parts[1]
        settlement = Settlement.INVERSE if inverse else Settlement.LINEAR
        return Instrument(
            BYBIT,
            symbol,
            base,
            quoted,
            settlement,
            multiplier=1.0 if inverse else None,
            scale=scale,
            group="inverse" if inverse else "linear",
        )

    def decoder(self) -> VenueSession:
        """Reads frames of the linear and, told by the symbol's name, the inverse connection."""
        return _EitherCategory()


class _EitherCategory:
    """Recorded lines may come from either category; inverse symbols end in USD or in a month code."""

    def __init__(self) -> None:
        self._linear = BybitSession("linear", ())
        self._inverse = BybitSession("inverse", ())

    def opened(self) -> Sequence[VenueEvent]:
        return ()

    def keepalive(self) -> Sequence[VenueEvent]:
        return ()

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        return ()

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        events = self._linear.received(frame)
        if any(isinstance(event, LiquidationReport) and is_inverse(event.symbol) for event in events):
            return self._inverse.received(frame)
        return events


def is_inverse(symbol: str) -> bool:
    """Coin-margined by its name: BTCUSD, BTCUSDH27."""
    return symbol.endswith("USD") or (len(symbol) > 6 and symbol[-6:-3] == "USD" and symbol[-2:].isdigit())


def _plans(category: str, url: str, symbols: Sequence[str]) -> list[ConnectionPlan]:
    groups = [symbols[start : start + PER_CONNECTION] for start in range(0, len(symbols), PER_CONNECTION)]
    return [
        ConnectionPlan(
            part=f"{category}-{number}",
            url=url,
            carries=(BYBIT,),
            new_session=lambda group=group: BybitSession(category, group),  # type: ignore[misc]  # a loop variable, bound
            topics=len(group),
            keepalive_every=DurationMs(5 * SECOND),
            silence_limit=DurationMs(13 * SECOND),
            subscribes=tuple(group),
        )
        for number, group in enumerate(groups, start=1)
    ]


def _instrument(row: _Contract) -> Instrument:
    base, scale = unscaled(row.base)
    inverse = row.kind.startswith("Inverse")
    return Instrument(
        BYBIT,
        row.symbol,
        base,
        row.quote,
        Settlement.INVERSE if inverse else Settlement.LINEAR,
        # An inverse contract is documented as worth one dollar; linear sizes count in coins and need no contract size.
        multiplier=1.0 if inverse else None,
        scale=scale,
        group="inverse" if inverse else "linear",
        expires_at=UnixMs(row.delivery) if row.delivery > 0 else None,
        tradfi=row.symbol_type in ("stock", "commodity", "forex"),
    )
