"""The journal of a running program: the detector fed and stepped, its events kept, told and taken up again after a restart."""

import logging
from collections.abc import Callable, Collection, Sequence

import msgspec

from liqdesk.analytics.detector import Detector
from liqdesk.analytics.events import Event, EventState
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.memory import restored, saved
from liqdesk.analytics.surroundings import MarketContext, Watch
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.language import in_english
from liqdesk.domain.liquidation import Batch, Liquidation
from liqdesk.domain.time import DAY, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.engine.ports import JournalSink

log = logging.getLogger(__name__)

MEMORY = "detector"
DATED_EVERY = DAY
"""So often what was learnt is kept beside what was learnt before, so that a replay can begin where the past was known."""
MEMORY_EVERY = MINUTE
"""What was learnt goes to disk this often; what came since is learnt again from the rows, which are on disk too."""

RETAKEN = DurationMs(2 * MINUTE)
"""Rows received so long before the memory was saved may not be in it."""

HELD = 1_000


class Journal:
    """Takes every row, steps with the time rows are received by; `revision` grows with every word on an event.

    `on_told` hears each entry as it opens, grows louder, closes or is completed.
    """

    def __init__(self, watch: Watch, context: MarketContext, sink: JournalSink, source: str) -> None:
        self._watch = watch
        self._context = context
        self._sink = sink
        self._source = source
        self._detector = Detector(watch, context)
        self._entries: dict[str, JournalEntry] = {}
        self._listeners: list[Callable[[JournalEntry], None]] = []
        self._stepped = 0
        self._standing: tuple[int, JournalEntry | None] | None = None
        self._saved_at = UnixMs(0)
        self._dated = 0
        self.revision = 0

    def subscribe(self, told: Callable[[JournalEntry], None]) -> None:
        """Have `told` hear of every entry that is new or has changed."""
        self._listeners.append(told)

    def restore(self, memory: bytes | None, entries: Sequence[JournalEntry], rows: Sequence[Liquidation]) -> str:
        """Go on where an earlier run ended; a sentence where what it had learnt cannot be used, else empty.

        `rows` are those received since `since_of` the memory, in the order they were received.
        """
        sentence = ""
        if memory is not None:
            known, sentence = restored(memory)
            self._detector = Detector(self._watch, self._context, memory=known)
            self._detector.retake(rows)
        for entry in entries:
            self._entries.setdefault(entry.event.id, entry)
        self._forget()
        self.revision += 1
        return sentence

    def take(self, batch: Batch) -> None:
        """Let the detector have the rows of one frame."""
        self._detector.take(batch)

    def step(self, now: UnixMs) -> None:
        """Judge what is sealed by `now`; once a second at most, whoever calls."""
        if now // SECOND == self._stepped:
            return
        self._stepped = now // SECOND
        with in_english():
            for event in self._detector.step(now):
                self._tell(event)
        if now - self._saved_at >= MEMORY_EVERY:
            self.save(now)

    def finish(self) -> None:
        """The recording ends here: close what is open."""
        with in_english():
            for event in self._detector.finish():
                self._tell(event)

    def save(self, now: UnixMs) -> None:
        """Have what was learnt kept, and what goes on as it stands."""
        self._saved_at = now
        with in_english():
            for event in self._detector.open_events():
                self._sink.entered(self._hold(event))
        learnt = saved(self._detector.memory)
        self._sink.learnt(MEMORY, now, learnt)
        if now // DATED_EVERY != self._dated:
            self._dated = now // DATED_EVERY
            self._sink.learnt(f"{MEMORY}@{now}", now, learnt)

    def complete(self, entry: JournalEntry) -> None:
        """Take over a completed entry (ranked, or with more of what came after); its event stays as it is known by now."""
        known = self._entries.get(entry.event.id)
        if known is not None:
            entry = msgspec.structs.replace(entry, event=known.event)
        self._entries[entry.event.id] = entry
        self._publish(entry)

    def standing(self) -> JournalEntry | None:
        """What goes on now, as of the last step: the market's event before any coin's, then the largest; None in calm."""
        if self._standing is None or self._standing[0] != self._stepped:
            with in_english():
                event = self._detector.standing()
            self._standing = (self._stepped, None if event is None else self._hold(event))
        return self._standing[1]

    def grown(self, idents: Collection[str]) -> tuple[JournalEntry, ...]:
        """Those of these events that go on, as they stand now."""
        with in_english():
            return tuple(self._hold(event) for event in self._detector.open_events(idents))

    def score(self, base: str, minute: SideTotal, at: UnixMs) -> float | None:
        """How far a minute of a coin lies above what is usual at `at`; None where it brought nothing or that is not known."""
        return self._detector.score(base, minute, at)

    def entry(self, ident: str) -> JournalEntry | None:
        """One event by its id."""
        return self._entries.get(ident)

    def listed(self, limit: int = HELD) -> tuple[JournalEntry, ...]:
        """The newest events that are not part of another, oldest first."""
        listed = [entry for entry in self._entries.values() if entry.event.parent is None]
        listed.sort(key=lambda entry: (entry.event.opened_at, entry.event.id))
        return tuple(listed[-limit:])

    def parts(self, ident: str) -> tuple[JournalEntry, ...]:
        """The coins' events that are parts of this one, the largest first."""
        parts = [entry for entry in self._entries.values() if entry.event.parent == ident]
        return tuple(sorted(parts, key=lambda entry: -entry.event.both))

    def _tell(self, event: Event) -> None:
        entry = self._hold(event)
        log.info("%s", _log_line(event))
        self._publish(entry)

    def _hold(self, event: Event) -> JournalEntry:
        known = self._entries.get(event.id)
        entry = (
            JournalEntry(event, source=self._source) if known is None else msgspec.structs.replace(known, event=event)
        )
        self._entries[event.id] = entry
        self.revision += 1
        return entry

    def _publish(self, entry: JournalEntry) -> None:
        self.revision += 1
        self._sink.entered(entry)
        for told in self._listeners:
            told(entry)
        self._forget()

    def _forget(self) -> None:
        """Let go of the oldest events; they stay on disk."""
        if len(self._entries) > 2 * HELD:
            ordered = sorted(self._entries.values(), key=lambda entry: entry.event.opened_at)
            for entry in ordered[:-HELD]:
                if entry.event.state is not EventState.OPEN:
                    del self._entries[entry.event.id]


def since_of(saved_at: UnixMs) -> UnixMs:
    """From when on rows must be given again to a memory saved at `saved_at`."""
    return UnixMs(saved_at - RETAKEN)


def _log_line(event: Event) -> str:
    state = "closed" if event.state is EventState.CLOSED else event.level.value
    return f"{event.id}: {event.kind.value}, {state}, {event.both // 10**6:,} USD"
