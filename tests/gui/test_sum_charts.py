"""The charts of sums in the window: closed at first, built when seen, linked by coin and by moment."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget

from liqdesk.domain.liquidation import PositionSide
from liqdesk.ui.charts.fields import Field, FieldsLine
from liqdesk.ui.panels.cumulative import CumulativePanel
from liqdesk.ui.panels.timeline import TimelinePanel
from liqdesk.ui.panels.treemap import TreemapPanel
from liqdesk.ui.panels.venues_chart import VenuesChartPanel

PANELS = {"cumulative": CumulativePanel, "venues-chart": VenuesChartPanel, "treemap": TreemapPanel}


def dock_of(window, name: str) -> QDockWidget:
    return next(dock for dock in window.findChildren(QDockWidget) if dock.objectName() == name)


def opened(qtbot, window, name: str):
    dock_of(window, name).toggleViewAction().trigger()
    (panel,) = window.findChildren(PANELS[name])
    qtbot.waitUntil(lambda: panel.isVisible() and panel.chart.message == "")
    panel.grab()
    return panel


@pytest.mark.parametrize("name", PANELS)
def test_closed_at_first_and_built_when_called_for(qtbot, open_window, desk, name):
    window = open_window(desk)
    assert dock_of(window, name).isHidden()
    assert not window.findChildren(PANELS[name])
    assert desk.stacks_asked == 0
    panel = opened(qtbot, window, name)
    assert panel.isVisible()
    assert panel.chart.message == ""
    assert panel.chart.accessibleDescription()


def test_a_tile_puts_its_coin_into_the_other_charts(qtbot, open_window, desk):
    window = open_window(desk)
    cumulative, treemap = opened(qtbot, window, "cumulative"), opened(qtbot, window, "treemap")
    treemap.chart.point_at("SOL", by_key=True)
    QTest.keyClick(treemap.chart, Qt.Key.Key_Return)
    (timeline,) = window.findChildren(TimelinePanel)
    assert timeline.query.base == "SOL"
    assert cumulative.query.base == "SOL"
    assert opened(qtbot, window, "venues-chart").query.base == "SOL", "also where it is opened later"


def test_the_moment_pointed_at_is_marked_on_the_timeline_and_back(qtbot, open_window, desk):
    window = open_window(desk)
    cumulative = opened(qtbot, window, "cumulative")
    (timeline,) = window.findChildren(TimelinePanel)
    frame = cumulative.chart.frame_shown
    cumulative.chart._hover(frame.width * 0.9)
    assert timeline.chart.elsewhere.at == pytest.approx(frame.moment(frame.width * 0.9))
    cumulative.chart._hover(None)
    timeline.chart._hover(200)
    assert cumulative.chart.elsewhere == pytest.approx(timeline.chart.bars.frame.moment(200))


def test_behind_another_tab_nothing_is_asked(qtbot, open_window, desk):
    window = open_window(desk)
    opened(qtbot, window, "cumulative")
    dock_of(window, "venues").raise_()
    asked = desk.stacks_asked
    for _ in range(3):
        desk.touch()
        window.bridge.look()
    assert desk.stacks_asked == asked


@pytest.mark.parametrize("wide", range(60, 520, 20))
def test_one_side_never_stands_without_the_other(qtbot, theme, wide):
    fields = (
        Field("", "Wed 28 Nov"),
        Field("▲ shorts", "≥ $888.88M", PositionSide.SHORT),
        Field("▼ longs", "≥ $888.88M", PositionSide.LONG),
        Field("orders", "888,888", goes=1),
    )
    line = FieldsLine(theme, fields)
    qtbot.addWidget(line)
    line.resize(wide, 24)
    line.show_values(("Wed 28 Nov", "$1.00M", "≥ $2.00M", "3"), "")
    line.show()
    said = " ".join(line.shown)
    assert ("▲" in said) == ("▼" in said)
    assert wide < 480 or "▼ longs ≥ $2.00M" in said
