"""Long and short sums per minute and venue: what cumulative lines and stacked bars are added up from."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.buckets import MINUTE_S, Ints, Piece, SecondCells, Selection
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, MINUTE
from liqdesk.domain.venue import VenueId

LONG, SHORT = 0, 1
"""The third axis of a table."""
MICRO_USD, ROWS, UNVALUED = 0, 1, 2
"""The fourth axis of a table."""

KEPT_COINS = 3
_BACK = (DAY + 2 * HOUR) // MINUTE
_AHEAD = 90
_SPARE = 8


@dataclass(slots=True, eq=False)
class _Table:
    """Row i is minute `first + i`; axes: minute, venue, side, figure. `market` is all venues together."""

    first: int
    sums: Ints
    market: Ints
    stale: set[int] = field(default_factory=set)


class VenueMinutes:
    """The last 26 hours by minute and venue, of everything or of what is wanted; nothing is kept of what nobody asks for.

    `venues` grows as venues bring their first row; a venue's place in it is its place in every table.
    """

    def __init__(self, cells: SecondCells) -> None:
        self._cells = cells
        self._tables: dict[tuple[Selection | None, bool], _Table] = {}
        self._column: Ints = np.zeros(0, dtype=np.int64)
        self._pairs_known = 0
        self.venues: list[VenueId] = []

    def touched(self, minutes: Ints) -> None:
        """These minutes since 1970 have new cells."""
        if self._tables and len(minutes):
            unique = set(np.unique(minutes).tolist())
            for table in self._tables.values():
                table.stale |= unique

    def table(self, wanted: Selection | None, first: int, now: int) -> NDArray[np.int64]:
        """Sums from minute `first` since 1970 on, at most 26 hours before minute `now`, to over an hour after `now`.

        Axes: minute, venue, side, figure; a view that is good until the next question.
        """
        table, from_row = self._asked(wanted, first, now)
        return table.sums[from_row:, : len(self.venues)]

    def market(self, wanted: Selection | None, first: int, now: int) -> NDArray[np.int64]:
        """The same of all venues together; axes: minute, side, figure."""
        table, from_row = self._asked(wanted, first, now)
        return table.market[from_row:]

    def _asked(self, wanted: Selection | None, first: int, now: int) -> tuple[_Table, int]:
        """The table that answers, brought up to date, and its first row that is asked for."""
        self._learn_venues()
        key = (wanted, self._cells.slots.with_tradfi)
        oldest = now - _BACK
        table = self._rolled(self._tables.pop(key, None), oldest)
        self._tables[key] = table
        while len(self._tables) > KEPT_COINS:
            del self._tables[next(iter(self._tables))]
        self._refresh(table, wanted)
        return table, max(0, first - oldest)

    def since_second(self, wanted: Selection | None, second: int) -> NDArray[np.int64]:
        """Sums of what is left of a minute from `second` on; axes: venue, side, figure."""
        self._learn_venues()
        sums = np.zeros((1, len(self.venues), 2, 3), dtype=np.int64)
        pieces = [piece.after(second - 1) for piece in self._cells.minute(second // MINUTE_S)]
        self._enter(sums, pieces, second // MINUTE_S, wanted)
        left: NDArray[np.int64] = sums[0]
        return left

    def _learn_venues(self) -> None:
        pairs = self._cells.slots.pairs
        if len(pairs) == self._pairs_known:
            return
        fresh = []
        for venue, _ in pairs[self._pairs_known :]:
            name = VenueId(venue)
            if name not in self.venues:
                self.venues.append(name)
            fresh.append(self.venues.index(name))
        self._column = np.concatenate((self._column, np.array(fresh, dtype=np.int64)))
        self._pairs_known = len(pairs)

    def _rolled(self, table: _Table | None, oldest: int) -> _Table:
        """The table with `oldest` as its first minute and a column for every venue; what it lacks is stale."""
        rows, wide = _BACK + _AHEAD, len(self.venues)
        if table is None or not 0 <= oldest - table.first < rows or table.sums.shape[1] < wide:
            sums = np.zeros((rows, wide + _SPARE, 2, 3), dtype=np.int64)
            made = _Table(oldest, sums, np.zeros((rows, 2, 3), dtype=np.int64))
            made.stale.update(range(oldest, oldest + rows))
            return made
        gone = oldest - table.first
        if gone:
            for held in (table.sums, table.market):
                held[:-gone] = held[gone:].copy()
                held[-gone:] = 0
            table.stale.update(range(table.first + rows, oldest + rows))
            table.first = oldest
        return table

    def _refresh(self, table: _Table, wanted: Selection | None) -> None:
        end = table.first + len(table.sums)
        stale = [minute for minute in table.stale if table.first <= minute < end]
        table.stale.clear()
        if not stale:
            return
        rows = np.array(stale) - table.first
        table.sums[rows] = 0
        pieces = [piece for minute in stale for piece in self._cells.minute(minute)]
        self._enter(table.sums, pieces, table.first, wanted)
        table.market[rows] = table.sums[rows].sum(axis=1)

    def _enter(self, sums: NDArray[np.int64], pieces: list[Piece], first: int, wanted: Selection | None) -> None:
        """Add cells to a table that begins with minute `first`."""
        if not pieces:
            return
        slots = self._cells.slots
        slot = np.concatenate([piece.slot for piece in pieces])
        row = np.concatenate([piece.second for piece in pieces]) // MINUTE_S - first
        cells = np.concatenate([piece.sums for piece in pieces])
        if wanted is not None or not slots.all_in_force:
            mask = slots.matching(None, None) if wanted is None else slots.wanted(wanted)
            kept = mask[slot]
            slot, row, cells = slot[kept], row[kept], cells[kept]
        flat = sums.reshape(-1, 3)
        place = (row * sums.shape[1] + self._column[slot >> 1]) * 2 + (slot & 1)
        for figure in (MICRO_USD, ROWS, UNVALUED):
            np.add.at(flat[:, figure], place, cells[:, figure])


def of_side(sums: NDArray[np.int64], side: PositionSide | None) -> NDArray[np.int64]:
    """Sums without those of the other side; the last axes are side and figure."""
    if side is None:
        return sums
    one: NDArray[np.int64] = sums * (np.arange(2) == (SHORT if side is PositionSide.SHORT else LONG))[:, None]
    return one


def side_total(sums: NDArray[np.int64]) -> SideTotal:
    """A total from its sides and figures."""
    (long, long_rows, long_unvalued), (short, short_rows, short_unvalued) = sums.tolist()
    return SideTotal(MicroUsd(long), MicroUsd(short), long_rows + short_rows, long_unvalued + short_unvalued)
