"""An event while it is going on: what it has gathered, second by second, and its value at any moment."""

from collections.abc import Iterable
from datetime import UTC, datetime
from heapq import nlargest

import msgspec

from liqdesk.analytics.events import (
    Course,
    Ending,
    Event,
    EventKind,
    EventState,
    Evidence,
    LargeOrder,
    Leader,
    Level,
    Share,
    course_base,
)
from liqdesk.analytics.rules import Rules
from liqdesk.analytics.seconds import LARGEST, LONG, SHORT, Part, large_order
from liqdesk.analytics.surroundings import MarketContext, Watch, change
from liqdesk.analytics.waves import Tally, Waves
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs

COINS_FOLLOWED = 5
ALWAYS_FOLLOWED = ("BTC", "ETH")

_POSITIONS = (PositionSide.LONG, PositionSide.SHORT)
_KINDS = (EventKind.LONG_FLUSH, EventKind.SHORT_SQUEEZE)
_LEVELS = tuple(Level)


class Episode(msgspec.Struct):
    """An open event. Seconds are since 1970; money is micro-USD; `opened` is the first second that belongs to it.

    `alive` is the last second at which its minute was worth keeping it open, `high` the last at which it was worth
    opening one. `opening` are the tests that opened it, `confirming` those since, by name.
    """

    scope: str
    side: int
    threshold: int
    opened: int
    detected_at: UnixMs
    alive: int
    high: int
    waves: Waves
    opening: tuple[Evidence, ...]
    leader: Leader | None
    funding_before: float | None
    parent: str | None = None
    confirming: dict[str, Evidence] = {}
    confirmed: bool = False
    level: Level = Level.WATCH
    unvalued: int = 0
    bases: dict[str, Tally] = {}
    venues: dict[str, Tally] = {}
    total: Tally = msgspec.field(default_factory=Tally)
    largest: list[LargeOrder] = []
    course_long: list[int] = []
    course_short: list[int] = []
    prices: list[float | None] = []
    interests: list[float | None] = []
    peak_minute: int = 0
    peak_second: int = 0
    peak_side: int = 0
    peak_hour: int = 0

    @property
    def id(self) -> str:
        """The scope and the moment it opened: the same whenever the same rows are seen again."""
        return f"{self.scope}-{datetime.fromtimestamp(self.opened, UTC):%Y%m%dT%H%M%SZ}"

    @property
    def opened_at(self) -> UnixMs:
        """Where it begins."""
        return UnixMs(self.opened * 1_000)

    @property
    def base(self) -> str:
        """The coin whose price, open interest and funding speak for it, the same from its first second to its last."""
        return course_base(self.scope)

    def absorb(self, second: int, parts: Iterable[Part], active: bool) -> None:
        """Take what the next second brought to its scope; `active` says that its waves go on."""
        long = short = count = 0
        for part in parts:
            if part.side == LONG:
                long += part.micro
                own = (part.micro, 0, part.rows)
            else:
                short += part.micro
                own = (0, part.micro, part.rows)
            count += part.rows
            self.unvalued += part.unvalued
            self._share(part.base, part.venue, own)
            self._note_large(part.orders)
        if count:
            self.total.add(long, short, count)
        self.course_long.append(long)
        self.course_short.append(short)
        self.waves.push(second, active, long, short, count)

    def _share(self, base: str, venue: str, own: tuple[int, int, int]) -> None:
        for held, name in ((self.bases, base), (self.venues, venue)):
            tally = held.get(name)
            if tally is None:
                tally = held[name] = Tally()
            tally.add(*own)

    def _note_large(self, orders: Iterable[LargeOrder]) -> None:
        bar = self.largest[-1].notional if len(self.largest) == LARGEST else 0
        fresh = [order for order in orders if order.notional >= bar]
        if fresh:
            self.largest = nlargest(LARGEST, [*self.largest, *fresh], key=_rank)

    def absorb_belated(self, entry: Liquidation) -> None:
        """Take a row that came too late to decide anything, into the sums alone."""
        micro, short = entry.notional or 0, entry.position is PositionSide.SHORT
        own = (0, micro, 1) if short else (micro, 0, 1)
        self.total.add(*own)
        self.unvalued += entry.notional is None
        self._share(entry.instrument.base, entry.instrument.venue, own)
        if micro:
            self._note_large((large_order(entry),))
        (self.course_short if short else self.course_long)[entry.at // 1_000 - self.opened] += micro

    def look_around(self, context: MarketContext, at: UnixMs) -> None:
        """Note price and open interest at the end of a second."""
        self.prices.append(context.price(self.base, at))
        self.interests.append(context.open_interest(self.base, at))

    def measure(self, second: int, minute: int, side_minute: int, hour: int) -> None:
        """Note the trailing sums of both sides, and that of its own side, at the end of a second."""
        if minute > self.peak_minute:
            self.peak_minute, self.peak_second = minute, second
        self.peak_side = max(self.peak_side, side_minute)
        self.peak_hour = max(self.peak_hour, hour)

    def raise_level(self, rules: Rules) -> bool:
        """Let the level follow; True where it rose."""
        times = self.peak_side / self.threshold
        steps = 0
        if self.confirmed and times >= rules.critical_times:
            steps = 2
        elif self.confirmed or times >= rules.alert_times:
            steps = 1
        if steps <= _LEVELS.index(self.level):
            return False
        self.level = _LEVELS[steps]
        return True

    def value(
        self,
        rules: Rules,
        context: MarketContext,
        watch: Watch,
        second: int,
        ending: Ending | None = None,
    ) -> Event:
        """The event as it stands at the end of this second."""
        at = UnixMs((second + 1) * 1_000)
        bases, venues = _shares(self.bases), _shares(self.venues)
        followed = dict.fromkeys((*ALWAYS_FOLLOWED, *(share.name for share in bases[:COINS_FOLLOWED])))
        began = self.opened_at
        return Event(
            id=self.id,
            kind=self._kind(rules),
            side=_POSITIONS[self.side],
            state=EventState.OPEN if ending is None else EventState.CLOSED,
            scope=self.scope,
            confirmed=self.confirmed,
            level=self.level,
            opened_at=began,
            detected_at=self.detected_at,
            peak_at=UnixMs((self.peak_second + 1) * 1_000),
            closed_at=None if ending is None else at,
            ending=ending,
            long=MicroUsd(self.total.long),
            short=MicroUsd(self.total.short),
            count=self.total.count,
            unvalued=self.unvalued,
            peak_minute=MicroUsd(self.peak_minute),
            peak_hour=MicroUsd(self.peak_hour),
            bases=bases,
            venues=venues,
            largest=tuple(self.largest),
            leader=self.leader,
            waves=self.waves.all(),
            price_changes={base: change(context.price(base, began), context.price(base, at)) for base in followed},
            open_interest_changes={
                base: change(context.open_interest(base, began), context.open_interest(base, at)) for base in followed
            },
            funding_before=self.funding_before,
            evidence=(*self.opening, *self.confirming.values()),
            coverage=watch.coverage(Span(began, at), self.unvalued),
            course=Course(
                began,
                tuple(self.course_long),
                tuple(self.course_short),
                tuple(self.prices),
                tuple(self.interests),
                watch.gaps(Span(began, at)),
            ),
            parent=self.parent,
        )

    def _kind(self, rules: Rules) -> EventKind:
        both = self.total.long + self.total.short
        for side, money in ((LONG, self.total.long), (SHORT, self.total.short)):
            if money >= rules.one_sided * both:
                return _KINDS[side]
        return EventKind.TWO_SIDED


def _rank(order: LargeOrder) -> tuple[int, int, str, str]:
    return (order.notional, -order.at, order.venue, order.symbol)


def _shares(tallies: dict[str, Tally]) -> tuple[Share, ...]:
    shares = (Share(name, MicroUsd(tally.long), MicroUsd(tally.short), tally.count) for name, tally in tallies.items())
    return tuple(sorted(shares, key=lambda share: (-share.both, share.name)))
