"""What plays recordings outlives each of them: what goes wrong in one ends that one alone."""

import asyncio
from pathlib import Path

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import UnixMs
from liqdesk.engine.replay import Reel, Source
from liqdesk.engine.replay_deck import BROKEN, ReplayDeck, Shelf
from liqdesk.engine.shown_desk import ShownDesk
from tests.fakes.clock import StepClock
from tests.fakes.desk import FakeDesk


class Scene:
    """A deck at work whose tapes fail as soon as they are threaded; `reported` is what the loop was told."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault
        self.failed: list[str] = []
        self.reported: list[object] = []
        self.ended = asyncio.Event()
        self.desk = FakeDesk()
        self.deck = ReplayDeck(ShownDesk(self.desk), Shelf(self._tape), StepClock())
        self.deck.failed = self._hear

    async def play(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, told: self.reported.append(told.get("exception")))
        running = asyncio.create_task(self.deck.run())
        for _ in range(2):
            self.ended.clear()
            await self.deck.put_on_tape(Path("made.tape"))
            await self.ended.wait()
            assert self.deck.current is None
        assert not running.done()
        running.cancel()

    async def _tape(self, path: Path) -> Source:
        return Source(path.name, Span(UnixMs(1_000), UnixMs(2_000)), self._thread)

    async def _thread(self) -> Reel:
        raise self.fault

    def _hear(self, sentence: str) -> None:
        self.failed.append(sentence)
        self.ended.set()


@pytest.mark.parametrize(
    ("fault", "sentence", "reports"),
    [(ExpectedFailure("the disk is gone"), "the disk is gone", 0), (ValueError("ours"), BROKEN, 2)],
)
def test_a_recording_that_fails_ends_alone_and_the_next_can_be_put_on(run, fault, sentence, reports):
    scenes: list[Scene] = []

    async def play() -> None:
        scenes.append(Scene(fault))
        await scenes[0].play()

    run(play())
    assert scenes[0].failed == [sentence, sentence]
    assert scenes[0].reported == [fault] * reports
