"""Long and short sums per second and contract side: the last day of the market, compact and exact."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide
from liqdesk.domain.money import MicroUsd

SLOT_BITS = 20
SLOT_MASK = (1 << SLOT_BITS) - 1
MINUTE_S = 60
DAY_S = 86_400
PIECES_BEFORE_MERGE = 16

Ints = NDArray[np.int64]

_SHORT, _DELEVERAGE = PositionSide.SHORT, LiquidationKind.DELEVERAGE


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
    """One piece with one cell per second and slot, in that order."""
    code = np.concatenate([(piece.second << SLOT_BITS) | piece.slot for piece in pieces])
    return _summed(code, np.concatenate([piece.sums for piece in pieces]))


def _summed(code: Ints, sums: Ints) -> Piece:
    """The rows of `sums` added up where `code`, second and slot in one, is the same."""
    order = np.argsort(code, kind="stable")
    code = code[order]
    starts = np.flatnonzero(np.diff(code, prepend=-1))
    code = code[starts]
    return Piece(code >> SLOT_BITS, code & SLOT_MASK, np.add.reduceat(sums[order], starts, axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Some rows that are summed, side by side: the row, its Unix ms, its slot, its micro-USD (0 if unvalued), unvalued or not.

    `ones` is 1, but for a correction of an earlier row 0; its micro-USD are then the difference.
    """

    rows: Sequence[Liquidation]
    at: Ints
    slot: Ints
    micro: Ints
    unvalued: NDArray[np.bool_]
    ones: Ints


class _SlotOf(dict[Instrument, int]):
    """The slot of each instrument's longs; asking for one gives it a number."""

    def __init__(self, pairs: list[tuple[str, str]], tradfi: list[bool]) -> None:
        super().__init__()
        self._pairs = pairs
        self._tradfi = tradfi
        self._of_pair: dict[tuple[str, str, bool], int] = {}

    def __missing__(self, instrument: Instrument) -> int:
        pair = (instrument.venue, instrument.base, instrument.tradfi)
        slot = self._of_pair.get(pair)
        if slot is None:
            slot = self._of_pair[pair] = 2 * len(self._pairs)
            self._pairs.append(pair[:2])
            self._tradfi.append(instrument.tradfi)
        self[instrument] = slot
        return slot


class Selection(Protocol):
    """Which coins of which venues are meant; equal ones mean the same."""

    def __hash__(self) -> int: ...

    def holds(self, base: str, venue: str) -> bool:
        """Whether the rows of a coin on a venue are among them."""
        ...


SELECTIONS_KEPT = 256


class Slots:
    """Numbers the sides of each venue's coins: even for longs, odd for shorts.

    What is no coin has slots of its own, also where a coin has the same name; they are `in_force` while `with_tradfi` is on.
    """

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []
        self._tradfi: list[bool] = []
        self.of = _SlotOf(self.pairs, self._tradfi)
        self.with_tradfi = False
        self._selected: dict[Selection, tuple[int, bool, NDArray[np.bool_]]] = {}
        self._numbered: dict[int, tuple[dict[str, int], NDArray[np.int64]]] = {}
        self._coins = np.empty(0, dtype=np.bool_)

    def columns(self, rows: Iterable[Liquidation]) -> Columns:
        """The rows that are summed, as columns. Written for speed: every row of every venue comes by here."""
        rows = [row for row in rows if row.instrument.summed and row.kind is not _DELEVERAGE]
        count, of = len(rows), self.of
        at = np.fromiter([row.at for row in rows], np.int64, count)
        slot = np.fromiter([of[row.instrument] for row in rows], np.int64, count)
        slot += np.fromiter([row.position is _SHORT for row in rows], np.bool_, count)
        micro = [row.notional for row in rows]
        unvalued = np.zeros(count, dtype=np.bool_)
        if None in micro:
            unvalued[:] = [one is None for one in micro]
            micro = [one or MicroUsd(0) for one in micro]
        made = Columns(rows, at, slot, np.fromiter(micro, np.int64, count), unvalued, np.ones_like(at))
        corrects = [row.corrects for row in rows]
        if corrects.count(None) < count:
            made.micro[:] -= [one or 0 for one in corrects]
            made.ones[:] = [one is None for one in corrects]
        return made

    def __len__(self) -> int:
        return 2 * len(self.pairs)

    def matching(self, base: str | None, venue: str | None) -> NDArray[np.bool_]:
        """Which slots in force belong to this coin and venue; None stands for all."""
        hits = np.ones(len(self.pairs), dtype=np.bool_)
        if base is not None or venue is not None:
            hits[:] = [(base is None or b == base) and (venue is None or v == venue) for v, b in self.pairs]
        if not self.with_tradfi:
            hits &= self._of_coins()
        return np.repeat(hits, 2)

    def wanted(self, selection: Selection) -> NDArray[np.bool_]:
        """Which slots in force belong to a selection; worked out again only where slots were added."""
        held = self._selected.get(selection)
        if held is not None and held[:2] == (len(self.pairs), self.with_tradfi):
            return held[2]
        hits = np.fromiter((selection.holds(base, venue) for venue, base in self.pairs), np.bool_, len(self.pairs))
        if not self.with_tradfi:
            hits &= self._of_coins()
        if len(self._selected) >= SELECTIONS_KEPT:
            self._selected.clear()
        mask = np.repeat(hits, 2)
        self._selected[selection] = (len(self.pairs), self.with_tradfi, mask)
        return mask

    @property
    def all_in_force(self) -> bool:
        """Whether no slot is left out."""
        return self.with_tradfi or bool(self._of_coins().all())

    def in_force(self, place: int) -> bool:
        """Whether the pair at this place of `pairs` counts now."""
        return self.with_tradfi or not self._tradfi[place]

    def pairs_in_force(self) -> NDArray[np.bool_]:
        """Which of `pairs` count now."""
        if self.with_tradfi:
            return np.ones(len(self.pairs), dtype=np.bool_)
        return self._of_coins()

    def _of_coins(self) -> NDArray[np.bool_]:
        """Which of `pairs` are coins; worked out again only where some were added, and not to be changed."""
        if len(self._coins) != len(self._tradfi):
            self._coins = ~np.array(self._tradfi, dtype=np.bool_)
        return self._coins

    def numbered(self, part: int) -> tuple[list[str], NDArray[np.int64]]:
        """The venues (`part` 0) or the coins (1) of all pairs, and which of them each pair has."""
        names, numbers = self._numbered.get(part, ({}, np.empty(0, dtype=np.int64)))
        fresh = [names.setdefault(pair[part], len(names)) for pair in self.pairs[len(numbers) :]]
        if fresh:
            numbers = np.append(numbers, np.array(fresh, dtype=np.int64))
            self._numbered[part] = names, numbers
        return list(names), numbers


class SecondCells:
    """Takes rows by the batch, hands them on in pieces, and keeps a day of them by the minute."""

    def __init__(self) -> None:
        self.slots = Slots()
        self._pending: list[Piece] = []
        self._minutes: dict[int, list[Piece]] = {}

    def add(self, rows: Columns) -> None:
        """Count these; a correction changes the amount alone."""
        if not len(rows.at):
            return
        sums: Ints = np.stack((rows.micro, rows.ones, rows.unvalued.astype(np.int64)), axis=1)
        self._pending.append(_summed((rows.at // 1000 << SLOT_BITS) | rows.slot, sums))

    def fold(self) -> Piece | None:
        """What was added since the last call, now kept; None where nothing was."""
        if not self._pending:
            return None
        piece = self._pending[0] if len(self._pending) == 1 else merged(self._pending)
        self._pending.clear()
        minutes = piece.second // MINUTE_S
        cuts = np.flatnonzero(np.diff(minutes)) + 1
        starts = [0, *cuts.tolist()]
        ends = [*cuts.tolist(), len(minutes)]
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
