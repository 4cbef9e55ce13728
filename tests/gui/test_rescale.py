"""Another text size is in force at once, all of it, and going back leaves nothing changed."""

import pytest
from PySide6.QtWidgets import QDockWidget, QLabel, QPushButton, QToolButton, QWidget

from liqdesk.settings.model import Theme
from liqdesk.ui.dialogs.keys import KeysDialog
from liqdesk.ui.theme import Role
from tests.fakes.looking import look


def put(desk, percent: int) -> None:
    value = desk.settings.value
    desk.replace_settings(value.model_copy(update={"look": value.look.model_copy(update={"font_scale": percent})}))


def measures(window) -> dict[QWidget, tuple[int, int, int]]:
    return {
        one: (one.font().pixelSize(), one.minimumWidth(), one.maximumHeight())
        for one in window.findChildren(QWidget)
        if not isinstance(one, QDockWidget) and not one.objectName().startswith("qt_")
    }


def test_going_back_and_forth_changes_nothing(open_window, live_desk, theme):
    window = open_window(live_desk)
    before, body = measures(window), theme.font(Role.BODY).pixelSize()
    for percent in (160, 80, 130, 100):
        put(live_desk, percent)
    assert measures(window) == before
    assert theme.font(Role.BODY).pixelSize() == body


def test_going_there_and_back_with_another_theme_changes_no_size(open_window, live_desk):
    window = open_window(live_desk)
    before = measures(window)
    for percent, colours in ((160, Theme.SYSTEM), (100, Theme.LIGHT), (160, Theme.LIGHT), (100, Theme.DARK)):
        value = live_desk.settings.value
        look = value.look.model_copy(update={"font_scale": percent, "theme": colours})
        live_desk.replace_settings(value.model_copy(update={"look": look}))
    changed = {one: (was, now) for one, was in before.items() if (now := measures(window)[one]) != was}
    assert changed == {}


@pytest.mark.parametrize("percent", [80, 130, 160])
def test_words_on_buttons_and_titles_are_not_clipped(qtbot, open_window, live_desk, theme, percent):
    window = open_window(live_desk)
    window.resize(1280, 800)
    body = theme.font(Role.BODY).pixelSize()
    put(live_desk, percent)
    look(window)
    assert theme.font(Role.BODY).pixelSize() == round(body * percent / 100)
    window.grab()
    for one in window.findChildren(QWidget):
        if isinstance(one, QToolButton | QPushButton) and one.isVisible() and one.text():
            assert one.width() >= one.sizeHint().width() - 1, one.text()
            assert one.height() >= one.fontMetrics().height(), one.text()


def test_dialogs_that_are_open_follow(qtbot, open_window, live_desk, theme):
    window = open_window(live_desk)
    window.dialogs.open_keys()
    dialog = window.findChild(KeysDialog)
    label = next(one for one in dialog.findChildren(QLabel) if one.text() == "Mute alerts")
    before = label.font().pixelSize()
    put(live_desk, 150)
    assert label.font().pixelSize() == round(before * 1.5)
