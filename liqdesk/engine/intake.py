"""From the venue's words to ours: units become dollars, and what was already seen falls out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Batch, Likeness, Liquidation, LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.ports import InstrumentSource
from liqdesk.engine.twins import Twins

ESTIMATES = 500
"""So many rows that were told at an estimate can still be corrected."""
REMEMBERED = 75_000
"""Keys per generation; two generations are held, so a replay is recognised among the last 75,000 to 150,000 rows."""


_ESTIMATED = (PriceKind.ENTRY, PriceKind.MARK)


class Memory(Protocol):
    """Which events were seen before; new ones go into `young`."""

    young: set[int]
    old: set[int]

    def frame_over(self) -> None:
        """Forget what is to be forgotten."""
        ...


class EveryTime:
    """A memory for reading frames one by one: nothing was ever seen before."""

    def __init__(self) -> None:
        self.young: set[int] = set()
        self.old: set[int] = set()

    def frame_over(self) -> None:
        """Forget it all."""
        self.young.clear()


class Seen:
    """Remembers the newest keys, by their hash, in bounded memory."""

    def __init__(self, generation: int = REMEMBERED) -> None:
        self.young: set[int] = set()
        self.old: set[int] = set()
        self._generation = generation

    def frame_over(self) -> None:
        """Let the older generation go where the younger one is full."""
        if len(self.young) >= self._generation:
            self.old, self.young = self.young, set()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A report that cannot be, and why."""

    venue: VenueId
    symbol: str
    reason: str


class Intake:
    """Takes the reports of one frame, gives the liquidations that are new.

    Equal rows of one frame are distinct events; an equal row of another frame is a replay. A row the venue numbers that was
    told at the price of entry or the mark price, and is told again at a better one, corrects the first. `likenesses` are
    those of the venues whose history names events in other words than their feed.
    """

    def __init__(
        self,
        instruments: InstrumentSource,
        completeness: Mapping[VenueId, Completeness],
        seen: Memory | None = None,
        likenesses: Mapping[VenueId, Likeness] | None = None,
    ) -> None:
        self._find = instruments.find
        self._listed = instruments.listed
        self._completeness = completeness
        self._memory: Memory = Seen() if seen is None else seen
        self._likenesses = likenesses or {}
        self._twins = Twins(self._likenesses)
        self._estimates: dict[str, Liquidation] = {}
        self.rejections: list[Rejection] = []

    def take(
        self, reports: Sequence[LiquidationReport], received_at: UnixMs, history_before: UnixMs = UnixMs(0)
    ) -> Batch:
        """The new rows of one frame, in its order; those before `history_before` are history.

        What cannot be goes to `rejections`.
        """
        batch: list[Liquidation] = []
        young, old, skipped = self._memory.young, self._memory.old, 0
        here: dict[int, int] | None = None  # how often each identity stood in this frame, once that matters
        venue = None
        for report in reports:
            if report.venue is not venue:
                venue = report.venue
                listed, completeness = self._listed[venue], self._completeness[venue]
            symbol, position, size, price = report.symbol, report.position, report.size, report.price
            instrument = listed.get(symbol) or self._find(venue, symbol)
            if instrument is None:
                skipped += 1
                self._reject(venue, symbol, "no instrument list knows this symbol and its name says nothing")
                continue
            at = report.at or received_at
            # Every row of every venue runs these lines: nothing is called that need not be, and a row is given by place.
            ident = report.ident
            identity = hash((venue, ident)) if ident else hash((instrument.token, at, position, size, price))
            occurrence, corrects = 0, None
            if identity in young or identity in old:
                if here is None:
                    here = self._stood(reports[: len(batch) + skipped], received_at)
                occurrence, corrects = self._again(report, identity, here)
                if not occurrence and corrects is None:
                    skipped += 1
                    continue
            else:
                young.add(identity)
                if here is not None:
                    here[identity] = 1
            try:
                quantity, notional = instrument.measure(size, report.unit, price, report.quote_value)
            except OverflowError as beyond:
                skipped += 1
                self._reject(venue, symbol, str(beyond))
                continue
            batch.append(Liquidation(
                instrument, position, price if instrument.scale == 1.0 else price / instrument.scale,
                report.price_kind, quantity, notional, at, received_at, report.kind,
                report.history or at < history_before, completeness, size, price, occurrence, ident, corrects,
            ))  # fmt: skip
            if ident:
                self._keep_estimate(batch[-1])
        self._memory.frame_over()
        self._await_twins(batch)
        return tuple(batch)

    def _keep_estimate(self, row: Liquidation) -> None:
        """Remember a row that may be corrected."""
        if row.price_kind in _ESTIMATED and row.countable and row.notional is not None:
            self._estimates[row.key] = row
            if len(self._estimates) > ESTIMATES:
                del self._estimates[next(iter(self._estimates))]

    def _again(self, report: LiquidationReport, identity: int, here: dict[int, int]) -> tuple[int, MicroUsd | None]:
        """What a row is that was seen before: the n-th equal one of this frame (0: a replay), or what it corrects."""
        if report.ident:
            return 0, self._corrected(report) if self._estimates else None
        return self._occurrence(identity, here), None

    def _corrected(self, report: LiquidationReport) -> MicroUsd | None:
        """The notional of the estimate that a known row improves; None where it is a mere replay."""
        key = f"{report.venue}:{report.ident}"
        estimate = self._estimates.get(key)
        if estimate is None or report.price_kind in _ESTIMATED:
            return None
        del self._estimates[key]
        return estimate.notional

    def recover(self, reports: Sequence[LiquidationReport], received_at: UnixMs, alike: Sequence[float] = ()) -> Batch:
        """The new rows of one page of a venue's history, in its order, all of them history.

        `alike` is empty but for a history that names events in other words: then a row whose live twin is known falls out.
        """
        found = self.take(reports, received_at, UnixMs(received_at + DAY))
        if not alike:
            return found
        kept: list[Liquidation] = []
        rows = iter(found)
        row = next(rows, None)
        for report, likeness in zip(reports, alike, strict=True):
            if row is None or not _is_of(row, report):
                continue
            if not (likeness and self._twins.claim(report.venue, report.symbol, report.position, likeness, row.at)):
                kept.append(row)
            row = next(rows, None)
        return tuple(kept)

    def _await_twins(self, rows: Sequence[Liquidation]) -> None:
        """Live rows that the venue's history will name in other words; those of one frame are one connection's."""
        if self._likenesses and rows and rows[0].instrument.venue in self._likenesses:
            for row in rows:
                if not row.history:
                    of = row.instrument
                    self._twins.heard(of.venue, of.wire_name, row.position, row.size, row.venue_price, row.at)

    def _stood(self, reports: Sequence[LiquidationReport], received_at: UnixMs) -> dict[int, int]:
        """The identities of the first rows of a frame, which were all new, each with its count of one."""
        found = ((one, self._find(one.venue, one.symbol)) for one in reports)
        return {
            _identity(of, one.ident, one.at or received_at, one.position, one.size, one.price): 1
            for one, of in found
            if of is not None
        }

    def _occurrence(self, identity: int, here: dict[int, int]) -> int:
        """Which one in this frame a row is that was seen before, from 0; 0 also where that one is a replay."""
        occurrence = here.get(identity, 0)
        here[identity] = occurrence + 1
        if not occurrence:
            return 0
        again, memory = hash((identity, occurrence)), self._memory
        if again in memory.young or again in memory.old:
            return 0
        memory.young.add(again)
        return occurrence

    def _reject(self, venue: VenueId, symbol: str, reason: str) -> None:
        self.rejections.append(Rejection(venue, symbol, reason))

    def remember(self, entry: Liquidation) -> None:
        """Know a row that an earlier run stored, so that a venue's replay of it falls out."""
        identity = _identity(entry.instrument, entry.ident, entry.at, entry.position, entry.size, entry.venue_price)
        self._memory.young.add(hash((identity, entry.occurrence)) if entry.occurrence else identity)
        self._memory.frame_over()
        if entry.ident:
            self._keep_estimate(entry)
        self._await_twins((entry,))


def _is_of(row: Liquidation, report: LiquidationReport) -> bool:
    """Whether a row was made of this report, or of its equal."""
    same = (row.instrument.venue, row.position, row.size, row.venue_price, row.ident)
    return same == (report.venue, report.position, report.size, report.price, report.ident) and (
        report.at is None or row.at == report.at
    )


def _identity(of: Instrument, ident: str, at: UnixMs, position: PositionSide, size: float, price: float) -> int:
    """What a row is known by: the venue's own number of it, or else the venue's words."""
    return hash((of.venue, ident)) if ident else hash((of.token, at, position, size, price))
