"""What a running window can replay: tapes, and spans of its own recordings; each with an account and a clock of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from liqdesk.alerts.alert import Announcement
from liqdesk.app.clock import MachineClock
from liqdesk.app.replay import complaints, new_player
from liqdesk.app.resources import Resources
from liqdesk.app.wiring import Core, build_afterwards, build_core, take_point
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, Span
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import UnixMs
from liqdesk.engine.desk import Mode
from liqdesk.engine.journal import MEMORY
from liqdesk.engine.ports import ContextPoint, PricePoint
from liqdesk.engine.replay import Played, Reel, Source
from liqdesk.engine.replay_deck import ReplayDeck, Shelf
from liqdesk.engine.shown_desk import ShownDesk
from liqdesk.engine.stored_replay import Account, Mark, StoredPlayer
from liqdesk.engine.unstored import Unstored
from liqdesk.feed.player import ReplayClock, TapePlayer
from liqdesk.feed.tape import TapeReader, outline
from liqdesk.feed.taping import Taping
from liqdesk.settings.current import CurrentSettings
from liqdesk.store.writer import Writer
from liqdesk.ui.main_window import MainWindow


class StoredSpans:
    """Implements `RecordedSpans` from the disk. Raises ExpectedFailure where that cannot be read."""

    def __init__(self, disk: Writer) -> None:
        self._disk = disk

    async def onwards(self, after: Mark, until: UnixMs, limit: int) -> tuple[Sequence[Liquidation], Mark]:
        """The oldest rows behind a mark."""
        found, mark = await self._disk.past(lambda past: past.onwards(after, until, limit))
        return [row for row, _ in found], mark

    async def covered(self, since: UnixMs, until: UnixMs) -> Sequence[CoveredSpan]:
        """Covered spans that touch this time."""
        return await self._disk.past(lambda past: past.spans(since, until))

    async def filled(self, since: UnixMs, until: UnixMs) -> Sequence[FilledSpan]:
        """What became of the gaps of this time."""
        return await self._disk.past(lambda past: past.fills(since, until))

    async def prices(self, since: UnixMs, until: UnixMs) -> Sequence[PricePoint]:
        """Prices of this time."""
        return await self._disk.past(lambda past: past.prices(since, until))

    async def context(self, since: UnixMs, until: UnixMs) -> Sequence[ContextPoint]:
        """Open interest and funding of this time."""
        return await self._disk.past(lambda past: past.context(since, until))

    async def learnt(self, until: UnixMs) -> tuple[UnixMs, bytes] | None:
        """What the detector had learnt shortly before."""
        return await self._disk.past(lambda past: past.memory_before(MEMORY, until))


class _TapeReel:
    """Implements `Played` by a tape."""

    def __init__(self, core: Core, player: TapePlayer) -> None:
        self._core = core
        self._player = player

    async def ahead(self) -> UnixMs | None:
        """When the next line happens."""
        return self._player.ahead()

    def play_next(self) -> None:
        """Play the next line."""
        self._player.play_next()
        self._core.journal.step(self._core.clock.now())

    def pass_to(self, at: UnixMs) -> None:
        """Let time pass."""
        self._player.pass_to(at)
        self._core.journal.step(self._core.clock.now())


class Reels:
    """Threads recordings into accounts of their own; `settings` are those of the window, for as long as a reel lasts."""

    def __init__(self, settings: CurrentSettings, resources: Resources) -> None:
        self._settings = settings
        self._resources = resources

    async def tape(self, path: Path) -> Source:
        """A tape, looked through once. Raises ExpectedFailure where it is none."""
        span = await asyncio.to_thread(outline, path)
        if span is None:
            raise ExpectedFailure(f"{path.name} holds no moment that could be replayed.")
        newest: list[TapeReader] = []
        return Source(path.name, span, partial(self._thread_tape, path, span, newest), partial(_complaint, newest))

    async def stored(self, disk: Writer, span: Span, name: str) -> Source:
        """A span of the recordings."""
        return Source(name, span, partial(self._thread_stored, disk, span))

    async def _thread_tape(self, path: Path, span: Span, newest: list[TapeReader]) -> Reel:
        clock = ReplayClock(span.start)
        core, let_go = self._core(clock)
        player = new_player(core, clock)
        newest[:] = [TapeReader(path)]
        player.thread(newest[0])
        return _reel(core, _TapeReel(core, player), let_go)

    async def _thread_stored(self, disk: Writer, span: Span) -> Reel:
        clock = ReplayClock(UnixMs(0))
        core, let_go = self._core(clock)
        account = Account(
            core.analytics,
            core.journal,
            core.ingest,
            lambda rows: core.ring.take(tuple(rows)),
            clock.move_to,
            clock.now,
            partial(take_point, core.analytics.context),
        )
        player = StoredPlayer(StoredSpans(disk), span, account)
        await player.begin()
        return _reel(core, player, let_go)

    def _core(self, clock: ReplayClock) -> tuple[Core, Callable[[], None]]:
        """An account with settings of its own that follow those of the window until it is let go of."""
        own = CurrentSettings(self._settings.value)
        end = self._settings.subscribe(lambda value: value, own.replace)
        core = build_core(Mode.REPLAY, clock, own, self._resources, Unstored(""), ringing=True)
        return core, end


def _complaint(newest: Sequence[TapeReader]) -> str:
    """What was wrong with the tape as it was read last."""
    said = [sentence for reader in newest for sentence in complaints(reader)]
    return " ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in said)


def _reel(core: Core, played: Played, let_go: Callable[[], None]) -> Reel:
    afterwards, alerts = build_afterwards(core, stored=False), core.alerts
    assert alerts is not None  # its core is built to ring

    def hear(told: Callable[[Announcement], None]) -> None:
        alerts.preview = told

    return Reel(core.desk, played, lambda: core.ring.newest, core.journal.subscribe, hear, afterwards.look, let_go)


def shelf_of(reels: Reels, disk: Writer | Unstored) -> Shelf:
    """What can be replayed beside what is kept on this disk."""
    if not isinstance(disk, Writer):
        return Shelf(reels.tape)
    return Shelf(reels.tape, partial(reels.stored, disk), lambda: disk.past(lambda past: past.extent()))


@dataclass(frozen=True, slots=True)
class Machines:
    """What plays recordings in a window, and what makes them."""

    deck: ReplayDeck
    taping: Taping


def machines_of(resources: Resources, core: Core, shown: ShownDesk, window: MainWindow) -> Machines:
    """Those of the window of this desk; where that is of a recording alone, there is nothing to record a tape of."""
    deck = ReplayDeck(shown, shelf_of(Reels(core.settings, resources), core.disk), MachineClock())
    taping = Taping(core.clock)
    window.replays.attach(deck, shown)
    if shown.live.mode is not Mode.REPLAY:
        window.replays.recording.attach(taping)
    return Machines(deck, taping)


@contextlib.asynccontextmanager
async def at_work(machines: Machines) -> AsyncIterator[None]:
    """Have the deck play, until the end of what is inside; a tape that is recorded then ends too."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(machines.deck.run())
        try:
            yield
        finally:
            task.cancel()
            machines.taping.stop()
