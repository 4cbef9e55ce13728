"""The settings dialog: applied at once when valid, explained when not."""

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent

from liqdesk.domain.venue import VenueId
from liqdesk.settings.model import BarColours
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.dialogs.settings import SettingsDialog


def _opened(qtbot, theme, desk) -> SettingsDialog:
    dialog = SettingsDialog(desk, theme, desk.frame(0)[0].venues)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_every_field_of_the_model_has_a_widget(qtbot, theme, desk):
    dialog = _opened(qtbot, theme, desk)
    document = desk.settings.value.model_dump(exclude={"schema_version", "venues"})
    assert set(dialog.widgets) == {(section, name) for section, fields in document.items() for name in fields}
    assert all(widget.accessibleName() for widget in dialog.widgets.values())


def test_choices_apply_at_once(qtbot, theme, desk):
    dialog = _opened(qtbot, theme, desk)
    box = dialog.widgets["look", "theme"]
    box.setCurrentIndex(box.findData("light"))
    assert desk.settings.value.look.theme is ThemeChoice.LIGHT
    box = dialog.widgets["look", "colours"]
    box.setCurrentIndex(box.findData("by-pressure"))
    assert desk.settings.value.look.colours is BarColours.BY_PRESSURE
    assert desk.settings.value.look.theme is ThemeChoice.LIGHT


def test_numbers_keep_their_bounds(qtbot, theme, desk):
    box = _opened(qtbot, theme, desk).widgets["tape", "minimum_usd"]
    assert (box.minimum(), box.maximum()) == (0, 10**9)
    box.setValue(50_000)
    assert desk.settings.value.tape.minimum_usd == 50_000


def test_a_wrong_proxy_is_explained_and_not_applied(qtbot, theme, desk):
    dialog = _opened(qtbot, theme, desk)
    line = dialog.widgets["network", "proxy"]
    qtbot.keyClicks(line, "ftp://x")
    line.editingFinished.emit()
    assert desk.settings.value.network.proxy == ""
    assert dialog.error("network", "proxy").startswith("a proxy begins with http:// or socks5h://")
    line.clear()
    qtbot.keyClicks(line, "socks5h://127.0.0.1:9050")
    assert dialog.error("network", "proxy") == ""
    assert desk.settings.value.network.proxy == ""
    line.editingFinished.emit()
    assert desk.settings.value.network.proxy == "socks5h://127.0.0.1:9050"


def test_venues_are_switched_and_follow_a_switch_elsewhere(qtbot, theme, desk):
    dialog = _opened(qtbot, theme, desk)
    dialog.switch_of(VenueId("okx")).click()
    assert desk.settings.value.venues.switched == {"okx": False}
    desk.enable_venue(VenueId("okx"), True)
    assert dialog.switch_of(VenueId("okx")).isChecked()


def test_scrolling_past_changes_nothing(qtbot, theme, desk):
    dialog = _opened(qtbot, theme, desk)
    box = dialog.widgets["look", "colours"]
    dialog.widgets["network", "proxy"].setFocus()
    middle = QPointF(box.rect().center())
    notch = QPoint(0, -120)
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        middle,
        box.mapToGlobal(middle),
        QPoint(),
        notch,
        Qt.MouseButton.NoButton,
        none,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QCoreApplication.sendEvent(box, event)
    assert desk.settings.value.look.colours is BarColours.BLUE_ORANGE


def test_a_switch_applies_at_once(qtbot, theme, desk):
    box = _opened(qtbot, theme, desk).widgets["tradfi", "counted"]
    assert not box.isChecked()
    box.setChecked(True)
    assert desk.settings.value.tradfi.counted is True
