"""A recording in the window, over a live market that goes on: marked everywhere, heard nowhere, and gone without a trace."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QLabel

from liqdesk.alerts.alert import Announcement
from liqdesk.app.announcing import MarkedLive
from liqdesk.app.batched_loop import BatchedLoop
from liqdesk.app.clock import MachineClock
from liqdesk.app.replays import at_work, machines_of
from liqdesk.app.resources import Resources
from liqdesk.app.wiring import Core, build_core, restore
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.engine.desk import Mode
from liqdesk.engine.shown_desk import ShownDesk
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from liqdesk.ui.charts.export import Export
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.panels.alerts import AlertsPanel
from liqdesk.ui.replay.dialog import ReplayDialog
from liqdesk.ui.replay.mark import ReplayMark
from tests.fakes.announcements import announcement
from tests.fakes.clock import StepClock
from tests.fakes.replaying import BEGIN, LONG, Recorded, stormy_frames, sums_of, write_tape
from tests.fakes.rows import row

pytestmark = pytest.mark.timeout(120)

END = UnixMs(BEGIN + LONG)
MIDDLE = UnixMs(BEGIN + 4 * MINUTE)
LATER = UnixMs(END + 10 * MINUTE)
Until = Callable[[Callable[[], bool]], Awaitable[None]]


async def until(condition: Callable[[], bool]) -> None:
    """Let the program's loop run until it is so; the limit of the test ends a wait in vain."""
    while not condition():  # noqa: ASYNC110  # what is waited for are widgets, which set no event
        await asyncio.sleep(0.005)


class Heard:
    """An announcer that only remembers."""

    def __init__(self) -> None:
        self.told: list[Announcement] = []

    def announce(self, announcement: Announcement) -> None:
        self.told.append(announcement)


class Stage:
    """A window over a live market with recordings, and the tape of the same time."""

    def __init__(self, window: MainWindow, core: Core, shown: ShownDesk, recorded: Recorded, until: Until) -> None:
        self.window, self.core, self.shown, self.recorded, self.until = window, core, shown, recorded, until

    async def put_on(self, at: UnixMs = MIDDLE) -> None:
        self.window.replays.replay_tape(self.recorded.tape)
        await self.until(lambda: self.window.replays.on)
        await self.seek(at)

    async def seek(self, at: UnixMs) -> None:
        replay = self.window.replays.replay
        assert replay is not None
        replay.play(False)
        replay.seek(at)
        await self.until(lambda: replay.view().winding is None)
        await self.until(lambda: self.shown.now() == at)

    async def settle(self) -> None:
        self.window.bridge.look()
        await self.until(self.window.settle_ready)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    folder = tmp_path_factory.mktemp("recorded")
    run = Recorded(write_tape(folder / "stormy.tape", list(stormy_frames())), folder / "store.sqlite3")
    asyncio.run(run.live([MIDDLE, END]))
    return run


@pytest.fixture
def played(qapp, qtbot, theme, tmp_path, recorded) -> Callable[[Callable[[Stage], Awaitable[None]]], None]:
    """Runs a story on a stage, on the program's own loop."""

    async def whole(story: Callable[[Stage], Awaitable[None]]) -> None:
        worker = SqlWorker()
        disk = Writer(worker, recorded.store, MachineClock(), "live")
        await disk.open()
        core = build_core(Mode.LIVE, StepClock(LATER), CurrentSettings(Settings()), Resources(), disk, ringing=True)
        await restore(core, disk)
        shown = ShownDesk(core.desk)
        window = MainWindow(shown, theme, tmp_path / "layout.ini", Resources().path)
        qtbot.addWidget(window)
        machines = machines_of(Resources(), core, shown, window)
        async with at_work(machines):
            window.show()
            await until(window.settle_ready)
            async with asyncio.timeout(45):
                await story(Stage(window, core, shown, recorded, until))
        window.tasks.cancel_all()
        await disk.close()
        worker.close()

    def run(story: Callable[[Stage], Awaitable[None]]) -> None:
        with asyncio.Runner(loop_factory=lambda: BatchedLoop(qapp)) as runner:
            runner.run(whole(story))

    return run


def marks(window: MainWindow) -> list[ReplayMark]:
    return [mark for mark in window.findChildren(ReplayMark) if not mark.isHidden()]


def test_every_surface_is_marked_and_the_numbers_are_those_of_then(played) -> None:
    async def story(stage: Stage) -> None:
        window = stage.window
        assert not marks(window)
        assert not window.replays.bar.isVisible()
        await stage.put_on()
        await stage.settle()
        assert sums_of(stage.shown) == stage.recorded.sums[MIDDLE]
        assert window.windowTitle().startswith("REPLAY")
        assert window.replays.bar.isVisible()
        assert len(marks(window)) == len(window.findChildren(ReplayMark)) >= 2
        said = " ".join(label.text() for label in window.statusBar().findChildren(QLabel))
        assert "REPLAY" in said
        assert "live goes on, stored" in said
        window.copy_headline()
        assert QGuiApplication.clipboard().text().startswith("REPLAY: ")
        for export in window.findChildren(Export):
            assert export.file_stem.startswith("replay-")
        assert "recording" in window.replays.bar.beside.text()

    played(story)


def test_live_goes_on_apart_and_comes_back_whole(played) -> None:
    async def story(stage: Stage) -> None:
        window, live = stage.window, stage.core.desk
        await stage.settle()
        before = sums_of(live)
        await stage.put_on()
        fresh = row(LATER - 1_000, 7_000_000_000)
        stage.core.ingest.replayed((fresh,), LATER)
        await stage.settle()
        assert sums_of(stage.shown) == stage.recorded.sums[MIDDLE]
        assert sums_of(live)["1m"][1] == before["1m"][1] + 7_000_000_000
        assert fresh not in stage.shown.recent(100_000)
        focus = window.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Escape)
        QTest.keyClick(focus, Qt.Key.Key_Escape)
        await stage.until(lambda: not window.replays.on)
        await stage.settle()
        assert stage.shown.mode is Mode.LIVE
        assert window.windowTitle() == "liqdesk"
        assert not marks(window)
        assert sums_of(stage.shown) == sums_of(live)
        assert sums_of(live)["24h"][1] == before["24h"][1] + 7_000_000_000
        assert stage.shown.recent(1) == (fresh,)
        assert not window.replays.bar.isVisible()
        assert len(stage.shown.recent(100_000)) == len(live.recent(100_000))

    played(story)


def test_nothing_of_a_replay_is_told_unless_it_is_previewed(played) -> None:
    async def story(stage: Stage) -> None:
        window, told, previewed = stage.window, Heard(), Heard()
        assert stage.core.alerts is not None
        stage.core.alerts.announce_to(told)
        window.replays.preview = previewed.announce
        kept = len(await stage.core.alerts.history(UnixMs(0), UnixMs(2**50), 1_000))
        events = stage.core.journal.revision
        await stage.put_on(UnixMs(BEGIN + MINUTE))
        replay = window.replays.replay
        assert replay is not None
        replay.set_speed(60)
        replay.play(True)
        await stage.until(lambda: stage.shown.now() > BEGIN + 5 * MINUTE)
        assert stage.shown.alerts.view().alerts
        assert not told.told
        assert not previewed.told
        window.replays.bar.preview.setChecked(True)
        await stage.seek(UnixMs(BEGIN + MINUTE))
        assert not previewed.told
        replay.play(True)
        await stage.until(lambda: bool(previewed.told))
        assert {one.mark for one in previewed.told} == {"REPLAY"}
        assert not told.told
        assert len(await stage.core.alerts.history(UnixMs(0), UnixMs(2**50), 1_000)) == kept
        assert stage.core.journal.revision == events

    played(story)


def test_the_history_of_alerts_is_that_of_the_market_shown(played) -> None:
    async def story(stage: Stage) -> None:
        window = stage.window
        dock = next(one for one in window.findChildren(QDockWidget) if one.findChild(AlertsPanel))
        panel = dock.findChild(AlertsPanel)
        assert isinstance(panel, AlertsPanel)
        await stage.put_on(END)
        dock.show()
        dock.raise_()
        await stage.until(lambda: bool(panel.rows) and all(row.mark for row in panel.rows))
        await stage.until(lambda: "looking back" not in panel.said)
        await stage.seek(UnixMs(BEGIN + MINUTE))
        await stage.until(lambda: not panel.rows)
        window.replays.leave()
        kept = await stage.core.desk.alerts.history(UnixMs(0), UnixMs(2**50), 1_000)
        await stage.until(lambda: {row.id for row in panel.rows} == {alert.id for alert in kept})

    played(story)


def test_live_alerts_are_told_as_live_meanwhile(played) -> None:
    async def story(stage: Stage) -> None:
        told = Heard()
        telling = MarkedLive(told, stage.shown)
        telling.announce(announcement())
        await stage.put_on()
        telling.announce(announcement())
        assert [one.mark for one in told.told] == ["", "LIVE"]
        stage.shown.alerts.mute(True)
        assert stage.core.alerts is not None
        assert stage.core.alerts.view().muted
        assert stage.shown.alerts.view().muted

    played(story)


def test_the_bar_seeks_steps_and_says_where_it_is(played) -> None:
    async def story(stage: Stage) -> None:
        window = stage.window
        await stage.put_on()
        bar, replay = window.replays.bar, window.replays.replay
        assert replay is not None
        await stage.until(lambda: "UTC" in bar.clock.text())
        bar.line.setFocus()
        QTest.keyClick(bar.line, Qt.Key.Key_4)
        assert replay.view().speed == 10
        QTest.keyClick(bar.line, Qt.Key.Key_Left)
        await stage.until(lambda: stage.shown.now() == MIDDLE - 10_000)
        QTest.keyClick(bar.line, Qt.Key.Key_Home)
        await stage.until(lambda: stage.shown.now() == BEGIN)
        QTest.keyClick(bar.line, Qt.Key.Key_End)
        await stage.until(lambda: replay.view().ended)
        assert "the end" in bar.clock.text() or replay.view().ended
        bar.back.click()
        await stage.until(lambda: replay.view().winding is None)
        assert stage.shown.now() == replay.view().events[-1]
        bar.line.sought.emit(bar.line.moment_at(bar.line.width() / 2))
        await stage.until(
            lambda: replay.view().winding is None and abs(stage.shown.now() - (BEGIN + LONG // 2)) < 20_000
        )
        bar.leave.click()
        await stage.until(lambda: not window.replays.on)

    played(story)


@pytest.mark.parametrize("width", [900, 1280, 1920])
def test_the_bar_cuts_no_words_and_keeps_a_line_to_seek_on(played, width) -> None:
    async def story(stage: Stage) -> None:
        stage.window.resize(width, 800)
        await stage.put_on()
        bar = stage.window.replays.bar
        await stage.until(lambda: "UTC" in bar.clock.text() and bool(bar.beside.text()))
        await stage.settle()
        said = [bar.name, bar.clock, bar.beside, bar.preview, bar.leave, *bar.speeds]
        cut = [one.text() for one in said if one.isVisible() and one.width() < one.sizeHint().width()]
        assert (cut, bar.clock.isVisible(), bar.leave.isVisible()) == ([], True, True)
        assert bar.line.width() >= 100

    played(story)


def test_keys_of_the_transport_sleep_without_a_replay(played) -> None:
    async def story(stage: Stage) -> None:
        window = stage.window
        play = next(action for action in window.actions() if action.text() == "&Play or pause")
        assert not play.isEnabled()
        await stage.put_on()
        assert play.isEnabled()
        playing_before = window.replays.replay.view().playing
        play.trigger()
        assert window.replays.replay.view().playing is not playing_before
        window.replays.leave()
        assert not play.isEnabled()

    played(story)


def test_a_stored_event_is_replayed_from_its_card_and_from_the_dialog(played) -> None:
    async def story(stage: Stage) -> None:
        window = stage.window
        event = stage.core.journal.listed(10)[-1].event
        window.dialogs.open_event(event.id)
        window.replays.choose()
        dialog = window.findChildren(ReplayDialog)[-1]
        await stage.until(lambda: "Stored from" in dialog.note.text())
        dialog.events.itemActivated.emit(dialog.events.item(0))
        await stage.until(lambda: window.replays.on)
        replay = window.replays.replay
        assert replay is not None
        stored = await window.replays._deck.shelf.extent()
        assert event.opened_at - 5 * MINUTE < stored.start == replay.view().span.start
        await stage.until(lambda: replay.view().winding is None)
        replay.seek(END)
        await stage.until(lambda: replay.view().winding is None and stage.shown.now() == END)
        assert sums_of(stage.shown) == stage.recorded.sums[END]

    played(story)


def test_a_tape_dropped_on_the_window_is_replayed_and_nothing_else_is(played, tmp_path) -> None:
    def dropped(window: MainWindow, path: Path) -> bool:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
        none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        entering = QDragEnterEvent(QPointF(5, 5).toPoint(), actions, data, left, none)
        entering.setDropAction(Qt.DropAction.MoveAction)  # as some file managers propose
        QGuiApplication.sendEvent(window, entering)
        assert not entering.isAccepted() or entering.dropAction() == Qt.DropAction.CopyAction
        if entering.isAccepted():
            drop = QDropEvent(
                QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            )
            QGuiApplication.sendEvent(window, drop)
        return entering.isAccepted()

    async def story(stage: Stage) -> None:
        other = tmp_path / "other.png"
        other.write_bytes(b"x")
        assert not dropped(stage.window, other)
        assert dropped(stage.window, stage.recorded.tape)
        await stage.until(lambda: stage.window.replays.on)

    played(story)


def test_a_file_that_is_no_tape_is_told_and_changes_nothing(played, tmp_path) -> None:
    async def story(stage: Stage) -> None:
        path = tmp_path / "no.tape"
        path.write_text("hello\n")
        stage.window.replays.replay_tape(path)
        await stage.until(
            lambda: "no liqdesk tape" in " ".join(one.text() for one in stage.window.findChildren(QLabel))
        )
        assert not stage.window.replays.on
        assert stage.shown.mode is Mode.LIVE

    played(story)


def test_a_tape_is_recorded_from_the_menu_and_shown_in_the_status_line(played, tmp_path) -> None:
    async def story(stage: Stage) -> None:
        recording, status = stage.window.replays.recording, stage.window.statusBar()
        recording.record_to(str(tmp_path / "nowhere" / "x.tape"))
        assert not recording.on
        recording.record_to(str(tmp_path / "x.tape.zst"))
        assert recording.on
        assert any("REC" in label.text() for label in status.findChildren(QLabel))
        next(action for action in stage.window.actions() if action.text() == "Record &tape…").trigger()
        assert not recording.on
        assert not any("REC" in label.text() for label in status.findChildren(QLabel))
        assert (tmp_path / "x.tape.zst").stat().st_size > 0

    played(story)


def test_what_of_a_tape_was_bad_is_told_by_number_at_its_end(played, tmp_path) -> None:
    async def story(stage: Stage) -> None:
        path = tmp_path / "bad.tape"
        lines = stage.recorded.tape.read_text().splitlines(keepends=True)
        path.write_text("".join((*lines[:5], "no line\n", *lines[5:])))
        stage.window.replays.replay_tape(path)
        await stage.until(lambda: stage.window.replays.on)
        await stage.seek(END)
        await stage.until(lambda: "line 6" in " ".join(one.text() for one in stage.window.findChildren(QLabel)))
        assert sums_of(stage.shown) == stage.recorded.sums[END]

    played(story)
