"""What the charts beside the timeline ask of the account, each answered as of the moment asked for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from liqdesk.analytics.buckets import Ints, SecondCells
from liqdesk.analytics.choice import Choice, side_of, venues_of
from liqdesk.analytics.chosen import of_sides
from liqdesk.analytics.coin_tiles import CoinTilesView, coin_tiles
from liqdesk.analytics.courses import CoinCourse, Courses, CoursesQuery, CoursesView
from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.cumulative import CumulativeQuery, CumulativeView, cumulative
from liqdesk.analytics.measure import Measured, MeasureQuery, change_over
from liqdesk.analytics.orders import OrderLog, OrdersView, chosen_orders
from liqdesk.analytics.prices import Prices
from liqdesk.analytics.rolling import RollingTotals
from liqdesk.analytics.usual import UsualVolume
from liqdesk.analytics.venue_minutes import VenueMinutes
from liqdesk.analytics.venue_stacks import VenueStacksQuery, VenueStacksView, venue_stacks
from liqdesk.analytics.views import WINDOWS, Gap, WindowTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MICRO
from liqdesk.domain.time import DAY, HOUR, SECOND, UnixMs
from liqdesk.domain.venue import TELLS_ALL_OR_NOTHING, Completeness, VenueId, VenueInfo


class Account(Protocol):
    """What is kept of the market beyond the cells."""

    coverage: CoverageLedger
    prices: Prices

    def step(self, at: UnixMs) -> None: ...

    def usual(self) -> UsualVolume: ...

    def window(self, name: str, at: UnixMs, base: str | None = None, venue: VenueId | None = None) -> WindowTotal: ...


def at_least(infos: Iterable[VenueInfo], gaps: Iterable[Gap]) -> bool:
    """Whether more may have happened than these venues told."""
    return any(info.completeness is not Completeness.FULL for info in infos) or any(gap.missing > 0 for gap in gaps)


def zero_known(infos: Iterable[VenueInfo]) -> bool:
    """Whether nothing happened where these venues are heard and tell nothing."""
    return all(info.completeness in TELLS_ALL_OR_NOTHING for info in infos)


class ChartAnswers:
    """Answers from the cells and the single orders of one account."""

    def __init__(
        self,
        account: Account,
        venues: Mapping[VenueId, VenueInfo],
        cells: SecondCells,
        rolling: RollingTotals,
        orders: OrderLog,
    ) -> None:
        self._account = account
        self._venues = venues
        self._rolling = rolling
        self._orders = orders
        self._courses = Courses(cells)
        self._venue_minutes = VenueMinutes(cells)

    def touched(self, minutes: Ints) -> None:
        """What was held of these minutes since 1970 is to be added up anew."""
        self._courses.touched(minutes)
        self._venue_minutes.touched(minutes)

    def _expected(self) -> Sequence[VenueInfo]:
        expected = self._account.coverage.expected_venues()
        return [self._venues[venue] for venue in expected if venue in self._venues]

    def orders(self, base: str, at: UnixMs, among: Choice | None = None) -> OrdersView:
        """The single orders of a coin over the last day, on the venues and of the side of a choice."""
        self._account.step(at)
        start = UnixMs(max(at - DAY, self._orders.lost_until + 1))
        venues = venues_of(among)
        expected = [one for one in self._expected() if venues is None or one.id in venues]
        gaps = self._account.coverage.gaps(Span(start, at), venues)
        return OrdersView(
            base,
            start,
            chosen_orders(self._orders.coin(base, start), among),
            gaps,
            *self._account.prices.line(base, start),
            {venue: info.name for venue, info in self._venues.items()},
            at_least(expected, gaps),
            zero_known(expected) and side_of(among) is None,
            at,
            among,
        )

    def courses(self, query: CoursesQuery, at: UnixMs) -> CoursesView:
        """The last hours of the coins that are the largest in a window."""
        self._account.step(at)
        choice = query.among
        side, venues = side_of(choice), venues_of(choice)
        sums = self._rolling.by_base(query.window, choice, side)
        self._courses.choose(choice)
        ranked = sorted(sums, key=lambda base: (-sums[base].both, base))[: query.count]
        start, found = self._courses.of(ranked, WINDOWS[query.window], query.bucket, at)
        market = self._whole(query.window, at, choice)
        coins = tuple(
            CoinCourse(
                base,
                micro[:, 0] / MICRO * (side is not PositionSide.SHORT),
                micro[:, 1] / MICRO * (side is not PositionSide.LONG),
                WindowTotal(query.window, sums[base], market.coverage),
                sums[base].both / max(1, market.total.both),
            )
            for base, micro in zip(ranked, found, strict=True)
        )
        gaps = self._account.coverage.gaps(Span(start, at), venues)
        return CoursesView(query, start, coins, market, gaps, at, at_least(self._expected(), gaps))

    def _whole(self, window: str, at: UnixMs, choice: Choice | None) -> WindowTotal:
        """A trailing window of a choice, as of the last step."""
        if choice is None:
            return self._account.window(window, at)
        total = self._rolling.trailing(WINDOWS[window] // SECOND, choice, choice.side)
        span = Span(UnixMs(at - WINDOWS[window]), at)
        whole = self._account.coverage.coverage(span, total.unvalued, choice.venues)
        return WindowTotal(window, total, of_sides(whole, choice))

    def cumulative(self, query: CumulativeQuery, at: UnixMs) -> CumulativeView:
        """What was liquidated since a chosen moment, minute by minute."""
        self._account.step(at)
        self._account.coverage.usual = self._account.usual()
        return cumulative(query, at, self._venue_minutes, self._account.coverage, self._account.prices)

    def venue_stacks(self, query: VenueStacksQuery, at: UnixMs) -> VenueStacksView:
        """The bars of the last day by venue."""
        self._account.step(at)
        self._account.coverage.usual = self._account.usual()
        return venue_stacks(query, at, self._venue_minutes, self._account.coverage, self._venues)

    def measure(self, query: MeasureQuery, at: UnixMs) -> Measured:
        """What a choice lost between two moments, in whole seconds."""
        self._account.step(at)
        self._account.coverage.usual = self._account.usual()
        span, choice = query.span, query.among
        side, venues = side_of(choice), venues_of(choice)
        total = self._rolling.between(span.start // SECOND - 1, span.end // SECOND - 1, choice, side)
        coverage = self._account.coverage.coverage(span, total.unvalued, venues)
        line = self._account.prices.points(query.price_base, UnixMs(span.start - HOUR))
        return Measured(query, total, coverage, change_over(line, span))

    def coin_tiles(self, window: str, at: UnixMs, among: Choice | None = None) -> CoinTilesView:
        """Every coin of a window by what was liquidated of it."""
        self._account.step(at)
        self._account.coverage.usual = self._account.usual()
        return coin_tiles(at, self._whole(window, at, among), self._rolling.by_base(window, among, side_of(among)))
