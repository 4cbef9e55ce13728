"""Who told of it: long and short bars of the last day by venue, the largest venues apart and the others together."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.choice import Choice, of_coin, side_of, venues_of
from liqdesk.analytics.chosen import of_sides
from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.venue_minutes import LONG, MICRO_USD, ROWS, SHORT, VenueMinutes, of_side, side_total
from liqdesk.analytics.views import Coverage, Gap, SideTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, MINUTE, DurationMs, UnixMs, floor_to
from liqdesk.domain.venue import Completeness, VenueId, VenueInfo


@dataclass(frozen=True, slots=True)
class VenueStacksQuery:
    """How much time a bar holds, one coin or all (None), and how many venues stand apart.

    `among` is a choice that is shown alone; of its coins `base` takes the place.
    """

    bucket: DurationMs
    base: str | None = None
    apart: int = 7
    among: Choice | None = None

    @property
    def choice(self) -> Choice | None:
        """What is shown; None for everything."""
        return of_coin(self.among, self.base)


@dataclass(frozen=True, slots=True, eq=False)
class VenueStack:
    """One venue, or the `many` others together (`venue` None): micro-USD per bucket, and the whole of it.

    `completeness` is None where those together are of different kinds. `sampled` says that what it tells is not all.
    """

    venue: VenueId | None
    name: str
    completeness: Completeness | None
    sampled: bool
    many: int
    long: NDArray[np.int64]
    short: NDArray[np.int64]
    total: SideTotal
    coverage: Coverage


@dataclass(frozen=True, slots=True, eq=False)
class VenueStacksView:
    """The stacks, the largest venue first, the others last. Bucket 0 begins at `start`, the last one is open at `at`."""

    query: VenueStacksQuery
    start: UnixMs
    at: UnixMs
    stacks: tuple[VenueStack, ...]
    total: SideTotal
    coverage: Coverage
    gaps: tuple[Gap, ...]

    @property
    def count(self) -> int:
        """How many buckets there are."""
        return int((self.at - self.start) // self.query.bucket) + 1

    @property
    def at_least(self) -> bool:
        """Whether more may have happened."""
        return self.coverage.at_least

    @property
    def zero_known(self) -> bool:
        """Whether nothing happened where nothing was seen."""
        return self.coverage.zero_known


def venue_stacks(
    query: VenueStacksQuery,
    at: UnixMs,
    minutes: VenueMinutes,
    ledger: CoverageLedger,
    venues: Mapping[VenueId, VenueInfo],
) -> VenueStacksView:
    """The stacks as of the last step of the account, which ended at `at`."""
    per_bucket = query.bucket // MINUTE
    last = floor_to(at, query.bucket)
    first = (last + query.bucket - DAY) // MINUTE
    first -= first % per_bucket
    count = (last // MINUTE + per_bucket - first) // per_bucket
    choice = query.choice
    table = minutes.table(choice, first, at // MINUTE)[: count * per_bucket]
    sums = of_side(table, side_of(choice))
    sums = sums.copy() if per_bucket == 1 else sums.reshape(count, per_bucket, *table.shape[1:]).sum(axis=1)
    span = Span(UnixMs(first * MINUTE), at)
    whole = sums.sum(axis=0)
    brought = whole.sum(axis=1).tolist()
    held = [place for place, figures in enumerate(brought) if figures[ROWS]]
    held.sort(key=lambda place: (-brought[place][MICRO_USD], minutes.venues[place]))
    apart, rest = held[: query.apart], held[query.apart :]
    if len(rest) == 1:
        apart, rest = held, []
    stacks = []
    for place in apart:
        venue = minutes.venues[place]
        total = side_total(whole[place])
        about = venues.get(venue)
        kind = about.completeness if about else None
        name = about.name if about else str(venue)
        stacks.append(
            _stack(
                venue,
                name,
                kind,
                1,
                sums[:, place],
                total,
                of_sides(ledger.coverage(span, total.unvalued, venue), choice),
            )
        )
    market = side_total(whole.sum(axis=0))
    coverage = of_sides(ledger.coverage(span, market.unvalued, venues_of(choice)), choice)
    if rest:
        kinds = {venues[venue].completeness for place in rest if (venue := minutes.venues[place]) in venues}
        kind = kinds.pop() if len(kinds) == 1 else None
        total = side_total(whole[rest].sum(axis=0))
        stacks.append(_stack(None, "others", kind, len(rest), sums[:, rest].sum(axis=1), total, coverage))
    return VenueStacksView(query, span.start, at, tuple(stacks), market, coverage, ledger.gaps(span, venues_of(choice)))


def _stack(
    venue: VenueId | None,
    name: str,
    kind: Completeness | None,
    many: int,
    sums: NDArray[np.int64],
    total: SideTotal,
    coverage: Coverage,
) -> VenueStack:
    sampled = kind is not Completeness.FULL
    long, short = sums[:, LONG, MICRO_USD], sums[:, SHORT, MICRO_USD]
    return VenueStack(venue, name, kind, sampled, many, long, short, total, coverage)
