"""The shared axis of time: charts go along, also those that come into sight later; and stretches are measured on any of them."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from liqdesk.domain.time import DAY, HOUR, MINUTE
from liqdesk.ui.charts.bubble_chart import BubbleChart
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.panels.coin_chart import BUBBLES, CoinChartPanel
from liqdesk.ui.panels.cumulative import CumulativePanel
from liqdesk.ui.panels.timeline import TimelinePanel
from liqdesk.ui.panels.venues_chart import VenuesChartPanel

SHIFT = Qt.KeyboardModifier.ShiftModifier


class Charts:
    """Four panels over one desk with one cursor."""

    def __init__(self, qtbot, desk, theme) -> None:
        self.cursor = Cursor()
        self.timeline = TimelinePanel(desk, theme, cursor=self.cursor)
        self.bubbles = CoinChartPanel(desk, theme, BubbleChart(theme, self.cursor), BUBBLES, "BTC", print)
        self.venues = VenuesChartPanel(desk, theme, self.cursor, print)
        self.cumulative = CumulativePanel(desk, theme, self.cursor, print)
        self.frame = desk.frame(0)[0]
        for panel in self.panels:
            qtbot.addWidget(panel)
            panel.resize(900, 400)

    @property
    def panels(self):
        return self.timeline, self.bubbles, self.venues, self.cumulative

    @property
    def axis(self):
        return self.cursor.axis

    def show(self, *panels: QWidget) -> None:
        for panel in panels:
            panel.show()
            panel.show_frame(self.frame)
            panel.grab()

    def shown(self, panel) -> tuple[float, float]:
        return panel.chart.window_shown.shown


@pytest.fixture
def charts(qtbot, desk, theme) -> Charts:
    made = Charts(qtbot, desk, theme)
    made.show(*made.panels)
    return made


def same(one: tuple[float, float], other: tuple[float, float], by: float = 1.0) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def test_where_one_is_taken_the_others_go(charts):
    QTest.keyClick(charts.timeline.chart, Qt.Key.Key_PageUp)
    wanted = charts.shown(charts.timeline)
    assert not charts.timeline.chart.window_shown.following
    for panel in charts.panels:
        assert same(charts.shown(panel), wanted), type(panel).__name__
    QTest.keyClick(charts.bubbles.chart, Qt.Key.Key_Plus)
    for panel in charts.panels:
        assert same(charts.shown(panel), charts.shown(charts.bubbles)), type(panel).__name__


def test_all_of_the_sums_stay_in_sight_until_somebody_takes_a_chart_elsewhere(charts):
    start, _ = charts.shown(charts.cumulative)
    assert start < charts.shown(charts.timeline)[0], "counting began at midnight"
    QTest.keyClick(charts.timeline.chart, Qt.Key.Key_PageUp)
    QTest.keyClick(charts.timeline.chart, Qt.Key.Key_End)
    assert charts.shown(charts.cumulative)[0] == pytest.approx(start, abs=1)


def test_back_to_the_present_all_follow_with_the_time_they_showed(charts):
    QTest.keyClick(charts.venues.chart, Qt.Key.Key_PageUp)
    span = charts.timeline.chart.window_shown.span
    charts.axis.follow()
    for panel in charts.panels:
        assert panel.chart.window_shown.following, type(panel).__name__
    assert charts.timeline.chart.window_shown.span == span


def test_a_chart_that_is_hidden_goes_along_once_it_is_seen(charts):
    before = charts.shown(charts.venues)
    charts.venues.hide()
    QTest.keyClick(charts.timeline.chart, Qt.Key.Key_PageUp)
    assert charts.shown(charts.venues) == before
    charts.venues.show()
    assert same(charts.shown(charts.venues), charts.shown(charts.timeline))


def test_a_chart_that_is_made_later_begins_where_the_others_are(qtbot, desk, theme):
    made = Charts(qtbot, desk, theme)
    made.show(made.timeline)
    QTest.keyClick(made.timeline.chart, Qt.Key.Key_PageUp)
    made.show(made.bubbles)
    assert same(made.shown(made.bubbles), made.shown(made.timeline))


def test_not_linked_each_goes_its_own_way_and_linked_again_they_meet(charts):
    charts.axis.link(False)
    before = charts.shown(charts.bubbles)
    QTest.keyClick(charts.timeline.chart, Qt.Key.Key_PageUp)
    assert charts.shown(charts.bubbles) == before
    charts.axis.follow()
    assert charts.timeline.chart.window_shown.following, "the order to go back is for all"
    charts.axis.link(True)
    QTest.keyClick(charts.timeline.chart, Qt.Key.Key_PageUp)
    assert same(charts.shown(charts.bubbles), charts.shown(charts.timeline))


def test_a_jump_puts_what_happened_in_the_middle_of_every_chart(charts, desk):
    start, end = desk.now() - 5 * HOUR, desk.now() - 5 * HOUR + 20 * MINUTE
    charts.axis.jump(start, end)
    for panel in charts.panels:
        left, right = charts.shown(panel)
        assert (left + right) / 2 == pytest.approx((start + end) / 2, abs=2), type(panel).__name__
        assert right - left == pytest.approx(HOUR, rel=0.01)
    charts.axis.jump(desk.now() - 3 * DAY, desk.now() - 3 * DAY + HOUR)
    assert charts.shown(charts.timeline)[0] >= desk.now() - DAY - 2 * HOUR, "no further than there is anything"


def drag(chart, area: QWidget, start: int, end: int) -> None:
    QTest.mousePress(area, Qt.MouseButton.LeftButton, SHIFT, QPoint(start, 80))
    QTest.mouseMove(area, QPoint((start + end) // 2, 80))
    QTest.mouseMove(area, QPoint(end, 80))
    QTest.mouseRelease(area, Qt.MouseButton.LeftButton, SHIFT, QPoint(end, 80))


def test_a_drag_with_shift_measures_and_moves_nothing(charts, desk):
    chart = charts.venues.chart
    before = charts.shown(charts.venues)
    drag(chart, chart.canvas, 200, 500)
    assert charts.shown(charts.venues) == before
    said = chart.measuring.words
    assert "▲ shorts ≥ $" in said
    assert "▼ longs ≥ $" in said
    assert "covered 99% of time" in said
    assert said.endswith("BTC +1.23%")
    start, end = charts.axis.measured
    frame = chart.frame_shown
    assert start == pytest.approx(frame.moment(200), abs=1_000)
    assert end == pytest.approx(frame.moment(500), abs=1_000)


def test_what_is_measured_on_one_chart_is_marked_on_the_others(charts):
    before = [panel.grab().toImage() for panel in charts.panels]
    drag(charts.venues.chart, charts.venues.chart.canvas, 300, 600)
    after = [panel.grab().toImage() for panel in charts.panels]
    assert all(one != other for one, other in zip(before, after, strict=True))
    QTest.keyClick(charts.venues.chart, Qt.Key.Key_Escape)
    assert charts.axis.measured is None
    assert charts.venues.chart.measuring.words == ""


def test_keys_alone_measure(qtbot, charts):
    chart = charts.timeline.chart
    with qtbot.waitActive(charts.timeline):
        charts.timeline.activateWindow()
    chart.setFocus()
    charts.axis.measuring_wanted.emit()
    start, end = charts.axis.measured
    assert end - start == MINUTE
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Right, SHIFT)
    assert charts.axis.measured == (start, end + 11 * MINUTE)
    assert "12m" in chart.measuring.words
    for _ in range(20):
        QTest.keyClick(chart, Qt.Key.Key_Left)
    assert charts.axis.measured == (start - 8 * MINUTE, start), "the end may go before the beginning"
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert charts.axis.measured is None


def test_measuring_elsewhere_ends_it_here(charts):
    drag(charts.venues.chart, charts.venues.chart.canvas, 300, 600)
    drag(charts.cumulative.chart, charts.cumulative.chart.canvas, 100, 200)
    assert not charts.venues.chart.measuring.on
    assert charts.cumulative.chart.measuring.on


def test_only_the_chart_with_the_keyboard_begins(charts):
    charts.axis.measuring_wanted.emit()
    assert charts.axis.measured is None
