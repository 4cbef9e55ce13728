"""Bars for the charts: minutes of the last day by coin and venue, aggregated to the asked width."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.buckets import Ints, SecondCells, Selection
from liqdesk.domain.time import DAY, MINUTE, DurationMs, UnixMs, floor_to

MINUTES = DAY // MINUTE
MICRO = 1e6
KEPT_FILTERS = 4


@dataclass(slots=True, eq=False)
class _Minutes:
    """Sums of one filter: column 0 longs, 1 shorts (micro-USD), 2 rows; row i is minute `first + i`."""

    first: int
    sums: Ints
    stale: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Dollars long and short and rows per bucket, oldest first, the last bucket being the present one."""

    start: UnixMs
    long: NDArray[np.float64]
    short: NDArray[np.float64]
    count: NDArray[np.int64]
    sealed_revision: int


class Timeline:
    """Answers with bars; keeps the minutes of the filters asked last."""

    def __init__(self, cells: SecondCells) -> None:
        self._cells = cells
        self._kept: dict[tuple[int, str | None, str | None, bool, Selection | None], _Minutes] = {}
        self._sealed_revision = 0

    def touched(self, minutes: Ints, present: int) -> None:
        """These minutes since 1970 have new cells; `present` is the one that is still open."""
        if not len(minutes):
            return
        unique = set(minutes.tolist())
        for kept in self._kept.values():
            kept.stale |= unique
        if min(unique) < present:
            self._sealed_revision += 1

    def recount(self) -> None:
        """Other slots are in force: bars that were drawn are no longer right."""
        self._sealed_revision += 1

    def bars(
        self, bucket: DurationMs, base: str | None, venue: str | None, now: UnixMs, among: Selection | None = None
    ) -> Bars:
        """The last day in buckets aligned to UTC, ending with the bucket that holds `now`; of what is `among` a choice alone."""
        per_bucket = bucket // MINUTE
        last_start = floor_to(now, bucket)
        first = (last_start + bucket - DAY) // MINUTE
        first -= first % per_bucket
        minutes = self._minutes(per_bucket, base, venue, first, among)
        count = (last_start // MINUTE + per_bucket - first) // per_bucket
        table = minutes.sums[: count * per_bucket].reshape(count, per_bucket, 3).sum(axis=1)
        return Bars(
            UnixMs(first * MINUTE),
            table[:, 0] / MICRO,
            table[:, 1] / MICRO,
            table[:, 2],
            self._sealed_revision,
        )

    def _minutes(
        self, per_bucket: int, base: str | None, venue: str | None, first: int, among: Selection | None
    ) -> _Minutes:
        key = (per_bucket, base, venue, self._cells.slots.with_tradfi, among)
        kept = self._kept.pop(key, None)
        if kept is None or first < kept.first or first - kept.first >= MINUTES:
            kept = _Minutes(first, np.zeros((MINUTES + 120, 3), dtype=np.int64))
            kept.stale.update(range(first, first + MINUTES + 120))
        elif first > kept.first:
            kept.sums = np.roll(kept.sums, kept.first - first, axis=0)
            kept.sums[kept.first - first :] = 0
            kept.stale.update(range(kept.first + len(kept.sums), first + len(kept.sums)))
            kept.first = first
            self._sealed_revision += 1
        self._kept[key] = kept
        while len(self._kept) > KEPT_FILTERS:
            del self._kept[next(iter(self._kept))]
        self._refresh(kept, base, venue, among)
        return kept

    def _refresh(self, kept: _Minutes, base: str | None, venue: str | None, among: Selection | None) -> None:
        slots = self._cells.slots
        whole = base is None and venue is None and slots.all_in_force and among is None
        wanted = None if whole else slots.matching(base, venue)
        if wanted is not None and among is not None:
            wanted &= slots.wanted(among)
        for minute in kept.stale:
            row = minute - kept.first
            if not 0 <= row < len(kept.sums):
                continue
            sums = np.zeros(3, dtype=np.int64)
            for piece in self._cells.minute(minute):
                mask = slice(None) if wanted is None else wanted[piece.slot]
                slot, cells = piece.slot[mask], piece.sums[mask]
                money, rows, _ = cells.sum(axis=0).tolist()
                short = int((cells[:, 0] * (slot & 1)).sum())
                sums += (money - short, short, rows)
            kept.sums[row] = sums
        kept.stale.clear()
