"""The settings dialog: found by search, applied at once, undone, reset, explained, and following what changes elsewhere."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from liqdesk.domain.venue import VenueId
from liqdesk.settings.model import BarColours, Settings
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.settings.places import places, value_at, with_value
from liqdesk.settings.section import Page
from liqdesk.ui.dialogs.settings.dialog import SettingsDialog
from liqdesk.ui.dialogs.settings.row import FieldRow, show_hits
from tests.fakes.settings_dialog import Workshop


@pytest.fixture
def workshop(desk, theme) -> Workshop:
    return Workshop(desk, theme)


@pytest.fixture
def dialog(qtbot, workshop) -> SettingsDialog:
    made = workshop.open()
    qtbot.addWidget(made)
    made.open()
    return made


def look_for(dialog: SettingsDialog, wanted: str) -> list[str]:
    dialog.search.setText(wanted)
    dialog.look()
    return list(dialog.found)


def test_every_field_has_a_row_on_its_page_with_an_editor_that_has_a_name(dialog):
    for place in places():
        assert place.path in dialog.page(place.page).rows, place.name
        row = dialog.row(place.name)
        proxy = row.editor.focusProxy()
        assert proxy is None or proxy.accessibleName() or isinstance(proxy, QAbstractButton), place.name
    shown = [path for page in Page for path in dialog.page(page).rows]
    assert len(shown) == len(places())


def test_pages_are_made_when_they_are_first_seen(dialog):
    assert dialog.stack.count() == 1
    dialog.list.choose(Page.SOUND)
    assert dialog.stack.count() == 2
    assert dialog.stack.currentWidget() is dialog.page(Page.SOUND)


def test_what_is_not_seen_yet_is_made_a_little_later(qtbot, dialog):
    dialog.list.choose(Page.SOUND)
    sound = dialog.stack.currentWidget()
    assert sound.findChildren(FieldRow)
    fields = [place for place in places() if place.page is Page.SOUND]
    assert len(sound.findChildren(FieldRow)) < len(fields)
    qtbot.waitUntil(lambda: len(sound.findChildren(FieldRow)) == len(fields))


def test_choices_and_ticks_apply_at_once(dialog, desk):
    box = dialog.row("look.theme").editor.box
    box.setCurrentIndex(box.findData("light"))
    assert desk.settings.value.look.theme is ThemeChoice.LIGHT
    box = dialog.row("look.colours").editor.box
    box.setCurrentIndex(box.findData("by-pressure"))
    assert desk.settings.value.look.colours is BarColours.BY_PRESSURE
    assert desk.settings.value.look.theme is ThemeChoice.LIGHT
    dialog.row("tradfi.counted").editor.box.click()
    assert desk.settings.value.tradfi.counted is True


def test_a_wrong_value_is_explained_beside_its_field_and_not_applied(qtbot, dialog, desk):
    row = dialog.row("network.proxy")
    line = row.editor.line
    qtbot.keyClicks(line, "ftp://x")
    assert row.error.text().startswith("A proxy begins with http:// or socks5h://")
    assert not row.error.isHidden()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert desk.settings.value.network.proxy == ""
    assert dialog.isVisible()
    line.selectAll()
    qtbot.keyClicks(line, "socks5h://127.0.0.1:9050")
    assert row.error.isHidden()
    assert desk.settings.value.network.proxy == ""
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert desk.settings.value.network.proxy == "socks5h://127.0.0.1:9050"


def test_changes_are_undone_and_done_again_by_keys_and_buttons(qtbot, dialog, desk):
    row = dialog.row("alerts.hourly_budget")
    row.editor.box.setValue(9)
    assert dialog.undo.text() == "Undo: Alerts an hour: 6 → 9"
    qtbot.keyClick(row.editor.box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.settings.value.alerts.hourly_budget == 6
    assert row.editor.box.value() == 6
    assert not dialog.undo.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert desk.settings.value.alerts.hourly_budget == 9
    qtbot.mouseClick(dialog.undo, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.redo, Qt.MouseButton.LeftButton)
    assert desk.settings.value.alerts.hourly_budget == 9


def test_undo_belongs_to_a_line_while_something_is_half_typed_in_it(qtbot, dialog, desk):
    line = dialog.row("chart.price_base").editor.line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "ETH")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert desk.settings.value.chart.price_base == "ETH"
    qtbot.keyClicks(line, "X")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (line.text(), desk.settings.value.chart.price_base) == ("ETH", "ETH")


def test_what_differs_from_its_default_is_marked_and_can_be_reset(qtbot, dialog, desk):
    row = dialog.row("tape.minimum_usd")
    assert not row.mark.on
    assert row.reset.isHidden()
    row.editor.line.setText("2.5m")
    row.editor.line.editingFinished.emit()
    assert row.mark.on
    assert row.title.accessibleDescription() == "Differs from the default"
    assert row.reset.accessibleName() == "Reset Smallest order on the tape to USD 1K"
    assert "changed" in dialog.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    qtbot.mouseClick(row.reset, Qt.MouseButton.LeftButton)
    assert desk.settings.value.tape == Settings().tape
    assert not row.mark.on
    assert dialog.undo.text().startswith("Undo: Smallest order on the tape: USD 2.5M → USD 1K")


def test_changes_from_elsewhere_show_at_once(dialog, desk):
    rows = [dialog.row(name) for name in ("sound.volume", "alerts.quiet.start", "look.theme", "tape.minimum_usd")]
    made = desk.settings.value
    for path, value in zip((row.place.path for row in rows), (12, "21:00", ThemeChoice.LIGHT, 2_500_000), strict=True):
        made = with_value(made, path, value)
    desk.replace_settings(made)
    volume, start, looks, minimum = (row.editor for row in rows)
    assert (volume.box.value(), volume.slider.value()) == (12, 12)
    assert start.line.text() == "21:00"
    assert looks.box.currentData() == "light"
    assert minimum.line.text() == "2.5M"
    assert all(row.mark.on for row in rows)
    assert not dialog.undo.isEnabled()


def test_the_search_looks_into_titles_descriptions_and_values_of_all_pages(dialog, desk):
    assert look_for(dialog, "volume watch") == ["sound.watch_volume"]
    assert "network.proxy" in look_for(dialog, "socks5h")
    assert look_for(dialog, "22:00") == ["alerts.quiet.start"]
    assert look_for(dialog, "OKX") == ["venues.switched"]
    assert look_for(dialog, "copy headline") == ["keys.chosen"]
    assert look_for(dialog, "HYPE") == ["groups.coins"]
    assert look_for(dialog, "reset all") == ["Reset everything"]
    assert look_for(dialog, "qwertz") == []
    told = [label.text() for label in dialog.stack.currentWidget().findChildren(QLabel)]
    assert told == ["No setting has “qwertz” in its title, its description or its value."]


def test_what_is_found_is_marked_counted_by_page_and_edited_in_place(dialog, desk):
    look_for(dialog, "<b>volume")
    look_for(dialog, "volume")
    row = dialog.row("sound.volume")
    assert "background-color" in row.title.text()
    assert dialog.list.item(3).data(Qt.ItemDataRole.AccessibleTextRole) == "Sound, 5 found"
    assert dialog.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole) == "Venues, 0 found"
    row.editor.box.setValue(11)
    assert desk.settings.value.sound.volume == 11
    dialog.search.clear()
    dialog.look()
    assert dialog.found == ()
    assert dialog.row("sound.volume").editor.box.value() == 11


def test_the_search_is_reached_and_left_by_keys(qtbot, dialog):
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Slash)
    assert dialog.focusWidget() is dialog.search
    qtbot.keyClicks(dialog.search, "/proxy")
    qtbot.waitUntil(lambda: dialog.found == ["network.proxy"])
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.row("network.proxy").editor.line
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.focusWidget() is dialog.search
    qtbot.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.search.text() == ""
    qtbot.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_tab_goes_through_everything_as_one_reads_it_and_round(qtbot, dialog):
    dialog.show_page(Page.ALERTS)
    dialog.row("alerts.hourly_budget").editor.box.setValue(9)
    groups = dialog.row("groups.coins").editor
    groups.add.click()
    QCoreApplication.sendPostedEvents()
    dialog.search.setFocus()
    passed = [dialog.search]
    while len(passed) < 60:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        if dialog.focusWidget() is dialog.search:
            break
        passed.append(dialog.focusWidget())
    rules = dialog.row("alerts.rules").editor
    wanted = [
        dialog.list, dialog.row("alerts.enabled").editor.box, dialog.row("alerts.hourly_budget").editor.box,
        dialog.row("alerts.hourly_budget").reset, rules.list, rules.buttons["Add…"],
        dialog.row("alerts.quiet.start").editor.line, groups.lines[0].name, groups.lines[2].coins, groups.add,
        dialog.undo, dialog.close_button,
    ]  # fmt: skip
    places_in_turn = [passed.index(widget) for widget in wanted]
    assert places_in_turn == sorted(places_in_turn)
    assert len(set(map(id, passed))) == len(passed)
    qtbot.keyClick(dialog.search, Qt.Key.Key_Backtab)
    assert dialog.focusWidget() is dialog.close_button


def test_what_is_wrong_is_spoken_too(qtbot, dialog):
    line = dialog.row("network.proxy").editor.line
    qtbot.keyClicks(line, "ftp://x")
    assert line.accessibleDescription().startswith("A proxy begins with")
    line.clear()
    line.textEdited.emit("")
    assert line.accessibleDescription().startswith("http://… or socks5h://…")


def test_a_turned_page_ends_the_search(dialog):
    look_for(dialog, "volume")
    dialog.list.choose(Page.NETWORK)
    assert dialog.search.text() == ""
    assert dialog.stack.currentWidget() is dialog.page(Page.NETWORK)


def test_everything_is_reset_and_taken_back(qtbot, dialog, desk):
    dialog.row("tape.minimum_usd").editor.line.setText("5k")
    dialog.row("tape.minimum_usd").editor.line.editingFinished.emit()
    dialog.row("tradfi.counted").editor.box.click()
    reset = dialog.page(Page.ADVANCED).deeds["Reset everything"].buttons["Reset all"]
    reset.click()
    assert desk.settings.value == Settings()
    dialog.undo.click()
    assert (desk.settings.value.tape.minimum_usd, desk.settings.value.tradfi.counted) == (5_000, True)


def test_what_is_not_there_is_not_offered(qtbot, workshop):
    bare = workshop.open(equipped=False)
    qtbot.addWidget(bare)
    assert "The settings file" not in bare.page(Page.ADVANCED).deeds
    assert list(bare.page(Page.HISTORY).deeds) == ["Export and import"]
    assert bare.row("storing.days").editor.box.value() == 400
    assert bare.row("storing.gigabytes").editor.box.suffix() == " GB"
    assert bare.row("sound.watch_sound").editor.tests == ()
    assert bare.row("alerts.rules").editor.buttons["Add…"].isHidden()


def test_scrolling_past_changes_nothing(dialog, desk):
    for name, part in (("look.colours", "box"), ("sound.volume", "slider"), ("alerts.hourly_budget", "box")):
        widget: QWidget = getattr(dialog.row(name).editor, part)
        dialog.search.setFocus()
        middle = QPointF(widget.rect().center())
        none = Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(
            middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, none,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QCoreApplication.sendEvent(widget, event)
    assert desk.settings.value == Settings()


def test_venues_are_switched_follow_a_switch_elsewhere_and_go_back(dialog, desk):
    row = dialog.row("venues.switched")
    box = row.editor.switches[VenueId("okx")]
    box.click()
    assert desk.settings.value.venues.switched == {"okx": False}
    assert dialog.undo.text() == "Undo: OKX off"
    desk.enable_venue(VenueId("okx"), True)
    assert box.isChecked()
    desk.enable_venue(VenueId("okx"), False)
    row.reset.click()
    assert desk.settings.value.venues.switched == {}
    assert box.isChecked()


@pytest.mark.parametrize("width", [600, 660, 900])
def test_nothing_is_clipped(dialog, theme, width):
    dialog.resize(theme.px(width), theme.px(420))
    for page in Page:
        dialog.show_page(page)
        shown = dialog.page(page)
        shown.finish()
        for _ in range(3):
            QCoreApplication.sendPostedEvents()
        dialog.grab()
        assert shown.inside.width() <= shown.viewport().width(), page
        labels = [label for label in dialog.findChildren(QLabel) if label.isVisible() and label.text()]
        low = [label.text() for label in labels if label.heightForWidth(label.width()) > label.height()]
        buttons = [one for one in dialog.findChildren(QAbstractButton) if one.isVisible() and one.text()]
        narrow = [one.text() for one in buttons if one.sizeHint().width() > one.width()]
        assert (low, narrow) == ([], []), page


def test_hits_are_marked_as_text_and_never_as_markup(qtbot, theme):
    label = QLabel()
    qtbot.addWidget(label)
    show_hits(label, "Volume <b>of</b> watch", "watch vol", theme)
    back = theme.tokens.surface.selection
    mark = f'<span style="background-color: {back}">'
    assert label.text() == f"{mark}Vol</span>ume &lt;b&gt;of&lt;/b&gt; {mark}watch</span>"
    show_hits(label, "<i>x</i>", "", theme)
    assert (label.text(), label.textFormat()) == ("<i>x</i>", Qt.TextFormat.PlainText)


def test_settings_are_carried_to_a_file_and_back(qtbot, dialog, desk, tmp_path: Path):
    file = tmp_path / "mine.toml"
    dialog.row("tape.minimum_usd").editor.line.setText("5k")
    dialog.row("tape.minimum_usd").editor.line.editingFinished.emit()
    carrier = dialog.carrier
    carrier.write(str(file))
    desk.replace_settings(Settings())
    seen = carrier.read(str(file))
    assert len(seen.lines) == 1
    assert seen.lines[0].endswith("$1K → $5K")
    assert desk.settings.value == Settings()
    seen.take.click()
    assert desk.settings.value.tape.minimum_usd == 5_000
    assert dialog.undo.text() == "Undo: 1 setting imported"
    dialog.undo.click()
    assert value_at(desk.settings.value, ("tape", "minimum_usd")) == 1_000


def test_a_file_that_cannot_be_taken_in_is_explained(dialog, desk, tmp_path: Path):
    broken = tmp_path / "broken.toml"
    broken.write_text("tape = [", encoding="utf-8")
    assert "not valid TOML" in dialog.carrier.read(str(broken)).notes[0]
    broken.write_bytes(b"\xff\xfe\x00")
    assert "is not text" in dialog.carrier.read(str(broken)).notes[0]
    assert "cannot be read" in dialog.carrier.read(str(tmp_path / "none.toml")).notes[0]
    assert desk.settings.value == Settings()
