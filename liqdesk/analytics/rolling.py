"""Exact totals over trailing windows, by venue, by coin and by any choice of both, stepped to the second."""

import numpy as np

from liqdesk.analytics.buckets import Ints, Piece, SecondCells, Selection
from liqdesk.analytics.views import WINDOWS, SideTotal
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd

VENUE, COIN = 0, 1
"""The parts of a slot's pair."""

KEPT_UNASKED_S = 600
"""A window beside the usual ones that is asked again within this time is kept up to date from then on, for as long."""


class Rolling:
    """One trailing window over the cells: sums per slot of every second after `edge`."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self.edge: int | None = None
        self.sums: Ints = np.zeros((0, 3), dtype=np.int64)

    def fits(self, slots: int) -> None:
        """Make room for this many slots."""
        if slots > len(self.sums):
            room = np.zeros((max(256, 2 * slots), 3), dtype=np.int64)
            room[: len(self.sums)] = self.sums
            self.sums = room

    def take(self, piece: Piece) -> None:
        """Add cells that are new to the ledger."""
        if self.edge is None:
            return
        fresh = piece.after(self.edge)
        np.add.at(self.sums, fresh.slot, fresh.sums)

    def step(self, cells: SecondCells, now_s: int) -> None:
        """Let the window end at second `now_s`; cells later than that count too, until time catches up with them."""
        edge = now_s - self.seconds
        if self.edge is None or edge < self.edge or edge - self.edge >= self.seconds:
            self.sums[:] = 0
            for piece in cells.between(edge, max(now_s, cells.newest_second)):
                np.add.at(self.sums, piece.slot, piece.sums)
        elif edge > self.edge:
            for piece in cells.between(self.edge, edge):
                np.subtract.at(self.sums, piece.slot, piece.sums)
        self.edge = edge


class RollingTotals:
    """All windows of `WINDOWS`, and those of any other length that is asked for again and again; fed by folded pieces."""

    def __init__(self, cells: SecondCells) -> None:
        self._cells = cells
        self._windows = {name: Rolling(span // 1000) for name, span in WINDOWS.items()}
        self._by_length = {rolling.seconds: rolling for rolling in self._windows.values()}
        self._asked_at: dict[int, int] = {}
        self._now_s = 0
        self._told: dict[tuple[str, int], dict[str, SideTotal]] = {}
        self._told_for: tuple[int, int, bool] = (0, 0, False)
        self._folded = 0

    def take(self, piece: Piece) -> None:
        """Add what `SecondCells.fold` returned."""
        self._folded += 1
        for rolling in self._by_length.values():
            rolling.fits(len(self._cells.slots))
            rolling.take(piece)

    def step(self, now_s: int) -> None:
        """Let every window end at this second."""
        self._now_s = now_s
        for rolling in self._by_length.values():
            rolling.fits(len(self._cells.slots))
            rolling.step(self._cells, now_s)
        for seconds in [one for one, at in self._asked_at.items() if now_s - at > KEPT_UNASKED_S]:
            del self._asked_at[seconds]
            self._by_length.pop(seconds, None)

    def trailing(self, seconds: int, wanted: Selection | None, side: PositionSide | None = None) -> SideTotal:
        """The total of the last so many seconds, as of the last step; of what is wanted and of one side, or of all."""
        rolling = self._by_length.get(seconds)
        if rolling is None:
            rolling = Rolling(seconds)
            rolling.fits(len(self._cells.slots))
            rolling.step(self._cells, self._now_s)
            if self._asked_at.setdefault(seconds, self._now_s) != self._now_s:
                self._by_length[seconds] = rolling
        if seconds in self._by_length and seconds in self._asked_at:
            self._asked_at[seconds] = self._now_s
        sums = self._sums_of(rolling)
        if wanted is not None:
            sums = sums[self._cells.slots.wanted(wanted)]
        elif not self._cells.slots.all_in_force:
            sums = sums[self._cells.slots.matching(None, None)]
        return _side_total(_of_side(sums, side))

    def total(self, window: str, base: str | None = None, venue: str | None = None) -> SideTotal:
        """One window's total for a coin and venue; None stands for all."""
        sums = self._sums_of(self._windows[window])
        if base is not None or venue is not None or not self._cells.slots.all_in_force:
            sums = sums * self._cells.slots.matching(base, venue)[:, None]
        return _side_total(sums)

    def by_venue(self, window: str) -> dict[str, SideTotal]:
        """The totals of every venue with a row in the window."""
        return dict(self._of_all(window, VENUE))

    def by_base(
        self, window: str, wanted: Selection | None = None, side: PositionSide | None = None
    ) -> dict[str, SideTotal]:
        """The totals of every coin with a row in the window; of what is wanted and of one side, or of all."""
        if wanted is None and side is None:
            return dict(self._of_all(window, COIN))
        sums = self._sums_of(self._windows[window])
        if wanted is not None:
            sums = sums * self._cells.slots.wanted(wanted)[:, None]
        return self._named(_of_side(sums, side), COIN)

    def _of_all(self, window: str, part: int) -> dict[str, SideTotal]:
        """By venue or by coin, of everything: asked several times at each repaint, added up once."""
        state = self._now_s, self._folded, self._cells.slots.with_tradfi
        if state != self._told_for:
            self._told, self._told_for = {}, state
        told = self._told.get((window, part))
        if told is None:
            told = self._told[window, part] = self._named(self._sums_of(self._windows[window]), part)
        return told

    def between(
        self, after: int, until: int, wanted: Selection | None = None, side: PositionSide | None = None
    ) -> SideTotal:
        """The total of `after` < second <= `until`, from the folded cells; of what is wanted and of one side, or of all."""
        slots = self._cells.slots
        sums = np.zeros((len(slots), 3), dtype=np.int64)
        for piece in self._cells.between(after, until):
            np.add.at(sums, piece.slot, piece.sums)
        sums = sums[slots.matching(None, None) if wanted is None else slots.wanted(wanted)]
        return _side_total(_of_side(sums, side))

    def by_base_between(self, after: int, until: int) -> dict[str, SideTotal]:
        """The totals of every coin with a row in `after` < second <= `until`, from the folded cells."""
        sums = np.zeros((len(self._cells.slots), 3), dtype=np.int64)
        for piece in self._cells.between(after, until):
            np.add.at(sums, piece.slot, piece.sums)
        return self._named(sums, COIN)

    def _sums_of(self, rolling: Rolling) -> Ints:
        """One line of sums for every slot there is; a slot may be there before its first row is counted."""
        rolling.fits(len(self._cells.slots))
        return rolling.sums[: len(self._cells.slots)]

    def _named(self, by_slot: Ints, part: int) -> dict[str, SideTotal]:
        """Sums by venue or by coin, of those with a row."""
        slots = self._cells.slots
        names, numbers = slots.numbered(part)
        sums = by_slot.reshape(-1, 6)
        places = np.flatnonzero((sums[:, 1] | sums[:, 4]).astype(np.bool_) & slots.pairs_in_force())
        if not len(places):
            return {}
        found = numbers[places]
        order = np.argsort(found, kind="stable")
        found, places = found[order], places[order]
        starts = np.flatnonzero(np.diff(found, prepend=-1))
        held = np.add.reduceat(sums[places], starts, axis=0).reshape(-1, 2, 3)
        return {names[one]: _total_of(both) for one, both in zip(found[starts].tolist(), held.tolist(), strict=True)}


def _of_side(sums: Ints, side: PositionSide | None) -> Ints:
    """Sums by slot without those of the other side; both sides of a pair stand in a row."""
    if side is None:
        return sums
    chosen: Ints = sums * (np.arange(len(sums)) % 2 == int(side is PositionSide.SHORT))[:, None]
    return chosen


def _side_total(sums: Ints) -> SideTotal:
    return _total_of(sums.reshape(-1, 2, 3).sum(axis=0).tolist())


def _total_of(by_side: list[list[int]]) -> SideTotal:
    (long, long_count, long_unvalued), (short, short_count, short_unvalued) = by_side
    return SideTotal(MicroUsd(long), MicroUsd(short), long_count + short_count, long_unvalued + short_unvalued)
