"""Where an hour stands among the recorded ones: the trailing hours of the past, their peaks, and the words for a place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.buckets import Ints
from liqdesk.domain.feed_state import CoveredSpan
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import MINUTE, UnixMs

HOUR_MINUTES = 60
DAY_MINUTES = 1_440
LEAST_DAYS = 7
"""Fewer recorded days than this say nothing about how rare an hour is."""

WATCHED_HOUR = 57
"""A trailing hour counts as recorded where the venues compared were heard in so many of its sixty minutes."""

YOUNG_SHARE = 0.5
"""A venue recorded for less than this share of the longest recorded one's time is left out of the comparison."""

PEAKS_KEPT = 1_000
LANES_SHARE = 0.9

Mask = NDArray[np.bool_]


class Basis(msgspec.Struct, frozen=True):
    """What a place was compared on.

    `venues` are those whose sums were compared, `left_out` those heard now but recorded too short a time; `imported`
    says that rows from files count too.
    """

    venues: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    imported: bool = False


class Rank(msgspec.Struct, frozen=True):
    """A place among the recorded trailing hours.

    `position` is 1 for the largest; only hours that do not overlap count as different ones. `of_hours` and `days` say
    how much was recorded, `percentile` (0 to 100) is the share of recorded trailing hours that were smaller.
    """

    position: int
    of_hours: int
    days: int
    percentile: float
    basis: Basis

    @property
    def enough(self) -> bool:
        """Whether so much was recorded that the place means something."""
        return self.days >= LEAST_DAYS


@dataclass(frozen=True, slots=True)
class PlacedHour:
    """Where the trailing hour stands, by the sum of `position` or of both sides."""

    rank: Rank
    position: PositionSide | None

    @property
    def words(self) -> str:
        """As a sentence says it."""
        return rank_words(self.rank, self.position)


@dataclass(frozen=True, slots=True, eq=False)
class MinuteHistory:
    """Consecutive recorded minutes of one scope: index i is the minute `first + i` since 1970.

    `long` and `short` are micro-USD sums of the basis' venues, `watched` says in which minutes all of them were heard.
    """

    first: int
    long: Ints
    short: Ints
    watched: Mask
    basis: Basis

    def side(self, position: PositionSide | None) -> Ints:
        """The sums of one side, or of both."""
        if position is None:
            return self.long + self.short
        return self.long if position is PositionSide.LONG else self.short

    def largest_hour(self, position: PositionSide | None, start: UnixMs, end: UnixMs) -> tuple[int, UnixMs] | None:
        """The largest trailing hour that ends inside or just after a stretch of time, and when it ends; None outside."""
        low = max(HOUR_MINUTES, start // MINUTE + 1 - self.first)
        high = min(len(self.long), -(-end // MINUTE) - self.first)
        if high < low:
            return None
        sums = _sliding(self.side(position)[low - HOUR_MINUTES : high])
        best = int(np.argmax(sums))
        return int(sums[best]), UnixMs((self.first + low + best) * MINUTE)


def watched_minutes(spans: Iterable[CoveredSpan], first: int, count: int) -> Mask:
    """In which of `count` minutes from `first` on one venue was heard, from the covered spans of its lanes.

    A venue's connections come and go by name as its contracts do; a minute is watched in which nearly as many of them
    covered it as at the best time of the same day.
    """
    edges = np.zeros(count + 1, dtype=np.int64)
    for one in spans:
        start = max(0, -(-one.span.start // MINUTE) - first)
        end = min(count, one.span.end // MINUTE - first)
        if start < end:
            edges[start] += 1
            edges[end] -= 1
    lanes = np.cumsum(edges[:-1])
    if not count:
        return np.zeros(0, dtype=np.bool_)
    days = np.arange(0, count, DAY_MINUTES)
    best = np.repeat(np.maximum.reduceat(lanes, days), DAY_MINUTES)[:count]
    watched: Mask = (lanes > 0) & (lanes >= LANES_SHARE * best)
    return watched


def chosen_venues(recorded: Mapping[str, int]) -> Basis:
    """The venues to compare on, from how many minutes each of those heard now was recorded.

    A venue that joined last week would cut the comparison down to last week; it is left out instead, and named.
    """
    longest = max(recorded.values(), default=0)
    if not longest:
        return Basis(())
    old = tuple(venue for venue, minutes in recorded.items() if minutes >= YOUNG_SHARE * longest)
    return Basis(old, tuple(venue for venue in recorded if venue not in old))


def newest_days(history: MinuteHistory, days: int) -> MinuteHistory:
    """The history from where its newest so many recorded days begin; all of it where it holds no more."""
    recorded = np.cumsum(history.watched[::-1])
    back = int(np.searchsorted(recorded, days * DAY_MINUTES))
    start = len(history.watched) - back - 1
    if start <= 0:
        return history
    cut = slice(start, None)
    return MinuteHistory(
        history.first + start, history.long[cut], history.short[cut], history.watched[cut], history.basis
    )


class HourRanks:
    """The recorded trailing hours of one scope and side, ready to place a sum among them."""

    def __init__(self, history: MinuteHistory, position: PositionSide | None) -> None:
        hours, ends = _trailing_hours(history, position)
        self._basis = history.basis
        self._watched = int(np.count_nonzero(history.watched))
        self._sorted = np.sort(hours)
        self._peaks, self._peak_ends = _distinct_peaks(hours, ends)

    @property
    def days(self) -> int:
        """Whole recorded days."""
        return self._watched // DAY_MINUTES

    def place(self, micro: int, ends_at: UnixMs) -> Rank:
        """Where a trailing hour of so many micro-USD that ends at `ends_at` stands; hours that overlap it are not others."""
        minute = ends_at // MINUTE
        larger = self._peaks > micro
        apart = np.abs(self._peak_ends - minute) >= HOUR_MINUTES
        below = int(np.searchsorted(self._sorted, micro, side="left"))
        percentile = 100.0 * below / len(self._sorted) if len(self._sorted) else 0.0
        position = 1 + int(np.count_nonzero(larger & apart))
        return Rank(position, self._watched // HOUR_MINUTES, self.days, percentile, self._basis)


def _trailing_hours(history: MinuteHistory, position: PositionSide | None) -> tuple[Ints, Ints]:
    """Sums of every recorded trailing hour, and the minute at which each ends (the first one after it)."""
    if len(history.watched) < HOUR_MINUTES:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    sums = _sliding(history.side(position))
    whole = _sliding(history.watched.astype(np.int64)) >= WATCHED_HOUR
    ends = history.first + HOUR_MINUTES + np.flatnonzero(whole)
    return sums[whole], ends


def _sliding(values: Ints) -> Ints:
    """The sum of each run of sixty values."""
    edges: Ints = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(values)])
    sums: Ints = edges[HOUR_MINUTES:] - edges[:-HOUR_MINUTES]
    return sums


def _distinct_peaks(hours: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """The largest hours that do not overlap one another, largest first, as far as `PEAKS_KEPT`.

    Taking the largest that is left and then everything that overlaps it away is what a person does with a list of hours.
    """
    order = np.argsort(-hours, kind="stable")
    taken_values: list[int] = []
    taken_ends: list[int] = []
    free = np.ones(int(ends[-1] - ends[0]) + 1 if len(ends) else 0, dtype=np.bool_)
    for index in order:
        if len(taken_values) == PEAKS_KEPT or hours[index] <= 0:
            break
        at = int(ends[index] - ends[0])
        if free[at]:
            free[max(0, at - HOUR_MINUTES + 1) : at + HOUR_MINUTES] = False
            taken_values.append(int(hours[index]))
            taken_ends.append(int(ends[index]))
    return np.array(taken_values, dtype=np.int64), np.array(taken_ends, dtype=np.int64)


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_HOURS = {
    None: marked("hour"),
    PositionSide.LONG: marked("long hour"),
    PositionSide.SHORT: marked("short hour"),
}


def rank_words(rank: Rank, position: PositionSide | None, base: str | None = None) -> str:
    """`3rd largest short hour in 41 recorded days`; `not enough history` where the place would mean nothing."""
    days = tr("{days} recorded or imported days") if rank.basis.imported else tr("{days} recorded days")
    if not rank.enough:
        least = days.format(days=LEAST_DAYS)
        return tr("not enough history to rank it: {days} of {least}").format(days=rank.days, least=least)
    # A language that has no such endings uses the number.
    place = tr("largest") if rank.position == 1 else tr("{ordinal} largest")
    hour = tr(_HOURS[position])
    return tr("{place} {hour} in {days}").format(
        place=place.format(ordinal=ordinal(rank.position), number=rank.position),
        hour=tr("{coin} {hour}").format(coin=base, hour=hour) if base else hour,
        days=days.format(days=rank.days),
    )


def basis_words(basis: Basis, names: Mapping[str, str]) -> str:
    """What the comparison rests on, as one sentence without its full stop."""
    told = tr("nothing recorded")
    if basis.venues:
        told = tr("trailing hours of {venues}, gaps left out").format(venues=_listed(basis.venues, names))
    if basis.left_out:
        out = tr("without {venues}, recorded too short a time").format(venues=_listed(basis.left_out, names))
        told = f"{told}; {out}"
    return told + ("; " + tr("imported rows included") if basis.imported else "")


def _listed(venues: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(venue, venue) for venue in venues)
