"""The panels of the charts in their window: built late, asleep while hidden, on one coin; and taking a chart along."""

import csv
import io
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from liqdesk.domain.time import SECOND, DurationMs, floor_to
from liqdesk.engine.desk import CALM_STEP
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.export import Table, csv_text
from liqdesk.ui.panels.arrangement import CHARTS
from liqdesk.ui.panels.late import LatePanel, ShownPanel


@pytest.fixture
def window(open_window, desk):
    made = open_window(desk)
    made.resize(1280, 800)
    # Its history is read on a loop, which these tests have none of, once its tab comes to the front.
    next(dock for dock in made._docks.docks if dock.objectName() == "alerts").close()
    return made


def opened(window, name: str, qtbot):
    """Open the dock of that name as the View menu does; returns its panel."""
    dock = next(dock for dock in window._docks.docks if dock.objectName() == name)
    dock.toggleViewAction().trigger()
    late = dock.widget()
    qtbot.waitUntil(lambda: late.built is not None and late.built.isVisible())
    window.bridge.look()
    return late.built


def test_the_charts_are_closed_at_first_and_not_built(window) -> None:
    docks = {dock.objectName(): dock for dock in window._docks.docks}
    for name in CHARTS:
        assert docks[name].isHidden()
        assert docks[name].widget().built is None
        assert docks[name].toggleViewAction().text() in (
            "Bubbles", "Price map", "Multiples", "Cumulative", "Venues chart", "Treemap", "History",
        )  # fmt: skip


def test_one_that_is_opened_shows_the_coin_at_once_and_has_room(window, qtbot) -> None:
    panel = opened(window, "bubbles", qtbot)
    qtbot.waitUntil(lambda: panel.chart.picked is not None and len(panel.chart.picked.orders) > 100)
    assert panel.base == "BTC"
    assert "▲ shorts ≥ $" in panel.chart.read_out.text
    qtbot.waitUntil(lambda: panel.height() > 250)


class Counting(ShownPanel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown: list[int] = []

    def show_frame(self, frame) -> None:
        self.shown.append(frame.at)


def test_charts_take_turns_within_a_second_and_none_is_left_behind(qtbot, desk) -> None:
    late = [LatePanel(Counting, turn=turn) for turn in (0, 1)]
    frame = desk.frame(0)[0]
    begun = floor_to(frame.at, SECOND)
    for panel in late:
        qtbot.addWidget(panel)
        panel.show()
    told = [built.shown for panel in late if (built := panel.built)]
    assert len(told) == 2
    for step in range(6):
        for panel in late:
            panel.show_frame(replace(frame, at=begun + step * CALM_STEP))
    assert told == [[begun, begun + 1_000, begun + 2_000], [begun, begun + 500, begun + 1_500, begun + 2_500]]
    for quiet in (4_000, 5_000, 6_000):
        for panel in late:
            panel.show_frame(replace(frame, at=begun + quiet))
    assert told[0][-3:] == told[1][-3:] == [begun + 4_000, begun + 5_000, begun + 6_000]
    late[1].show_frame(replace(frame, at=begun))
    assert told[1][-1] == begun, "a replay may go back"


def test_it_floats_and_is_closed_and_sleeps(window, qtbot, desk) -> None:
    panel = opened(window, "price-map", qtbot)
    dock = next(dock for dock in window._docks.docks if dock.objectName() == "price-map")
    dock.setFloating(True)
    qtbot.waitUntil(panel.isVisible)
    dock.close()
    before = panel.chart.map
    desk.advance(DurationMs(40 * SECOND))
    window.bridge.look()
    assert panel.chart.map is before
    dock.toggleViewAction().trigger()
    window.bridge.look()
    qtbot.waitUntil(lambda: panel.chart.map is not before)


def test_a_coin_chosen_in_one_panel_is_shown_in_all(window, qtbot) -> None:
    bubbles, multiples = opened(window, "bubbles", qtbot), opened(window, "multiples", qtbot)
    multiples.tiles.chosen.emit("SOL")
    assert window._timeline.query.base == "SOL"
    assert bubbles.base == "SOL"
    assert opened(window, "price-map", qtbot).base == "SOL"


def test_the_moment_pointed_at_is_marked_in_the_timeline(window, qtbot) -> None:
    panel = opened(window, "bubbles", qtbot)
    chart = panel.chart
    qtbot.waitUntil(lambda: chart.frame is not None)
    chart._height = 20.0
    chart._hover(300)
    assert window._timeline.chart.elsewhere.at == pytest.approx(chart.frame.moment(300))
    window._timeline.chart._hover(100)
    assert chart.elsewhere.at == pytest.approx(window._timeline.chart.bars.frame.moment(100))


def test_the_smallest_order_of_the_tape_is_that_of_the_bubbles(window, qtbot, desk) -> None:
    panel = opened(window, "bubbles", qtbot)
    qtbot.waitUntil(lambda: panel.chart.picked is not None)
    before = len(panel.chart.picked.orders)
    value = desk.settings.value
    desk.replace_settings(value.model_copy(update={"tape": value.tape.model_copy(update={"minimum_usd": 50_000})}))
    assert len(panel.chart.picked.orders) < before
    assert "below $50k not drawn" in panel.chart.legend.note


def test_the_clock_of_the_settings_is_theirs(window, qtbot, desk) -> None:
    panel = opened(window, "bubbles", qtbot)
    value = desk.settings.value
    desk.replace_settings(value.model_copy(update={"look": value.look.model_copy(update={"zone": Zone.LOCAL})}))
    assert panel.chart.zone is Zone.LOCAL


def test_a_button_goes_back_to_the_present(window, qtbot) -> None:
    panel = opened(window, "bubbles", qtbot)
    qtbot.waitUntil(lambda: panel.chart.window_shown is not None)
    qtbot.keyClick(panel.chart, Qt.Key.Key_PageUp)
    assert panel._back.isVisible()
    qtbot.mouseClick(panel._back, Qt.MouseButton.LeftButton)
    assert panel.chart.window_shown.following
    assert not panel._back.isVisible()


def test_the_data_are_copied_by_key_and_said_so(window, qtbot) -> None:
    panel = opened(window, "bubbles", qtbot)
    qtbot.waitUntil(lambda: panel.chart.picked is not None)
    panel.export.copy.trigger()
    rows = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text())))
    assert len(rows) == len(panel.chart.picked.orders)
    assert {row["coin"] for row in rows} == {"BTC"}
    assert window._status.currentMessage() == f"{len(rows):,} rows copied as CSV"
    assert panel.export.copy.shortcut().toString() == "Ctrl+C"
    assert panel.export.copy.shortcutContext() is Qt.ShortcutContext.WidgetWithChildrenShortcut


def test_the_picture_is_saved_where_it_is_wanted(window, qtbot, tmp_path) -> None:
    panel = opened(window, "multiples", qtbot)
    panel.export.save.trigger()
    chooser = panel.tiles.findChild(QFileDialog)
    assert chooser.selectedFiles()[0].endswith("liqdesk-demo-coins-1h-2026-01-13-2226.png")
    chooser.reject()
    panel.export.save_to(str(tmp_path / "coins"))
    assert QImage(str(tmp_path / "coins.png")).width() >= panel.tiles.width()
    assert window._status.currentMessage() == f"Saved {tmp_path / 'coins.png'}"
    panel.export.save_to(str(tmp_path / "none" / "coins.png"))
    assert window._status.currentMessage().endswith("cannot be written")


def test_a_chart_has_both_in_its_menu(window, qtbot) -> None:
    chart = opened(window, "price-map", qtbot).chart
    assert [action.text() for action in chart.actions()] == ["Save as PNG…", "Copy data as CSV"]
    assert chart.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
    assert chart.plot.viewport.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu


def test_a_table_is_written_with_its_header() -> None:
    assert csv_text(Table(("a", "b"), [(1, "x,y"), (2.5, "z")])) == 'a,b\n1,"x,y"\n2.5,z\n'
