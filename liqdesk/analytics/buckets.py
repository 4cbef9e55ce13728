"""Long and short sums per second and contract side: the last day of the market, compact and exact."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Liquidation, PositionSide

SLOT_BITS = 20
SLOT_MASK = (1 << SLOT_BITS) - 1
MINUTE_S = 60
DAY_S = 86_400
PIECES_BEFORE_MERGE = 16

Ints = NDArray[np.int64]

_SHORT = PositionSide.SHORT


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Parallel columns of some cells: the second, the slot, and micro-USD, rows and unvalued rows as `(n, 3)`."""

    second: Ints
    slot: Ints
    sums: Ints

    def after(self, edge: int) -> "Piece":
        """The cells with second > edge."""
        keep = self.second > edge
        return self if bool(keep.all()) else Piece(self.second[keep], self.slot[keep], self.sums[keep])

    def within(self, after: int, until: int) -> "Piece":
        """The cells with after < second <= until."""
        keep = (self.second > after) & (self.second <= until)
        return Piece(self.second[keep], self.slot[keep], self.sums[keep])


def merged(pieces: list[Piece]) -> Piece:
    """One piece with one cell per second and slot."""
    code = np.concatenate([(piece.second << SLOT_BITS) | piece.slot for piece in pieces])
    sums = np.concatenate([piece.sums for piece in pieces])
    codes, place = np.unique(code, return_inverse=True)
    total = np.zeros((len(codes), 3), dtype=np.int64)
    np.add.at(total, place, sums)
    return Piece(codes >> SLOT_BITS, codes & SLOT_MASK, total)


class Slots:
    """Numbers the sides of each venue's coins: even for longs, odd for shorts.

    What is no coin has slots of its own, also where a coin has the same name; they are `in_force` while `with_tradfi` is on.
    """

    def __init__(self) -> None:
        self._of_instrument: dict[Instrument, int] = {}
        self._of_pair: dict[tuple[str, str, bool], int] = {}
        self.pairs: list[tuple[str, str]] = []
        self._tradfi: list[bool] = []
        self.with_tradfi = False

    def long_slot(self, instrument: Instrument) -> int:
        """The slot of the instrument's longs; its shorts have the next one."""
        slot = self._of_instrument.get(instrument)
        if slot is None:
            pair = (instrument.venue, instrument.base)
            slot = self._of_pair.get((*pair, instrument.tradfi))
            if slot is None:
                slot = 2 * len(self.pairs)
                self.pairs.append(pair)
                self._tradfi.append(instrument.tradfi)
                self._of_pair[*pair, instrument.tradfi] = slot
            self._of_instrument[instrument] = slot
        return slot

    def __len__(self) -> int:
        return 2 * len(self.pairs)

    def matching(self, base: str | None, venue: str | None) -> NDArray[np.bool_]:
        """Which slots in force belong to this coin and venue; None stands for all."""
        hits = np.ones(len(self.pairs), dtype=np.bool_)
        if base is not None or venue is not None:
            hits[:] = [(base is None or b == base) and (venue is None or v == venue) for v, b in self.pairs]
        if not self.with_tradfi:
            hits &= ~np.array(self._tradfi, dtype=np.bool_)
        return np.repeat(hits, 2)

    @property
    def all_in_force(self) -> bool:
        """Whether no slot is left out."""
        return self.with_tradfi or True not in self._tradfi

    def in_force(self, place: int) -> bool:
        """Whether the pair at this place of `pairs` counts now."""
        return self.with_tradfi or not self._tradfi[place]


class SecondCells:
    """Takes liquidations one by one, hands them on in pieces, and keeps a day of them by the minute."""

    def __init__(self) -> None:
        self.slots = Slots()
        self._pending: dict[int, list[int]] = {}
        self._minutes: dict[int, list[Piece]] = {}

    def add(self, entry: Liquidation) -> None:
        """Count one row, if it is one that can be summed; a corrected one changes the amount alone."""
        if not entry.countable and entry.corrects is None:
            return
        slot = self.slots.long_slot(entry.instrument) + (entry.position is _SHORT)
        code = (entry.at // 1000 << SLOT_BITS) | slot
        cell = self._pending.get(code)
        if cell is None:
            self._pending[code] = cell = [0, 0, 0]
        if entry.corrects is not None:
            cell[0] += (entry.notional or 0) - entry.corrects
            return
        cell[1] += 1
        if entry.notional is None:
            cell[2] += 1
        else:
            cell[0] += entry.notional

    def fold(self) -> Piece | None:
        """What was added since the last call, now kept; None where nothing was."""
        if not self._pending:
            return None
        code = np.fromiter(self._pending, dtype=np.int64, count=len(self._pending))
        sums = np.array(list(self._pending.values()), dtype=np.int64).reshape(-1, 3)
        self._pending.clear()
        order = np.argsort(code, kind="stable")
        code = code[order]
        piece = Piece(code >> SLOT_BITS, code & SLOT_MASK, sums[order])
        minutes = piece.second // MINUTE_S
        cuts = np.flatnonzero(np.diff(minutes)) + 1
        starts = [0, *cuts.tolist()]
        ends = [*cuts.tolist(), len(code)]
        for start, end in zip(starts, ends, strict=True):
            part = Piece(piece.second[start:end], piece.slot[start:end], piece.sums[start:end])
            self._keep(int(minutes[start]), part)
        return piece

    def _keep(self, minute: int, piece: Piece) -> None:
        pieces = self._minutes.setdefault(minute, [])
        pieces.append(piece)
        if len(pieces) > PIECES_BEFORE_MERGE:
            pieces[:] = [merged(pieces)]

    def minute(self, minute: int) -> list[Piece]:
        """The pieces of one minute since 1970; empty where nothing happened."""
        return self._minutes.get(minute, [])

    def between(self, after: int, until: int) -> Iterator[Piece]:
        """The cells with after < second <= until, minute by minute, in no promised order."""
        first, last = (after + 1) // MINUTE_S, until // MINUTE_S
        if last - first > len(self._minutes):
            minutes = [minute for minute in self._minutes if first <= minute <= last]
        else:
            minutes = [minute for minute in range(first, last + 1) if minute in self._minutes]
        for minute in minutes:
            for piece in self._minutes[minute]:
                yield piece.within(after, until)

    @property
    def newest_second(self) -> int:
        """No kept cell is later than the end of this minute's second; 0 where there is none."""
        return max(self._minutes) * MINUTE_S + MINUTE_S - 1 if self._minutes else 0

    def forget_before(self, second: int) -> None:
        """Let go of the minutes that end before `second`."""
        for minute in [minute for minute in self._minutes if (minute + 1) * MINUTE_S <= second]:
            del self._minutes[minute]
