"""Closing the window where there is a tray: explained once, then quiet; the program ends only when it is told to."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from liqdesk.app.announcing import answering
from liqdesk.app.background import Background
from liqdesk.ui.announce.notices import Answer, notice_of
from liqdesk.ui.announce.tray import TrayIcon, TrayOrders
from liqdesk.ui.announce.tray_host import Tray
from liqdesk.ui.dialogs.background import TrayExplainedDialog
from liqdesk.ui.dialogs.event import EventDialog
from liqdesk.ui.main_window import MainWindow
from tests.fakes.desk import FakeDesk
from tests.fakes.events import entry
from tests.fakes.notices import announcement


class FakeTray(TrayIcon):
    """A tray icon in whatever tray a test says there is."""

    there = Tray.BUS

    @property
    def tray(self) -> Tray:
        return self.there

    async def looked(self) -> bool:
        return self.there is not Tray.NONE


class Scene:
    """A window over a tray, and how often the program was told to end."""

    def __init__(self, window: MainWindow, desk: FakeDesk, theme, resources) -> None:
        self.window, self.desk = window, desk
        self.ended = 0
        window.closed.connect(self._end)
        self.tray = FakeTray(desk, resources, None, TrayOrders(lambda: None, lambda: None), window)
        self.strip_shown = False
        self.background = Background(desk, theme, window, self.tray, lambda: self.strip_shown)

    def _end(self) -> None:
        self.ended += 1

    @property
    def explanation(self) -> TrayExplainedDialog | None:
        return next((one for one in self.window.findChildren(TrayExplainedDialog) if one.isVisible()), None)

    def choose(self, **background: bool) -> None:
        value = self.desk.settings.value
        changed = value.background.model_copy(update=background)
        self.desk.replace_settings(value.model_copy(update={"background": changed}))


@pytest.fixture
def scene(open_window, desk, theme, resources) -> Scene:
    made = Scene(open_window(desk), desk, theme, resources)
    made.choose(close_to_tray=True)
    return made


def test_closing_ends_the_program_unless_the_tray_was_chosen_and_is_there(scene):
    scene.choose(close_to_tray=False)
    scene.window.close()
    assert (scene.ended, scene.window.isVisible()) == (1, False)
    scene.choose(close_to_tray=True)
    scene.tray.there = Tray.NONE
    scene.window.close()
    assert scene.ended == 2


def test_closing_into_the_tray_is_explained_once_and_the_program_goes_on(scene, qtbot):
    scene.window.close()
    assert scene.window.isVisible()
    told = scene.explanation
    assert told is not None
    told.stay.click()
    assert not scene.window.isVisible()
    assert scene.ended == 0
    assert not scene.window.bridge.awake  # nothing is painted for nobody
    assert scene.desk.settings.value.background.tray_explained
    scene.background.show()
    assert scene.window.isVisible()
    assert scene.window.bridge.awake
    scene.window.close()
    assert (scene.window.isVisible(), scene.ended, scene.explanation) == (False, 0, None)


def test_closing_again_while_it_is_being_explained_explains_it_once(scene):
    scene.window.close()
    scene.window.close()
    assert len(scene.window.findChildren(TrayExplainedDialog)) == 1
    scene.explanation.reject()
    assert scene.window.isVisible()
    assert not scene.desk.settings.value.background.tray_explained


def test_the_explanation_can_quit(scene):
    scene.window.close()
    scene.explanation.leave.click()
    assert (scene.ended, scene.window.isVisible()) == (1, False)


def test_quitting_from_the_tray_ends_it_while_the_window_is_away(scene):
    scene.choose(tray_explained=True)
    scene.window.close()
    assert scene.ended == 0
    scene.background.leave()
    assert scene.ended == 1


def test_quitting_in_the_window_ends_it_too(scene):
    scene.window.quit()
    assert scene.ended == 1


def test_a_window_in_a_tray_that_goes_away_comes_back(scene):
    scene.choose(tray_explained=True)
    scene.window.close()
    scene.tray.there = Tray.NONE
    scene.tray.lost.emit()
    assert scene.window.isVisible()
    assert scene.window.isMinimized()


def test_a_program_that_ends_in_the_tray_shows_no_window_again(scene):
    scene.choose(tray_explained=True)
    scene.window.close()
    scene.background.end()
    scene.tray.lost.emit()
    assert not scene.window.isVisible()


@pytest.mark.parametrize(("there", "shown"), [(Tray.BUS, False), (Tray.NONE, True)])
def test_starting_away_is_in_the_tray_or_else_minimised(open_window, theme, resources, there, shown, run):
    desk = FakeDesk()
    scene = Scene(open_window(desk, shown=False), desk, theme, resources)
    scene.tray.there = there
    run(scene.background.start_away())
    assert scene.window.isVisible() is shown
    if shown:
        assert scene.window.isMinimized()


@pytest.mark.parametrize("whole", [True, False])
def test_a_minimised_window_comes_back_as_it_was(scene, whole):
    if whole:
        scene.window.showMaximized()
    scene.window.setWindowState(scene.window.windowState() | Qt.WindowState.WindowMinimized)
    scene.background.show()
    assert not scene.window.isMinimized()
    assert scene.window.isMaximized() is whole


def test_a_click_on_a_notification_brings_the_window_and_the_event(scene):
    happening = entry()
    scene.desk.events = [happening]
    scene.choose(tray_explained=True)
    scene.window.close()
    answer = answering(scene.desk, scene.background.show, scene.window)
    answer(notice_of(announcement(event=happening.event.id), True), Answer.OPEN)
    assert scene.window.isVisible()
    assert any(isinstance(one, EventDialog) for one in scene.window.findChildren(QDialog))


def test_a_notification_of_an_event_leads_to_the_charts(scene, monkeypatch):
    happening, shown = entry(), []
    scene.desk.events = [happening]
    monkeypatch.setattr(scene.window, "show_event", shown.append)
    answer = answering(scene.desk, scene.background.show, scene.window)
    answer(notice_of(announcement(event=happening.event.id), True), Answer.CHART)
    assert shown == [happening.event.id]
    assert not scene.window.findChildren(EventDialog)


def test_the_buttons_of_a_notification_snooze_and_mute(scene):
    answer = answering(scene.desk, scene.background.show, scene.window)
    answer(notice_of(announcement(), True), Answer.SNOOZE)
    assert scene.desk.alerts.view().snoozed_until is not None
    answer(notice_of(announcement(), True), Answer.MUTE)
    assert scene.desk.alerts.view().muted


@pytest.mark.parametrize("there", [Tray.BUS, Tray.NONE])
def test_while_the_strip_stays_closing_the_window_ends_nothing_and_needs_no_explanation(scene, there):
    scene.choose(close_to_tray=False)
    scene.tray.there = there
    scene.strip_shown = True
    scene.window.close()
    assert (scene.window.isVisible(), scene.ended, scene.explanation) == (False, 0, None)
    assert not scene.window.bridge.awake
    scene.tray.lost.emit()
    assert not scene.window.isVisible()
    scene.background.show()
    assert scene.window.isVisible()
    scene.window.close()
    scene.background.leave()
    assert scene.ended == 1


@pytest.mark.parametrize(("there", "back"), [(Tray.BUS, False), (Tray.NONE, True)])
def test_when_the_strip_goes_too_the_window_comes_back_unless_there_is_a_tray(scene, there, back):
    scene.strip_shown = True
    scene.tray.there = there
    scene.window.close()
    assert scene.background.reachable is not back
    scene.strip_shown = False
    scene.background.strip_gone()
    assert scene.window.isVisible() is back
    assert scene.background.reachable


def test_starting_away_with_the_strip_leaves_the_window_away(open_window, theme, resources, run):
    desk = FakeDesk()
    scene = Scene(open_window(desk, shown=False), desk, theme, resources)
    scene.tray.there, scene.strip_shown = Tray.NONE, True
    run(scene.background.start_away())
    assert not scene.window.isVisible()
