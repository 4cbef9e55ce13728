"""What is committed together: the rows, spans, fills, prices, context, events and alerts of a moment, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, Span
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import Clock, UnixMs
from liqdesk.engine.ports import ContextPoint, Parcel, PricePoint
from liqdesk.store.alerts import AlertStore
from liqdesk.store.codes import Source
from liqdesk.store.copies import Beat, nothing
from liqdesk.store.history import StoredHistory
from liqdesk.store.journal import JournalStore
from liqdesk.store.lanes import LaneStore, Loss, Transition
from liqdesk.store.parcels import ParcelStore
from liqdesk.store.recordings import Recordings
from liqdesk.store.retention import Removal, Survey, give_back, is_roomy, kept_since
from liqdesk.store.rows import RowStore


@dataclass(slots=True)
class Aside:
    """What stands beside the rows. It goes to disk only with, or after, the rows that came before it."""

    spans: dict[tuple[LaneId, UnixMs], CoveredSpan] = field(default_factory=dict)
    transitions: list[Transition] = field(default_factory=list)
    prices: list[PricePoint] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    entries: dict[str, JournalEntry] = field(default_factory=dict)
    memories: dict[str, tuple[UnixMs, bytes]] = field(default_factory=dict)
    fills: list[FilledSpan] = field(default_factory=list)
    cuts: dict[LaneId, UnixMs] = field(default_factory=dict)
    """What earlier groups wrote of these lanes after these moments is taken back, before the spans of this one are written."""
    context: list[ContextPoint] = field(default_factory=list)
    alerts: dict[str, Alert] = field(default_factory=dict)
    parcels: dict[str, Parcel] = field(default_factory=dict)
    """They are there from the moment their alert is, and not without it."""

    def __bool__(self) -> bool:
        lanes = self.spans or self.transitions or self.losses or self.fills or self.cuts
        told = self.entries or self.memories or self.alerts or self.parcels
        return bool(lanes or self.prices or self.context or told)

    def cut(self, lane: LaneId, since: UnixMs) -> None:
        """Take back what is covered by a lane after `since`."""
        for key, told in [(key, told) for key, told in self.spans.items() if told.lane == lane]:
            if told.span.start >= since:
                del self.spans[key]
            elif told.span.end > since:
                self.spans[key] = CoveredSpan(lane, told.venue, Span(told.span.start, since))
        self.cuts[lane] = min(since, self.cuts.get(lane, since))

    def before(self, later: "Aside") -> "Aside":
        """This and what came after it, as one."""
        for lane, since in later.cuts.items():
            self.cut(lane, since)
        return Aside(
            {**self.spans, **later.spans},
            self.transitions + later.transitions,
            self.prices + later.prices,
            self.losses + later.losses,
            {**self.entries, **later.entries},
            {**self.memories, **later.memories},
            self.fills + later.fills,
            self.cuts,
            self.context + later.context,
            {**self.alerts, **later.alerts},
            {**self.parcels, **later.parcels},
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """A group is on the platter: how many of its rows were new, the bytes on disk, sentences for the user.

    `untidy` says that `Recordings.tidy` is due, `since` from when on no single order was removed.
    """

    new: int
    size: int
    notices: tuple[str, ...]
    untidy: bool
    since: UnixMs


class StoreFile:
    """The open file and what is done with it; every method is called on the SQL thread.

    `since` is from when on no single order was removed; 0 where none was.
    """

    def __init__(self, path: Path, clock: Clock, beat: Beat = nothing) -> None:
        """Open or make the file; `beat` hears that it goes on. Raises ExpectedFailure where it cannot be used."""
        self.recordings = Recordings.open(path, clock, beat=beat)
        self._generation = 0
        self.since = UnixMs(0)
        self._renew()

    def _renew(self) -> None:
        def learn(connection: apsw.Connection) -> None:
            if self._generation != self.recordings.generation:
                self._generation = self.recordings.generation
                self._rows = RowStore(connection)
                self._lanes = LaneStore(connection, self._rows.names)
                self._journal = JournalStore(connection)
                self._alerts = AlertStore(connection)
                self._parcels = ParcelStore(connection)
                self._history = StoredHistory(connection, self._rows, self._lanes)
                self.since = kept_since(connection)

        self.recordings.use(learn)

    def commit(
        self,
        rows: list[Liquidation],
        aside: Aside,
        source: Source,
        also: Callable[[apsw.Connection, int], None] | None = None,
    ) -> Stored:
        """Write it all or nothing; rows that are there already are left as they are.

        `also` is done in the same transaction, and given how many rows were new.
        """
        self._renew()

        def write(connection: apsw.Connection) -> int:
            new = self._rows.insert(rows, source) if rows else 0
            if also is not None:
                also(connection, new)
            if aside:
                self._lanes.cut_spans(aside.cuts)
                self._lanes.put_spans(aside.spans.values())
                self._lanes.put_transitions(aside.transitions)
                self._lanes.put_prices(aside.prices)
                self._lanes.put_context(aside.context)
                self._lanes.put_losses(aside.losses)
                self._journal.put(aside.entries.values(), source)
                self._journal.put_memories(aside.memories)
                self._lanes.put_fills(aside.fills)
                self._alerts.put(aside.alerts.values(), source)
                self._parcels.put(aside.parcels.values())
            return new

        done = False
        try:
            new = self.recordings.transact(write)
            done = True
        finally:
            if not done:
                self._rows.names.forget()
        notices = tuple(self.recordings.take_notices())
        return Stored(new, self.recordings.size(), notices, self.recordings.untidy, self.since)

    def history(self) -> StoredHistory:
        """What to ask of the past, good for one job."""
        self._renew()
        return self._history

    def remember(self, name: str, value: str) -> None:
        """Keep a word about the file as a whole."""
        self._renew()
        self.recordings.transact(lambda _: self._lanes.put_fact(name, value))

    def change_parcels(self, change: Callable[[ParcelStore], None]) -> None:
        """Keep what became of a parcel. Raises ExpectedFailure where the disk refuses it."""
        self._renew()
        self.recordings.transact(lambda _: change(self._parcels))

    def survey(self, survey: Survey) -> None:
        """Let it look at some more of the file."""
        self.recordings.use(survey.step)

    def remove(self, removal: Removal, rows: int) -> bool:
        """Let it remove some more; whether it is done. What a power cut undoes of it is done again."""
        done = self.recordings.transact_later(lambda connection: removal.step(connection, rows))
        if done:
            self.since = self.recordings.use(kept_since)
        return done

    def give_back(self, pages: int) -> bool:
        """Make the file shorter by so many pages, where more than enough wait to be used again; whether it did."""
        if not self.recordings.use(is_roomy):
            return False
        self.recordings.transact_later(lambda connection: give_back(connection, pages))
        return True
