"""The palette, used by keyboard alone: it comes, finds, does, and gives the focus back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QLineEdit

from liqdesk.engine.desk import Mode
from liqdesk.ui.dialogs.event import EventDialog
from liqdesk.ui.dialogs.settings.dialog import SettingsDialog
from liqdesk.ui.palette.entry import Group
from liqdesk.ui.panels.timeline import TimelinePanel
from liqdesk.ui.panels.venues import VenuesPanel
from tests.fakes.desk import FakeDesk
from tests.fakes.events import entry

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_window, qtbot):
    desk = FakeDesk(mode=Mode.LIVE)
    desk.events = [entry()]
    opened = open_window(desk)
    opened.resize(1280, 800)
    opened.activateWindow()
    opened.bridge.look()
    qtbot.waitUntil(opened.settle_ready)
    return opened


def called(qtbot, window):
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_K, CTRL)
    palette = window.steering.palette
    assert palette.isVisible()
    assert QApplication.focusWidget() is palette.field
    return palette


def test_it_comes_by_key_and_goes_by_escape_and_the_focus_is_where_it_was(qtbot, window):
    window.go_to("venues")
    held = QApplication.focusWidget()
    palette = called(qtbot, window)
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()
    assert QApplication.focusWidget() is held
    called(qtbot, window)
    qtbot.keyClick(palette.field, Qt.Key.Key_K, CTRL)
    assert palette.isHidden(), "the same key sends it away"


def test_every_kind_of_thing_is_found(qtbot, window):
    palette = called(qtbot, window)
    groups = {entry.group for entry in palette.lines.entries}
    assert groups == set(Group) - {Group.TYPED, Group.RECENT, Group.COIN_GROUPS, Group.SIDE, Group.SMALLEST}


@pytest.mark.parametrize(
    ("typed", "title", "group"),
    [
        ("full", "Full screen", Group.COMMANDS),
        ("sol", "SOL", Group.COINS),
        ("bybit", "Bybit", Group.VENUES),
        ("theme", "Theme", Group.SETTINGS),
        ("review", "Review", Group.LAYOUTS),
        ("cross-check", "Cross-check", Group.PANELS),
    ],
)
def test_what_is_meant_comes_first(qtbot, window, typed, title, group):
    palette = called(qtbot, window)
    qtbot.keyClicks(palette.field, typed)
    assert palette.lines.current is not None
    assert (palette.lines.current.title, palette.lines.current.group) == (title, group)
    assert title in palette.field.accessibleDescription()


def pressed(qtbot, window, typed):
    palette = called(qtbot, window)
    qtbot.keyClicks(palette.field, typed)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isHidden()


def test_a_coin_goes_into_the_chart(qtbot, window):
    pressed(qtbot, window, "sol")
    assert window.findChild(TimelinePanel).query.base == "SOL"


def test_a_venue_is_gone_to(qtbot, window):
    pressed(qtbot, window, "okx")
    panel = window.findChild(VenuesPanel)
    assert panel.rows[panel.view.currentIndex().row()].cells[0] == "OKX"
    assert QApplication.focusWidget() is panel.view


def test_an_event_opens_as_a_card(qtbot, window):
    palette = called(qtbot, window)
    qtbot.keyClicks(palette.field, "event")
    while palette.lines.current.group is not Group.EVENTS:
        qtbot.keyClick(palette.field, Qt.Key.Key_Tab)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.findChild(EventDialog).isVisible()


def test_a_setting_opens_at_its_field(qtbot, window):
    pressed(qtbot, window, "smallest order on the tape")
    dialog = window.findChild(SettingsDialog)
    assert dialog.isVisible()
    row = dialog.row("tape.minimum_usd")
    assert row.editor is dialog.focusWidget() or row.editor.isAncestorOf(dialog.focusWidget())


def test_a_command_is_done_and_offered_first_the_next_time(qtbot, window):
    pressed(qtbot, window, "keys")
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    assert dialog.windowTitle() == "Keys"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    window.activateWindow()
    window.go_to("tape")
    palette = called(qtbot, window)
    assert palette.lines.entries[0].title == "Keys"
    assert palette.lines.entries[0].group is Group.RECENT


def test_lines_are_gone_through_round_the_ends_and_a_click_takes_one(qtbot, window):
    palette = called(qtbot, window)
    first = palette.lines.current
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    last = palette.lines.current
    assert last is not first
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.lines.current is first
    qtbot.keyClicks(palette.field, "cross-check")
    row = palette.lines.lines.index(palette.lines.current)
    spot = palette.lines.visualRect(palette.lines.model().index(row, 0)).center()
    qtbot.mouseClick(palette.lines.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert palette.isHidden()
    assert window.findChild(QDockWidget, "cross-check").isVisible()


def test_letters_typed_order_nothing_of_the_window(qtbot, window):
    desk_before = window.command_lines()
    palette = called(qtbot, window)
    qtbot.keyClicks(palette.field, "m1jx")
    assert palette.isVisible()
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert window.command_lines() == desk_before


def test_nothing_found_says_so(qtbot, window):
    palette = called(qtbot, window)
    qtbot.keyClicks(palette.field, "qqqq")
    assert not palette.lines.entries
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_it_goes_when_the_focus_goes_and_stays_inside_the_window(qtbot, window):
    palette = called(qtbot, window)
    for size in ((900, 560), (660, 420), (1920, 1080)):
        window.resize(*size)
        qtbot.waitUntil(lambda: window.rect().contains(palette.geometry()))
    window.findChild(TimelinePanel).findChild(QLineEdit).setFocus()
    assert palette.isHidden()
