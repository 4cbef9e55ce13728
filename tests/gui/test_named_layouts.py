"""Layouts by name: each can be used by key, one's own are kept, and none is lost to an upgrade or a missing screen."""

import pytest
from PySide6.QtCore import QByteArray, QRect, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.engine.alerting import NoAlerts
from liqdesk.engine.archive import no_archive
from liqdesk.ui.dialogs.layouts import LayoutsDialog
from liqdesk.ui.panels.layout import LAYOUT_VERSION
from liqdesk.ui.panels.messages import MessageBar
from liqdesk.ui.panels.named_layouts import MOST
from liqdesk.ui.panels.plans import PLANS
from liqdesk.ui.tables.venues import HEADS
from liqdesk.ui.tables.venues_view import VenuesView
from tests.fakes.desk import FakeDesk

CTRL = Qt.KeyboardModifier.ControlModifier
SHIPPED = {
    "Watch": {"tape", "journal", "market", "venues", "alerts", "multiples", "bubbles", "cumulative"},
    "Event": {"tape", "journal", "bubbles", "market", "alerts", "venues"},
    "Review": {
        "journal",
        "alerts",
        "history",
        "cumulative",
        "venues-chart",
        "price-map",
        "treemap",
        "market",
        "venues",
        "cross-check",
    },
    "Compact": {"tape"},
}


@pytest.fixture
def desk(desk) -> FakeDesk:
    """Of a desk that watches no rules and has no archive nobody asks the store, which would need a running loop."""
    desk.alerts = NoAlerts()
    desk._archive = no_archive("nothing is recorded")
    return desk


@pytest.fixture
def window(open_window, desk):
    opened = open_window(desk)
    opened.resize(1280, 800)
    opened.activateWindow()
    return opened


def docks_of(window) -> dict[str, QDockWidget]:
    return {dock.objectName(): dock for dock in window.findChildren(QDockWidget)}


def standing(window) -> set[str]:
    return {name for name, dock in docks_of(window).items() if not dock.isHidden()}


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_each_shipped_layout_is_used_by_its_key(qtbot, window, number):
    qtbot.keyClick(window.focusWidget(), Qt.Key(Qt.Key.Key_1 + number), CTRL)
    name = PLANS[number].name
    assert standing(window) == SHIPPED[name]


def test_a_plan_gives_docks_their_shares(qtbot, window):
    window.steering.use_layout("Event")
    docks = docks_of(window)
    qtbot.waitUntil(lambda: abs(docks["tape"].width() - 0.36 * 1280) < 40)
    assert abs(docks["tape"].height() - docks["journal"].height()) < 140
    assert docks["bubbles"].y() == docks["alerts"].y()
    window.steering.use_layout("Watch")
    assert docks["journal"].y() > docks["tape"].y()


def test_ones_own_are_kept_renamed_deleted_and_used_by_key(qtbot, window, open_window, desk):
    docks_of(window)["tape"].close()
    window.steering.layouts.save("  No  tape ")
    assert window.steering.layouts.own == ("No tape",)
    window.steering.use_layout("Compact")
    window.close()
    again = open_window(desk)
    again.resize(1280, 800)
    again.activateWindow()
    assert again.steering.layouts.own == ("No tape",)
    qtbot.keyClick(again.focusWidget(), Qt.Key.Key_5, CTRL)
    assert "tape" not in standing(again)
    assert "venues" in standing(again)
    assert any(line.id == "layout-own-1" for line in again.command_lines())
    again.steering.layouts.rename("No tape", "Quiet")
    assert [entry.title for entry in again.steering.entries() if entry.detail == "your own"] == ["Quiet"]
    again.steering.layouts.delete("Quiet")
    assert again.steering.layouts.own == ()
    assert not [entry for entry in again.steering.entries() if entry.detail == "your own"]


@pytest.mark.parametrize("name", ["", "   ", "Watch", "watch", "x" * 41, "a\nb\x07"])
def test_a_bad_name_is_refused(window, name):
    with pytest.raises(ExpectedFailure):
        window.steering.layouts.save(name)


def test_a_name_that_is_taken_and_too_many_are_refused(window):
    layouts = window.steering.layouts
    for number in range(MOST):
        layouts.save(f"L{number}")
    layouts.save("L3")
    with pytest.raises(ExpectedFailure, match="delete one"):
        layouts.save("one more")
    with pytest.raises(ExpectedFailure, match="already"):
        layouts.rename("L1", "L2")


def older_state(*names: str) -> QByteArray:
    """The account of a window that had these docks, all at the left."""
    older = QMainWindow()
    for name in names:
        dock = QDockWidget(name, older)
        dock.setObjectName(name)
        older.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    return older.saveState(LAYOUT_VERSION)


def kept(tmp_path, **states: object) -> None:
    file = QSettings(str(tmp_path / "layouts.ini"), QSettings.Format.IniFormat)
    file.beginWriteArray("layouts", len(states))
    for number, (name, state) in enumerate(states.items()):
        file.setArrayIndex(number)
        file.setValue("name", name)
        file.setValue("state", state)
    file.endArray()
    file.sync()


def test_a_layout_of_another_program_version_keeps_what_it_knows(open_window, desk, tmp_path):
    kept(tmp_path, Old=older_state("tape", "venues", "gone-since"), Odd=42, Torn=QByteArray(b"nonsense"))
    window = open_window(desk)
    assert window.steering.layouts.own == ("Old", "Torn")
    window.steering.use_layout("Old")
    docks = docks_of(window)
    assert window.dockWidgetArea(docks["venues"]) is Qt.DockWidgetArea.LeftDockWidgetArea
    assert docks["market"] in window.tabifiedDockWidgets(docks["venues"]), "a dock it does not know is in its place"
    before = standing(window)
    window.steering.use_layout("Torn")
    assert standing(window) == before
    assert "cannot be used any more" in window.findChild(MessageBar).shown.sentence


def test_a_dock_that_floats_where_no_screen_is_comes_back(window):
    dock = docks_of(window)["tape"]
    dock.setFloating(True)
    dock.setGeometry(QRect(300, 200, 400, 300))
    window.steering.layouts.save("Floating")
    window.steering.use_layout("Watch")
    assert not dock.isFloating()
    window.steering.use_layout("Floating")
    assert dock.isFloating()
    dock.setGeometry(QRect(9_000, 9_000, 400, 300))
    window.steering.layouts.save("Far away")
    window.steering.use_layout("Watch")
    window.steering.use_layout("Far away")
    assert QGuiApplication.primaryScreen().availableGeometry().contains(dock.geometry())


def test_ones_own_layout_brings_what_floats_to_where_it_was(window):
    dock, place = docks_of(window)["tape"], QRect(300, 200, 400, 300)
    dock.setFloating(True)
    dock.setGeometry(place)
    window.steering.layouts.save("Mine")
    dock.setGeometry(QRect(10, 20, 300, 200))
    window.steering.use_layout("Mine")
    assert dock.geometry() == place
    window.steering.use_layout("Watch")
    window.steering.layouts.rename("Mine", "Ours")
    window.steering.use_layout("Ours")
    assert dock.geometry() == place


def test_the_dialog_by_keyboard(qtbot, window):
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_L, CTRL)
    dialog = window.findChild(LayoutsDialog)
    assert dialog.focusWidget() is dialog.name
    qtbot.keyClicks(dialog.name, "Mine")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert window.steering.layouts.own == ("Mine",)
    assert dialog.current == ("Mine", True)
    qtbot.keyClicks(dialog.name, "Watch")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert "comes with the program" in dialog.error.text()
    dialog.name.selectAll()
    qtbot.keyClicks(dialog.name, "Ours")
    qtbot.mouseClick(dialog.rename, Qt.MouseButton.LeftButton)
    assert window.steering.layouts.own == ("Ours",)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Home)
    assert not dialog.delete.isEnabled()
    qtbot.keyClick(dialog.list, Qt.Key.Key_End)
    qtbot.mouseClick(dialog.delete, Qt.MouseButton.LeftButton)
    assert window.steering.layouts.own == ()


def test_f6_goes_through_the_panels_and_back_and_the_one_that_has_it_is_marked(qtbot, window):
    ways = []
    for _ in range(8):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        ways.append(QApplication.focusWidget())
    round_trip = next(number for number in range(1, 8) if ways[number] is ways[0])
    assert round_trip >= 4
    assert len(set(ways[:round_trip])) == round_trip
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is ways[6]
    window.go_to("tape")
    marked = [name for name, dock in docks_of(window).items() if dock.marked]
    assert marked == ["tape"]


def test_a_dock_that_floats_on_a_screen_that_goes_comes_back_at_once(qtbot, qapp, window):
    dock = docks_of(window)["journal"]
    dock.setFloating(True)
    dock.move(30_000, 200)
    qapp.screenRemoved.emit(qapp.primaryScreen())
    screen = qapp.primaryScreen().availableGeometry()
    qtbot.waitUntil(lambda: screen.contains(dock.geometry()))


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_no_panel_lies_over_another_in_a_small_window(window, plan, qtbot):
    window.resize(900, 560)
    window.steering.use_layout(plan.name)
    qtbot.waitUntil(lambda: standing(window) == SHIPPED[plan.name])
    window.grab()  # charts are built when they are first painted
    QApplication.sendPostedEvents()
    seen = [dock for dock in docks_of(window).values() if not dock.isHidden() and not dock.visibleRegion().isEmpty()]
    assert seen
    for dock in seen:
        assert window.rect().contains(dock.geometry()), dock.objectName()
        assert not [one.objectName() for one in seen if one is not dock and one.geometry().intersects(dock.geometry())]


def test_a_third_panel_in_the_row_covers_none_beside_it(window, qtbot):
    window.resize(1264, 752)
    window.steering.use_layout("Watch")
    docks = docks_of(window)
    window.go_to("treemap")
    window.grab()  # charts are built when they are first painted

    def apart() -> bool:
        QApplication.sendPostedEvents()
        front = [dock for dock in docks.values() if not dock.isHidden() and not dock.visibleRegion().isEmpty()]
        inside = all(window.rect().contains(dock.geometry()) for dock in front)
        crossed = [
            one for one in front for two in front if one is not two and one.geometry().intersects(two.geometry())
        ]
        return docks["treemap"] in front and inside and not crossed

    qtbot.waitUntil(apart)
    docks["treemap"].close()
    qtbot.waitUntil(lambda: docks["tape"].widget().minimumWidth() == 0)


def test_the_headings_of_the_venues_are_whole_in_a_usual_window(window, qtbot):
    head = window.findChild(VenuesView).horizontalHeader()
    shown = [column for column in range(head.count()) if not head.isSectionHidden(column)]
    assert len(shown) == len(HEADS) - 1
    assert [HEADS[one].title for one in shown if head.sectionSizeHint(one) > head.sectionSize(one)] == []
