"""Texts of any size: docks come back to how they stood, and the window stays as small as is promised."""

from itertools import combinations

import pytest
import shiboken6
from PySide6.QtCore import QSize, Qt

from liqdesk.settings.model import LookSettings
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.panels.arrangement import PROMISED
from liqdesk.ui.panels.docks import Dock
from tests.fakes.looking import look


def put(desk, percent: int) -> None:
    value = desk.settings.value
    desk.replace_settings(value.model_copy(update={"look": value.look.model_copy(update={"font_scale": percent})}))


def sizes(window) -> dict[str, QSize]:
    return {dock.objectName(): dock.size() for dock in window.findChildren(Dock) if dock.seen}


@pytest.mark.parametrize("size", [QSize(1280, 800), QSize(1000, 640), QSize(1920, 1080)])
def test_docks_stand_as_they_stood(qtbot, open_window, live_desk, size):
    window = open_window(live_desk)
    window.resize(size)
    look(window)
    tape = next(dock for dock in window.findChildren(Dock) if dock.objectName() == "tape")
    window.resizeDocks([tape], [450], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: tape.width() == 450)
    before = sizes(window)
    assert {"tape", "journal", "venues"} <= set(before)
    for percent in (160, 100, 130, 100):
        put(live_desk, percent)
        look(window)
    qtbot.waitUntil(lambda: sizes(window) == before)


@pytest.mark.parametrize("percent", [100, 130, 160])
def test_the_promised_size_is_enough(open_window, live_desk, percent):
    window = open_window(live_desk)
    put(live_desk, percent)
    window.resize(PROMISED)
    look(window)
    assert window.size() == PROMISED
    window.grab()
    inside = [window.centralWidget(), *(dock for dock in window.findChildren(Dock) if dock.seen)]
    assert len(inside) > 1
    for part in inside:
        assert window.rect().contains(part.geometry()), part
    for one, other in combinations(inside, 2):
        assert not one.geometry().intersects(other.geometry()), (one, other)


def test_a_window_that_is_gone_is_asked_for_nothing(qtbot, qapp, live_desk, theme, resources, tmp_path):
    window = MainWindow(live_desk, theme, tmp_path / "layout.ini", resources)
    shiboken6.delete(window)
    with qtbot.captureExceptions() as failed:
        theme.wear(LookSettings(font_scale=160))
        theme.wear(LookSettings(font_scale=100))
        qapp.processEvents()
    assert failed == []
