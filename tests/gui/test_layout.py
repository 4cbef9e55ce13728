"""Where a window may stand: on a screen that exists."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QToolButton
from shiboken6 import Shiboken

from liqdesk.ui.panels.docks import COMING, Dock, Stage
from liqdesk.ui.panels.floats import Floats
from liqdesk.ui.panels.homes import clamped
from liqdesk.ui.theme import colour

LEFT = QRect(0, 0, 1920, 1080)
RIGHT = QRect(1920, 0, 1280, 800)


@pytest.mark.parametrize(
    ("wanted", "screens", "stands"),
    [
        (QRect(100, 100, 800, 600), [LEFT, RIGHT], QRect(100, 100, 800, 600)),
        (QRect(2500, 300, 1280, 800), [LEFT, RIGHT], QRect(1920, 0, 1280, 800)),
        (QRect(2500, 300, 1280, 800), [LEFT], QRect(640, 280, 1280, 800)),
        (QRect(-500, -500, 3000, 2000), [LEFT], LEFT),
        (QRect(9000, 9000, 640, 480), [RIGHT], QRect(2560, 320, 640, 480)),
        (QRect(5, 5, 640, 480), [], QRect(5, 5, 640, 480)),
    ],
)
def test_a_window_is_brought_onto_a_screen(wanted, screens, stands):
    assert clamped(wanted, screens) == stands


def test_a_window_that_stood_on_a_monitor_that_is_gone_comes_back_onto_one(open_window, desk, tmp_path):
    kept = QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat)
    kept.setValue("geometry", QRect(5_000, -3_000, 900, 600))
    kept.sync()
    window = open_window(desk)
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.contains(window.geometry().topLeft())
    assert screen.contains(window.geometry().center())
    assert window.width() <= screen.width()


def test_a_window_closed_maximised_opens_maximised_and_knows_its_size_as_a_window(qtbot, open_window, desk):
    first = open_window(desk)
    first.setGeometry(40, 60, 700, 500)
    first.showMaximized()
    first.close()
    second = open_window(desk, shown=False)
    assert second.isMaximized()
    assert not second.isVisible()
    assert second.normalGeometry() == QRect(40, 60, 700, 500)
    second.show()
    qtbot.waitUntil(second.isVisible)
    assert second.isMaximized()


def test_a_panel_that_is_detached_stands_aside_from_its_place_and_on_the_screen(qtbot, open_window, desk, theme):
    window = open_window(desk)
    dock = window.findChild(Dock, "tape")
    place = QRect(dock.mapToGlobal(QPoint(0, 0)), dock.size())
    button = next(one for one in dock.findChildren(QToolButton) if one.accessibleName().startswith("Detach"))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert dock.isFloating()
    assert dock.geometry().topLeft() != place.topLeft()
    assert QGuiApplication.primaryScreen().availableGeometry().contains(dock.geometry())
    assert dock.grab().toImage().pixelColor(0, dock.height() // 2) == colour(theme.tokens.surface.dim)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not dock.isFloating()


def test_before_the_chart_comes_its_place_says_so(open_window, desk):
    window = open_window(desk, shown=False)
    assert COMING in {one.accessibleName() for one in window.findChildren(Stage)}


ASIDE = QRect(300, 200, 400, 300)


def floating(window) -> Dock:
    dock = window.findChild(Dock, "tape")
    dock.setFloating(True)
    dock.setGeometry(ASIDE)
    return dock


def test_what_floats_is_put_away_with_the_window_and_comes_back_with_it(qtbot, open_window, desk):
    window = open_window(desk)
    dock = floating(window)
    window.hide()
    assert dock.isHidden(), "nobody keeps it up to date"
    window.close()
    window.show()
    qtbot.waitUntil(dock.isVisible)
    assert dock.geometry() == ASIDE
    window.hide()
    window.close()
    again = open_window(desk, shown=False)
    kept = again.findChild(Dock, "tape")
    assert kept.isFloating()
    assert kept.isHidden(), "a window that starts in the tray shows nothing of itself"
    again.show()
    assert kept.isHidden(), "the desktop has to know the window before what stands above it"
    qtbot.waitUntil(kept.isVisible)
    assert kept.geometry() == ASIDE


def test_a_panel_closed_while_it_floats_stays_closed(qtbot, open_window, desk):
    window = open_window(desk)
    dock = floating(window)
    dock.close()
    window.hide()
    window.show()
    qtbot.waitUntil(lambda: window.bridge.awake)
    assert dock.isHidden()


def test_what_floats_goes_on_while_the_window_is_minimised(qtbot, open_window, desk):
    window = open_window(desk)
    dock = floating(window)
    window.showMinimized()
    assert window.bridge.awake
    dock.close()
    assert not window.bridge.awake, "nobody looks any more"
    window.showNormal()
    window.activateWindow()
    assert window.bridge.awake


class KeptAside(QMainWindow):
    """Notes whether its docks are taken account of."""

    asked = 0

    def saveState(self, version=0):
        KeptAside.asked += 1
        return super().saveState(version)


def test_a_window_that_is_destroyed_is_not_asked_for_its_docks(qapp):
    """It hides once more while nothing of it is whole any longer: asking it then ended the program with a crash."""
    window = KeptAside()
    floats = Floats(window, [], lambda: None)
    window.show()
    window.hide()
    window.show()
    QApplication.processEvents()
    assert (KeptAside.asked, floats.state) == (1, None)
    Shiboken.delete(window)
    assert KeptAside.asked == 1
