"""Bitfinex margin and perpetuals: one status channel of positions taken over, its past first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.market import PriceTick
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
from liqdesk.venues.wire.frames import convert_rows, keys_of, read_json, shown
from liqdesk.venues.wire.numbers import EARLIEST, LATEST, plausible
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Symbol
from liqdesk.venues.wire.symbols import believable, unscaled
from liqdesk.venues.wire.tickers import read_ticker
from liqdesk.venues.wire.tradfi import no_coin

BITFINEX = VenueId("bitfinex")
TOPIC = "liq:global"
PRICES = "deriv:"
LISTS = ("futures", "margin")
PERPETUAL, MARGIN = "perpetual", "margin"
NAMED_OTHERWISE = {"UST": "USDT", "UDC": "USDC"}
"""Bitfinex's own words for coins, as far as they are documented."""

RECONNECT, MAINTENANCE, OVER = 20051, 20060, 20061
NOT_SUBSCRIBED, ALREADY, QUOTA = 10300, 10301, 10305
MARK = 14
"""Where the mark price stands in a row of a derivative's status; its time is first."""

REMEMBERED = 200
"""Positions whose matches or triggers are held in mind."""
PATIENCE = 2
"""Signs of life of the channel, about five seconds apart, that a match waits for its trigger."""


class _Row(msgspec.Struct, gc=False, array_like=True):
    """`base_price` is what the position was entered at; `acquired` what it was taken over or sold for, where told."""

    word: Literal["pos"]
    position: int
    at: float
    _3: Any
    symbol: Symbol
    amount: float
    base_price: float | None
    _7: Any
    is_match: Literal[0, 1]
    is_market_sold: Any = None
    _10: Any = None
    acquired: Amount | None = None


@dataclass(slots=True)
class _Told:
    """A position that was reported: the trigger that still lacks the price it went for, if that is so."""

    unpriced: _Row | None = None
    history: bool = False
    by_matches: bool = False


@dataclass(slots=True)
class _Waiting:
    """A match whose trigger has not come, the number of its frame, and how often life was shown since."""

    row: _Row
    frame: int
    pulses: int = 0


class BitfinexSession:
    """One public connection. Channels have numbers, which differ from connection to connection.

    The trigger of a liquidation is the event, with the whole size, and told at once. A match that comes later corrects
    its price under the same ident; one that comes first is kept for its trigger, and counts itself if there is none.
    """

    def __init__(self) -> None:
        self.channels: dict[int, str] = {}
        """What each channel was granted for, the newest last."""
        self._past_due: set[int] = set()
        self._server_time = LATEST
        self._frames = 0
        self._marks: dict[str, float] = {}
        self._told: dict[int, _Told] = {}
        self._waiting: dict[int, list[_Waiting]] = {}
        self._followed: frozenset[str] = frozenset()

    def opened(self) -> Sequence[VenueEvent]:
        """Ask for every pair at once."""
        return (_subscribe(TOPIC),)

    def keepalive(self) -> Sequence[VenueEvent]:
        """Bitfinex's own ping; its heartbeats on a quiet channel come every 15 s only."""
        return (Send('{"event":"ping","cid":1}'),)

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """The status of a perpetual has its mark price; margin pairs have none."""
        wanted = frozenset(PRICES + symbol for symbol in symbols if _is_perpetual(symbol))
        gone, new = self._followed - wanted, wanted - self._followed
        self._followed = wanted
        left = [number for number, key in self.channels.items() if key in gone]
        leave = [Send(msgspec.json.encode({"event": "unsubscribe", "chanId": number}).decode()) for number in left]
        return [*leave, *(_subscribe(key) for key in sorted(new))]

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """Channels speak in arrays, everything else in objects."""
        self._frames += 1
        value = read_json(frame)
        if isinstance(value, Unknown):
            return [value]
        if isinstance(value, dict):
            return self._event(value)
        if isinstance(value, list) and len(value) > 1 and isinstance(value[0], int):
            return self._of_channel(value[0], value[1])
        return [Unknown(f"a JSON {type(value).__name__} of no channel")]

    def _of_channel(self, channel: int, said: object) -> Sequence[VenueEvent]:
        if said == "hb":
            # The past comes at once or, where there is none, never: a channel with a pulse has told all of it.
            self._past_due.discard(channel)
            return [Alive("heartbeat"), *self._pulse()]
        if self.channels.get(channel, TOPIC) != TOPIC:
            price = _price(self.channels[channel], said)
            if isinstance(price, PriceTick):
                self._marks[price.symbol] = price.price
            return [price]
        history = channel in self._past_due
        self._past_due.discard(channel)
        bare = isinstance(said, list) and said[:1] == ["pos"]
        rows, bad = convert_rows([said] if bare else said, _Row, "")
        # Of one frame the matches first, so that their triggers are told once and with their price.
        rows.sort(key=lambda row: -row.is_match)
        events = [self._row(row, history) for row in rows]
        if history:
            # A match of the past without its trigger here belongs to one that was told before this connection.
            for position in [key for key, first in self._waiting.items() if first[0].row.at <= self._server_time]:
                del self._waiting[position]
        return [*events, *bad] or [Skipped("an empty push")]

    def _row(self, row: _Row, history: bool) -> VenueEvent:
        if row.is_match:
            return self._match(row)
        told = self._told.get(row.position)
        if told is not None and told.by_matches:
            return Skipped("a trigger whose matches were told")
        early = self._waiting.pop(row.position, ())
        price = row.acquired or next((one.row.acquired for one in early if one.row.acquired), None)
        # What is newer than a time the server has told is no past, whatever comes first.
        past = history and row.at <= self._server_time
        self._remember(row.position, _Told(row if price is None else None, past))
        return _report(row, price, past, self._marks.get(row.symbol))

    def _match(self, row: _Row) -> VenueEvent:
        told = self._told.get(row.position)
        if told is None:
            waiting = self._waiting.setdefault(row.position, [])
            if len(waiting) == REMEMBERED:
                return Rejected(f"{shown(row.symbol)}: more matches without a trigger than any position has")
            waiting.append(_Waiting(row, self._frames))
            while len(self._waiting) > REMEMBERED:
                del self._waiting[next(iter(self._waiting))]
            return Skipped("a match of a liquidation that its trigger tells")
        if told.unpriced is None or row.acquired is None:
            return Skipped("a match of a liquidation that was told")
        corrected, told.unpriced = told.unpriced, None
        return _report(corrected, row.acquired, told.history)

    def _remember(self, position: int, told: _Told) -> None:
        self._told[position] = told
        while len(self._told) > REMEMBERED:
            del self._told[next(iter(self._told))]

    def _pulse(self) -> list[VenueEvent]:
        """Time has passed: matches that have waited long enough for their trigger count themselves."""
        events: list[VenueEvent] = []
        for position, waiting in tuple(self._waiting.items()):
            for one in waiting:
                one.pulses += 1
            if waiting[0].pulses >= PATIENCE:
                events += [event for _, event in self._orphans(position)]
        return events

    def _orphans(self, position: int) -> list[tuple[int, VenueEvent]]:
        waiting = self._waiting.pop(position)
        self._remember(position, _Told(by_matches=True))
        return [(one.frame, _report(one.row, one.row.acquired, history=False)) for one in waiting]

    def held(self) -> Sequence[tuple[int, VenueEvent]]:
        """Matches whose trigger never came."""
        return [told for position in tuple(self._waiting) for told in self._orphans(position)]

    def _event(self, value: dict[str, Any]) -> Sequence[VenueEvent]:
        event, key = value.get("event"), str(value.get("key", ""))
        if event == "pong":
            if isinstance(value.get("ts"), int):
                self._server_time = value["ts"]
            return [Alive("pong"), *self._pulse()]
        if event == "subscribed":
            return [self._acknowledged(value.get("chanId"), key)]
        if event == "info":
            return _told(value)
        if event == "error":
            return [self._refused(value.get("code"), key, shown(value.get("msg", "")))]
        if event in ("conf", "unsubscribed"):
            return [Skipped(f"{event} {shown(value.get('status', ''))}")]
        return [Unknown(f"an event called {shown(event)}, with {keys_of(value)}")]

    def _acknowledged(self, channel: object, key: str) -> VenueEvent:
        if not isinstance(channel, int):
            return Rejected(f"a subscription without a channel: {shown(channel)}")
        self.channels.pop(channel, None)
        self.channels[channel] = shown(key)
        while len(self.channels) > REMEMBERED:
            forgotten = next(iter(self.channels))
            del self.channels[forgotten]
            self._past_due.discard(forgotten)
        if key != TOPIC:
            return Skipped(f"subscribed to {shown(key)}")
        self._past_due.add(channel)
        return Subscribed(TOPIC)

    def _refused(self, code: object, key: str, said: str) -> VenueEvent:
        """An error need not say what it is about: before the topic is granted, it is about the topic."""
        pending = not key and TOPIC not in self.channels.values()
        ours = key == TOPIC or (pending and code in (NOT_SUBSCRIBED, ALREADY, QUOTA))
        if ours and code == ALREADY:
            return Subscribed(TOPIC)
        return Refused(TOPIC if ours else "", f"{shown(code)} {said}".strip())


def _subscribe(key: str) -> Send:
    return Send(msgspec.json.encode({"event": "subscribe", "channel": "status", "key": key}).decode())


def _told(value: dict[str, Any]) -> Sequence[VenueEvent]:
    code = value.get("code")
    if code == RECONNECT:
        return [Leaving("it asked to connect again")]
    if code == OVER:
        return [_subscribe(TOPIC), Skipped("maintenance is over")]
    if code == MAINTENANCE:
        return [Skipped("maintenance begins")]
    return [Skipped(f"info {shown(value.get('version', code))}")]


def _report(row: _Row, sold_for: float | None, history: bool, mark: float | None = None) -> VenueEvent:
    """The amount is that of the position: a positive one was a long.

    Where nobody says what it went for the mark price of now values it, or else what it was entered at; it is marked so.
    """
    price, kind = (row.base_price, PriceKind.ENTRY) if sold_for is None else (sold_for, PriceKind.FILL)
    if sold_for is None and mark is not None and not history:
        price, kind = mark, PriceKind.MARK
    size = abs(row.amount)
    possible = price is not None and plausible(size, price) and EARLIEST < row.at < LATEST
    if price is None or not possible or not believable(row.symbol):
        return Rejected(f"{shown(row.symbol)}: {row.amount} at {price}, time {row.at}")
    at = int(row.at)
    return LiquidationReport(
        BITFINEX,
        row.symbol,
        PositionSide.LONG if row.amount > 0 else PositionSide.SHORT,
        size,
        SizeUnit.BASE,
        price,
        kind,
        at,  # type: ignore[arg-type]  # a moment of this century, as just proven
        history=history,
        ident=f"{row.position}:{at}:{row.amount:.12g}",
    )


def _price(key: str, said: object) -> VenueEvent:
    if not isinstance(said, list) or len(said) <= MARK:
        return Rejected(f"a status of {shown(key)}: {shown(said)}")
    return read_ticker(BITFINEX, {"symbol": key.removeprefix(PRICES), "mark": said[MARK]}, "symbol", "mark", said[0])


class Bitfinex:
    """Implements `Venue`."""

    info = VenueInfo(
        id=BITFINEX,
        name="Bitfinex",
        completeness=Completeness.FULL,
        publishes=marked("Every position it takes over, of perpetuals and of margin trading, with its whole size."),
        hides=marked(
            "Often the price: until one is told the mark price or the one of entry stands in for it, so that the dollar "
            "value is an estimate."
        ),
        refill=Refill.PART,
        side=SideRule(
            "AMOUNT",
            "above zero",
            "below zero",
            marked("It is the amount of the position that was taken over: a positive one was a long."),
            "docs.bitfinex.com/reference/ws-public-status",
        ),
    )
    addresses = Addresses(ws="wss://api-pub.bitfinex.com/ws/2", rest="https://api-pub.bitfinex.com/v2")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection for all pairs."""
        return (
            ConnectionPlan(
                part="public",
                url=addresses.ws,
                carries=(BITFINEX,),
                new_session=BitfinexSession,
                topics=1,
                keepalive_every=DurationMs(5 * SECOND),
                silence_limit=DurationMs(13 * SECOND),
                history_before_open=True,
            ),
        )

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        """The pairs of perpetuals, then those of margin trading."""
        return tuple(f"{addresses.rest}/conf/pub:list:pair:{name}" for name in LISTS)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """Lists of names within a list; they need no size, since amounts are in coins."""
        lists = [one for one in read_page(page, [])[1] if isinstance(one, list)]
        if not lists:
            raise ValueError("the instrument list holds no list of pairs")
        # A name told again is read once: how long a page takes goes by what it says.
        names = dict.fromkeys(name for names in lists for name in names if isinstance(name, str))
        return InstrumentPage(instruments_of(tuple(names), str, _listed))

    def infer(self, symbol: str) -> Instrument | None:
        """Everything there is to know, by the name: tBTCF0:USTF0, tBTCUSD, tDUSK:USD."""
        return _listed(symbol[1:]) if symbol.startswith("t") and believable(symbol) else None

    def decoder(self) -> VenueSession:
        """Reads frames of the public connection."""
        return BitfinexSession()


def _is_perpetual(symbol: str) -> bool:
    return all(part.endswith("F0") for part in symbol.split(":"))


def _listed(pair: str) -> Instrument | None:
    """The contract of a pair, which has no `t` before its name in lists."""
    base, colon, quote = pair.partition(":")
    if not colon:
        base, quote = pair[:-3], pair[-3:]
    perpetual = _is_perpetual(pair)
    if perpetual:
        base, quote = base.removesuffix("F0"), quote.removesuffix("F0")
    if not base or not quote:
        return None
    coin, scale = unscaled(NAMED_OTHERWISE.get(base, base))
    return Instrument(
        BITFINEX,
        f"t{pair}",
        coin,
        NAMED_OTHERWISE.get(quote, quote),
        Settlement.LINEAR,
        scale=scale,
        group=PERPETUAL if perpetual else MARGIN,
        tradfi=no_coin(coin),
    )
