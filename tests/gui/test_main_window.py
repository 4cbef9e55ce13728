"""The window as a whole: marked, remembered, moved by keys, asleep when nobody looks, and quick to appear."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QLabel, QMainWindow, QWidget

from liqdesk.domain.time import DurationMs
from liqdesk.engine.desk import Mode
from liqdesk.settings.model import BucketWidth
from liqdesk.ui.panels.charts import STEPPED
from liqdesk.ui.panels.coins import CoinsPanel
from liqdesk.ui.panels.docks import Dock
from liqdesk.ui.panels.event_row import EventRow
from liqdesk.ui.panels.layout import LAYOUT_VERSION
from liqdesk.ui.panels.messages import MessageBar
from liqdesk.ui.panels.status import StatusLine
from liqdesk.ui.panels.tape import TapePanel
from liqdesk.ui.panels.timeline import TimelinePanel
from liqdesk.ui.panels.totals import TotalsPanel
from tests.fakes.desk import FakeDesk
from tests.fakes.looking import look

SHIFT = Qt.KeyboardModifier.ShiftModifier


def _has_colour(widget: QWidget, wanted: str) -> bool:
    image = widget.grab().toImage()
    target = QColor(wanted).rgb()
    return any(image.pixel(x, y) == target for y in range(0, image.height(), 2) for x in range(0, image.width(), 2))


@pytest.mark.parametrize("mode", [Mode.DEMO, Mode.REPLAY])
def test_what_is_not_the_live_market_is_marked_on_every_surface(open_window, theme, mode):
    window = open_window(FakeDesk(mode=mode))
    word = mode.value.upper()
    assert word in window.windowTitle()
    assert word in window.findChild(StatusLine).text("mode")
    assert _has_colour(window.findChild(TotalsPanel), theme.tokens.surface.mark_back)
    window.copy_headline()
    assert QGuiApplication.clipboard().text().startswith(f"{word}: At least $")


def test_the_live_market_carries_no_mark(open_window, theme, live_desk):
    window = open_window(live_desk)
    assert window.windowTitle() == "liqdesk"
    assert window.findChild(StatusLine).text("mode") == "LIVE"
    assert not _has_colour(window.findChild(TotalsPanel), theme.tokens.surface.mark_back)
    window.copy_headline()
    assert QGuiApplication.clipboard().text() == live_desk.frame(0)[0].headline


def test_the_chart_library_is_not_needed_for_the_first_window():
    check = "import sys, liqdesk.ui.main_window; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False, timeout=60).returncode == 0


def test_nothing_around_the_chart_moves_when_it_comes(qtbot, open_window, desk):
    window = open_window(desk, shown=False)
    docks = window.findChildren(QDockWidget)
    window.show()
    window.grab()
    before = [dock.geometry() for dock in docks]
    qtbot.waitUntil(window.settle_ready, timeout=20_000)
    window.grab()
    assert [dock.geometry() for dock in docks] == before


def test_number_keys_choose_the_bars(qtbot, open_window, desk):
    window = open_window(desk)
    window.activateWindow()
    window.findChild(QDockWidget, "venues").widget().setFocus()
    qtbot.keyClick(window, Qt.Key.Key_3)
    assert desk.settings.value.chart.bucket is BucketWidth.QUARTER


def test_number_keys_work_in_the_chart_too(qtbot, open_window, desk):
    window = open_window(desk)
    window.activateWindow()
    assert window.focusWidget() is not None
    for key, width in ((Qt.Key.Key_2, "5m"), (Qt.Key.Key_4, "1h"), (Qt.Key.Key_1, "1m")):
        qtbot.keyClick(window.focusWidget(), key)
        assert desk.settings.value.chart.bucket is BucketWidth(width)


@pytest.mark.parametrize(("key", "title"), [(Qt.Key.Key_F1, "Keys"), (Qt.Key.Key_Comma, "Settings")])
def test_dialogs_open_by_key_and_close_with_escape(qtbot, open_window, desk, key, title):
    window = open_window(desk)
    window.activateWindow()
    held = Qt.KeyboardModifier.ControlModifier if title == "Settings" else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(window, key, held)
    dialog = window.findChild(QDialog)
    assert dialog.windowTitle() == title
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_closing_hides_and_tells_and_does_not_end_anything(qtbot, open_window, desk):
    window = open_window(desk)
    with qtbot.waitSignal(window.closed, timeout=1_000):
        window.close()
    assert not window.isVisible()
    assert not window.bridge.awake
    window.show()
    assert window.bridge.awake


def test_the_layout_is_remembered_and_can_be_put_back(open_window, desk):
    first = open_window(desk)
    first.findChild(QDockWidget, "tape").close()
    first.resize(1100, 700)
    first.close()
    second = open_window(desk)
    assert not second.findChild(QDockWidget, "tape").isVisible()
    assert second.findChild(QDockWidget, "venues").isVisible()
    second.reset_layout()
    assert second.findChild(QDockWidget, "tape").isVisible()


def test_a_closed_dock_comes_back_from_the_view_menu(open_window, desk):
    window = open_window(desk)
    dock = window.findChild(QDockWidget, "venues")
    dock.close()
    assert (
        dock.toggleViewAction() in window.findChild(QWidget, "").actions() or dock.toggleViewAction().text() == "Venues"
    )
    dock.toggleViewAction().trigger()
    assert dock.isVisible()


def test_a_layout_file_full_of_rubbish_is_no_obstacle(open_window, desk, tmp_path):
    (tmp_path / "layout.ini").write_bytes(b"\x00\xff[state\nstate=@ByteArray(nonsense)\ngeometry=42\n")
    window = open_window(desk)
    shown = {dock.objectName(): dock.isVisible() for dock in window.findChildren(QDockWidget)}
    assert {name for name, seen in shown.items() if seen} >= {"tape", "venues", "journal"}
    assert not shown["cross-check"]


def test_a_layout_from_before_a_dock_was_there_keeps_it_in_its_place(open_window, desk, tmp_path):
    older = QMainWindow()
    docks = {name: QDockWidget(name, older) for name in ("tape", "venues")}
    for name, dock in docks.items():
        dock.setObjectName(name)
    older.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docks["tape"])
    older.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks["venues"])
    kept = QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat)
    kept.setValue("state", older.saveState(LAYOUT_VERSION))
    kept.sync()
    window = open_window(desk)
    tape, venues, market, alerts = (
        window.findChild(QDockWidget, name) for name in ("tape", "venues", "market", "alerts")
    )
    assert window.dockWidgetArea(venues) is Qt.DockWidgetArea.LeftDockWidgetArea
    assert window.tabifiedDockWidgets(venues) == [market, alerts]
    assert not market.isFloating()
    assert market.toggleViewAction().isChecked()
    assert venues.isVisible()
    assert tape.isVisible()


def test_a_coin_of_the_market_goes_into_the_chart(qtbot, open_window, live_desk):
    window = open_window(live_desk)
    qtbot.waitUntil(window.settle_ready)
    window.findChild(QDockWidget, "market").raise_()
    panel = window.findChild(CoinsPanel)
    panel.show_frame(live_desk.frame(0)[0])
    panel.choose([row.base for row in panel.rows].index("ETH"))
    assert window.findChild(TimelinePanel).query.base == "ETH"
    assert live_desk.settings.value.chart.price_base == "ETH"


def test_a_dock_behind_the_tab_of_another_is_asked_for_nothing_until_it_comes_to_the_front(
    qtbot, open_window, live_desk
):
    window = open_window(live_desk)
    venues, market = (window.findChild(Dock, name) for name in ("venues", "market"))
    panel = window.findChild(CoinsPanel)
    assert panel.isVisible(), "in Qt's eyes"
    look(window)
    assert live_desk.coins_asked == 0
    assert not panel.rows
    market.raise_()
    qtbot.waitUntil(lambda: bool(panel.rows))
    assert live_desk.coins_asked == 1
    venues.raise_()
    qtbot.waitUntil(lambda: panel.visibleRegion().isEmpty())
    for _ in range(3):
        live_desk.touch()
        look(window)
    assert live_desk.coins_asked == 1


def test_no_venue_in_reach_offers_the_demo(qtbot, open_window, live_desk):
    live_desk.offline = True
    window = open_window(live_desk)
    bar = window.findChild(MessageBar)
    assert bar.isVisible()
    assert bar.shown.sentence.startswith("No exchange can be reached (retrying, no connection).")
    with qtbot.waitSignal(window.demo_wanted, timeout=1_000):
        bar.press()
    live_desk.offline = False
    live_desk.touch()
    look(window)
    assert not bar.isVisible()


def test_trouble_with_the_store_is_said_and_taken_back(open_window, live_desk):
    live_desk.storing = "the disk is full: nothing is being stored"
    window = open_window(live_desk)
    assert window.findChild(MessageBar).shown.sentence == live_desk.storing
    assert "the disk is full" in window.findChild(StatusLine).text("store")
    live_desk.storing = ""
    live_desk.touch()
    look(window)
    assert not window.findChild(MessageBar).isVisible()
    assert window.findChild(StatusLine).text("store") == "stored 48 MB"


def test_markup_from_outside_stays_text(open_window, live_desk):
    live_desk.storing = "<img src=x onerror=boom><b>disk</b>"
    window = open_window(live_desk)
    for label in window.findChildren(QLabel):
        if not label.pixmap():
            assert label.textFormat() is Qt.TextFormat.PlainText or "<" not in label.text(), label.text()
    assert any(label.text() == live_desk.storing for label in window.findChildren(QLabel))


def test_every_control_has_a_name_for_screen_readers(open_window, desk):
    window = open_window(desk)
    silent = [
        child
        for child in window.findChildren(QWidget)
        if child.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and child.isVisible()
        and child.focusProxy() is None
        and not (child.accessibleName() or child.property("text") or child.parent().accessibleName())
    ]
    assert silent == []


def test_frames_reach_every_panel(open_window, desk):
    window = open_window(desk)
    before = window.findChild(TotalsPanel).figures["orders"].text
    desk.advance(DurationMs(2_000))
    look(window)
    assert window.findChild(TotalsPanel).figures["orders"].text != before


def docks_of(window) -> dict[str, QDockWidget]:
    return {dock.objectName(): dock for dock in window.findChildren(QDockWidget)}


def test_in_a_low_window_chart_and_tape_have_all_the_room(qtbot, open_window, live_desk):
    window = open_window(live_desk)
    docks = docks_of(window)
    window.resize(1280, 800)
    window.grab()
    before = {name: dock.size() for name, dock in docks.items() if dock.isVisible()}
    window.resize(660, 420)
    assert {name for name, dock in docks.items() if dock.isVisible()} == {"tape"}
    qtbot.waitUntil(lambda: window.findChild(TimelinePanel).height() > 200)
    docks["journal"].toggleViewAction().trigger()
    assert docks["journal"].isVisible(), "what the user calls for comes"
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: {name: dock.size() for name, dock in docks.items() if dock.isVisible()} == before)


def test_in_a_low_window_the_event_row_and_a_shared_tape_take_less(qtbot, open_window, live_desk):
    window = open_window(live_desk)
    row, tape = window.findChild(EventRow), window.findChild(TapePanel)
    footers = [label for label in tape.findChildren(QLabel) if label.text() == tape.footer]
    tall = row.sizeHint().height()
    window.resize(660, 420)
    window.grab()
    assert row.sizeHint().height() < tall
    qtbot.waitUntil(lambda: footers[0].isVisible())
    docks_of(window)["journal"].toggleViewAction().trigger()
    qtbot.waitUntil(lambda: not footers[0].isVisible())


@pytest.mark.parametrize("in_tray", [True, False])
def test_a_window_closed_while_low_remembers_its_docks(open_window, live_desk, in_tray):
    first = open_window(live_desk)
    docks_of(first)["journal"].close()
    first.resize(660, 420)
    if in_tray:
        first.hide()
    first.close()
    second = open_window(live_desk)
    docks = docks_of(second)
    assert second.height() == 420
    assert not docks["venues"].isVisible()
    second.resize(1280, 800)
    assert docks["venues"].isVisible()
    assert not docks["journal"].isVisible()


def test_a_low_window_can_be_put_back_in_order(open_window, live_desk):
    window = open_window(live_desk)
    window.resize(660, 420)
    docks_of(window)["tape"].close()
    window.reset_layout()
    assert {name for name, dock in docks_of(window).items() if dock.isVisible()} == {"tape"}


def test_the_status_line_gives_way_from_what_matters_least(qtbot, theme, desk):
    line = StatusLine(desk, theme)
    qtbot.addWidget(line)
    line.show_frame(desk.frame(0)[0])
    said = []
    for width in range(1280, 280, -20):
        line.resize(width, 22)
        line.grab()
        if not said or line.shown != said[-1]:
            said.append(line.shown)
    assert said[0][0] == "DEMO, simulated exchanges"
    assert said[0][-1].startswith("cpu")
    assert said[1] == said[0][:-1]
    assert said[-1] == ("DEMO", said[0][1], "1h 99%, at least", "alerts 4/6")
    assert line.text("coverage").startswith("1h covered")


def test_a_store_that_fails_is_told_in_any_room(qtbot, theme, live_desk):
    live_desk.storing = "the disk is full: nothing is being stored"
    line = StatusLine(live_desk, theme)
    qtbot.addWidget(line)
    line.show_frame(live_desk.frame(0)[0])
    line.resize(1280, 22)
    line.grab()
    assert line.shown[-2] == f"✕ {live_desk.storing}"
    line.resize(320, 22)
    line.grab()
    assert "✕ not stored" in line.shown


def test_the_status_line_explains_what_is_kept(qtbot, theme, live_desk):
    line = StatusLine(live_desk, theme)
    qtbot.addWidget(line)
    store = next(one for one in line.findChildren(QLabel) if one.accessibleName() == "store")
    for since, storing, words in (
        (0, "", "Every single order is kept"),
        (1_768_262_400_000, "", "Single orders since 13 Jan 2026 are kept"),
        (0, "not being stored since 21:26 UTC: the disk is full", "not being stored since 21:26 UTC: the disk is full"),
    ):
        live_desk.storing, live_desk.stored_since = storing, since
        line.show_frame(live_desk.frame(0)[0])
        assert words in store.toolTip()


def test_a_passing_notice_is_not_hidden_behind_the_mark_of_a_recording(qtbot, theme, live_desk):
    line = StatusLine(live_desk, theme)
    qtbot.addWidget(line)
    line.show()
    mark = next(one for one in line.findChildren(QLabel) if one.accessibleName() == "recording")
    line.show_recording("REC 1 MB")
    assert mark.isVisible()
    line.showMessage("Headline copied")
    line.show_recording("REC 2 MB")
    assert not mark.isVisible()
    line.clearMessage()
    line.show_recording("REC 3 MB")
    assert mark.isVisible()
    line.show_recording("")
    assert not mark.isVisible()


def test_keys_step_through_the_leading_coins_and_all_of_them(qtbot, open_window, live_desk):
    window = open_window(live_desk)
    timeline = window.findChild(TimelinePanel)
    first, second, *_ = live_desk.bases()
    for key, shown in ((0, first), (0, second), (SHIFT, first), (SHIFT, None)):
        qtbot.keyClick(window, Qt.Key.Key_C, key or Qt.KeyboardModifier.NoModifier)
        assert timeline.query.base == shown
        if shown is not None:
            assert timeline.query.price_base == shown
    qtbot.keyClick(window, Qt.Key.Key_C, SHIFT)
    assert timeline.query.base == live_desk.bases()[:STEPPED][-1]
    qtbot.keyClick(window, Qt.Key.Key_C)
    assert timeline.query.base is None
    assert timeline.query.price_base, "a price goes on"


def test_a_key_leads_to_the_venues(qtbot, open_window, live_desk):
    window = open_window(live_desk)
    docks_of(window)["venues"].close()
    qtbot.keyClick(window, Qt.Key.Key_V)
    assert docks_of(window)["venues"].isVisible()
    assert docks_of(window)["venues"].isAncestorOf(QApplication.focusWidget())
