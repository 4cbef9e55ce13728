"""The price line of the live chart: when it is given anew to be drawn."""

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt

from liqdesk.analytics.views import TimelineQuery, TimelineView
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.timeline import TimelineChart
from liqdesk.ui.format import fmt_price

START = UnixMs(1_768_262_400_000)
BUCKETS = 24 * 60


def view() -> TimelineView:
    """A day of minutes without liquidations, on which the price rose evenly."""
    at, none = START + np.arange(BUCKETS) * MINUTE, np.zeros(BUCKETS)
    price = 90_000.0 + np.arange(BUCKETS)
    query = TimelineQuery(MINUTE, None, None, "BTC")
    end = UnixMs(at[-1] + MINUTE - 1)
    return TimelineView(query, START, none, none, none.astype(np.int64), (), at, price, 1, False, end, zero_known=True)


def test_the_line_is_drawn_anew_only_where_it_looks_different(qtbot, theme) -> None:
    first = view()
    chart = TimelineChart(theme)
    qtbot.addWidget(chart)
    chart.resize(900, 600)
    chart.show()
    qtbot.waitExposed(chart)
    chart.show_view(first, Zone.UTC)
    drawn = len(chart.price.points[1])
    low, high = float(first.price.min()), float(first.price.max())
    pixel = (high - low) / chart._upper.size[1]

    def tick(*prices: float, after: int = 1) -> int:
        """Show the first view and these prices, a second apart; how many points the line has then."""
        at = first.price_at[-1] + 1_000 * (after + np.arange(len(prices)))
        grown = replace(
            first, price_at=np.append(first.price_at, at), price=np.append(first.price, first.price[-1] + prices)
        )
        chart.show_view(grown, Zone.UTC)
        return len(chart.price.points[1])

    assert tick(0.0) == drawn
    assert tick(pixel / 1_000, 0.0) == drawn, "within the pixel it ends in"
    assert chart.price._tag._text == fmt_price(float(first.price[-1]))
    assert tick(0.0, -3 * pixel, 0.0) == drawn + 3, "there and back again"
    assert tick(0.0, -3 * pixel, 0.0, 0.0) == drawn + 3
    assert tick(0.0, -3 * pixel, 0.0, math.nan) == drawn + 4, "a gap"
    assert tick(0.0, -3 * pixel, 0.0, math.nan, 0.0) == drawn + 5, "nothing is known of a line that ends in a gap"
    assert tick(0.0) == drawn + 1, "a point that is gone"
    assert tick(0.0, 0.0) == drawn + 1
    qtbot.keyClick(chart, Qt.Key.Key_Plus)
    assert len(chart.price.points[1]) == drawn + 2, "another stretch of time"
