"""Muting and snoozing by key, menu and click, each told by the status line at once; and keys chosen by hand."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QLabel, QMenuBar

from liqdesk.settings.model import KeySettings
from liqdesk.ui.dialogs.keys import KeysDialog
from liqdesk.ui.dialogs.rule_editor import RuleEditor
from liqdesk.ui.panels.alerts import AlertsPanel
from liqdesk.ui.panels.status import StatusLine
from liqdesk.ui.panels.timeline import TimelinePanel
from tests.fakes.looking import look

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(open_window, live_desk):
    made = open_window(live_desk)
    made.activateWindow()
    return made


def said(window) -> str:
    look(window)
    return window.findChild(StatusLine).text("alerts")


def action(window, title: str) -> QAction:
    """An entry of the Alerts menu, as it is when the menu is open."""
    menu = next(one.menu() for one in window.findChild(QMenuBar).actions() if one.text() == "&Alerts")
    menu.aboutToShow.emit()
    return next(one for one in menu.actions() if one.text().replace("&", "") == title)


def choose_keys(desk, **chosen: str) -> None:
    keys = KeySettings(chosen={name.replace("_", "-"): key for name, key in chosen.items()})
    desk.replace_settings(desk.settings.value.model_copy(update={"keys": keys}))


def test_one_key_mutes_and_the_same_key_ends_it(qtbot, window, live_desk):
    assert said(window) == "alerts 4 of 6 this hour"
    qtbot.keyClick(window, Qt.Key.Key_M, SHIFT)
    assert live_desk.alerts.view().muted
    assert said(window) == "alerts muted"
    assert action(window, "Mute alerts").isChecked()
    qtbot.keyClick(window, Qt.Key.Key_M, SHIFT)
    assert said(window) == "alerts 4 of 6 this hour"
    assert not action(window, "Mute alerts").isChecked()


def test_the_key_works_in_the_chart_too(qtbot, window, live_desk):
    window.findChild(TimelinePanel).setFocus()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_M, SHIFT)
    assert live_desk.alerts.view().muted


def test_snoozing_by_key_and_by_menu(qtbot, window, live_desk):
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert said(window) == "alerts snoozed until 22:41"
    action(window, "Snooze 1 hour").trigger()
    assert said(window) == "alerts snoozed until 23:26"
    action(window, "Snooze until tomorrow").trigger()
    assert said(window) == "alerts snoozed until 00:00"
    end = action(window, "End snooze")
    assert end.isEnabled()
    end.trigger()
    assert said(window) == "alerts 4 of 6 this hour"
    assert not action(window, "End snooze").isEnabled()


def test_the_status_line_is_the_way_back(qtbot, window, live_desk):
    label = next(one for one in window.findChild(StatusLine).findChildren(QLabel) if one.accessibleName() == "alerts")
    live_desk.alerts.mute(True)
    assert said(window) == "alerts muted"
    qtbot.mouseClick(label, Qt.MouseButton.LeftButton)
    assert not live_desk.alerts.view().muted
    action(window, "Snooze 1 hour").trigger()
    qtbot.mouseClick(label, Qt.MouseButton.LeftButton)
    assert live_desk.alerts.view().snoozed_until is None
    assert said(window) == "alerts 4 of 6 this hour"


def test_a_click_on_calm_alerts_goes_to_them(run, qtbot, window, until):
    async def story():
        label = next(
            one for one in window.findChild(StatusLine).findChildren(QLabel) if one.accessibleName() == "alerts"
        )
        qtbot.mouseClick(label, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
        await until(lambda: bool(window.findChild(AlertsPanel).rows))

    run(story())


def test_what_could_not_be_sent_is_told_in_any_room(qtbot, window, live_desk):
    live_desk.alerts.sending = "Telegram cannot be reached: the address is wrong"
    live_desk.touch()
    assert said(window) == "✕ alerts 4 of 6 this hour, not sent"
    line = window.findChild(StatusLine)
    label = next(one for one in line.findChildren(QLabel) if one.accessibleName() == "alerts")
    assert "Telegram cannot be reached: the address is wrong." in label.toolTip()
    window.resize(660, 700)
    window.grab()
    assert any(text.startswith("✕ alerts") for text in line.shown)


def test_the_panel_mutes_too(run, qtbot, window, live_desk, until):
    async def story():
        window.go_to("alerts")
        panel = window.findChild(AlertsPanel)
        await until(lambda: bool(panel.rows))
        panel.mute.click()
        assert said(window) == "alerts muted"
        assert panel.said == "Muted until you switch it off"
        qtbot.keyClick(window, Qt.Key.Key_M, SHIFT)
        look(window)
        assert not panel.mute.isChecked()

    run(story())


def test_keys_chosen_by_hand_work_at_once_and_stand_on_the_sheet(qtbot, window, live_desk):
    choose_keys(live_desk, mute="Ctrl+Shift+Z", journal="M", full_screen="")
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert not live_desk.alerts.view().muted
    assert window.findChild(QDockWidget, "journal").widget().view.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert live_desk.alerts.view().muted
    window.dialogs.open_keys()
    sheet = window.findChild(KeysDialog)
    words = [label.text() for label in sheet.findChildren(QLabel)]
    sheet.close()
    at = words.index("Mute alerts")
    assert words[at - 1] == "Ctrl+Shift+Z"
    assert words[words.index("Go to the journal") - 1] == "M"
    assert "Full screen" not in words
    choose_keys(live_desk)
    qtbot.keyClick(window, Qt.Key.Key_M, SHIFT)
    assert not live_desk.alerts.view().muted


def test_a_letter_typed_into_the_search_is_no_command(run, qtbot, window, live_desk, until):
    async def story():
        window.go_to("alerts")
        panel = window.findChild(AlertsPanel)
        await until(lambda: bool(panel.rows))
        panel.search.setFocus()
        qtbot.keyClicks(panel.search, "market")
        assert panel.search.text() == "market"
        assert not live_desk.alerts.view().muted

    run(story())


def test_every_command_has_a_name_and_a_new_rule_is_one(window):
    lines = window.command_lines()
    names = [line.id for line in lines]
    assert all(names)
    assert len(set(names)) == len(names)
    assert {"mute", "snooze-15m", "alerts", "rules", "settings", "quit"} <= set(names)
    action(window, "New rule…").trigger()
    dialog = window.findChild(RuleEditor)
    assert dialog.isVisible()
    dialog.reject()
