"""Whoever hears the window instead of seeing it: everything that can have the focus says what it is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QDialog, QDockWidget, QWidget

from liqdesk.engine.alerting import NoAlerts
from liqdesk.engine.archive import no_archive
from liqdesk.settings.section import Page
from tests.fakes.events import entry
from tests.fakes.looking import look


def silent(top: QWidget) -> list[str]:
    """Every widget that takes the focus and has no name that Qt tells a screen reader."""
    found = []
    for one in top.findChildren(QWidget):
        takes = one.focusPolicy() & Qt.FocusPolicy.TabFocus or one.focusPolicy() & Qt.FocusPolicy.ClickFocus
        if not takes or not one.isVisibleTo(top) or one.focusProxy() is not None:
            continue
        told = QAccessible.queryAccessibleInterface(one)
        parent = one.parent()
        inside = isinstance(parent, QWidget) and bool(parent.accessibleName()) and parent.focusPolicy() & takes
        if not (told is not None and told.text(QAccessible.Text.Name)) and not inside:
            found.append(f"{type(one).__name__} {one.objectName()} in {type(parent).__name__}")
    return found


@pytest.fixture
def window(open_window, live_desk):
    live_desk.alerts = NoAlerts()
    live_desk._archive = no_archive("nothing is recorded")
    live_desk.events = [entry()]
    opened = open_window(live_desk)
    opened.resize(1600, 1000)
    look(opened)
    return opened


def test_every_part_of_the_window_has_a_name(window):
    for dock in window.findChildren(QDockWidget):
        dock.show()
        dock.raise_()
        assert silent(window) == [], dock.windowTitle()


@pytest.mark.parametrize(
    "opened",
    ["open_share", "open_standing", "open_rule", "open_keys", "open_about"],
)
def test_every_dialog_has_names(window, opened):
    getattr(window.dialogs, opened)()
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    assert silent(dialog) == []
    dialog.close()


@pytest.mark.parametrize("page", list(Page))
def test_every_page_of_the_settings_has_names(window, page):
    window.dialogs.open_settings(page)
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    dialog.page(page).finish()
    assert silent(dialog) == []
    dialog.close()


def test_palette_filter_and_layouts_have_names(window):
    window.steering.palette.open()
    assert silent(window.steering.palette) == []
    window.steering.open_layouts()
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    assert silent(dialog) == []
