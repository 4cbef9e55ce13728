"""The window used as a person would: by keyboard alone from the first steps to a picture for others; by mouse through all."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QTabBar

from liqdesk.settings.model import BarColours, BucketWidth
from liqdesk.ui.charts.share_card import HEIGHT, WIDTH
from liqdesk.ui.dialogs.first_run.dialog import FirstRunDialog
from liqdesk.ui.dialogs.share import ShareDialog
from liqdesk.ui.panels.docks import Dock
from tests.fakes.hands import Hands, dialogs


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def window(open_window, live_desk, qtbot):
    shown = open_window(live_desk)
    shown.resize(1280, 800)
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def active(kind: type) -> bool:
    return isinstance(QApplication.activeWindow(), kind)


async def ended(until, window) -> None:
    """The dialogs are gone and the window has the keyboard again, which a window manager sees to where there is one."""
    await until(lambda: not dialogs())
    window.activateWindow()
    await until(window.isActiveWindow)


def seen(window) -> list[Dock]:
    return [dock for dock in window.findChildren(Dock) if not dock.widget().visibleRegion().isEmpty()]


@pytest.mark.qt_log_ignore(
    "This plugin does not support grabbing the keyboard", extend=True
)  # the list below a file's name
def test_by_keyboard_from_the_first_steps_to_a_saved_picture(window, live_desk, hands, run, until, tmp_path):
    async def story():
        window.dialogs.open_first_run()
        await until(lambda: active(FirstRunDialog))
        hands.press("Tab", "Right", "Enter")  # other colours for the sides, next
        assert live_desk.settings.value.look.colours is BarColours.BY_POSITION
        hands.press("Enter", "Enter")  # the venues as they are, the alerts as they are
        await ended(until, window)
        assert live_desk.settings.value.start.first_steps_done

        hands.press("3")
        assert live_desk.settings.value.chart.bucket is BucketWidth.QUARTER
        hands.press("Ctrl+K")
        hands.type("share card")
        hands.press("Enter")
        await until(lambda: active(ShareDialog))
        hands.tab_to("Dark")
        hands.press("Right")
        hands.tab_to("Save as PNG…")
        hands.press("Space")
        await until(lambda: active(QFileDialog))
        hands.press("Ctrl+A")
        hands.type(str(tmp_path / "hour.png"))
        hands.press("Enter")
        await until((tmp_path / "hour.png").is_file)
        await until(lambda: not any(isinstance(one, QFileDialog) for one in dialogs()))
        dialogs()[-1].activateWindow()
        await until(lambda: active(ShareDialog))
        hands.press("Esc")
        await ended(until, window)

    run(story())
    picture = QImage(str(tmp_path / "hour.png"))
    assert (picture.width(), picture.height()) == (WIDTH, HEIGHT)
    assert picture.pixelColor(8, 8).lightness() > 200  # the light one was chosen


def test_f6_goes_round_every_panel_that_is_seen_and_back(window, hands, run):
    async def story():
        reached: list[Dock] = []
        for _ in range(len(seen(window)) + 3):
            hands.press("F6")
            reached += [dock for dock in seen(window) if dock.isAncestorOf(hands.focus()) and dock not in reached]
        assert set(reached) == set(seen(window)) != set()
        hands.press("Shift+F6")
        assert window.isAncestorOf(hands.focus())

    run(story())


@pytest.mark.parametrize(
    ("keys", "title"),
    [("Ctrl+,", "settings"), ("?", "keys"), ("Shift+F1", "user guide"), ("Ctrl+L", "layouts"), ("X", "share card")],
)
def test_a_dialog_opens_and_ends_by_keyboard(window, hands, run, until, keys, title):
    async def story():
        hands.press(keys)
        await until(lambda: QApplication.activeWindow() in dialogs())
        assert title in dialogs()[-1].windowTitle().lower()
        hands.press("Esc")
        await ended(until, window)

    run(story())


def test_by_mouse_through_every_panel(window, hands, run, until):
    async def story():
        for dock in window.findChildren(Dock):
            if not dock.isVisible():
                dock.toggleViewAction().trigger()
            dock.raise_()
            await until(lambda dock=dock: not dock.widget().visibleRegion().isEmpty())
            place = QPoint(dock.widget().width() // 2, min(40, dock.widget().height() - 1))
            hands.click(dock.widget(), place)
            hands.click(dock.widget(), place, double=True)
            for dialog in dialogs():
                dialog.reject()
        for bar in (one for one in window.findChildren(QTabBar) if one.parent() is window and one.isVisible()):
            for number in range(bar.count()):
                hands.click(bar, bar.tabRect(number).center())
                assert bar.currentIndex() == number

    run(story())
    assert len(seen(window)) > 1


def test_every_command_can_be_given_and_the_window_still_answers(window, live_desk, hands, run, until):
    """All but the end of the program: each opens, shows, switches or does nothing, and leaves the window as alive as before."""
    given = [line.id for line in window.command_lines() if line.id != "quit"]
    assert len(given) > 40

    async def story():
        for ident in given:
            window._menus.order(ident)
            QApplication.processEvents()
            for dialog in dialogs():
                dialog.reject()
            await until(lambda: not dialogs())
            assert window.isVisible(), ident
        if window.isFullScreen():
            window.toggle_full_screen()
        window.activateWindow()
        await until(window.isActiveWindow)
        window.bridge.look()
        await until(window.settle_ready)

    run(story())
