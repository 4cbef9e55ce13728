"""The bubbles of a coin and their chart."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from liqdesk.analytics.orders import OrdersView
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import HOUR, MINUTE, SECOND, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts import bubble_chart
from liqdesk.ui.charts.bubble_chart import BubbleChart
from liqdesk.ui.charts.bubbles import SAMPLED, SHORT
from liqdesk.ui.charts.cursor import Cursor
from tests.fakes.order_views import LONG, NOW, OKX, Log, gap, order, scattered, view_of

NONE = MicroUsd(0)


@pytest.fixture
def cursor(qapp) -> Cursor:
    return Cursor()


@pytest.fixture
def chart(qtbot, theme, cursor) -> BubbleChart:
    made = BubbleChart(theme, cursor)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


def hover(chart: BubbleChart, x: float, y: float) -> None:
    viewport = chart.plot.viewport
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove, QPointF(x, y), QPointF(viewport.mapToGlobal(QPoint(round(x), round(y)))),
        Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def test_a_bubble_stands_at_its_time_and_price(chart) -> None:
    chart.show_view(view_of([order(30, 5e5, 94_950.0)]), NONE, Zone.UTC)
    frame, drawn = chart.frame, chart.drawn
    assert drawn.x.tolist() == pytest.approx([frame.x(NOW - 30 * MINUTE)])
    assert frame.price(float(drawn.y[0])) == pytest.approx(94_950.0)


def test_area_is_money_whatever_the_side(chart) -> None:
    rows = [order(30, 4e5, 94_950.0), order(20, 1e5, 94_950.0, LONG), order(10, 4e5, 94_950.0, LONG)]
    chart.show_view(view_of(rows), NONE, Zone.UTC)
    radius = sorted(chart._scale.radius(int(tier)) for tier in chart.drawn.tier)
    assert radius[1] == radius[2]
    assert radius[2] / radius[0] == pytest.approx(2.0, rel=0.12), "four times the money is twice as wide, in tiers"


def test_side_and_kind_of_venue_choose_the_picture(chart) -> None:
    rows = [order(30, 4e5, 94_950.0), order(20, 3e5, 94_950.0, LONG), order(10, 2e5, 94_950.0, of=OKX)]
    chart.show_view(view_of(rows), NONE, Zone.UTC)
    assert chart.drawn.kind.tolist() == [SHORT, 0, SHORT | SAMPLED]


def test_pointing_at_a_bubble_reads_it_out(chart) -> None:
    chart.show_view(view_of([order(30, 1_240_000, 94_950.0), order(20, 2e5, 94_960.0, LONG, OKX)]), NONE, Zone.UTC)
    hover(chart, chart.frame.x(NOW - 30 * MINUTE), chart.frame.y(94_950.0))
    said = chart.read_out.text
    for part in ("▲ BTC short $1.24M", "bankruptcy price 94,950.0", "Bybit", "13 Jan 21:56:00 UTC"):
        assert part in said
    hover(chart, chart.frame.x(NOW - 20 * MINUTE), chart.frame.y(94_960.0))
    assert "▼ BTC long $200k" in chart.read_out.text
    assert "OKX, sampled" in chart.read_out.text


def test_of_bubbles_over_another_the_one_on_top_is_meant(chart) -> None:
    chart.show_view(view_of([order(30, 9e5, 94_950.0), order(30, 2e4, 94_950.0, LONG)]), NONE, Zone.UTC)
    hover(chart, chart.frame.x(NOW - 30 * MINUTE), chart.frame.y(94_950.0))
    assert "$20k" in chart.read_out.text


def test_without_a_bubble_the_stretch_in_sight_is_told_with_its_coverage(chart) -> None:
    rows = [order(30, 3e5, 94_950.0), order(20, 1e5, 94_960.0, LONG), order(300, 5e6, 94_700.0)]
    chart.show_view(view_of(rows, at_least=True), NONE, Zone.UTC)
    assert "▲ shorts ≥ $300k" in chart.read_out.text
    assert "total ≥ $400k" in chart.read_out.text
    assert chart.read_out.right_text == "covered 100% of time"


def test_a_gap_is_hatched_and_told_where_it_is_pointed_at(chart) -> None:
    chart.show_view(view_of([order(5, 3e5, 94_950.0)], (gap(60, 40),)), NONE, Zone.UTC)
    ((left, right, missing),) = chart.hatched
    assert missing == 1.0
    hover(chart, (left + right) / 2, 40)
    assert "not covered 21:26–21:46: nobody was listening" in chart.read_out.text
    hover(chart, 2, 40)
    assert "≥ $300k" in chart.read_out.text
    assert chart.read_out.right_text == "covered 83% of time"


def test_small_orders_are_counted_where_they_are_not_drawn(chart) -> None:
    rows = [order(30, 5e5, 94_950.0), *(order(10 + n, 400.0, 94_960.0) for n in range(3))]
    chart.show_view(view_of(rows), MicroUsd(1_000_000_000), Zone.UTC)
    assert len(chart.drawn) == 1
    assert chart.legend.note == "3 below $1k not drawn: $1k"
    chart.show_view(view_of(rows, at_least=True), MicroUsd(1_000_000_000), Zone.UTC)
    assert chart.legend.note == "≥ 3 below $1k not drawn: ≥ $1k"


def test_no_more_than_so_many_are_drawn_and_the_rest_is_summed(chart) -> None:
    rows = [order(1 + n * 0.001, 1_000.0 + n, 94_990.0) for n in range(bubble_chart.MOST + 500)]
    chart.show_view(view_of(rows), NONE, Zone.UTC)
    assert len(chart.drawn) == bubble_chart.MOST
    assert chart.legend.note == "500 below $1.5k not drawn: $625k"


def test_what_lies_beyond_the_prices_is_said(chart) -> None:
    rows = [*(order(5 + n, 5e5, 94_950.0 + n) for n in range(20)), order(30, 10.0, 50_000.0)]
    chart.show_view(view_of(rows), NONE, Zone.UTC)
    assert chart.frame.low > 90_000
    assert chart.legend.note == "1 beyond the prices shown"


@pytest.mark.parametrize(
    ("rows", "gaps", "minimum", "said"),
    [
        ([], (), 0, "No BTC liquidations seen in the last 24 hours"),
        ([], (gap(24 * 60, 0),), 0, "Nothing recorded: no venue was connected in the last 24 hours"),
        ([], (gap(24 * 60, 90),), 0, "No BTC liquidations yet since 20:56 UTC"),
        ([order(400, 5e5, 94_000.0)], (), 0, "No BTC liquidations seen in this stretch of time"),
        ([order(4, 500.0, 94_000.0)], (), 10**9, "None of the 1 orders in sight reaches $1k, the tape's minimum"),
        ([order(4, 5e5, 94_000.0)], (), 0, ""),
    ],
)
def test_an_empty_chart_says_why(chart, rows, gaps, minimum, said) -> None:
    chart.show_view(view_of(rows, gaps), MicroUsd(minimum), Zone.UTC)
    assert chart.message == said


def labelled(chart: BubbleChart) -> bool:
    """Whether anything is written on the axis of prices, with the pointer over the chart."""
    hover(chart, 100, 100)
    axis = chart.plot.widget.grab(chart.plot.axis_rect.toRect().adjusted(4, 4, -4, -4)).toImage()
    return len({axis.pixel(x, y) for x in range(axis.width()) for y in range(axis.height())}) > 1


def unpriced() -> OrdersView:
    """A day of which nobody told a price."""
    view = view_of([])
    return replace(view, price_at=view.price_at[:0], price=view.price[:0])


def test_where_nobody_told_a_price_none_is_written_beside_it(chart) -> None:
    chart.show_view(unpriced(), NONE, Zone.UTC)
    assert not labelled(chart)
    chart.show_view(view_of([]), NONE, Zone.UTC)
    assert labelled(chart)


def test_before_anything_came_it_says_that_it_waits(chart) -> None:
    chart.redraw()
    assert chart.message == "Waiting for the first figures…"


def test_keys_go_from_bubble_to_bubble_and_tell_the_others(chart, cursor, qtbot) -> None:
    chart.show_view(view_of([order(30, 5e5, 94_950.0), order(20, 2e5, 94_960.0)]), NONE, Zone.UTC)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert "$200k" in chart.read_out.text
    assert cursor.pointed.at == NOW - 20 * MINUTE
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert "$500k" in chart.read_out.text
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert "total" in chart.read_out.text
    assert cursor.pointed is None


def test_wheel_and_keys_take_the_chart_elsewhere_and_f_brings_it_back(chart, qtbot) -> None:
    chart.show_view(view_of(scattered(50)), NONE, Zone.UTC)
    span = chart.window_shown.span
    event = QWheelEvent(
        QPointF(300, 100), QPointF(300, 100), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(chart.plot.viewport, event)
    assert chart.window_shown.span < span
    with qtbot.waitSignal(chart.following) as told:
        qtbot.keyClick(chart, Qt.Key.Key_F)
    assert told.args == [True]
    chart.show_span(4 * HOUR)
    assert (chart.window_shown.span, chart.window_shown.following) == (4 * HOUR, True)


def test_new_orders_are_stamped_without_those_that_stand(chart) -> None:
    log = Log()
    chart.show_view(view_of(scattered(300), log=log), NONE, Zone.UTC)
    assert (chart.sealed.count, chart.fresh.count) == (300, 0)
    chart.show_view(view_of([order(0.01, 2e4, 94_990.0)], log=log), NONE, Zone.UTC)
    assert (chart.sealed.count, chart.fresh.count) == (300, 1)
    chart.look(chart.window_shown.zoomed(0.5, NOW))
    assert chart.fresh.count == 0


def test_the_bubble_pointed_at_stays_the_one_read_when_others_come(chart, qtbot) -> None:
    log = Log()
    chart.show_view(view_of([order(30, 5e5, 94_950.0), order(20, 2e5, 94_960.0)], log=log), NONE, Zone.UTC)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    chart.show_view(view_of([order(25, 7e5, 94_955.0), order(1, 7e5, 94_955.0)], log=log), NONE, Zone.UTC)
    assert "$200k" in chart.read_out.text


def test_the_table_holds_what_is_drawn(chart) -> None:
    chart.show_view(view_of([order(30, 5e5, 94_950.0), order(20, 20.0, 94_960.0)]), MicroUsd(10**9), Zone.UTC)
    table = chart.table()
    assert table.header[:4] == ("time_utc", "coin", "side", "usd")
    (first,) = table.rows
    assert first[:5] == ("2026-01-13T21:56:00.000Z", "BTC", "short", 500_000.0, 94_950.0)


def test_the_chart_is_told_in_words(chart) -> None:
    chart.show_view(view_of([order(30, 5e5, 94_950.0)], at_least=True), NONE, Zone.UTC)
    said = chart.summary()
    assert "Liquidations of BTC as bubbles" in said
    assert "≥ $500k shorts" in said
    assert "Largest: ▲ BTC short $500k" in said


def test_the_prices_shown_hold_still_while_little_changes(chart) -> None:
    chart.show_view(view_of([order(30, 5e5, 94_950.0)]), NONE, Zone.UTC)
    before = chart.frame
    chart.show_view(view_of([order(30, 5e5, 94_950.0), order(10, 1e5, 94_951.0)]), NONE, Zone.UTC)
    assert (chart.frame.low, chart.frame.high) == (before.low, before.high)


def test_the_view_moves_on_with_the_present(chart) -> None:
    chart.show_view(view_of([order(30, 5e5, 94_950.0)]), NONE, Zone.UTC)
    start = chart.frame.start
    chart.show_view(view_of([order(30, 5e5, 94_950.0)], at=UnixMs(NOW + 30 * SECOND)), NONE, Zone.UTC)
    assert chart.frame.start == start + 30 * SECOND
    assert np.isfinite(chart.drawn.x).all()
