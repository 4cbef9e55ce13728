"""The running account of the market: takes every row, answers with views."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from heapq import nsmallest
from itertools import islice

import numpy as np

from liqdesk.analytics.buckets import MINUTE_S, SecondCells, Selection
from liqdesk.analytics.card import CardView, hour_card
from liqdesk.analytics.chart_answers import ChartAnswers, at_least, zero_known
from liqdesk.analytics.choice import Choice
from liqdesk.analytics.chosen import chosen_totals
from liqdesk.analytics.coin_board import BOARD_WINDOWS, CoinBoardView, coin_board
from liqdesk.analytics.context import CoinContext, MarketContext
from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.crosscheck import OurSpan
from liqdesk.analytics.headline import headline
from liqdesk.analytics.leaders import Leaders
from liqdesk.analytics.orders import OrderLog
from liqdesk.analytics.prices import Prices
from liqdesk.analytics.rhythm import of_venue
from liqdesk.analytics.rolling import RollingTotals
from liqdesk.analytics.suspicion import LaneNews, Suspicion
from liqdesk.analytics.throttle import ThrottleMeter
from liqdesk.analytics.timeline import Timeline
from liqdesk.analytics.usual import UsualVolume
from liqdesk.analytics.venue_lines import Lags, venue_line, venue_state
from liqdesk.analytics.views import (
    WINDOWS,
    Coverage,
    SideTotal,
    TimelineQuery,
    TimelineView,
    TotalsView,
    VenueMeters,
    VenueView,
    WindowTotal,
)
from liqdesk.domain.feed_state import COVERING, LaneId, LaneStatus, Span
from liqdesk.domain.liquidation import Batch, Liquidation, PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId, VenueInfo

PORTION = 2_000
"""Rows that are counted together. So many may wait, for nobody may be looking, so that no step comes."""
MOST_WAITING = 20_000
"""One frame can bring ten thousand: they are counted by portions with the frames after it, or by whoever looks before. From here
on as many are counted with a frame as it brings."""
KEPT = DurationMs(DAY + 2 * HOUR)
"""How far back everything is held: the 24 closed hours that are compared with others end up to an hour and more ago."""
PRICES_LOOKED_AT = DurationMs(HOUR + 5 * MINUTE)
"""How much of a price line the market of a coin is computed from."""
WEIGHED_EVERY = DurationMs(5 * SECOND)
"""What each venue usually brings does not change faster."""
LEAP = DurationMs(2 * HOUR)
"""Time that goes back, or on by this much at once, is a clock that was set, or a computer that slept."""

DOUBT = HOUR
"""After a leap nothing is forgotten for so long: a clock that is soon set right again must not have cost the day."""


class LiveAnalytics:
    """One day of the market in memory. `at` in every question is the moment the windows end.

    `preference` ranks the venues whose market context is shown.
    """

    def __init__(self, venues: Mapping[VenueId, VenueInfo], preference: Sequence[VenueId] = ()) -> None:
        self._venues = venues
        self.context = MarketContext(preference)
        self.coverage = CoverageLedger(venues)
        self.suspicion = Suspicion(self.coverage)
        self.recorded: UsualVolume | None = None
        """What earlier days say of the venues' weights; None where none is recorded."""
        self.prices = Prices()
        self._cells = SecondCells()
        self._rolling = RollingTotals(self._cells)
        self._timeline = Timeline(self._cells)
        self._orders = OrderLog(self._cells.slots)
        self.charts = ChartAnswers(self, venues, self._cells, self._rolling, self._orders)
        self._leaders = Leaders()
        self._throttle = ThrottleMeter(venues)
        self._lags: dict[VenueId, Lags] = {}
        self._last_event: dict[VenueId, UnixMs] = {}
        self._forgotten_until = 0
        self._waiting: list[Liquidation] = []
        self._stepped_at = self._weighed_at = 0
        self._forgets_from = 0

    @property
    def with_tradfi(self) -> bool:
        """Whether shares, metals, indices and currencies count."""
        return self._cells.slots.with_tradfi

    def count_tradfi(self, on: bool) -> None:
        """Let them count from now on, or no longer, in every answer about any time."""
        if on != self.with_tradfi:
            self._cells.slots.with_tradfi = self._leaders.with_tradfi = on
            self._timeline.recount()

    def take(self, batch: Batch) -> None:
        """Count the rows of one frame."""
        if len(self._waiting) >= PORTION:
            self._count(PORTION if len(self._waiting) < MOST_WAITING else PORTION + len(batch))
        self._waiting += batch
        self._throttle.take(batch)
        newest = batch[-1]
        if not newest.history and newest.corrects is None:
            venue = newest.instrument.venue
            lags = self._lags.get(venue)
            if lags is None:
                lags = self._lags[venue] = Lags()
            lags.add(newest.received_at - newest.at)
            self._last_event[venue] = newest.at

    def restore(self, rows: Iterable[Liquidation]) -> None:
        """Count rows that an earlier run stored."""
        coming = iter(rows)
        while portion := list(islice(coming, PORTION)):
            self._waiting += portion
            self._count()

    def _count(self, most: int | None = None) -> None:
        """Enter what waits, or the first of it, into the account. Together that costs each row a third of what it would alone."""
        rows = self._cells.slots.columns(self._waiting[:most])
        self._waiting = [] if most is None else self._waiting[most:]
        self._cells.add(rows)
        self._leaders.add(rows)
        self._orders.add(rows)

    def lane_changed(self, status: LaneStatus) -> LaneNews:
        """A lane's newest word; returns it as it is to be shown and kept."""
        return self.suspicion.hear(status)

    def lane_gone(self, lane: LaneId) -> None:
        """A lane is no longer expected."""
        self.suspicion.gone(lane)

    def step(self, at: UnixMs) -> None:
        """Let every window end at `at`, and let go of what is older than `KEPT`."""
        if self._waiting:
            self._count()
        piece = self._cells.fold()
        if piece is not None:
            self._rolling.take(piece)
            minutes = piece.second // MINUTE_S
            self._timeline.touched(minutes, at // 1000 // MINUTE_S)
            self.charts.touched(minutes)
        self._rolling.step(at // 1000)
        if self._stepped_at and not 0 <= at - self._stepped_at <= LEAP:
            self._forgets_from = at + DOUBT
            self._forgotten_until = at
        self._stepped_at = at
        if at >= self._forgets_from and at - self._forgotten_until > HOUR // 12:
            self._forgotten_until = at
            before = UnixMs(at - KEPT)
            self._cells.forget_before(before // 1000)
            self._leaders.forget_before(before)
            self._orders.forget_before(before)
            self.prices.forget_before(before, at)
            self.context.thin(at)
            self.coverage.forget_before(before)

    def totals(self, at: UnixMs, base: str | None = None, venue: VenueId | None = None) -> TotalsView:
        """All windows for the market, one coin or one venue."""
        self.step(at)
        self._weigh(at, WEIGHED_EVERY)
        windows = tuple(self.window(name, at, base, venue) for name in WINDOWS)
        return TotalsView(at, windows, self._leaders.largest(at - DAY), self.with_tradfi)

    def chosen(self, choice: Choice, at: UnixMs) -> TotalsView:
        """All windows of what a choice holds, each as whole as the chosen venues were heard."""
        self.step(at)
        self.coverage.usual = self.usual()
        return chosen_totals(choice, at, self._rolling, self.coverage, self._leaders)

    def trailing_windows(self, names: Sequence[str], at: UnixMs) -> tuple[WindowTotal, ...]:
        """Only these windows of the market, by their names in `WINDOWS`; at a fraction of what all of them cost.

        The venues are weighed once a minute: what each usually brings does not change faster.
        """
        self.step(at)
        self._weigh(at, MINUTE)
        return tuple(self.window(name, at, None, None) for name in names)

    def largest_coins(self, window: str, limit: int) -> tuple[tuple[str, SideTotal], ...]:
        """The coins of a window with most money, the largest first, as of the last step."""
        valued = [(base, total) for base, total in self._rolling.by_base(window).items() if total.both > 0]
        return tuple(nsmallest(limit, valued, key=lambda one: (-one[1].both, one[0])))

    def feeds(self, enabled: Collection[VenueId], monotonic: DurationMs) -> tuple[int, int]:
        """How many of the venues listened to are heard, and how many they are."""
        states = [
            venue_state(info, True, self.coverage.statuses(venue), monotonic)[0]
            for venue, info in self._venues.items()
            if venue in enabled
        ]
        return sum(state in COVERING for state in states), len(states)

    def window(self, name: str, at: UnixMs, base: str | None = None, venue: VenueId | None = None) -> WindowTotal:
        """One window of the market, a coin or a venue, as of the last step."""
        total = self._rolling.total(name, base, venue)
        return WindowTotal(name, total, self._coverage_of(name, at, total, venue))

    def window_coverage(self, name: str, at: UnixMs, venue: VenueId) -> Coverage:
        """How whole one venue's window that ends at `at` is, as of the last step."""
        return self._coverage_of(name, at, self._rolling.total(name, venue=venue), venue)

    def _coverage_of(self, name: str, at: UnixMs, total: SideTotal, venue: VenueId | None) -> Coverage:
        return self.coverage.coverage(Span(UnixMs(at - WINDOWS[name]), at), total.unvalued, venue)

    def _weigh(self, at: UnixMs, every: DurationMs) -> None:
        """Weigh the venues anew where that was not done for so long, or nothing weighs anything yet."""
        if not 0 <= at - self._weighed_at < every or not self.coverage.usual.amounts:
            self._weighed_at = at
            self.coverage.usual = self.usual()

    def usual(self) -> UsualVolume:
        """By what the venues are weighed: earlier recorded days, or else what came here."""
        if self.recorded is not None:
            return self.recorded
        seen = self._rolling.by_venue("24h")
        return UsualVolume({VenueId(venue): total.both for venue, total in seen.items()}, 0)

    def minute_sums(
        self, venues: Collection[VenueId], base: str | None, first: int, until: int
    ) -> list[tuple[int, PositionSide, int]]:
        """Micro-USD per minute since 1970 (first <= minute < until) and side, as of the last step."""
        slots = self._cells.slots
        wanted = np.zeros(len(slots), dtype=np.bool_)
        for venue in venues:
            wanted |= slots.matching(base, venue)
        found = []
        for minute in range(max(first, until - 2 * DAY // MINUTE), until):
            for side, odd in ((PositionSide.LONG, 0), (PositionSide.SHORT, 1)):
                micro = sum(
                    int(piece.sums[wanted[piece.slot] & ((piece.slot & 1) == odd), 0].sum())
                    for piece in self._cells.minute(minute)
                )
                if micro:
                    found.append((minute, side, micro))
        return found

    def over(self, span: Span, at: UnixMs) -> OurSpan:
        """Every coin's total over a span of whole seconds within the last `KEPT`, with how whole it is.

        Of what began earlier nothing is held any more, and the span is then blind.
        """
        self.step(at)
        if span.start < at - KEPT:
            reason = "it began before what is held in memory"
            return OurSpan({}, Coverage(0.0, None, True, (reason,)))
        totals = self._rolling.by_base_between(span.start // 1000 - 1, span.end // 1000 - 1)
        unvalued = sum(total.unvalued for total in totals.values())
        return OurSpan(totals, self.coverage.coverage(span, unvalued))

    def trailing(self, seconds: int, wanted: Selection | None = None) -> SideTotal:
        """The total of the last so many seconds (up to a day) of some coins and venues, or of all, as of the last step."""
        return self._rolling.trailing(seconds, wanted)

    def by_venue(self, window: str) -> dict[str, SideTotal]:
        """Totals of every venue with a row in the window, as of the last step."""
        return self._rolling.by_venue(window)

    def by_base(self, window: str) -> dict[str, SideTotal]:
        """Totals of every coin with a row in the window, as of the last step."""
        return self._rolling.by_base(window)

    def timeline(self, query: TimelineQuery, at: UnixMs) -> TimelineView:
        """The bars, gaps and price of one chart."""
        self.step(at)
        bars = self._timeline.bars(query.bucket, query.base, query.venue, at, query.among)
        side, venues = query.side, query.venues
        gaps = self.coverage.gaps(Span(bars.start, at), venues)
        expected = self.coverage.expected_venues() if venues is None else tuple(venues)
        return TimelineView(
            query,
            bars.start,
            bars.long if side is not PositionSide.SHORT else np.zeros_like(bars.long),
            bars.short if side is not PositionSide.LONG else np.zeros_like(bars.short),
            bars.count,
            gaps,
            *self.prices.line(query.price_base, bars.start),
            bars.sealed_revision,
            at_least(self._infos(expected), gaps),
            at,
            side is None and zero_known(self._infos(expected)),  # of the side that is left out nothing is said
        )

    def _infos(self, venues: Iterable[VenueId]) -> list[VenueInfo]:
        return [self._venues[venue] for venue in venues if venue in self._venues]

    def venues(self, at: UnixMs, monotonic: DurationMs, enabled: Mapping[VenueId, bool]) -> tuple[VenueView, ...]:
        """One line per known venue."""
        hours = self._rolling.by_venue("1h")
        span = Span(UnixMs(at - HOUR), at)
        self._throttle.look(at)
        lines = []
        for venue, info in self._venues.items():
            hour = hours.get(venue, SideTotal())
            lanes = self.coverage.statuses(venue)
            meters = VenueMeters(
                of_venue([self.suspicion.silence(lane.lane) for lane in lanes]),
                self._throttle.saturation(venue),
                self._throttle.thinning(venue),
            )
            lines.append(
                venue_line(
                    info,
                    enabled.get(venue, False),
                    lanes,
                    monotonic,
                    self.coverage.coverage(span, hour.unvalued, venue),
                    hour,
                    self._last_event.get(venue),
                    self._lags.get(venue),
                    meters,
                )
            )
        return tuple(lines)

    def headline(self, totals: TotalsView, feeds: tuple[int, int], rank: str = "") -> str:
        """The trailing hour in words; `feeds` are those live and those expected."""
        return headline(
            totals.window("1h"),
            self._rolling.by_base("1h"),
            self._leaders.largest(totals.at - HOUR),
            {venue: info.name for venue, info in self._venues.items()},
            feeds,
            rank,
        )

    def hour_card(self, at: UnixMs, price_base: str, feeds: tuple[int, int], rank: str = "") -> CardView:
        """The trailing hour as a picture holds it."""
        totals = self.totals(at)
        course = self.timeline(TimelineQuery(MINUTE, None, None, price_base), at)
        span = Span(UnixMs(at - HOUR), at)
        return hour_card(
            totals.window("1h"),
            course,
            span,
            self._rolling.by_base("1h"),
            self._leaders.largest(at - HOUR),
            feeds,
            rank,
        )

    def market(self, base: str, at: UnixMs) -> CoinContext:
        """The market beside a coin's liquidations."""
        return self.context.coin(base, at, self.prices.points(base, UnixMs(at - PRICES_LOOKED_AT)))

    def coins(
        self, at: UnixMs, limit: int, choice: Choice | None, score: Callable[[str, SideTotal], float | None]
    ) -> CoinBoardView:
        """Up to `limit` of the most liquidated coins of a choice; `score` is asked of what a coin brought in the last minute."""
        self.step(at)
        side = None if choice is None else choice.side
        sums = [self._rolling.by_base(name, choice, side) for name in BOARD_WINDOWS]
        totals = self.totals(at) if choice is None else self.chosen(choice, at)
        minute, nothing = self._rolling.by_base("1m"), SideTotal()
        return coin_board(
            at,
            (totals.window(name) for name in BOARD_WINDOWS),
            sums,
            limit,
            lambda base: score(base, minute.get(base, nothing)),
            lambda base: self.market(base, at),
            choice,
        )

    def bases(self) -> Sequence[str]:
        """Coins of the last 24 hours, the most liquidated first."""
        return [base for base, _ in sorted(self._rolling.by_base("24h").items(), key=lambda item: -item[1].both)]
