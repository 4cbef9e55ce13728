"""Orderly's perpetuals: liquidation cases without a price, valued at the mark prices of the same socket."""

from collections.abc import Sequence
from typing import Any

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.domain.venue import Completeness, SideRule, Standing, VenueId, VenueInfo
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
from liqdesk.venues.wire.frames import convert_rows, keys_of, read_object, shown
from liqdesk.venues.wire.numbers import LARGEST, event_time, plausible
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Moment, Symbol
from liqdesk.venues.wire.symbols import believable, unscaled
from liqdesk.venues.wire.tradfi import no_coin

ORDERLY = VenueId("orderly")
CASES, PRICES = "liquidation", "markprices"
CANARY = "PERP_BTC_USDC"
PERPETUAL = "PERP"
DONE = "liquidated"
ANYBODY = "OqdphuyCtYWxwzhxyLLjOWNdFP7sQt8RPWzmb5xY"
"""The account that Orderly's own client names where nobody has logged in; public topics need no other."""
MOST_HELD, MOST_PRICES = 2_000, 5_000


class _Position(msgspec.Struct, gc=False):
    """One position of a liquidated account; its sign is that of the position."""

    symbol: Symbol
    size: float = msgspec.field(name="positionQty")


class _Case(msgspec.Struct, gc=False):
    number: int = msgspec.field(name="liquidationId")
    at: Moment = msgspec.field(name="timestamp")
    kind: str = msgspec.field(name="type")
    positions: list[Any] = msgspec.field(name="positionsByPerp")


class _Price(msgspec.Struct, gc=False):
    symbol: Symbol
    price: Amount


class OrderlySession:
    """One public connection. A position whose mark price has not come yet waits for it."""

    def __init__(self) -> None:
        self._prices: dict[str, float] = {}
        self._frames = 0
        self._held: list[tuple[int, _Case, _Position]] = []
        self._wanted = frozenset({CANARY})

    def opened(self) -> Sequence[VenueEvent]:
        """Ask for all cases and all mark prices; answers name the request, so requests are called like their topics."""
        return tuple(_say({"id": topic, "topic": topic, "event": "subscribe"}) for topic in (CASES, PRICES))

    def keepalive(self) -> Sequence[VenueEvent]:
        """Orderly's own ping."""
        return (_say({"event": "ping"}),)

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """All mark prices come anyway; these are passed on."""
        self._wanted = frozenset({CANARY, *symbols})
        return ()

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """Cases, prices, or anything else."""
        self._frames += 1
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        topic, data = value.get("topic"), value.get("data")
        if topic == CASES and "data" in value:
            return self._cases(data)
        if topic == PRICES and "data" in value:
            return self._marks(data, value.get("ts"))
        return [*_answer(value)]

    def _cases(self, data: object) -> Sequence[VenueEvent]:
        """The list of cases as it changed: those still waiting for a liquidator are none yet."""
        cases, bad = convert_rows(data, _Case, "liquidationId")
        events: list[VenueEvent] = []
        for case in cases:
            if case.kind != DONE:
                events.append(Skipped(f"a case that is {shown(case.kind)}"))
                continue
            positions, odd = convert_rows(case.positions, _Position, "symbol")
            events += [*(self._position(case, one) for one in positions), *odd]
        return [*events, *bad] or [Skipped("no cases")]

    def _position(self, case: _Case, one: _Position) -> VenueEvent:
        if not plausible(abs(one.size)):
            return Rejected(f"{shown(one.symbol)}: a position of {one.size}")
        price = self._prices.get(one.symbol)
        if price is not None:
            return _report(case, one, price)
        if len(self._held) >= MOST_HELD:
            return Rejected(f"{shown(one.symbol)} has no mark price, and too many wait for theirs")
        self._held.append((self._frames, case, one))
        return Skipped(f"{shown(one.symbol)} waits for its mark price")

    def _marks(self, data: object, ts: object) -> Sequence[VenueEvent]:
        rows, bad = convert_rows(data, _Price, "symbol")
        at = event_time(ts) if isinstance(ts, int) else None
        events: list[VenueEvent] = []
        for row in rows:
            if row.symbol in self._prices or len(self._prices) < MOST_PRICES:
                self._prices[row.symbol] = row.price
            if row.symbol in self._wanted and at is not None:
                events.append(PriceTick(ORDERLY, row.symbol, row.price, PriceKind.MARK, at))
        if at is None:
            events.append(Rejected(f"mark prices at {shown(ts)}"))
        return [*events, *self._released(), *bad] or [Skipped("mark prices nobody asked for")]

    def _released(self) -> list[VenueEvent]:
        """The positions that waited for these prices."""
        waiting, self._held = self._held, []
        events: list[VenueEvent] = []
        for frame, case, one in waiting:
            price = self._prices.get(one.symbol)
            if price is None:
                self._held.append((frame, case, one))
            else:
                events.append(_report(case, one, price))
        return events

    def held(self) -> Sequence[tuple[int, VenueEvent]]:
        """Positions whose mark price never came: without any price there is no row to make of them."""
        waiting, self._held = self._held, []
        return [(frame, Rejected(f"{shown(one.symbol)} has no mark price")) for frame, _, one in waiting]


def _report(case: _Case, one: _Position, price: float) -> LiquidationReport:
    return LiquidationReport(
        ORDERLY,
        one.symbol,
        # The quantity is the position's: what is held is positive, what is owed negative.
        PositionSide.LONG if one.size > 0 else PositionSide.SHORT,
        abs(one.size),
        SizeUnit.BASE,
        price,
        PriceKind.MARK,
        case.at,
        ident=f"{case.number}:{one.symbol}",
    )


def _say(value: dict[str, object]) -> Send:
    return Send(msgspec.json.encode(value).decode())


def _answer(value: dict[str, Any]) -> Sequence[VenueEvent]:
    event = value.get("event")
    if event == "pong":
        return (Alive("pong"),)
    if event == "ping":
        stamp = value.get("ts")
        same = {"ts": stamp} if isinstance(stamp, int) and 0 <= stamp < LARGEST else {}
        return _say({"event": "pong", **same}), Alive("ping")
    topic = shown(value.get("id", ""))
    if event == "subscribe":
        if value.get("success") is True:
            return (Subscribed(topic),)
        return (Refused(topic, shown(value.get("errorMsg", "it was not granted"))),)
    return (Unknown(f"event {shown(event)}, with {keys_of(value)}"),)


class _Market(msgspec.Struct):
    symbol: str


class Orderly:
    """Implements `Venue`."""

    info = VenueInfo(
        id=ORDERLY,
        name="Orderly",
        completeness=Completeness.FULL,
        publishes=marked(
            "Every liquidated position of the exchanges that share its order book, within a second, without a price."
        ),
        hides=marked("The price of the transfer: values are those at the mark price."),
        standing=Standing.EXPERIMENTAL,
        caveat=marked("sides and values are read from sign and mark price, unconfirmed"),
        side=SideRule(
            "positionQty",
            "above zero",
            "below zero",
            marked(
                "It is the quantity of the position that was taken over: what is held is positive, what is"
                " owed negative."
            ),
            "orderly.network/docs/build-on-omnichain",
        ),
    )
    addresses = Addresses(ws=f"wss://ws-evm.orderly.org/ws/stream/{ANYBODY}", rest="https://api-evm.orderly.org")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection; mark prices come once a second. The first list may hold cases from before it was opened."""
        return (
            ConnectionPlan(
                part="public",
                url=addresses.ws,
                carries=(ORDERLY,),
                new_session=OrderlySession,
                topics=2,
                keepalive_every=DurationMs(10 * SECOND),
                silence_limit=DurationMs(13 * SECOND),
                canary_limit=DurationMs(10 * SECOND),
                history_before_open=True,
            ),
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """The one list of symbols."""
        return (f"{addresses.rest}/v1/public/info",)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """A list of symbols; sizes count in coins, so no contract size is needed."""
        rows = read_page(page, ["data", "rows"])[1]
        return InstrumentPage(instruments_of(rows, _Market, lambda row: self.infer(row.symbol)))

    def infer(self, symbol: str) -> Instrument | None:
        """Base and quote by the name: PERP_ETH_USDC; what some add behind is the name of who listed it."""
        kind, _, rest = symbol.partition("_")
        coin, _, rest = rest.partition("_")
        quote = rest.partition("_")[0]
        if kind != PERPETUAL or not coin or not quote or not believable(symbol):
            return None
        base, scale = unscaled(coin)
        return Instrument(ORDERLY, symbol, base, quote, Settlement.LINEAR, scale=scale, tradfi=no_coin(base))

    def decoder(self) -> VenueSession:
        """Reads frames of the public connection."""
        return OrderlySession()
