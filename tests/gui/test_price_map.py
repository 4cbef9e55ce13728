"""The price map, its profile and its read-out."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from liqdesk.analytics.orders import between, total_of
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, MINUTE
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.map_chart import PriceMapChart
from liqdesk.ui.charts.map_layout import SHADES, Edges, shades_of, span_words, step_words
from tests.fakes.order_views import LONG, NOW, gap, order, scattered, view_of
from tests.gui.test_bubbles import hover, labelled, unpriced

NONE = MicroUsd(0)


@pytest.fixture
def chart(qtbot, theme) -> PriceMapChart:
    made = PriceMapChart(theme, Cursor())
    qtbot.addWidget(made)
    made.resize(1000, 520)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize("span", [HOUR, 4 * HOUR, DAY])
def test_the_map_holds_all_money_of_its_stretch(chart, span) -> None:
    view = view_of(scattered(800, span=1_300))
    chart.show_view(view, NONE, Zone.UTC)
    chart.show_span(span)
    made = chart.map
    whole = total_of(between(view.found.orders, made.raster.start, made.raster.end))
    assert int(made.long.sum()) + made.outside.long == whole.long
    assert int(made.short.sum()) + made.outside.short == whole.short


@pytest.mark.parametrize(("width", "height", "span"), [(400, 200, HOUR), (1000, 520, DAY), (1800, 900, 4 * HOUR)])
def test_cells_are_round_and_large_enough_to_be_told_apart(chart, width, height, span) -> None:
    chart.resize(width, height)
    chart.show_view(view_of(scattered(300)), NONE, Zone.UTC)
    chart.show_span(span)
    raster, frame = chart.map.raster, chart.frame
    assert raster.bucket * frame.scale >= 7
    assert raster.step * frame.height / (frame.high - frame.low) >= 8
    assert raster.start % raster.bucket == 0
    assert raster.bucket % MINUTE == 0


def test_shorts_stand_in_the_upper_half_of_their_level_and_longs_in_the_lower(chart) -> None:
    chart.show_view(view_of([order(30, 5e5, 94_950.0), order(30, 5e5, 94_950.0, LONG)]), NONE, Zone.UTC)
    made, edges = chart.map, Edges.of(chart.frame, chart.map.raster)
    (short,) = edges.cells(made.short, made.peak, upper=True).by_shade[-1]
    (long,) = edges.cells(made.long, made.peak, upper=False).by_shade[-1]
    assert short[1] + short[3] == long[1]
    assert short[0] == long[0]
    level = made.raster.level(94_950.0)
    assert edges.tops[level] == short[1]
    assert edges.bottoms[level] == long[1] + long[3]


def test_pointing_at_a_cell_reads_both_sides_with_its_prices(chart) -> None:
    rows = [order(30, 5e5, 94_951.0), order(30, 2e5, 94_951.0, LONG), order(5, 9e5, 94_951.0)]
    chart.show_view(view_of(rows, at_least=True), NONE, Zone.UTC)
    hover(chart, chart.frame.x(NOW - 30 * MINUTE), chart.frame.y(94_951.0))
    said = chart.read_out.text
    assert "▲ shorts ≥ $500k" in said
    assert "▼ longs ≥ $200k" in said
    assert "21:56–21:58 UTC" in said
    level = chart.map.raster.level(94_951.0)
    low = round(chart.map.raster.low / chart.map.raster.step) * chart.map.raster.step + level * chart.map.raster.step
    assert f"{low:,.0f}–" in said


def test_pointing_at_the_profile_reads_the_level(chart) -> None:
    rows = [order(30, 5e5, 94_951.0), order(5, 9e5, 94_951.0), order(5, 7e4, 94_890.0)]
    chart.show_view(view_of(rows), NONE, Zone.UTC)
    hover(chart, chart.room[0] + 20, chart.frame.y(94_951.0))
    assert "▲ shorts $1.40M" in chart.read_out.text
    shorts, longs = chart.profile.bars()
    assert len(shorts) == 2
    assert len(longs) == 0
    assert shorts[:, 2].max() > 10 * shorts[:, 2].min()


def test_without_a_pointer_the_whole_is_told(chart) -> None:
    chart.show_view(view_of([order(30, 5e5, 94_951.0)], (gap(60, 30),)), NONE, Zone.UTC)
    assert "20:28–22:26 UTC" in chart.read_out.text
    assert "total ≥ $500k" in chart.read_out.text
    assert chart.read_out.right_text == "covered 74% of time"
    assert len(chart.hatched) == 1


def test_the_legend_says_how_it_is_cut_and_what_is_outside(chart) -> None:
    rows = [*(order(5 + n, 5e5, 94_950.0 + n) for n in range(20)), order(30, 1_000.0, 50_000.0)]
    chart.show_view(view_of(rows), NONE, Zone.UTC)
    cut, outside = chart.legend.texts
    step, bucket = chart.map.raster.step, chart.map.raster.bucket
    assert cut == f"logarithmic · levels of {step_words(step)} · columns of {span_words(bucket)}"
    assert outside == "1 beyond these prices: $1k"


@pytest.mark.parametrize(
    ("rows", "gaps", "said"),
    [
        ([], (), "No BTC liquidations seen in the last 24 hours"),
        ([], (gap(24 * 60, 0),), "Nothing recorded: no venue was connected in the last 24 hours"),
        ([], (gap(24 * 60, 90),), "No BTC liquidations yet since 20:56 UTC"),
        ([order(400, 5e5, 94_000.0)], (), "No BTC liquidations seen in this stretch of time"),
        ([order(4, 5e5, 94_990.0)], (), ""),
    ],
)
def test_an_empty_map_says_why(chart, rows, gaps, said) -> None:
    chart.show_view(view_of(rows, gaps), NONE, Zone.UTC)
    assert chart.message == said


def test_where_nobody_told_a_price_none_is_written_beside_it(chart) -> None:
    chart.show_view(unpriced(), NONE, Zone.UTC)
    assert not labelled(chart)
    chart.show_view(view_of([]), NONE, Zone.UTC)
    assert labelled(chart)


def test_the_table_sums_up_to_what_is_shown(chart) -> None:
    chart.show_view(view_of(scattered(200)), NONE, Zone.UTC)
    rows = list(chart.table().rows)
    assert sum(row[3] for row in rows) == pytest.approx(chart.map.long.sum() / 1e6, abs=0.01 * len(rows))
    assert sum(row[4] for row in rows) == pytest.approx(chart.map.short.sum() / 1e6, abs=0.01 * len(rows))


def test_the_map_is_told_in_words(chart) -> None:
    chart.show_view(view_of([order(30, 5e5, 94_951.0)], at_least=True), NONE, Zone.UTC)
    assert "≥ $500k shorts" in chart.summary()
    assert "Most between 94,9" in chart.summary()


def test_keys_move_it(chart, qtbot) -> None:
    chart.show_view(view_of(scattered(100)), NONE, Zone.UTC)
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert not chart.window_shown.following
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.window_shown.following


def test_shades_are_logarithmic_and_none_is_for_nothing() -> None:
    sums = np.array([[0, 1, 10**9, 10**10, 10**11, 10**12]])
    assert shades_of(sums, 10**12).tolist() == [[0, 1, 1, 4, 8, SHADES]]


@pytest.mark.parametrize(("step", "words"), [(50.0, "50"), (0.0005, "0.0005"), (2000.0, "2,000"), (0.2, "0.2")])
def test_levels_are_written_with_the_decimals_they_have(step, words) -> None:
    assert step_words(step) == words
