"""The made-up day as cumulative sums, stacks by venue and coins by size, for a desk without an engine."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.coin_tiles import CoinTilesView, coin_tiles
from liqdesk.analytics.cumulative import CumulativeQuery, CumulativeView, since_of
from liqdesk.analytics.measure import Measured, MeasureQuery
from liqdesk.analytics.venue_stacks import VenueStack, VenueStacksQuery, VenueStacksView
from liqdesk.analytics.views import Coverage, LiveFrame, SideTotal, TimelineQuery, TimelineView
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.domain.venue import Completeness, VenueInfo
from liqdesk.engine.archive import ArchiveDesk
from tests.fakes.archived import made_up_archive
from tests.fakes.filtered import part_of
from tests.fakes.market import COINS, VENUE_WEIGHTS, VENUES

_LEANS = (0.97, 0.9, 0.62, 0.5, 0.31, 0.08)
"""The share of shorts of one coin after another."""


class StackedDay:
    """Answers for charts of sums from what the desk answers for its timeline; `stacks_asked` counts the questions."""

    stacks_asked = 0
    _archive: ArchiveDesk | None = None

    @property
    def archive(self) -> ArchiveDesk:
        """Some recorded weeks, made up when somebody looks."""
        if self._archive is None:
            self._archive = made_up_archive(self.now())
        return self._archive

    def now(self) -> UnixMs:
        raise NotImplementedError

    def timeline(self, query: TimelineQuery) -> TimelineView:
        raise NotImplementedError

    def frame(self, after: int, calm: bool = False) -> tuple[LiveFrame, int]:
        raise NotImplementedError

    def cumulative(self, query: CumulativeQuery) -> CumulativeView:
        self.stacks_asked += 1
        day = self.timeline(TimelineQuery(MINUTE, query.base, None, query.price_base))
        since, coverage = since_of(query, day.at), self._coverage()
        first = max(0, (since - day.start) // MINUTE)
        long, short = (np.rint(side[first:] * 1e6).astype(np.int64).cumsum() for side in (day.long, day.short))
        if coverage.blind:
            long, short = long * 0, short * 0
        inner = day.start + (first + 1 + np.arange(len(long) - 1)) * MINUTE
        ends = np.concatenate(([since], inner, [day.at])).astype(np.int64)
        known = day.price_at >= since
        return CumulativeView(
            query,
            since,
            day.at,
            ends,
            np.concatenate(([0], long)),
            np.concatenate(([0], short)),
            SideTotal(MicroUsd(int(long[-1])), MicroUsd(int(short[-1])), int(day.count[first:].sum()), 3),
            coverage,
            day.gaps,
            day.price_at[known],
            day.price[known],
        )

    def venue_stacks(self, query: VenueStacksQuery) -> VenueStacksView:
        self.stacks_asked += 1
        coverage = self._coverage()
        whole = self.timeline(TimelineQuery(query.bucket, query.base, None, "BTC"))
        held = sorted(zip(VENUES, VENUE_WEIGHTS, strict=True), key=lambda pair: -pair[1])
        made = [self._stack(whole, coverage, *pair) for pair in held[: query.apart - 2]]
        rest = [self._stack(whole, coverage, *pair) for pair in held[query.apart - 2 :]]
        long, short = np.sum([one.long for one in rest], axis=0), np.sum([one.short for one in rest], axis=0)
        made.append(VenueStack(None, "others", None, True, len(rest), long, short, _total(long, short), coverage))
        total = _total(np.sum([one.long for one in made], axis=0), np.sum([one.short for one in made], axis=0))
        if coverage.blind:
            made, total = [], SideTotal()
        return VenueStacksView(query, whole.start, whole.at, tuple(made), total, coverage, whole.gaps)

    def coin_tiles(self, window: str, among: Choice | None = None) -> CoinTilesView:
        self.stacks_asked += 1
        frame, _ = self.frame(0)
        whole = (part_of(frame.totals, among) or frame.totals).window(window)
        weights = sum(weight for weight, _ in COINS.values())
        by_base = {}
        for number, (base, (weight, _)) in enumerate(COINS.items()):
            if among is not None and not among.has_coin(base):
                continue
            both, lean = whole.total.both * weight // weights, _LEANS[number % len(_LEANS)]
            short = int(both * lean)
            count = whole.total.count * weight // weights
            by_base[base] = SideTotal(MicroUsd(both - short), MicroUsd(short), count, int(number == 2))
        return coin_tiles(frame.at, whole, by_base if whole.total.count else {})

    def measure(self, query: MeasureQuery) -> Measured:
        day = self.timeline(TimelineQuery(MINUTE, None, None, query.price_base))
        first, last = ((at - day.start) // MINUTE for at in (query.span.start, query.span.end))
        long, short = (np.rint(side[first : last + 1] * 1e6).astype(np.int64) for side in (day.long, day.short))
        coverage = self._coverage()
        return Measured(query, SideTotal() if coverage.blind else _total(long, short), coverage, 0.0123)

    def bases(self) -> Sequence[str]:
        return tuple(COINS)

    def _stack(self, whole: TimelineView, coverage: Coverage, about: VenueInfo, weight: int) -> VenueStack:
        long, short = (np.rint(side * (1e6 * weight / 100)).astype(np.int64) for side in (whole.long, whole.short))
        kind, total = about.completeness, _total(long, short)
        return VenueStack(about.id, about.name, kind, kind is not Completeness.FULL, 1, long, short, total, coverage)

    def _coverage(self) -> Coverage:
        frame, _ = self.frame(0)
        return frame.totals.window("24h").coverage


def _total(long: NDArray[np.int64], short: NDArray[np.int64]) -> SideTotal:
    return SideTotal(MicroUsd(int(long.sum())), MicroUsd(int(short.sum())), int(((long + short) > 0).sum()))
