"""A recording in the window: an account and a clock of its own, played, paused, stepped and sought, beside the live market."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from liqdesk.alerts.alert import Announcement
from liqdesk.analytics.events import EventState
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import SECOND, Clock, DurationMs, UnixMs
from liqdesk.engine.desk import Desk

SPEEDS = (1, 2, 5, 10, 30, 60)
"""Times real time."""

TICK_S = 0.04
SLICE = DurationMs(8)
"""So long the window may have to wait while a recording is wound; then others get their turn."""
COMPLETED_EVERY = DurationMs(20 * SECOND)
"""How often, by the recording's clock, the journal is completed with what is only known later."""
JUST_NOW = DurationMs(SECOND)
"""An event found so shortly before the present moment is not what "the previous one" means."""


class Played(Protocol):
    """A recording that plays into one account, thing by thing, by a clock that moves with it."""

    async def ahead(self) -> UnixMs | None:
        """When the next thing happens; None at the end. Raises ExpectedFailure where the recording cannot be read."""
        ...

    def play_next(self) -> None:
        """Let the next thing happen; only after `ahead` has told when."""
        ...

    def pass_to(self, at: UnixMs) -> None:
        """Let time pass in which nothing happens, up to `at`."""
        ...


@dataclass(frozen=True, slots=True)
class Reel:
    """A recording at some moment with the account it has been played into.

    `rows` tells how many rows it has brought, `complete` lets the journal know what came after its events, `let_go` ends
    what still listens for it. `listen` has every word on an event heard, `hear` those of its alerts.
    """

    desk: Desk
    played: Played
    rows: Callable[[], int]
    listen: Callable[[Callable[[JournalEntry], None]], None]
    hear: Callable[[Callable[[Announcement], None]], None]
    complete: Callable[[], Awaitable[None]]
    let_go: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Source:
    """What can be replayed: its name for people, the time it covers, and how it is threaded anew from its beginning.

    `thread` raises ExpectedFailure where the recording cannot be read. `complaint` is a sentence on what of it was bad so far.
    """

    name: str
    span: Span
    thread: Callable[[], Awaitable[Reel]]
    complaint: Callable[[], str] = str


@dataclass(frozen=True, slots=True)
class ReplayView:
    """What a transport bar shows. `winding` is how much of the way to a sought moment is done, None where none is sought.

    `events` are the moments in which events were found so far, oldest first.
    """

    name: str
    span: Span
    at: UnixMs
    speed: int
    playing: bool
    winding: float | None
    ended: bool
    events: tuple[UnixMs, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Goal:
    """Where to: a moment, or the first row or event behind this one."""

    at: UnixMs
    row: bool = False
    event: bool = False


class Replay:
    """One recording on its way; `run` works until cancelled, every order returns at once.

    `show` is told of each desk that the window is to look at: another one whenever the way led back. `told` hears the words of
    alerts that are played, not those that are wound past.
    """

    def __init__(self, source: Source, clock: Clock, show: Callable[[Desk], None]) -> None:
        self.source = source
        self._clock = clock
        self._show = show
        self._reel: Reel | None = None
        self._goal: _Goal | None = None
        self._winding: float | None = 0.0
        self._playing = False
        self._ended = False
        self._speed = 1
        self._found: dict[str, UnixMs] = {}
        self._told_at = self._completed_at = source.span.start
        self._stirred = asyncio.Event()
        self.told: Callable[[Announcement], None] = lambda _: None
        self.revision = 0

    @property
    def at(self) -> UnixMs:
        """Where the recording is."""
        return self.source.span.start if self._reel is None else self._reel.desk.now()

    def view(self) -> ReplayView:
        """Where it stands."""
        events = tuple(sorted(self._found.values()))
        return ReplayView(
            self.source.name, self.source.span, self.at, self._speed, self._playing, self._winding, self._ended, events
        )

    def play(self, on: bool) -> None:
        """Go on, or stand still; at the end going on begins anew."""
        if on and self._ended:
            self.seek(self.source.span.start)
        self._playing = on
        self._stir()

    def set_speed(self, speed: int) -> None:
        """So many times as fast as it happened, one of `SPEEDS`."""
        self._speed = min(SPEEDS, key=lambda one: abs(one - speed))
        self._stir()

    def seek(self, at: UnixMs) -> None:
        """Go to a moment, exactly as if it had been played up to there."""
        span = self.source.span
        self._go(_Goal(min(max(at, span.start), span.end)))

    def step_second(self, by: int = 1) -> None:
        """Stand still one second on, or back."""
        self._playing = False
        self.seek(UnixMs(self.at + by * SECOND))

    def step_row(self) -> None:
        """Stand still at the next row."""
        self._playing = False
        self._go(_Goal(self.source.span.end, row=True))

    def next_event(self) -> None:
        """Go on to where the next event is found."""
        known = min((at for at in self._found.values() if at > self.at), default=None)
        self._go(_Goal(self.source.span.end, event=True) if known is None else _Goal(known))

    def previous_event(self) -> None:
        """Go back to where the event before was found, or to the beginning."""
        before = [at for at in self._found.values() if at < self.at - JUST_NOW]
        self.seek(max(before, default=self.source.span.start))

    async def run(self) -> None:
        """Play as ordered, until cancelled. Raises ExpectedFailure where the recording cannot be read any more."""
        try:
            self._put_in(await self._threaded())
            self._winding = None
            while True:
                if self._goal is not None:
                    await self._reach(self._goal)
                elif self._playing:
                    await self._go_on()
                else:
                    self._stirred.clear()
                    await self._stirred.wait()
        finally:
            if self._reel is not None:
                self._reel.let_go()

    def _go(self, goal: _Goal) -> None:
        self._goal, self._winding = goal, 0.0
        self._stir()

    def _stir(self) -> None:
        self.revision += 1
        self._stirred.set()

    def _put_in(self, reel: Reel) -> None:
        before, self._reel = self._reel, reel
        if before is not None:
            before.let_go()
        self._completed_at = self.at
        self.revision += 1
        self._show(reel.desk)

    async def _reach(self, goal: _Goal) -> None:
        """Wind to a goal: onwards where it lies ahead, else anew from the beginning, unseen until it is there."""
        reel = self._reel
        assert reel is not None
        if goal.at < reel.desk.now():
            if not await self._wind_anew(goal):
                return
        elif not await self._wind(reel, goal):
            return
        if self._goal is goal:
            self._goal = self._winding = None
        self.revision += 1

    async def _wind_anew(self, goal: _Goal) -> bool:
        reel = await self._threaded()
        there = False
        try:
            there = await self._wind(reel, goal)
        finally:
            if not there:
                reel.let_go()
        if there:
            self._put_in(reel)
        return there

    async def _threaded(self) -> Reel:
        reel = await self.source.thread()
        reel.listen(self._note)
        reel.hear(self._tell)
        return reel

    def _tell(self, announcement: Announcement) -> None:
        if self._winding is None:  # what is wound past is no news
            self.told(announcement)

    async def _wind(self, reel: Reel, goal: _Goal) -> bool:
        """Play as fast as it goes up to the goal; False where another one was set meanwhile."""
        begun, self._ended = reel.desk.now(), False
        rows, found, slice_begun = reel.rows(), len(self._found), self._clock.monotonic()
        while (at := await reel.played.ahead()) is not None and at <= goal.at:
            reel.played.play_next()
            if (goal.row and reel.rows() != rows) or (goal.event and len(self._found) != found):
                return True
            if self._clock.monotonic() - slice_begun >= SLICE:
                self._winding = (reel.desk.now() - begun) / max(1, goal.at - begun)
                self.revision += 1
                await asyncio.sleep(0)
                if self._goal is not goal:
                    return False
                slice_begun = self._clock.monotonic()
        self._pass_to(reel, goal.at, at)
        await self._complete(reel, at_once=True)
        return self._goal is goal

    async def _go_on(self) -> None:
        """Play at the chosen speed until the next order. What cannot be played in its time is played later, not left out."""
        reel, last = self._reel, self._clock.monotonic()
        assert reel is not None
        self._stirred.clear()
        while self._playing and self._goal is None and not self._stirred.is_set():
            await asyncio.sleep(TICK_S)
            now = self._clock.monotonic()
            due = UnixMs(min(reel.desk.now() + (now - last) * self._speed, self.source.span.end))
            last = now
            await self._play_up_to(reel, due)
            await self._complete(reel)

    async def _play_up_to(self, reel: Reel, due: UnixMs) -> None:
        slice_begun = self._clock.monotonic()
        while (at := await reel.played.ahead()) is not None and at <= due:
            reel.played.play_next()
            if self._clock.monotonic() - slice_begun >= SLICE:
                await asyncio.sleep(0)
                if self._goal is not None or not self._playing:
                    return
                slice_begun = self._clock.monotonic()
        self._pass_to(reel, due, at)

    def _pass_to(self, reel: Reel, at: UnixMs, ahead: UnixMs | None) -> None:
        """Arrive at a moment behind which something is `ahead`, or nothing: then the recording ends here."""
        reel.played.pass_to(at)
        if ahead is None and at >= self.source.span.end:
            self._playing, self._ended = False, True
        self.revision += 1

    def _note(self, entry: JournalEntry) -> None:
        event = entry.event
        if event.parent is None and event.state is EventState.OPEN and event.id not in self._found:
            self._found[event.id] = event.detected_at

    async def _complete(self, reel: Reel, at_once: bool = False) -> None:
        if at_once or reel.desk.now() - self._completed_at >= COMPLETED_EVERY:
            self._completed_at = reel.desk.now()
            await reel.complete()
