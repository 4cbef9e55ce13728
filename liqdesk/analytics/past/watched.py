"""How much of any stretch of the past was watched, from the covered time of the lanes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.past.views import Ints, LaneTime, Shares
from liqdesk.analytics.reasons import class_reasons, missing_reasons, unvalued_reasons
from liqdesk.analytics.views import WHOLE, Coverage, Gap
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, HOUR, DurationMs, UnixMs
from liqdesk.domain.venue import TELLS_ALL_OR_NOTHING, Completeness, VenueId, VenueInfo

Venues = Collection[VenueId] | None
"""Some venues, or all."""

_STEPS = 20
"""Gaps of neighbouring bars become one where their missing shares agree to a twentieth."""


@dataclass(frozen=True, slots=True, eq=False)
class _Course:
    """The covered time of one venue up to moments: `covered[i]` ms until `at[i]`, growing evenly between them.

    `first` and `last` bound the time in which the venue was in use.
    """

    at: NDArray[np.float64]
    covered: NDArray[np.float64]
    first: int
    last: int

    def within(self, edges: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Covered and expected time between neighbouring moments, in ms."""
        covered = np.diff(np.interp(edges, self.at, self.covered))
        return covered, np.diff(np.clip(edges, self.first, self.last))


class WatchedTime:
    """The covered time within a stretch of whole UTC days.

    A venue is expected from the first moment it was ever covered to the last, or to `now` while it is switched on: before and
    after, it was not in use. Time in which no venue at all was in use was not watched. A venue's connections come and go by
    name; the whole of it is as many as covered at once at the best time of the same day.
    """

    def __init__(
        self,
        lanes: Sequence[LaneTime],
        in_use: Mapping[VenueId, Span],
        within: Span,
        venues: Mapping[VenueId, VenueInfo],
    ) -> None:
        self._infos = venues
        by_venue: dict[VenueId, list[LaneTime]] = {}
        for one in lanes:
            by_venue.setdefault(one.venue, []).append(one)
        self._courses = {
            venue: _course(by_venue.get(venue, []), used, within)
            for venue, used in sorted(in_use.items())
            if used.end > within.start and used.start < within.end
        }

    def shares(self, edges: Ints, venues: Venues = None) -> Shares:
        """The covered share between neighbouring moments, where no venue was in use as well."""
        width = np.diff(edges).astype(np.float64)
        watched: Shares = np.divide(
            self._of_expected(edges, venues) * self._used(edges, venues),
            width,
            out=np.zeros(len(width)),
            where=width > 0,
        )
        return watched

    def _of_expected(self, edges: Ints, venues: Venues) -> Shares:
        """The covered share of the time of the venues in use, 0 where there was none."""
        at = edges.astype(np.float64)
        covered, expected = np.zeros(len(at) - 1), np.zeros(len(at) - 1)
        for course in self._chosen(venues).values():
            more, of = course.within(at)
            covered += more
            expected += of
        whole: Shares = np.divide(covered, expected, out=np.zeros(len(covered)), where=expected > 0)
        return np.minimum(whole, 1.0)

    def hours(self, edges: Ints, venues: Venues = None) -> Shares:
        """Watched hours between neighbouring moments: the covered share of the time in which any venue was in use."""
        watched: Shares = self._of_expected(edges, venues) * self._used(edges, venues) / HOUR
        return watched

    def _used(self, edges: Ints, venues: Venues) -> NDArray[np.float64]:
        """For how long, between neighbouring moments, any venue was in use, in ms."""
        chosen = self._chosen(venues).values()
        if not chosen:
            return np.zeros(len(edges) - 1)
        used = np.clip(edges, min(one.first for one in chosen), max(one.last for one in chosen))
        return np.diff(used).astype(np.float64)

    def gaps(self, edges: Ints, shares: Shares) -> tuple[Gap, ...]:
        """The runs of bars that were not wholly watched, oldest first."""
        if not len(shares):
            return ()
        missing = np.where(shares >= WHOLE, 0.0, np.ceil((1 - shares) * _STEPS) / _STEPS)
        turns = np.flatnonzero(np.diff(missing)) + 1
        begins = np.concatenate(([0], turns))
        ends = np.concatenate((turns, [len(missing)]))
        means = np.add.reduceat(shares, begins) / (ends - begins)
        seen = missing[begins] > 0
        columns = (edges[begins][seen], edges[ends][seen], means[seen])
        return tuple(
            Gap(Span(UnixMs(start), UnixMs(end)), 1.0 - mean)
            for start, end, mean in zip(*(column.tolist() for column in columns), strict=True)
        )

    def company(self, venues: Venues = None) -> tuple[bool, bool]:
        """Whether any venue tells less than all, and whether the silence of them all means that nothing happened."""
        known = [self._infos[venue].completeness for venue in self._chosen(venues) if venue in self._infos]
        sampled = any(one is not Completeness.FULL for one in known)
        return sampled, bool(known) and all(one in TELLS_ALL_OR_NOTHING for one in known)

    def coverage(self, span: Span, unvalued: int, venues: Venues = None) -> Coverage:
        """How whole a total over `span` is."""
        edges = np.array((span.start, span.end), dtype=np.int64)
        return self.coverages(edges, (unvalued,), venues)[0]

    def coverages(self, edges: Ints, unvalued: Sequence[int], venues: Venues = None) -> tuple[Coverage, ...]:
        """How whole a total is between each two neighbouring moments."""
        at = edges.astype(np.float64)
        courses = {venue: course.within(at) for venue, course in self._chosen(venues).items()}
        since = self._since(edges, venues)
        used = self._used(edges, venues)
        out = []
        for place, unknown in enumerate(unvalued):
            parts = {
                venue: min(1.0, float(covered[place] / expected[place]))
                for venue, (covered, expected) in courses.items()
                if expected[place] > 0
            }
            weight = sum(float(courses[venue][1][place]) for venue in parts)
            whole = sum(float(courses[venue][0][place]) for venue in parts) / weight if weight else 0.0
            length = edges[place + 1] - edges[place]
            share = min(1.0, whole) * used[place] / length if length else 0.0
            out.append(self._told(parts, float(share), since[place], unknown))
        return tuple(out)

    def _told(self, parts: Mapping[VenueId, float], share: float, since: UnixMs | None, unvalued: int) -> Coverage:
        known = {venue: self._infos[venue] for venue in parts if venue in self._infos}
        names = {venue: known[venue].name if venue in known else str(venue) for venue in parts}
        reasons = (*class_reasons(known), *missing_reasons(parts, names), *unvalued_reasons(unvalued))
        silent = all(one.completeness in TELLS_ALL_OR_NOTHING for one in known.values())
        return Coverage(
            share,
            since,
            bool(reasons) or share < WHOLE,
            reasons,
            zero_known=bool(parts) and share >= WHOLE and silent,
            missing=tuple(names[venue] for venue, part in parts.items() if part < WHOLE),
        )

    def _since(self, edges: Ints, venues: Venues) -> list[UnixMs | None]:
        """The first covered moment between each two neighbouring ones."""
        found: list[UnixMs | None] = [None] * (len(edges) - 1)
        for course in self._chosen(venues).values():
            grows = np.flatnonzero(np.diff(course.covered) > 0)
            begins, ends = course.at[grows], course.at[grows + 1]
            place = np.searchsorted(ends, edges[:-1], side="right")
            for number, at in enumerate(place.tolist()):
                if at < len(begins) and begins[at] < edges[number + 1]:
                    first, known = max(int(begins[at]), int(edges[number])), found[number]
                    found[number] = UnixMs(first if known is None else min(first, known))
        return found

    def _chosen(self, venues: Venues) -> Mapping[VenueId, _Course]:
        if venues is None:
            return self._courses
        return {venue: course for venue, course in self._courses.items() if venue in venues}


def bar_edges(start: int, bucket: DurationMs, count: int) -> Ints:
    """The edges of so many bars."""
    edges: Ints = start + bucket * np.arange(count + 1, dtype=np.int64)
    return edges


def _course(lanes: Sequence[LaneTime], used: Span, within: Span) -> _Course:
    """Counts how many lanes covered each moment, and compares with the most of the day."""
    starts, ends = _united(lanes, within)
    days = np.arange(within.start, within.end + 1, DAY, dtype=np.int64)
    at = np.concatenate((starts, ends, days))
    change = np.concatenate((np.ones(len(starts)), -np.ones(len(ends)), np.zeros(len(days))))
    order = np.argsort(at, kind="stable")
    at, count = at[order], np.cumsum(change[order])[:-1]
    length = np.diff(at)
    day = (at[:-1] - within.start) // DAY
    best = np.zeros(len(days))
    np.maximum.at(best, day[length > 0], count[length > 0])
    share = np.divide(count, best[day], out=np.zeros(len(count)), where=best[day] > 0)
    covered = np.concatenate(([0.0], np.cumsum(share * length)))
    return _Course(at.astype(np.float64), covered, used.start, used.end)


def _united(lanes: Sequence[LaneTime], within: Span) -> tuple[Ints, Ints]:
    """Starts and ends of the covered time of all lanes, each lane's without overlaps, cut to a stretch."""
    by_lane: dict[str, list[LaneTime]] = {}
    for one in lanes:
        if one.end > within.start and one.start < within.end:
            by_lane.setdefault(one.lane, []).append(one)
    starts, ends = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for own in by_lane.values():
        begun = np.array([one.start for one in own], dtype=np.int64).clip(within.start, within.end)
        over = np.array([one.end for one in own], dtype=np.int64).clip(within.start, within.end)
        order = np.argsort(begun, kind="stable")
        begun, over = begun[order], np.maximum.accumulate(over[order])
        fresh = np.concatenate(([True], begun[1:] > over[:-1]))
        starts.append(begun[fresh])
        ends.append(over[np.concatenate((fresh[1:], [True]))])
    return np.concatenate(starts), np.concatenate(ends)
