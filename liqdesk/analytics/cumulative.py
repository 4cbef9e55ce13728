"""What was liquidated since a chosen moment, added up minute by minute: longs, shorts, and how whole that is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.choice import Choice, of_coin, side_of, venues_of
from liqdesk.analytics.chosen import of_sides
from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.prices import Prices
from liqdesk.analytics.venue_minutes import LONG, MICRO_USD, SHORT, VenueMinutes, of_side, side_total
from liqdesk.analytics.views import Coverage, Gap, SideTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, MINUTE, SECOND, DurationMs, UnixMs, floor_to

_MINUTE_S = MINUTE // SECOND


@dataclass(frozen=True, slots=True)
class CumulativeQuery:
    """Since when is counted: for `trailing` so far, or from the moment `since`, or, both None, from the start of the UTC day.

    `base` is one coin or all (None), `price_base` whose price goes with it. `among` is a choice that is summed alone; of its
    coins `base` takes the place.
    """

    trailing: DurationMs | None = None
    since: UnixMs | None = None
    base: str | None = None
    price_base: str = "BTC"
    among: Choice | None = None

    @property
    def choice(self) -> Choice | None:
        """What is summed; None for everything."""
        return of_coin(self.among, self.base)


@dataclass(frozen=True, slots=True, eq=False)
class CumulativeView:
    """Micro-USD liquidated from `since` up to each moment of `ends` (Unix ms, the first `since`, the last `at`).

    `total` is what the last moment has, `coverage` how whole that is. A minute belongs to its end. A NaN price breaks the line.
    """

    query: CumulativeQuery
    since: UnixMs
    at: UnixMs
    ends: NDArray[np.int64]
    long: NDArray[np.int64]
    short: NDArray[np.int64]
    total: SideTotal
    coverage: Coverage
    gaps: tuple[Gap, ...]
    price_at: NDArray[np.int64]
    price: NDArray[np.float64]

    @property
    def start(self) -> UnixMs:
        """When counting began."""
        return self.since

    @property
    def at_least(self) -> bool:
        """Whether more may have happened."""
        return self.coverage.at_least

    @property
    def zero_known(self) -> bool:
        """Whether nothing happened where nothing was seen."""
        return self.coverage.zero_known


def since_of(query: CumulativeQuery, at: UnixMs) -> UnixMs:
    """The moment counting begins, never later than `at` nor more than a day before it."""
    if query.trailing is not None:
        return UnixMs(at - query.trailing)
    wanted = floor_to(at, DAY) if query.since is None else query.since
    return UnixMs(min(max(wanted, at - DAY), at))


def cumulative(
    query: CumulativeQuery, at: UnixMs, minutes: VenueMinutes, ledger: CoverageLedger, prices: Prices
) -> CumulativeView:
    """The sums as of the last step of the account, which ended at `at`."""
    since, choice = since_of(query, at), query.choice
    second = since // SECOND
    if query.trailing is not None:
        second += 1  # as the trailing windows step: the second that they end at counts, the one they begin at does not
    first, last = second // _MINUTE_S, at // MINUTE
    opening = minutes.since_second(choice, second).sum(axis=0)[None]
    later = minutes.market(choice, first + 1, last)
    known = max(0, last - first)
    sums = np.concatenate((np.zeros_like(opening), opening, later[:known]))
    sums[-1] += later[known:].sum(axis=0)  # a venue's clock may be ahead of ours
    grown = of_side(sums, side_of(choice)).cumsum(axis=0)
    ends = np.concatenate(([since], np.arange(first + 1, last + 1) * MINUTE, [at]))
    total = side_total(grown[-1])
    span = Span(since, at)
    return CumulativeView(
        query,
        since,
        at,
        ends.astype(np.int64),
        grown[:, LONG, MICRO_USD],
        grown[:, SHORT, MICRO_USD],
        total,
        of_sides(ledger.coverage(span, total.unvalued, venues_of(choice)), choice),
        ledger.gaps(span, venues_of(choice)),
        *prices.line(query.price_base, since),
    )
