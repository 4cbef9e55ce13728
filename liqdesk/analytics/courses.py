"""The last hours of the largest coins, side by side: minutes by coin and side, read once and kept up to date."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.buckets import Ints, SecondCells, Selection
from liqdesk.analytics.choice import Choice
from liqdesk.analytics.views import Gap, WindowTotal
from liqdesk.domain.time import MINUTE, DurationMs, UnixMs, floor_to

MICRO = 1e6
_ROOM = 30


@dataclass(frozen=True, slots=True)
class CoursesQuery:
    """How many coins, the trailing window they are ranked by, how much time a bar holds, and a choice that is shown alone."""

    count: int
    window: str
    bucket: DurationMs
    among: Choice | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CoinCourse:
    """One coin: dollars long and short per bucket, and the total of the window; `share` (0 to 1) of the market's money."""

    base: str
    long: NDArray[np.float64]
    short: NDArray[np.float64]
    total: WindowTotal
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class CoursesView:
    """The largest coins of a window, the largest first. Bucket 0 begins at `start`, the last one is still open at `at`."""

    query: CoursesQuery
    start: UnixMs
    coins: tuple[CoinCourse, ...]
    market: WindowTotal
    gaps: tuple[Gap, ...]
    at: UnixMs
    at_least: bool
    zero_known: bool = False


class Courses:
    """Sums per minute and coin; nothing is read before somebody asks, and nothing kept of what nobody asks for."""

    def __init__(self, cells: SecondCells) -> None:
        self._cells = cells
        self._first = 0
        self._sums: Ints = np.zeros((0, 0), dtype=np.int64)
        self._stale: set[int] = set()
        self._column: Ints = np.zeros(0, dtype=np.int64)
        self._places: dict[str, int] = {}
        self._with_tradfi = False
        self._wanted: Selection | None = None

    def touched(self, minutes: Ints) -> None:
        """These minutes since 1970 have new cells."""
        if len(self._sums):
            self._stale.update(np.unique(minutes).tolist())

    def choose(self, wanted: Selection | None) -> None:
        """Add up what is wanted alone from now on; None: everything. Of what was read before nothing is kept."""
        if wanted != self._wanted:
            self._wanted = wanted
            self._forget()

    def _forget(self) -> None:
        self._places.clear()
        self._column = self._column[:0]
        self._sums = np.zeros((0, 0), np.int64)

    def of(self, bases: list[str], span: DurationMs, bucket: DurationMs, at: UnixMs) -> tuple[UnixMs, list[Ints]]:
        """The start of the first bucket, and per coin micro-USD as `(buckets, 2)`, longs first, ending with that of `at`."""
        per = bucket // MINUTE
        last = floor_to(at, bucket) // MINUTE + per
        first = last - span // MINUTE
        self._number_coins()
        self._move(first, last)
        self._refresh()
        rows = self._sums[first - self._first : last - self._first]
        folded = rows.reshape(-1, per, rows.shape[1]).sum(axis=1)
        found = []
        for base in bases:
            place = self._places.get(base)
            found.append(np.zeros((len(folded), 2), np.int64) if place is None else folded[:, place : place + 2])
        return UnixMs(first * MINUTE), found

    def _number_coins(self) -> None:
        """Give every slot in force the column of its coin; the first two columns take what is not in force."""
        slots = self._cells.slots
        known = len(self._column) // 2
        if slots.with_tradfi != self._with_tradfi:
            self._with_tradfi, known = slots.with_tradfi, 0
            self._forget()
        if known == len(slots.pairs):
            return
        added = []
        for place in range(known, len(slots.pairs)):
            venue, base = slots.pairs[place]
            counts = slots.in_force(place) and (self._wanted is None or self._wanted.holds(base, venue))
            column = self._places.setdefault(base, 2 * len(self._places) + 2) if counts else 0
            added += [column, column + 1]
        self._column = np.append(self._column, np.array(added, np.int64))
        wide = 2 * len(self._places) + 2
        if len(self._sums) and self._sums.shape[1] < wide:
            self._sums = np.pad(self._sums, ((0, 0), (0, wide - self._sums.shape[1])))

    def _move(self, first: int, last: int) -> None:
        """Hold at least the minutes from `first` up to `last`."""
        end = self._first + len(self._sums)
        if len(self._sums) and self._first <= first and last <= end:
            return
        high = last - first + _ROOM
        moved = np.zeros((high, 2 * len(self._places) + 2), np.int64)
        fresh = set(range(first, first + high))
        if len(self._sums) and self._first <= first < end:
            kept = self._sums[first - self._first : first - self._first + high]
            moved[: len(kept)] = kept
            fresh -= set(range(first, min(end, first + high)))
        self._sums, self._first = moved, first
        self._stale |= fresh

    def _refresh(self) -> None:
        end = self._first + len(self._sums)
        for minute in self._stale:
            if self._first <= minute < end:
                row = self._sums[minute - self._first]
                row[:] = 0
                for piece in self._cells.minute(minute):
                    np.add.at(row, self._column[piece.slot], piece.sums[:, 0])
        self._stale.clear()
