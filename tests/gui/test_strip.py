"""The strip in a person's hands: dragged, turned, clicked, hidden; monitors that go; back at the next start."""

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QImage, QMouseEvent, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from liqdesk.analytics.events import EventState, Level
from liqdesk.domain.time import DurationMs
from liqdesk.settings.strip import StripForm, StripWindow
from liqdesk.ui.monitors import monitors_of
from liqdesk.ui.strip.desktop import this_desktop
from liqdesk.ui.strip.forms import places_of
from liqdesk.ui.strip.grip import Grip
from tests.fakes.events import entry, event
from tests.fakes.strip import DESK, SIDE, FakeDesktop, StripScene

LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
THROUGH = Qt.WindowType.WindowTransparentForInput


@pytest.fixture
def scene(qtbot, desk, theme, tmp_path) -> Iterator[StripScene]:
    made = StripScene(desk, theme, tmp_path / "strip.ini")
    made.change(shown=True)
    yield made
    made.keeper.close()


def turn(scene: StripScene, steps: float, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    at = QPointF(50, 20)
    QApplication.sendEvent(
        scene.strip,
        QWheelEvent(
            at, scene.strip.mapToGlobal(at), QPoint(), QPoint(0, round(120 * steps)), NONE, keys,
            Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


def drag(scene: StripScene, by: QPoint) -> None:
    """Take it, move the pointer in steps, let go; the pointer moves on the screen, whatever the strip does below it."""
    strip = scene.strip
    grip, start = QPoint(30, 20), strip.pos()
    QTest.mousePress(strip, LEFT, pos=grip)
    for step in (1, 2, 3, 4):
        QTest.mouseMove(strip, start + grip + by * step / 4 - strip.pos())
    QTest.mouseRelease(strip, LEFT, pos=start + grip + by - strip.pos())


def actions(menu: QMenu) -> dict[str, QAction]:
    inner = [action.menu() for action in menu.actions() if action.menu() is not None]
    return {action.text(): action for one in (menu, *inner) for action in one.actions() if action.text()}


def menu_of(scene: StripScene) -> dict[str, QAction]:
    at = QPoint(10, 10)
    scene.strip.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, scene.strip.mapToGlobal(at)))
    menu = next(menu for menu in scene.strip.findChildren(QMenu) if menu.isVisible())
    menu.hide()
    return actions(menu)


def open_event(**changes: object):
    return entry(event(state=EventState.OPEN, closed_at=None, **changes))


def test_it_is_a_small_window_on_top_without_a_place_in_the_taskbar(scene):
    flags = scene.strip.windowFlags()
    for flag in (Qt.WindowType.FramelessWindowHint, Qt.WindowType.WindowStaysOnTopHint):
        assert flags & flag
    assert flags & Qt.WindowType.WindowType_Mask == Qt.WindowType.Tool
    assert scene.strip.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert (scene.strip.width(), scene.strip.height()) == (640, 40)
    scene.change(form=StripForm.CORNER)
    assert (scene.strip.width(), scene.strip.height()) == (200, 120)
    assert "DEMO" in scene.strip.windowTitle()


@pytest.mark.parametrize("form", StripForm)
@pytest.mark.parametrize("marked", [False, True])
def test_every_cell_lies_within_its_form_and_never_moves(qapp, theme, form, marked):
    places = places_of(form, theme.px, marked)
    whole = QRect(0, 0, *((640, 40) if form is StripForm.LINE else (200, 120)))
    assert all(whole.contains(place) for place in places.values())
    if form is StripForm.LINE:
        cells = sorted(places.values(), key=lambda place: place.x())
        assert all(one.right() < other.x() for one, other in itertools.pairwise(cells))


def test_dragging_moves_it_and_the_place_is_remembered_for_that_monitor(scene):
    before = scene.strip.pos()
    drag(scene, QPoint(120, 300))
    assert scene.strip.pos() == before + QPoint(120, 300)
    assert scene.asked == []
    drag(scene, QPoint(1_900 - scene.strip.x(), 0))
    assert SIDE.room.contains(scene.strip.geometry())
    scene.keeper.close()
    scene.keeper = scene.another()
    scene.keeper.start()
    assert SIDE.room.contains(scene.strip.geometry())


def test_where_the_desktop_drags_it_is_remembered_though_that_is_told_after_the_button(scene, qtbot, monkeypatch):
    monkeypatch.setattr(QWindow, "startSystemMove", lambda _: True)
    scene.keeper.settle()
    drag(scene, QPoint(1_500, 300))
    scene.strip.move(2_000, 400)
    qtbot.waitUntil(scene.file.exists)
    assert scene.strip.pos() == QPoint(2_000, 400)
    scene.keeper.settle()
    assert scene.strip.pos() == QPoint(2_000, 400)


def test_held_still_for_a_while_it_is_not_put_down(scene, qtbot, monkeypatch):
    monkeypatch.setattr(QWindow, "startSystemMove", lambda _: True)
    scene.keeper.settle()
    strip, grip = scene.strip, QPoint(30, 20)
    QTest.mousePress(strip, LEFT, pos=grip)
    QTest.mouseMove(strip, grip + QPoint(40, 0))
    strip.move(700, 300)
    rests = strip.findChild(Grip).rests
    qtbot.waitUntil(lambda: not rests.isActive())
    assert not scene.file.exists()
    strip.move(2_000, 400)
    at, none = QPointF(grip), Qt.KeyboardModifier.NoModifier
    moved = QMouseEvent(QEvent.Type.MouseMove, at, strip.mapToGlobal(at), NONE, NONE, none)
    QApplication.sendEvent(strip, moved)  # no button is down any more, and nobody told
    qtbot.waitUntil(scene.file.exists)
    scene.keeper.settle()
    assert strip.pos() == QPoint(2_000, 400)


def test_on_a_screen_of_another_scale_it_has_its_size_again(scene, qtbot):
    strip = scene.strip
    strip.setMinimumSize(0, 0)
    strip.resize(320, 20)
    QApplication.sendEvent(strip, QEvent(QEvent.Type.DevicePixelRatioChange))
    qtbot.waitUntil(lambda: strip.size() == QSize(640, 40))
    assert strip.minimumSize() == QSize(640, 40)


def test_dragged_over_an_edge_all_of_it_comes_back_onto_the_screen(scene):
    drag(scene, QPoint(-3_000, -500))
    assert scene.strip.geometry().topLeft() == QPoint(0, 0)


def test_a_monitor_that_is_taken_away_leaves_it_on_another_and_has_it_again(scene):
    drag(scene, QPoint(2_400 - scene.strip.x(), 300))
    there = scene.strip.geometry()
    assert SIDE.room.contains(there)
    scene.system.monitors = [DESK]
    scene.keeper.settle()
    assert DESK.room.contains(scene.strip.geometry())
    scene.system.monitors = [DESK, SIDE]
    scene.keeper.settle()
    assert scene.strip.geometry() == there


def test_another_resolution_keeps_it_in_its_corner(scene):
    scene.change(form=StripForm.CORNER)
    assert scene.strip.geometry().bottomRight() == DESK.room.bottomRight() - QPoint(12, 12)
    drag(scene, QPoint(-20, -30))
    smaller = QRect(0, 0, 1280, 680)
    scene.system.monitors = [type(DESK)("desk", smaller)]
    scene.keeper.settle()
    assert scene.strip.geometry().bottomRight() == smaller.bottomRight() - QPoint(32, 42)


def test_a_real_screen_is_a_monitor_and_the_strip_stands_on_it(qtbot, desk, theme, tmp_path):
    screens = QGuiApplication.screens()
    monitors = monitors_of(screens)
    assert [one.room for one in monitors] == [screen.availableGeometry() for screen in screens]
    assert len({one.key for one in monitors}) == len(screens)
    real = FakeDesktop()
    real.desktop = this_desktop()
    made = StripScene(desk, theme, tmp_path / "strip.ini", real)
    made.change(shown=True)
    assert any(one.room.contains(made.strip.geometry()) for one in monitors)
    made.keeper.close()


def test_the_wheel_steps_through_the_windows(scene):
    seen = []
    for steps in (-1, -1, -1, 1, 3, 1):
        turn(scene, steps)
        seen.append(scene.desk.settings.value.strip.trailing.value)
    assert seen == ["4h", "24h", "24h", "4h", "5m", "5m"]
    assert scene.strip.figures.hour.caption == "5M"
    assert scene.strip.figures.flow.caption == "1M"


def test_a_finely_turned_wheel_adds_up_to_a_step(scene):
    for _ in range(3):
        turn(scene, -0.25)
    assert scene.desk.settings.value.strip.trailing is StripWindow.HOUR
    turn(scene, -0.25)
    assert scene.desk.settings.value.strip.trailing is StripWindow.FOUR_HOURS


def test_ctrl_and_the_wheel_change_the_opacity_of_its_ground(scene):
    for _ in range(30):
        turn(scene, -1, Qt.KeyboardModifier.ControlModifier)
    assert scene.desk.settings.value.strip.opacity == 40
    image = scene.strip.grab().toImage()
    assert image.pixelColor(320, 1).alpha() < 130


def test_a_click_brings_the_window_or_the_event_that_goes_on(scene):
    QTest.mouseClick(scene.strip, LEFT, pos=QPoint(100, 20))
    scene.desk.events = [open_event()]
    scene.desk.advance(DurationMs(1_000))
    scene.strip.look()
    QTest.mouseClick(scene.strip, LEFT, pos=QPoint(100, 20))
    assert scene.asked == ["show", "event"]


def test_the_middle_button_snoozes_a_quarter_of_an_hour(scene):
    QTest.mouseClick(scene.strip, MIDDLE, pos=QPoint(100, 20))
    assert scene.desk.alerts.view().snoozed_until is not None
    assert scene.strip.figures.health.alerts.startswith("snoozed")
    assert scene.asked == []


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)
def test_the_menu_orders_everything(scene):
    assert not menu_of(scene)["Event going on…"].isEnabled()
    for title in (
        "Show liqdesk",
        "24 hours",
        "Corner",
        "55%",
        "Mute alerts",
        "Snooze alerts 15 minutes",
        "Quit liqdesk",
    ):
        menu_of(scene)[title].trigger()
    chosen = scene.desk.settings.value.strip
    assert (chosen.trailing, chosen.form, chosen.opacity) == (StripWindow.DAY, StripForm.CORNER, 55)
    assert scene.desk.alerts.view().muted
    assert scene.asked == ["show", "quit"]
    found = menu_of(scene)
    assert [title for title in found if found[title].isChecked()] == ["Mute alerts", "24 hours", "Corner", "55%"]
    found["Hide the strip"].trigger()
    assert (scene.keeper.on_screen, scene.gone) == (False, 1)
    assert not scene.strip.awake


def test_keys_do_what_the_mouse_does(scene):
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_M):
        QTest.keyClick(scene.strip, key)
    chosen = scene.desk.settings.value.strip
    assert (chosen.trailing, chosen.opacity) == (StripWindow.FOUR_HOURS, 95)
    assert scene.asked == ["show"]
    assert scene.desk.alerts.view().snoozed_until is not None
    QTest.keyClick(scene.strip, Qt.Key.Key_Escape)
    assert not scene.keeper.on_screen


def test_clicks_are_let_through_while_they_can_be_had_back(scene):
    handle = scene.strip.windowHandle()
    scene.change(click_through=True)
    assert scene.strip.lets_through
    assert handle.flags() & THROUGH
    assert "Clicks go through" in scene.told[-1]
    scene.reachable = False
    scene.strip.look()
    assert not handle.flags() & THROUGH
    scene.reachable = True
    scene.strip.look()
    scene.change(click_through=False)
    assert not handle.flags() & THROUGH


def test_alt_held_over_it_lets_clicks_through_for_as_long(scene, qtbot):
    scene.system.pointer = scene.strip.geometry().center()
    scene.strip.enterEvent(None)
    scene.system.keys = Qt.KeyboardModifier.AltModifier
    qtbot.waitUntil(lambda: scene.strip.lets_through)
    scene.system.keys = Qt.KeyboardModifier.NoModifier
    qtbot.waitUntil(lambda: not scene.strip.lets_through)
    scene.system.keys = Qt.KeyboardModifier.AltModifier
    qtbot.waitUntil(lambda: scene.strip.lets_through)
    scene.system.pointer = QPoint(0, 900)
    qtbot.waitUntil(lambda: not scene.strip.lets_through)


def test_where_the_desktop_decides_it_is_a_plain_window_and_says_so_once(qtbot, desk, theme, tmp_path):
    made = StripScene(desk, theme, tmp_path / "strip.ini", FakeDesktop(places_windows=False))
    made.change(shown=True)
    flags = made.strip.windowFlags()
    assert not flags & (Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.FramelessWindowHint)
    assert [told for told in made.told if "Wayland" in told] == made.told
    assert len(made.told) == 1
    made.strip.close()  # by its title bar
    assert (made.keeper.on_screen, desk.settings.value.strip.shown, made.gone) == (False, False, 1)
    made.change(shown=True)
    assert len(made.told) == 1
    made.keeper.close()


def test_it_comes_back_at_the_next_start_if_it_was_there_at_the_end(scene):
    scene.keeper.close()
    assert scene.desk.settings.value.strip.shown
    scene.keeper = scene.another()
    assert not scene.keeper.on_screen
    scene.keeper.start()
    assert scene.keeper.on_screen
    scene.change(shown=False)
    scene.keeper.close()
    scene.keeper = scene.another()
    scene.keeper.start()
    assert not scene.keeper.on_screen


def test_nothing_is_asked_while_it_is_hidden_or_nothing_changed(scene):
    scene.strip.look()
    asked = scene.desk.glances_asked
    scene.strip.look()
    assert scene.desk.glances_asked == asked
    scene.desk.advance(DurationMs(1_000))
    scene.strip.look()
    assert scene.desk.glances_asked == asked + 1
    scene.change(shown=False)
    assert not scene.strip.awake


def test_only_a_level_that_rises_swells_and_not_where_motion_is_not_wanted(scene):
    def happen(level: Level) -> bool:
        scene.strip.pulse.still()
        scene.desk.events = [open_event(level=level)]
        scene.desk.advance(DurationMs(1_000))
        scene.strip.look()
        return scene.strip.pulse.beating

    assert happen(Level.WATCH)
    assert not happen(Level.WATCH)
    assert happen(Level.CRITICAL)
    value = scene.desk.settings.value
    scene.desk.replace_settings(
        value.model_copy(update={"look": value.look.model_copy(update={"reduced_motion": True})})
    )
    assert not happen(Level.ALERT)


def test_an_event_that_was_there_before_the_strip_does_not_swell(qtbot, desk, theme, tmp_path):
    desk.events = [open_event()]
    made = StripScene(desk, theme, tmp_path / "strip.ini")
    made.change(shown=True)
    assert made.strip.figures.happening is not None
    assert not made.strip.pulse.beating
    made.keeper.close()


def test_what_it_shows_is_said_to_who_listens(scene):
    told = scene.strip.accessibleDescription()
    assert told.startswith("DEMO 1H: at least $")
    assert "feeds 6/7" in told


def test_a_change_of_looks_is_worn_at_once(scene, theme):
    def ground() -> QImage:
        return scene.strip.grab().toImage()

    dark = ground().pixelColor(320, 37)
    look = scene.desk.settings.value.look
    theme.wear(look.model_copy(update={"theme": "light"}))
    assert ground().pixelColor(320, 37) != dark
