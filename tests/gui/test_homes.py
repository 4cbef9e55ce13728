"""Windows on monitors that go and come back: always on one that is there, and home again."""

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QMainWindow, QWidget

from liqdesk.ui.monitors import Monitor
from liqdesk.ui.panels.homes import Home, Homes, homes_in

LEFT = Monitor("left", QRect(0, 0, 800, 780))
RIGHT = Monitor("right", QRect(800, 0, 1280, 800))
PLACE = QRect(900, 150, 300, 200)


class Desk:
    """A window with a dock that floats, before monitors that come and go."""

    def __init__(self, qtbot, kept: str | None = None, monitors=(LEFT, RIGHT)) -> None:
        self.monitors = list(monitors)
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.setGeometry(50, 60, 400, 300)
        self.dock = QDockWidget("tape", self.window)
        self.dock.setWidget(QWidget())
        self.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.setFloating(True)
        self.homes = Homes(self.window, {"tape": self.dock}, lambda: self.monitors)
        if kept is not None:
            self.homes.adopt(kept)
        self.window.show()

    def put(self, place: QRect) -> None:
        self.dock.setGeometry(place)
        self.homes.rested()

    def have(self, *monitors: Monitor) -> None:
        """These monitors are there now, as Qt tells it."""
        self.monitors = list(monitors)
        self.say_so()
        self.homes.settle()
        self.homes.rested()

    def say_so(self) -> None:
        screen = self.window.windowHandle().screen()
        screen.availableGeometryChanged.emit(screen.availableGeometry())


@pytest.fixture
def desk(qtbot) -> Desk:
    return Desk(qtbot)


def test_what_floats_on_a_monitor_that_goes_is_seen_on_another_and_goes_back_with_it(desk):
    desk.put(PLACE)
    desk.have(LEFT)
    assert LEFT.room.contains(desk.dock.geometry())
    desk.have(LEFT, RIGHT)
    assert desk.dock.geometry() == PLACE


def test_a_monitor_of_another_scale_that_goes_leaves_the_size_as_it_was(desk):
    desk.put(PLACE)
    desk.dock.setGeometry(QRect(100, 150, 600, 400))  # as Qt makes it of the pixels of a screen of twice the scale
    desk.have(LEFT)
    assert desk.dock.geometry() == QRect(100, 150, 300, 200)
    desk.have(LEFT, RIGHT)
    assert desk.dock.geometry() == PLACE


def test_moved_to_a_screen_of_another_scale_it_is_given_its_size_again(desk, qtbot):
    desk.put(PLACE)
    desk.have(LEFT)
    desk.monitors = [LEFT, RIGHT]
    desk.homes.settle()
    desk.dock.setGeometry(QRect(900, 150, 150, 100))  # as many pixels, on a screen of twice the scale
    QApplication.sendEvent(desk.dock, QEvent(QEvent.Type.DevicePixelRatioChange))
    qtbot.waitUntil(lambda: desk.dock.geometry() == PLACE)
    desk.homes.rested()
    by_hand = QRect(900, 150, 310, 210)
    desk.dock.setGeometry(by_hand)
    QApplication.sendEvent(desk.dock, QEvent(QEvent.Type.DevicePixelRatioChange))
    desk.homes.rested()
    assert desk.homes.home("tape").place.size() == by_hand.size()


def test_it_is_enough_that_qt_tells_of_it_once_the_monitors_have_settled(desk, qtbot):
    desk.put(PLACE)
    desk.monitors = [LEFT]
    desk.say_so()
    qtbot.waitUntil(lambda: LEFT.room.contains(desk.dock.geometry()))


def test_a_move_counts_once_it_rests_and_not_while_monitors_settle(desk, qtbot):
    desk.put(QRect(20, 30, 300, 200))
    desk.dock.setGeometry(PLACE)
    assert desk.homes.home("tape").monitor == "left"
    qtbot.waitUntil(lambda: desk.homes.home("tape").monitor == "right")
    desk.say_so()
    desk.dock.setGeometry(QRect(20, 30, 300, 200))
    desk.homes.rested()
    assert desk.homes.home("tape").monitor == "right"


def test_what_the_user_moves_meanwhile_stays_where_it_was_moved(desk):
    desk.put(PLACE)
    desk.have(LEFT)
    elsewhere = QRect(20, 30, 310, 210)
    desk.put(elsewhere)
    desk.have(LEFT, RIGHT)
    assert desk.dock.geometry() == elsewhere


def test_a_desktop_that_moves_windows_before_it_tells_of_the_monitor_changes_no_home(desk):
    desk.put(PLACE)
    desk.dock.move(200, 100)
    desk.have(LEFT)
    desk.dock.move(210, 100)
    desk.have(LEFT, RIGHT)
    assert desk.dock.geometry() == PLACE


def test_a_place_is_counted_from_its_monitor_wherever_that_is_arranged(desk):
    desk.put(PLACE)
    below = Monitor("right", QRect(0, 780, 1280, 800))
    desk.have(LEFT, below)
    assert desk.dock.geometry() == QRect(100, 930, 300, 200)


def test_a_monitor_that_comes_back_smaller_shows_all_of_it_and_the_home_stays(desk):
    desk.put(QRect(1700, 500, 300, 200))
    small = Monitor("right", QRect(800, 0, 640, 480))
    desk.have(LEFT, small)
    assert small.room.contains(desk.dock.geometry())
    desk.have(LEFT, RIGHT)
    assert desk.dock.geometry() == QRect(1700, 500, 300, 200)


def test_a_monitor_that_is_missing_at_the_start_leaves_the_home_for_the_next_one(qtbot):
    first = Desk(qtbot)
    first.put(PLACE)
    kept = first.homes.lines()
    without = Desk(qtbot, kept, (LEFT,))
    assert LEFT.room.contains(without.dock.geometry())
    without.homes.rested()
    assert homes_in(without.homes.lines())["tape"] == Home("right", QRect(100, 150, 300, 200))
    without.have(LEFT, RIGHT)
    assert without.dock.geometry() == PLACE
    again = Desk(qtbot, without.homes.lines())
    assert again.dock.geometry() == PLACE


def test_a_window_that_hangs_over_an_edge_on_purpose_stays_there(desk):
    over = QRect(700, 300, 300, 200)
    desk.put(over)
    desk.have(LEFT, RIGHT)
    assert desk.dock.geometry() == over


def test_a_dialog_that_nobody_could_take_any_more_is_brought_too(desk, qtbot):
    dialog = QDialog(desk.window)
    dialog.setGeometry(1300, 100, 300, 200)
    dialog.show()
    qtbot.waitUntil(dialog.isVisible)
    desk.have(LEFT)
    assert LEFT.room.contains(dialog.frameGeometry())
    dialog.close()


def test_what_is_docked_again_has_no_home_and_lines_that_are_none_are_left_out(desk):
    desk.put(PLACE)
    desk.dock.setFloating(False)
    assert set(homes_in(desk.homes.lines())) == {"window"}
    assert desk.homes.lines(of_window=False) == ""
    kept = "tape 1 2 300 200 DELL U27 7QX\nrubbish\ntape x 2 3 4 left\njournal 0 0 -5 10 left\n"
    assert homes_in(kept) == {"tape": Home("DELL U27 7QX", QRect(1, 2, 300, 200))}
    assert homes_in(None) == homes_in(["tape"]) == {}


def test_without_any_monitor_nothing_moves(desk):
    desk.put(PLACE)
    desk.have()
    assert desk.dock.geometry() == PLACE
