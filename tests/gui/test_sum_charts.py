"""The charts of sums in the window: closed at first, built when seen, linked by coin and by moment."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget

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
