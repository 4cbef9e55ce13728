"""The transport of a replay, over a made-up recording that counts what becomes of it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from liqdesk.alerts.alert import Announcement
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.engine.desk import Desk, Mode
from liqdesk.engine.replay import Reel, Replay, Source
from tests.fakes.announcements import announcement
from tests.fakes.desk import FakeDesk
from tests.fakes.time import ManualTime, run_in_manual_time

BEGIN, END = UnixMs(1_000_000), UnixMs(1_100_000)


class DeskOfThen(FakeDesk):
    """A desk whose clock stands where its recording is."""

    def __init__(self) -> None:
        self.at = BEGIN
        super().__init__(mode=Mode.REPLAY)

    def now(self) -> UnixMs:
        return self.at


class Recording:
    """One thing each half a second; every thing is a row and a word of an alert. `broken` fails from a moment on."""

    def __init__(self, broken: int | None = None) -> None:
        self.threaded = 0
        self.let_go = 0
        self.broken = broken
        self.source = Source("made up", Span(BEGIN, END), self.thread)

    async def thread(self) -> Reel:
        self.threaded += 1
        return Playing(self).reel()


class Playing:
    """A recording in one account."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.desk = DeskOfThen()
        self.played = 0
        self.hear: Callable[[Announcement], None] = lambda _: None

    def reel(self) -> Reel:
        return Reel(self.desk, self, lambda: self.played, self._listen, self._hear, self._complete, self._let_go)

    async def ahead(self) -> UnixMs | None:
        at = UnixMs(BEGIN + self.played * SECOND // 2)
        if self.recording.broken is not None and at >= self.recording.broken:
            raise ExpectedFailure("the disk is gone")
        return at if at <= END else None

    def play_next(self) -> None:
        self.desk.at = UnixMs(BEGIN + self.played * SECOND // 2)
        self.played += 1
        self.hear(announcement())

    def pass_to(self, at: UnixMs) -> None:
        self.desk.at = max(self.desk.at, at)

    def _listen(self, told: Callable[[JournalEntry], None]) -> None: ...

    def _hear(self, told: Callable[[Announcement], None]) -> None:
        self.hear = told

    async def _complete(self) -> None: ...

    def _let_go(self) -> None:
        self.recording.let_go += 1


class Scene:
    """A replay at work in virtual time."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.shown: list[Desk] = []
        self.told: list[Announcement] = []
        self.replay = Replay(recording.source, ManualTime(), self.shown.append)
        self.replay.told = self.told.append

    async def settle(self) -> None:
        for _ in range(50):
            await asyncio.sleep(0)


def run(story: Callable[[Scene], Awaitable[None]], recording: Recording | None = None) -> Recording:
    used = recording or Recording()

    async def whole() -> None:
        scene = Scene(used)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(scene.replay.run())
            await scene.settle()
            await story(scene)
            task.cancel()

    run_in_manual_time(whole())
    return used


@pytest.mark.parametrize("speed", [1, 10, 60])
def test_it_plays_as_fast_as_was_chosen(speed: int) -> None:
    async def story(scene: Scene) -> None:
        scene.replay.set_speed(speed)
        scene.replay.play(True)
        await asyncio.sleep(1.5)
        assert abs(scene.replay.at - BEGIN - 1.5 * SECOND * speed) <= 0.1 * SECOND * speed
        scene.replay.play(False)
        await asyncio.sleep(0.1)
        stood = scene.replay.at
        await asyncio.sleep(5)
        assert scene.replay.at == stood

    run(story)


def test_onwards_it_goes_on_and_backwards_it_begins_anew() -> None:
    async def story(scene: Scene) -> None:
        scene.replay.seek(UnixMs(BEGIN + 50 * SECOND))
        await scene.settle()
        assert scene.recording.threaded == 1
        assert len(scene.shown) == 1
        scene.replay.seek(UnixMs(BEGIN + 20 * SECOND))
        await scene.settle()
        assert scene.recording.threaded == 2
        assert scene.recording.let_go == 1
        assert len(scene.shown) == 2
        assert scene.replay.at == BEGIN + 20 * SECOND

    assert run(story).let_go == 2


def test_what_is_sought_beyond_the_ends_is_the_ends() -> None:
    async def story(scene: Scene) -> None:
        scene.replay.seek(UnixMs(END + 99))
        await scene.settle()
        assert scene.replay.at == END
        assert scene.replay.view().ended
        scene.replay.seek(UnixMs(0))
        await scene.settle()
        assert scene.replay.at == BEGIN
        assert not scene.replay.view().ended

    run(story)


def test_at_the_end_it_stands_and_playing_begins_anew() -> None:
    async def story(scene: Scene) -> None:
        scene.replay.set_speed(60)
        scene.replay.play(True)
        await asyncio.sleep(3)
        view = scene.replay.view()
        assert (view.ended, view.playing, view.at) == (True, False, END)
        scene.replay.play(True)
        await asyncio.sleep(0.5)
        assert BEGIN < scene.replay.at < END
        assert scene.replay.view().playing

    run(story)


def test_the_last_of_many_wishes_counts() -> None:
    async def story(scene: Scene) -> None:
        for second in (90, 10, 70, 30, 40):
            scene.replay.seek(UnixMs(BEGIN + second * SECOND))
        await scene.settle()
        assert scene.replay.at == BEGIN + 40 * SECOND
        assert scene.replay.view().winding is None

    run(story)


def test_only_what_is_played_is_told_and_nothing_that_is_wound_past() -> None:
    async def story(scene: Scene) -> None:
        scene.replay.seek(UnixMs(BEGIN + 50 * SECOND))
        await scene.settle()
        assert scene.told == []
        scene.replay.play(True)
        await asyncio.sleep(2.2)
        assert 3 <= len(scene.told) <= 5

    run(story)


def test_a_recording_that_cannot_be_read_any_more_says_so() -> None:
    async def story(scene: Scene) -> None:
        scene.replay.seek(END)
        await asyncio.sleep(1)

    recording = Recording(broken=BEGIN + 10 * SECOND)
    with pytest.raises(ExceptionGroup) as failed:
        run(story, recording)
    assert isinstance(failed.value.exceptions[0], ExpectedFailure)
    assert recording.let_go == 1
