"""The editors of the settings: amounts, shares, times, sounds, groups, rules and keys, as a person uses them."""

import pytest
from PySide6.QtCore import Qt

from liqdesk.settings.model import Settings
from liqdesk.settings.rules import DEFAULT_RULES, AlertLevel, OrderOver, SavedRule, Side
from liqdesk.ui.dialogs.settings.amount import nearest, stops
from liqdesk.ui.dialogs.settings.dialog import SettingsDialog
from liqdesk.ui.dialogs.settings.groups import coins_in
from tests.fakes.settings_dialog import Workshop

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def workshop(desk, theme) -> Workshop:
    return Workshop(desk, theme)


@pytest.fixture
def dialog(qtbot, workshop) -> SettingsDialog:
    made = workshop.open()
    qtbot.addWidget(made)
    made.open()
    return made


def type_in(qtbot, line, text: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "usd", "shown"),
    [("2.5m", 2_500_000, "2.5M"), ("$750k", 750_000, "750K"), ("1b", 10**9, "1B"), ("0", 0, "0")],
)
def test_amounts_are_typed_with_their_units(qtbot, dialog, desk, typed, usd, shown):
    editor = dialog.row("tape.minimum_usd").editor
    type_in(qtbot, editor.line, typed)
    assert desk.settings.value.tape.minimum_usd == usd
    assert editor.line.text() == shown


def test_what_is_no_amount_stays_and_is_explained(qtbot, dialog, desk):
    row = dialog.row("tape.minimum_usd")
    type_in(qtbot, row.editor.line, "lots")
    assert row.error.text() == "'lots' is no amount; write dollars like 250k, 2.5m or 1,000,000."
    assert (row.editor.line.text(), desk.settings.value.tape.minimum_usd) == ("lots", 1_000)
    type_in(qtbot, row.editor.line, "2b")
    assert row.error.text() == "Must be at most 1,000,000,000."


def test_the_slider_of_an_amount_stops_at_round_ones(qtbot, dialog, desk):
    editor = dialog.row("tape.minimum_usd").editor
    editor.slider.setFocus()
    for _ in range(3):
        qtbot.keyClick(editor.slider, Qt.Key.Key_Right)
    assert desk.settings.value.tape.minimum_usd == 2_000
    assert editor.line.text() == "2K"
    assert dialog.undo.text() == "Undo: Smallest order on the tape: USD 1K → USD 2K"


def test_stops_are_logarithmic_and_hold_both_ends():
    ways = stops(0, 10**9)
    assert (ways[0], ways[1], ways[-1]) == (0, 100, 10**9)
    assert list(ways) == sorted(set(ways))
    assert ways[nearest(ways, 1_030_000)] == 1_000_000
    assert ways[nearest(ways, 3)] == 0
    assert stops(1, 50) == (1, 50)


def test_shares_have_a_slider_and_a_number_of_one_mind(qtbot, dialog, desk):
    editor = dialog.row("sound.volume").editor
    editor.box.setValue(40)
    assert (editor.slider.value(), desk.settings.value.sound.volume) == (40, 40)
    editor.slider.sliderMoved.emit(55)
    assert (editor.box.value(), desk.settings.value.sound.volume) == (55, 40)
    editor.slider.setValue(55)
    assert desk.settings.value.sound.volume == 55


def test_a_percentage_goes_as_far_as_its_field_allows(qtbot, dialog, desk):
    editor = dialog.row("look.font_scale").editor
    assert (editor.slider.minimum(), editor.slider.maximum()) == (80, 160)
    editor.box.setValue(160)
    assert (editor.slider.value(), desk.settings.value.look.font_scale) == (160, 160)
    assert editor.box.text() == "160%"


@pytest.mark.parametrize(("typed", "time"), [("7:30", "07:30"), ("22", "22:00"), ("0815", "08:15"), ("6.45", "06:45")])
def test_times_of_day_are_understood(qtbot, dialog, desk, typed, time):
    editor = dialog.row("alerts.quiet.start").editor
    type_in(qtbot, editor.line, typed)
    assert desk.settings.value.alerts.quiet.start == time
    assert editor.line.text() == time


def test_what_is_no_time_of_day_is_explained(qtbot, dialog, desk):
    row = dialog.row("alerts.quiet.start")
    type_in(qtbot, row.editor.line, "25:00")
    assert row.error.text() == 'Must be a time of day like "22:00".'
    assert desk.settings.value.alerts.quiet.start == "22:00"


def test_sounds_are_chosen_and_heard(qtbot, dialog, desk, workshop):
    editor = dialog.row("sound.critical_sound").editor
    editor.take_file("/sounds/horn.wav")
    assert desk.settings.value.sound.critical_sound == "/sounds/horn.wav"
    for test in editor.tests:
        qtbot.mouseClick(test, Qt.MouseButton.LeftButton)
    assert workshop.heard == [(AlertLevel.CRITICAL, Side.SHORT), (AlertLevel.CRITICAL, Side.LONG)]


def test_outputs_are_asked_for_when_they_are_seen_and_a_missing_one_stays(qtbot, dialog, desk, workshop):
    sound = desk.settings.value.sound.model_copy(update={"device": "Old headset"})
    desk.replace_settings(desk.settings.value.model_copy(update={"sound": sound}))
    assert workshop.asked == 0
    box = dialog.row("sound.device").editor.box
    qtbot.waitUntil(lambda: workshop.asked == 1)
    assert box.currentText() == "Old headset (not found)"
    box.setCurrentIndex(box.findData("Speakers"))
    assert desk.settings.value.sound.device == "Speakers"
    assert workshop.asked == 1


def test_coins_are_read_as_people_write_them():
    assert coins_in(" doge, PEPE;wif  doge\tbonk ") == ("DOGE", "PEPE", "WIF", "BONK")


def test_groups_are_changed_begun_and_removed(qtbot, dialog, desk):
    row = dialog.row("groups.coins")
    editor = row.editor
    type_in(qtbot, editor.lines[0].coins, "btc, eth, sol")
    assert desk.settings.value.groups.coins["majors"] == ("BTC", "ETH", "SOL")
    assert editor.lines[0].coins.text() == "BTC, ETH, SOL"
    editor.add.click()
    assert list(desk.settings.value.groups.coins) == ["majors", "large"]
    qtbot.keyClicks(editor.lines[2].name, "memes")
    type_in(qtbot, editor.lines[2].coins, "doge pepe")
    assert desk.settings.value.groups.coins["memes"] == ("DOGE", "PEPE")
    assert editor.lines[2].remove.accessibleName() == "Remove the group memes"
    editor.lines[1].remove.click()
    assert list(desk.settings.value.groups.coins) == ["majors", "memes"]
    dialog.undo.click()
    assert [line.name.text() for line in editor.lines] == ["majors", "large", "memes"]


def test_groups_that_cannot_be_are_explained(qtbot, dialog, desk):
    row = dialog.row("groups.coins")
    type_in(qtbot, row.editor.lines[1].name, "majors")
    assert row.error.text() == "Two groups are called majors."
    type_in(qtbot, row.editor.lines[1].name, "other")
    assert row.error.text().startswith("A group has a name of its own")
    assert desk.settings.value.groups == Settings().groups


def test_rules_are_switched_doubled_moved_and_removed(qtbot, dialog, desk):
    editor = dialog.row("alerts.rules").editor
    editor.list.setCurrentRow(1)
    qtbot.keyClick(editor.list, Qt.Key.Key_Space)
    assert desk.settings.value.alerts.rules[1].enabled is False
    assert not editor.list.entry(1).on
    assert dialog.undo.text() == "Undo: “Squeeze or flush of one coin” off"
    editor.buttons["Duplicate"].click()
    assert [rule.name for rule in desk.settings.value.alerts.rules][2] == "Squeeze or flush of one coin copy"
    assert editor.list.currentRow() == 2
    editor.buttons["Move up"].click()
    editor.buttons["Move up"].click()
    assert desk.settings.value.alerts.rules[0].name == "Squeeze or flush of one coin copy"
    assert not editor.buttons["Move up"].isEnabled()
    editor.buttons["Remove"].click()
    assert [rule.id for rule in desk.settings.value.alerts.rules] == [rule.id for rule in DEFAULT_RULES]
    editor.buttons["Restore the default ones"].click()
    assert desk.settings.value.alerts.rules == DEFAULT_RULES
    assert not editor.buttons["Restore the default ones"].isEnabled()


def test_default_rules_come_back_beside_those_of_ones_own(qtbot, dialog, desk, workshop):
    editor = dialog.row("alerts.rules").editor
    workshop.answer = SavedRule(id="mine", name="Mine", conditions=(OrderOver(usd=1_000_000),))
    editor.buttons["Add…"].click()
    editor.list.setCurrentRow(0)
    editor.buttons["Remove"].click()
    editor.buttons["Restore the default ones"].click()
    ids = [rule.id for rule in desk.settings.value.alerts.rules]
    assert ids == [*(rule.id for rule in DEFAULT_RULES[1:]), "mine", DEFAULT_RULES[0].id]


def test_rules_are_opened_in_their_editor_and_keep_their_name_for_good(qtbot, dialog, desk, workshop):
    editor = dialog.row("alerts.rules").editor
    workshop.answer = DEFAULT_RULES[0].model_copy(update={"id": "another", "name": "Renamed"})
    editor.list.setCurrentRow(0)
    qtbot.keyClick(editor.list, Qt.Key.Key_Return)
    assert workshop.edited == [DEFAULT_RULES[0]]
    first = desk.settings.value.alerts.rules[0]
    assert (first.id, first.name) == (DEFAULT_RULES[0].id, "Renamed")
    editor.buttons["Add…"].click()
    assert workshop.edited[-1] is None
    assert editor.list.entry(5).title == "Renamed"


def test_a_rule_says_itself_in_words(dialog):
    entry = dialog.row("alerts.rules").editor.list.entry(2)
    assert entry.sentence == "Rings when one order is $25M or more on the whole market."
    assert entry.side == "watch · sound, desktop"


def press(qtbot, button, key, held=NONE) -> None:
    button.setFocus()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button, key, held)


def test_a_key_is_pressed_to_be_chosen_taken_away_and_reset(qtbot, dialog, desk):
    row = dialog.row("keys.chosen")
    line = row.editor.lines["copy-headline"]
    press(qtbot, line.key, Qt.Key.Key_K, CTRL)
    assert desk.settings.value.keys.chosen == {"copy-headline": "Ctrl+K"}
    assert line.key.text() == "Ctrl+K"
    assert not line.reset.isHidden()
    press(qtbot, line.key, Qt.Key.Key_Backspace)
    assert desk.settings.value.keys.chosen == {"copy-headline": ""}
    assert line.key.text() == "–"
    line.reset.click()
    assert desk.settings.value.keys.chosen == {}
    assert line.key.text() == "H"


def test_a_key_that_is_taken_is_refused_with_whose_it_is(qtbot, dialog, desk):
    row = dialog.row("keys.chosen")
    line = row.editor.lines["copy-headline"]
    press(qtbot, line.key, Qt.Key.Key_Q, CTRL)
    assert row.editor.said == "Ctrl+Q is the key of “Quit”. Take it away there first, or press another."
    press(qtbot, line.key, Qt.Key.Key_Tab)
    assert row.editor.said.startswith("Tab moves through the window")
    press(qtbot, line.key, Qt.Key.Key_F)
    assert row.editor.said == "F is a key of the chart: it follows now."
    assert desk.settings.value.keys.chosen == {}
    assert line.key.text() == "H"


def test_keys_while_one_is_pressed_do_nothing_else(qtbot, dialog, desk):
    dialog.row("alerts.hourly_budget").editor.box.setValue(9)
    line = dialog.row("keys.chosen").editor.lines["full-screen"]
    press(qtbot, line.key, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    press(qtbot, line.key, Qt.Key.Key_Z, CTRL)
    assert desk.settings.value.alerts.hourly_budget == 9
    assert desk.settings.value.keys.chosen == {"full-screen": "Ctrl+Z"}


def test_a_key_given_to_another_is_not_reset_onto_two(qtbot, dialog, desk):
    row = dialog.row("keys.chosen")
    first, second = (row.editor.lines[name] for name in ("copy-headline", "full-screen"))
    press(qtbot, first.key, Qt.Key.Key_K)
    press(qtbot, second.key, Qt.Key.Key_H)
    assert desk.settings.value.keys.chosen == {"copy-headline": "K", "full-screen": "H"}
    first.reset.click()
    assert row.editor.said == "H is now the key of “Full screen”. Reset that one first."
    assert desk.settings.value.keys.chosen["copy-headline"] == "K"


def test_lists_narrow_to_what_is_looked_for(dialog):
    dialog.search.setText("full screen")
    dialog.look()
    lines = dialog.row("keys.chosen").editor.lines
    assert [name for name, line in lines.items() if not line.key.isHidden()] == ["full-screen"]
    dialog.search.setText("very large")
    dialog.look()
    listed = dialog.row("alerts.rules").editor.list
    assert [row for row in range(listed.count()) if not listed.isRowHidden(row)] == [2]


def test_a_number_out_of_bounds_can_be_typed_is_explained_and_never_becomes_another_one(qtbot, dialog, desk):
    row = dialog.row("sound.volume")
    box, before = row.editor.box, desk.settings.value.sound.volume
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "999")
    assert box.text().startswith("999")
    assert row.error.text() == "Must be at most 100."
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert (box.text(), desk.settings.value.sound.volume) == (f"{before}%", before)
    assert row.error.text() == "Must be at most 100."
    box.selectAll()
    qtbot.keyClicks(box, "55")
    assert not row.error.text()
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert desk.settings.value.sound.volume == 55


def test_marks_of_thousands_are_no_fault(qtbot, dialog, desk):
    row = dialog.row("storing.days")
    box = row.editor.box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "1,000")
    assert not row.error.text()
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert desk.settings.value.storing.days == 1_000
