"""The settings over the real window: keys and rules chosen there count there at once, and undo outlives the dialog."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from liqdesk.settings.section import Page
from liqdesk.ui.dialogs.rule_editor import RuleEditor
from liqdesk.ui.dialogs.settings.dialog import SettingsDialog
from liqdesk.ui.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_window, desk) -> MainWindow:
    return open_window(desk)


def opened(window: MainWindow, page: Page = Page.VENUES) -> SettingsDialog:
    window.dialogs.open_settings(page)
    return next(one for one in window.findChildren(SettingsDialog) if one.isVisible())


def keys_of(window: MainWindow, title: str) -> list[str]:
    action = next(one for one in window.findChildren(QAction) if one.text() == title)
    return [key.toString() for key in action.shortcuts()]


def test_a_key_chosen_in_the_settings_works_in_the_window_at_once(qtbot, window, desk):
    editor = opened(window, Page.KEYS).row("keys.chosen").editor
    line = editor.lines["copy-headline"]
    line.key.click()
    qtbot.keyClick(line.key, Qt.Key.Key_H, CTRL)
    assert keys_of(window, "Copy &headline") == ["Ctrl+H"]
    line.reset.click()
    assert keys_of(window, "Copy &headline") == ["H"]


def test_every_command_with_a_name_can_have_a_key(window):
    editor = opened(window, Page.KEYS).row("keys.chosen").editor
    assert {"quit", "full-screen", "mute", "settings", "keys"} <= set(editor.lines)


def test_a_rule_is_added_and_changed_from_the_settings(qtbot, window, desk):
    editor = opened(window, Page.ALERTS).row("alerts.rules").editor
    before = len(desk.settings.value.alerts.rules)
    editor.buttons["Add…"].click()
    writing = next(one for one in window.findChildren(RuleEditor) if one.isVisible())
    writing.name.setText("Mine")
    writing.save.click()
    rules = desk.settings.value.alerts.rules
    assert (len(rules), rules[-1].name) == (before + 1, "Mine")
    assert editor.list.entry(before).title == "Mine"
    assert editor.list.currentRow() == before


def test_the_settings_are_opened_once_and_turned_to_what_is_wanted(window):
    first = opened(window)
    assert opened(window, Page.SOUND) is first
    assert first.stack.currentWidget() is first.page(Page.SOUND)


def test_undo_outlives_the_dialog(qtbot, window, desk):
    dialog = opened(window, Page.ALERTS)
    dialog.row("alerts.hourly_budget").editor.box.setValue(9)
    dialog.close()
    again = opened(window)
    assert again is not dialog
    assert again.undo.text() == "Undo: Alerts an hour: 6 → 9"
    again.undo.click()
    assert desk.settings.value.alerts.hourly_budget == 6
