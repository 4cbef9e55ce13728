"""From the venue's words to ours: units become dollars, and what was already seen falls out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Protocol

from liqdesk.domain.liquidation import Batch, Likeness, Liquidation, LiquidationReport
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.ports import InstrumentSource
from liqdesk.engine.twins import Twins

REMEMBERED = 75_000
"""Keys per generation; two generations are held, so a replay is recognised among the last 75,000 to 150,000 rows."""


NO_LIKENESS = repeat(0.0)


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

    Equal rows of one frame are distinct events; an equal row of another frame is a replay. `likenesses` are those of the
    venues whose history names events in other words than their feed.
    """

    def __init__(
        self,
        instruments: InstrumentSource,
        completeness: Mapping[VenueId, Completeness],
        seen: Memory | None = None,
        likenesses: Mapping[VenueId, Likeness] | None = None,
    ) -> None:
        self._find = instruments.find
        self._completeness = completeness
        self._is_new = (Seen() if seen is None else seen).add
        self._likenesses = likenesses or {}
        self._twins = Twins(self._likenesses)
        self.rejections: list[Rejection] = []

    def take(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        history_before: UnixMs | None = None,
        alike: Sequence[float] = (),
    ) -> Batch:
        """The new rows of one frame, or of one page of a history, in its order. What cannot be goes to `rejections`.

        `alike` is empty but for a history that names events in other words: then a row whose live twin is known falls out.
        """
        batch: list[Liquidation] = []
        times: dict[int, int] = {}  # how often each identity stood in this frame
        for report, likeness in zip(reports, alike or NO_LIKENESS):  # noqa: B905 - the one without end cannot be strict
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
            if not self._is_new(hash((identity, occurrence)) if occurrence else identity):
                continue
            if likeness and self._twins.claim(venue, symbol, position, likeness, at):
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
                report.kind, history, self._completeness[venue], size, price, occurrence, ident,
            ))  # fmt: skip
        if not alike:
            self._await_twins(batch)
        return tuple(batch)

    def _await_twins(self, rows: Sequence[Liquidation]) -> None:
        """Live rows that the venue's history will name in other words; those of one frame are one connection's."""
        if self._likenesses and rows and rows[0].instrument.venue in self._likenesses:
            for row in rows:
                if not row.history:
                    of = row.instrument
                    self._twins.heard(of.venue, of.wire_name, row.position, row.size, row.venue_price, row.at)

    def _reject(self, venue: VenueId, symbol: str, reason: str) -> None:
        self.rejections.append(Rejection(venue, symbol, reason))

    def remember(self, entry: Liquidation) -> None:
        """Know a row that an earlier run stored, so that a venue's replay of it falls out."""
        of, ident = entry.instrument, entry.ident
        words = (of.venue, of.symbol, entry.at, entry.position, entry.size, entry.venue_price)
        identity = hash((of.venue, ident) if ident else words)
        self._is_new(hash((identity, entry.occurrence)) if entry.occurrence else identity)
        self._await_twins((entry,))
