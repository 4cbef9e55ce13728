"""The window over a tape and nothing else: the transport of any replay, and no market to go back to."""

import asyncio

import pytest

from liqdesk.app.batched_loop import BatchedLoop
from liqdesk.app.replay import new_player
from liqdesk.app.replays import at_work, machines_of
from liqdesk.app.resources import Resources
from liqdesk.app.wiring import Core, build_core
from liqdesk.domain.time import MINUTE
from liqdesk.engine.desk import Mode
from liqdesk.engine.shown_desk import ShownDesk
from liqdesk.engine.unstored import Unstored
from liqdesk.feed.player import ReplayClock
from liqdesk.feed.tape import TapeReader
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.ui.main_window import MainWindow
from tests.fakes.replaying import BEGIN, stormy_frames, sums_of, write_tape

pytestmark = pytest.mark.timeout(120)

LONG = 2 * MINUTE


def core_of(clock: ReplayClock) -> Core:
    return build_core(Mode.REPLAY, clock, CurrentSettings(Settings()), Resources(), Unstored(""))


@pytest.fixture
def tape(tmp_path):
    return write_tape(tmp_path / "stormy.tape", list(stormy_frames(long=LONG)), end=BEGIN + LONG)


@pytest.fixture
def truth(tape):
    """The sums at the tape's end as they are without a window."""
    clock = ReplayClock()
    core = core_of(clock)
    asyncio.run(new_player(core, clock).play(TapeReader(tape), None))
    return sums_of(core)


def test_a_tape_alone_has_the_same_bar_and_no_market_to_go_back_to(qapp, qtbot, theme, tmp_path, tape, truth):
    async def story() -> None:
        core = core_of(ReplayClock())
        shown = ShownDesk(core.desk)
        window = MainWindow(shown, theme, tmp_path / "layout.ini", Resources().path)
        qtbot.addWidget(window)
        machines = machines_of(Resources(), core, shown, window)
        async with at_work(machines), asyncio.timeout(60):
            window.show()
            await machines.deck.put_on_tape(tape)
            replay, bar = window.replays.replay, window.replays.bar
            assert replay is not None
            replay.seek(replay.source.span.end)
            while not replay.view().ended:  # noqa: ASYNC110  # no event tells of it
                await asyncio.sleep(0.005)
            assert sums_of(shown) == truth
            assert (bar.isVisible(), bar.line.isVisible()) == (True, True)
            assert not any(part.isVisible() for part in (bar.leave, bar.preview, bar.beside))
            window.replays.leave()
            window.replays.recording.toggle()
            assert (window.replays.on, window.replays.recording.on, shown.mode) == (True, False, Mode.REPLAY)
        window.tasks.cancel_all()

    with asyncio.Runner(loop_factory=lambda: BatchedLoop(qapp)) as runner:
        runner.run(story())
