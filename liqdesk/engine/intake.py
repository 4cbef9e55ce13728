"""From the venue's words to ours: units become dollars, and what was already seen falls out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Batch, Liquidation, LiquidationReport, PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.ports import InstrumentSource

REMEMBERED = 75_000
"""Keys per generation; two generations are held, so a replay is recognised among the last 75,000 to 150,000 rows."""


class Memory(Protocol):
    """Which events were seen before; new ones go into `young`."""

    young: set[int]
    old: set[int]
    generation: int
    """After a frame that leaves so many in `young`, it is time to `turn`."""

    def turn(self) -> None:
        """Forget what is to be forgotten."""
        ...


class EveryTime:
    """A memory for reading frames one by one: nothing was ever seen before."""

    def __init__(self) -> None:
        self.young: set[int] = set()
        self.old: set[int] = set()
        self.generation = 1

    def turn(self) -> None:
        """The frame is over."""
        self.young.clear()


class Seen:
    """Remembers the newest keys, by their hash, in bounded memory."""

    def __init__(self, generation: int = REMEMBERED) -> None:
        self.young: set[int] = set()
        self.old: set[int] = set()
        self.generation = generation

    def turn(self) -> None:
        """Let the older generation go."""
        self.old, self.young = self.young, set()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A report that cannot be, and why."""

    venue: VenueId
    symbol: str
    reason: str


class Intake:
    """Takes the reports of one frame, gives the liquidations that are new.

    Equal rows of one frame are distinct events; an equal row of another frame is a replay.
    """

    def __init__(
        self,
        instruments: InstrumentSource,
        completeness: Mapping[VenueId, Completeness],
        seen: Memory | None = None,
    ) -> None:
        self._find = instruments.find
        self._listed = instruments.listed
        self._completeness = completeness
        self._memory: Memory = Seen() if seen is None else seen
        self.rejections: list[Rejection] = []

    def take(
        self, reports: Sequence[LiquidationReport], received_at: UnixMs, history_before: UnixMs = UnixMs(0)
    ) -> Batch:
        """The new rows of one frame, in its order; those before `history_before` are history.

        What cannot be goes to `rejections`.
        """
        batch: list[Liquidation] = []
        young, old = self._memory.young, self._memory.old
        here: dict[int, int] | None = None  # how often each identity stood in this frame, once that matters
        skipped = 0
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
            occurrence = 0
            if identity in young or identity in old:
                if here is None:
                    here = self._stood(reports[: len(batch) + skipped], received_at)
                occurrence = self._occurrence(identity, here)
                if not occurrence:
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
                report.history or at < history_before, completeness, size, price, occurrence, ident,
            ))  # fmt: skip
        if len(young) >= self._memory.generation:
            self._memory.turn()
        return tuple(batch)

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
        if len(self._memory.young) >= self._memory.generation:
            self._memory.turn()


def _identity(of: Instrument, ident: str, at: UnixMs, position: PositionSide, size: float, price: float) -> int:
    """What a row is known by: the venue's own number of it, or else the venue's words."""
    return hash((of.venue, ident)) if ident else hash((of.token, at, position, size, price))
