"""From the venue's words to ours: units become dollars, and what was already seen falls out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from liqdesk.domain.liquidation import Batch, Liquidation, LiquidationReport, PriceKind
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.ports import InstrumentSource

ESTIMATES = 500
"""So many rows that were told at an estimate can still be corrected."""
REMEMBERED = 75_000
"""Keys per generation; two generations are held, so a replay is recognised among the last 75,000 to 150,000 rows."""


_ESTIMATED = (PriceKind.ENTRY, PriceKind.MARK)


class Memory(Protocol):
    """Says whether an event is new."""

    def add(self, identity: int) -> bool:
        """Remember `identity`; False where it was known."""
        ...


class EveryTime:
    """A memory for reading frames one by one: nothing was ever seen before."""

    def add(self, identity: int) -> bool:
        """Always new."""
        return True


class Seen:
    """Remembers the newest keys, by their hash, in bounded memory."""

    def __init__(self, generation: int = REMEMBERED) -> None:
        self._generation = generation
        self._young: set[int] = set()
        self._old: set[int] = set()

    def add(self, identity: int) -> bool:
        """Remember `identity`; False where it was known."""
        young = self._young
        known = len(young)
        young.add(identity)
        if len(young) == known or identity in self._old:
            return False
        if known >= self._generation:
            self._old, self._young = young, set()
        return True


@dataclass(frozen=True, slots=True)
class Rejection:
    """A report that cannot be, and why."""

    venue: VenueId
    symbol: str
    reason: str


class Intake:
    """Takes the reports of one frame, gives the liquidations that are new.

    Equal rows of one frame are distinct events; an equal row of another frame is a replay. A row the venue numbers that was
    told at the price of entry or the mark price, and is told again at a better one, corrects the first.
    """

    def __init__(
        self,
        instruments: InstrumentSource,
        completeness: Mapping[VenueId, Completeness],
        seen: Memory | None = None,
    ) -> None:
        self._find = instruments.find
        self._completeness = completeness
        self._is_new = (Seen() if seen is None else seen).add
        self._estimates: dict[str, Liquidation] = {}
        self.rejections: list[Rejection] = []

    def take(
        self, reports: Sequence[LiquidationReport], received_at: UnixMs, history_before: UnixMs | None = None
    ) -> Batch:
        """The new rows of one frame, in its order. What cannot be goes to `rejections`."""
        batch: list[Liquidation] = []
        times: dict[int, int] = {}  # how often each identity stood in this frame
        for report in reports:
            venue, symbol, position = report.venue, report.symbol, report.position
            size, price, ident, at = report.size, report.price, report.ident, report.at
            if at is None:
                at = received_at
            instrument = self._find(venue, symbol)
            if instrument is None:
                self._reject(venue, symbol, "no instrument list knows this symbol and its name says nothing")
                continue
            occurrence = 0
            if ident:
                identity = hash((venue, ident))
            else:
                identity = hash((venue, symbol, at, position, size, price))
                if len(reports) > 1:
                    occurrence = times.get(identity, 0)
                    times[identity] = occurrence + 1
            corrects: MicroUsd | None = None
            if not self._is_new(hash((identity, occurrence)) if occurrence else identity):
                corrects = self._corrected(report) if ident and self._estimates else None
                if corrects is None:
                    continue
            try:
                quantity, notional = instrument.measure(size, report.unit, price, report.quote_value)
            except OverflowError as beyond:
                self._reject(venue, symbol, str(beyond))
                continue
            single = price if instrument.scale == 1.0 else price / instrument.scale
            history = report.history or (history_before is not None and at < history_before)
            # Given by place: this is the one line that every row of every venue runs.
            batch.append(Liquidation(
                instrument, position, single, report.price_kind, quantity, notional, at, received_at,
                report.kind, history, self._completeness[venue], size, price, occurrence, ident, corrects,
            ))  # fmt: skip
            if ident and report.price_kind in _ESTIMATED:
                self._keep(batch[-1])
        return tuple(batch)

    def _keep(self, estimate: Liquidation) -> None:
        """Remember a row that may be corrected."""
        if estimate.countable and estimate.notional is not None:
            self._estimates[estimate.key] = estimate
            if len(self._estimates) > ESTIMATES:
                del self._estimates[next(iter(self._estimates))]

    def _corrected(self, report: LiquidationReport) -> MicroUsd | None:
        """The notional of the estimate that a known row improves; None where it is a mere replay."""
        key = f"{report.venue}:{report.ident}"
        estimate = self._estimates.get(key)
        if estimate is None or report.price_kind in _ESTIMATED:
            return None
        del self._estimates[key]
        return estimate.notional

    def _reject(self, venue: VenueId, symbol: str, reason: str) -> None:
        self.rejections.append(Rejection(venue, symbol, reason))

    def remember(self, entry: Liquidation) -> None:
        """Know a row that an earlier run stored, so that a venue's replay of it falls out."""
        of, ident = entry.instrument, entry.ident
        words = (of.venue, of.symbol, entry.at, entry.position, entry.size, entry.venue_price)
        identity = hash((of.venue, ident) if ident else words)
        self._is_new(hash((identity, entry.occurrence)) if entry.occurrence else identity)
        if ident and entry.price_kind in _ESTIMATED:
            self._keep(entry)
