"""From the venue's words to ours: units become dollars, and what was already seen falls out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import ESTIMATED, Batch, Likeness, Liquidation, LiquidationReport
from liqdesk.domain.money import CEILING_USD, MICRO, MicroUsd, nearest
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.ports import InstrumentSource
from liqdesk.engine.seen import Seen
from liqdesk.engine.twins import Told, Twins

ESTIMATES = 500
"""So many rows that were told at an estimate can still be corrected."""
_MICRO = float(MICRO)


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
        seen: Seen | None = None,
        likenesses: Mapping[VenueId, Likeness] | None = None,
    ) -> None:
        self._find = instruments.find
        self._listed = instruments.listed
        self._completeness = completeness
        self._memory = Seen() if seen is None else seen
        self._likenesses = likenesses or {}
        self._twins = Twins(self._likenesses)
        self._estimates: dict[str, Liquidation] = {}
        self._here: dict[int, int] = {}
        """How often each row stood in this frame, as far as that matters: the first `_stood` of its new ones, and replays."""
        self._stood = 0
        self.rejections: list[Rejection] = []

    def take(
        self, reports: Sequence[LiquidationReport], received_at: UnixMs, history_before: UnixMs = UnixMs(0)
    ) -> Batch:
        """The new rows of one frame, in its order; those before `history_before` are history.

        What cannot be goes to `rejections`.
        """
        batch: list[Liquidation] = []
        memory = self._memory
        young, old, horizon, newest = memory.young, memory.old, memory.horizon, memory.newest
        venue = None
        quantity: float | None
        notional: MicroUsd | None
        # Every row of every venue runs these lines: nothing is called that need not be, and a row is given by place.
        for report in reports:
            if report.venue is not venue:
                venue = report.venue
                listed, completeness = self._listed[venue], self._completeness[venue]
            symbol, position, size, price = report.symbol, report.position, report.size, report.price
            instrument = listed.get(symbol) or self._find(venue, symbol)
            if instrument is None:
                self._reject(venue, symbol, "no instrument list knows this symbol and its name says nothing")
                continue
            coins = instrument.plain.get(report.unit)
            if coins is not None and not report.quote_value and (usd := size * coins * price) < CEILING_USD:
                quantity, coin_price = size if coins == 1.0 else size * coins, price
                notional = nearest(usd * _MICRO)  # type: ignore[assignment]  # calling the NewType costs as much
            elif (measured := self._measured(instrument, report)) is not None:
                quantity, notional = measured
                coin_price = price / instrument.scale
            else:
                continue
            at = report.at or received_at
            ident = report.ident
            identity = hash((venue, ident)) if ident else hash((instrument.token, at, position, size, price))
            if identity in young or identity in old or ((at <= horizon or ident) and memory.packed(identity)):
                again = self._again(report, identity, batch)
                if again is None:
                    continue
                occurrence, corrects = again
            else:
                young.add(identity)
                newest = at if at > newest else newest
                occurrence, corrects = 0, None
            batch.append(Liquidation(
                instrument, position, coin_price, report.price_kind, quantity, notional, at, received_at, report.kind,
                report.history or at < history_before, completeness, size, price, occurrence, ident, corrects,
            ))  # fmt: skip
            if ident:
                self._keep_estimate(batch[-1])
        memory.newest = newest
        return self._frame_over(batch)

    def _frame_over(self, batch: list[Liquidation]) -> Batch:
        if self._here:
            self._here.clear()
            self._stood = 0
        memory = self._memory
        if len(memory.young) >= memory.generation:
            memory.turn()
        if self._likenesses:
            self._await_twins(batch)
        return tuple(batch)

    def _measured(
        self, instrument: Instrument, report: LiquidationReport
    ) -> tuple[float | None, MicroUsd | None] | None:
        """Quantity and notional of a row that is not plain; None where it cannot be."""
        try:
            return instrument.measure(report.size, report.unit, report.price, report.quote_value)
        except OverflowError as beyond:
            self._reject(report.venue, report.symbol, str(beyond))
            return None

    def _keep_estimate(self, row: Liquidation) -> None:
        """Remember a row that may be corrected."""
        if row.price_kind in ESTIMATED and row.countable and row.notional is not None:
            self._estimates[row.key] = row
            if len(self._estimates) > ESTIMATES:
                del self._estimates[next(iter(self._estimates))]

    def _again(
        self, report: LiquidationReport, identity: int, batch: Sequence[Liquidation]
    ) -> tuple[int, MicroUsd | None] | None:
        """What a row is that was seen before: the n-th equal one of this frame, from 1, or what it corrects; None: a replay.

        `batch` holds the new rows of the frame that stood before it.
        """
        if report.ident:
            corrects = self._corrected(report) if self._estimates else None
            return None if corrects is None else (0, corrects)
        here, memory = self._here, self._memory
        for row in batch[self._stood :]:  # those that went by here have their count already
            here.setdefault(_identity(row), 1)
        self._stood = len(batch)
        occurrence = here.get(identity, 0)
        here[identity] = occurrence + 1
        again = hash((identity, occurrence))
        if not occurrence or memory.knows(again):
            return None
        memory.young.add(again)
        return occurrence, None

    def _corrected(self, report: LiquidationReport) -> MicroUsd | None:
        """The notional of the estimate that a known row improves; None where it is a mere replay."""
        key = f"{report.venue}:{report.ident}"
        estimate = self._estimates.get(key)
        if estimate is None or report.price_kind in ESTIMATED:
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
        fresh: list[tuple[Liquidation, bool]] = []
        asked: list[Told] = []
        rows = iter(found)
        row = next(rows, None)
        for report, likeness in zip(reports, alike, strict=True):
            if row is None or not _is_of(row, report):
                continue
            fresh.append((row, bool(likeness)))
            if likeness:
                asked.append((report.venue, report.symbol, report.position, likeness, row.at))
            row = next(rows, None)
        claimed = iter(self._twins.claim(asked))
        return tuple(row for row, asking in fresh if not (asking and next(claimed)))

    def _await_twins(self, rows: Sequence[Liquidation]) -> None:
        """Live rows that the venue's history will name in other words; those of one frame are one connection's."""
        if rows and rows[0].instrument.venue in self._likenesses:
            for row in rows:
                if not row.history:
                    of = row.instrument
                    self._twins.heard(of.venue, of.wire_name, row.position, row.size, row.venue_price, row.at)

    def _reject(self, venue: VenueId, symbol: str, reason: str) -> None:
        self.rejections.append(Rejection(venue, symbol, reason))

    def remember(self, entry: Liquidation) -> None:
        """Know a row that an earlier run stored, so that a venue's replay of it falls out."""
        identity, memory = _identity(entry), self._memory
        memory.young.add(hash((identity, entry.occurrence)) if entry.occurrence else identity)
        memory.newest = max(memory.newest, entry.at)
        if entry.ident:
            self._keep_estimate(entry)
        self._frame_over([entry])


def _is_of(row: Liquidation, report: LiquidationReport) -> bool:
    """Whether a row was made of this report, or of its equal."""
    same = (row.instrument.venue, row.position, row.size, row.venue_price, row.ident)
    return same == (report.venue, report.position, report.size, report.price, report.ident) and (
        report.at is None or row.at == report.at
    )


def _identity(row: Liquidation) -> int:
    """What a row is known by: the venue's own number of it, or else the venue's words."""
    of = row.instrument
    if row.ident:
        return hash((of.venue, row.ident))
    return hash((of.token, row.at, row.position, row.size, row.venue_price))
