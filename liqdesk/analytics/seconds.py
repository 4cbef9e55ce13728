"""Rows gathered by the second of their event time, and sealed when no row of that second can still come."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest

import msgspec

from liqdesk.analytics.events import LargeOrder
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Batch, Liquidation, LiquidationKind, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.domain.venue import Completeness, VenueId

GRACE = DurationMs(3 * SECOND)
"""A second is sealed this long after its end: venues tell within one or two. What comes later counts as later."""
BELATED = DurationMs(60 * SECOND)
"""A row that is told this long after it happened is a matter of record: it decides nothing any more."""
LARGEST = 5

LONG, SHORT = 0, 1

_LONG = PositionSide.LONG
_DELEVERAGE = LiquidationKind.DELEVERAGE
_GRACE, _BELATED, _SECOND = int(GRACE), int(BELATED), int(SECOND)


class Part(msgspec.Struct, frozen=True, gc=False):
    """One side of one coin on one venue in one second.

    `prints` counts the rows of one millisecond once, for they are one trader; `alone` counts those at which the venue
    closed no other coin, and `biggest` is what the largest was worth. `first_at` is the earliest event time, `orders` are
    those among the largest single ones of its coin in this second, the largest first.
    """

    base: str
    venue: VenueId
    side: int
    micro: int
    rows: int
    unvalued: int
    prints: int
    alone: int
    biggest: int
    first_at: int
    completeness: Completeness
    orders: tuple[LargeOrder, ...]


class Crowd(msgspec.Struct, frozen=True, gc=False):
    """One side of the whole market in one second; an account closed in many coins at one millisecond is one print."""

    micro: int
    prints: int
    biggest: int


class Sealed(msgspec.Struct, frozen=True, gc=False):
    """Everything of one second since 1970; `crowds` are longs and shorts."""

    second: int
    parts: tuple[Part, ...]
    crowds: tuple[Crowd, Crowd]


class _Cell:
    """One side of one contract; `stamps` are its micro-USD by millisecond."""

    __slots__ = ("bar", "completeness", "orders", "rows", "stamps", "unvalued")

    def __init__(self, completeness: Completeness) -> None:
        self.rows = 0
        self.unvalued = 0
        self.stamps: dict[int, int] = {}
        self.orders: list[Liquidation] = []
        self.bar = -1
        self.completeness = completeness


_Cells = tuple[dict[Instrument, _Cell], dict[Instrument, _Cell]]


def second_of(entry: Liquidation) -> tuple[int, bool]:
    """The second in which a row is taken into account, and whether it may decide anything.

    It is that of its event time; of a row that came later than the grace, the first one that was still open when it
    came. That makes it a matter of the row alone, whenever and in whatever order rows are processed. A venue's clock
    ahead of ours is held to the grace too. History and what is belated enter sums, and decide nothing.
    """
    at, received = entry.at, entry.received_at
    earliest = received - _GRACE
    if entry.history or received - at > _BELATED:
        return max(at, earliest) // _SECOND, False
    return min(max(at, earliest), received + _GRACE) // _SECOND, True


class Seconds:
    """Takes rows, gives sealed seconds."""

    def __init__(self) -> None:
        self._open: dict[int, _Cells] = {}
        self._belated: dict[int, list[Liquidation]] = {}
        self.sealed = -1
        """The last second that is sealed; -1 before the first."""

    def take(self, batch: Batch) -> None:
        """Add the rows that count; what decides nothing waits for `belated`."""
        opened, sealed = self._open, self.sealed
        for entry in batch:
            instrument = entry.instrument
            if entry.kind is _DELEVERAGE or not instrument.summed:
                continue
            at = entry.at
            # The common case of `second_of`, which would be a call too many for every row.
            if -_GRACE <= entry.received_at - at <= _GRACE and not entry.history:
                second, decides = at // 1_000, True
            else:
                second, decides = second_of(entry)
            if not decides or second <= sealed:
                self._belated.setdefault(max(second, sealed + 1), []).append(entry)
                continue
            cells = opened.get(second)
            if cells is None:
                cells = opened[second] = ({}, {})
            side = cells[0] if entry.position is _LONG else cells[1]
            cell = side.get(instrument)
            if cell is None:
                cell = side[instrument] = _Cell(entry.completeness)
            cell.rows += 1
            notional = entry.notional
            if notional is None:
                cell.unvalued += 1
                notional = MicroUsd(0)
            stamps = cell.stamps
            stamps[at] = stamps.get(at, 0) + notional
            if notional > cell.bar:
                _note_large(cell, entry)

    def pending(self) -> int | None:
        """The earliest second with rows that is not sealed."""
        return min((*self._open, *self._belated), default=None)

    def belated(self, second: int) -> list[Liquidation]:
        """The rows that were told in this second and decide nothing any more."""
        return self._belated.pop(second, [])

    def seal(self, second: int) -> Sealed | None:
        """Close this second for good; None where it has no rows."""
        self.sealed = second
        cells = self._open.pop(second, None)
        if cells is None:
            return None
        largest = _largest_of_coins(cells)
        longs, shorts = _parts(cells[LONG], LONG, largest), _parts(cells[SHORT], SHORT, largest)
        # In the order of names, so that nothing later depends on the order of arrival.
        parts = tuple(sorted((*longs, *shorts), key=lambda part: (part.base, part.venue, part.side)))
        return Sealed(second, parts, (_crowd(cells[LONG]), _crowd(cells[SHORT])))


def _note_large(cell: _Cell, entry: Liquidation) -> None:
    """Keep the order; at most a few are kept, of equal ones those that come first by time."""
    cell.orders.append(entry)
    if len(cell.orders) > 4 * LARGEST:
        cell.orders = nlargest(LARGEST, cell.orders, key=_rank)
        cell.bar = (cell.orders[-1].notional or 0) - 1


def _largest(entries: list[Liquidation]) -> list[Liquidation]:
    """The largest few, in order: only those that come near the bar are looked at closely."""
    if len(entries) > LARGEST:
        amounts = [entry.notional or 0 for entry in entries]
        bar = sorted(amounts)[-LARGEST]
        entries = [entry for entry, amount in zip(entries, amounts, strict=True) if amount >= bar]
    return sorted(entries, key=_rank, reverse=True)[:LARGEST]


def _rank(entry: Liquidation) -> tuple[int, int, str, str, float]:
    of = entry.instrument
    return (entry.notional or 0, -entry.at, of.venue, of.symbol, entry.price)


def _largest_of_coins(cells: _Cells) -> dict[tuple[str, VenueId, int], list[LargeOrder]]:
    """The largest few of each coin, by coin, venue and side: no other order of this second is among an event's largest."""
    of_coins: dict[str, list[Liquidation]] = {}
    for side in cells:
        for instrument, cell in side.items():
            of_coins.setdefault(instrument.base, []).extend(cell.orders)
    found: dict[tuple[str, VenueId, int], list[LargeOrder]] = {}
    for entries in of_coins.values():
        for entry in _largest(entries):
            if entry.notional:
                of = entry.instrument
                number = LONG if entry.position is _LONG else SHORT
                found.setdefault((of.base, of.venue, number), []).append(large_order(entry))
    return found


def _grouped(cells: Mapping[Instrument, _Cell]) -> Iterator[tuple[str, VenueId, list[_Cell]]]:
    groups: dict[tuple[str, VenueId], list[_Cell]] = {}
    for instrument, cell in cells.items():
        groups.setdefault((instrument.base, instrument.venue), []).append(cell)
    for (base, venue), held in groups.items():
        yield base, venue, held


def _parts(
    cells: Mapping[Instrument, _Cell], side: int, largest: Mapping[tuple[str, VenueId, int], Sequence[LargeOrder]]
) -> Iterator[Part]:
    groups = [
        (base, venue, held, held[0].stamps if len(held) == 1 else _together([cell.stamps for cell in held]))
        for base, venue, held in _grouped(cells)
    ]
    shared = _shared((venue, stamps) for _, venue, _, stamps in groups)
    for base, venue, held, stamps in groups:
        yield Part(
            base,
            venue,
            side,
            sum(stamps.values()),
            sum(cell.rows for cell in held),
            sum(cell.unvalued for cell in held),
            len(stamps),
            len(stamps) - len(shared[venue].intersection(stamps)),
            max(stamps.values()),
            min(stamps),
            held[0].completeness,
            tuple(largest.get((base, venue, side), ())),
        )


def _shared(many: Iterable[tuple[VenueId, Mapping[int, int]]]) -> Mapping[VenueId, set[int]]:
    """The milliseconds at which a venue closed more than one coin."""
    seen: dict[VenueId, set[int]] = {}
    shared: dict[VenueId, set[int]] = {}
    for venue, stamps in many:
        known = seen.get(venue)
        if known is None:
            seen[venue], shared[venue] = set(stamps), set()
        else:
            shared[venue] |= known.intersection(stamps)
            known.update(stamps)
    return shared


def _together(many: list[dict[int, int]]) -> dict[int, int]:
    total = dict(many[0])
    for stamps in many[1:]:
        for at, micro in stamps.items():
            total[at] = total.get(at, 0) + micro
    return total


def _crowd(cells: Mapping[Instrument, _Cell]) -> Crowd:
    by_venue: dict[VenueId, list[dict[int, int]]] = {}
    for instrument, cell in cells.items():
        by_venue.setdefault(instrument.venue, []).append(cell.stamps)
    prints, biggest, micro = 0, 0, 0
    for many in by_venue.values():
        stamps = many[0] if len(many) == 1 else _together(many)
        prints += len(stamps)
        biggest = max(biggest, max(stamps.values()))
        micro += sum(stamps.values())
    return Crowd(micro, prints, biggest)


def large_order(entry: Liquidation) -> LargeOrder:
    """A row as one of the largest orders of an event."""
    of = entry.instrument
    return LargeOrder(
        entry.notional or MicroUsd(0), entry.at, of.venue, of.symbol, of.base, entry.position, entry.price
    )
