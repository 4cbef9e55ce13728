"""The map of prices holds every order once: its sums, with what lies outside, are the coin's total to the micro-dollar."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.orders import between
from liqdesk.analytics.price_map import Raster, map_of, price_range, side_total
from liqdesk.analytics.views import WINDOWS
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import MINUTE, UnixMs
from tests.fakes.rows import T0, info, instrument, row

ROWS = st.lists(
    st.builds(
        row,
        at=st.integers(T0 - 5_000_000, T0 - 1),
        micro=st.one_of(st.none(), st.integers(1, 10**16)),
        position=st.sampled_from(PositionSide),
        of=st.sampled_from([instrument("BTC"), instrument("BTC", "okx"), instrument("ETH")]),
        price=st.floats(50.0, 150.0),
    ),
    max_size=40,
)
STEPS = st.sampled_from([0.01, 0.5, 2.0, 5.0, 20.0])


def analytics(rows) -> LiveAnalytics:
    live = LiveAnalytics({one.id: one for one in (info("bybit"), info("okx"))})
    live.restore(rows)
    return live


def raster(step: float, low: float, levels: int, window: int, bucket: int = MINUTE) -> Raster:
    columns = -(-window // bucket)
    return Raster(T0 - columns * bucket, bucket, columns, round(low / step) * step, step, levels)


@given(ROWS, STEPS, st.sampled_from(["15m", "1h", "4h"]), st.integers(1, 60))
def test_the_sums_are_the_window_total_of_the_coin_to_the_micro_dollar(rows, step, window, levels):
    live = analytics(rows)
    orders = live.orders("BTC", T0).found.orders
    # The windows step to the second: the second of `at` is the last one inside.
    cut = raster(step, 80.0, levels, WINDOWS[window])
    made = map_of(orders, cut)
    total = live.totals(UnixMs(T0 - 1000), "BTC").window(window).total
    assert int(made.long.sum()) + made.outside.long == made.total.long == total.long
    assert int(made.short.sum()) + made.outside.short == made.total.short == total.short
    assert made.total.count == total.count
    long, short = made.profile()
    assert (int(long.sum()), int(short.sum())) == (int(made.long.sum()), int(made.short.sum()))


@given(ROWS, STEPS)
def test_every_order_is_in_the_cell_of_its_price_and_time(rows, step):
    orders = analytics(rows).orders("BTC", T0).found.orders
    cut = raster(step, 50.0, round(110 / step), 5_040_000, 5 * MINUTE)
    made = map_of(orders, cut)
    expected = np.zeros((2, cut.levels, cut.columns), np.int64)
    for one in between(orders, cut.start, cut.end):
        level = cut.level(float(one["price"]))
        if level is not None:
            expected[int(one["slot"]) % 2, level, (int(one["at"]) - cut.start) // cut.bucket] += int(one["micro"])
    assert np.array_equal(made.long, expected[0])
    assert np.array_equal(made.short, expected[1])
    assert made.peak == int(expected.max(initial=0))


def test_levels_end_where_the_next_begin():
    cut = Raster(0, MINUTE, 1, 100.0, 5.0, 3)
    assert [cut.level(price) for price in (99.99, 100.0, 104.99, 105.0, 114.99, 115.0)] == [None, 0, 0, 1, 2, None]
    assert (cut.high, cut.end) == (115.0, MINUTE)


def test_the_range_leaves_out_what_is_far_and_small():
    rows = [row(price=100.0 + n, micro=10**9) for n in range(10)] + [row(price=3.0, micro=1), row(price=900.0, micro=1)]
    orders = analytics(rows).orders("BTC", T0).found.orders
    assert price_range(orders, 0.001) == (100.0, 109.0)
    assert price_range(orders, 0.0) == (3.0, 900.0)
    assert price_range(orders[:0], 0.0) is None


@pytest.mark.parametrize(("long", "short", "count"), [(0, 0, 0), (5, 0, 1), (5, 6, 2)])
def test_a_cell_is_a_total(long, short, count):
    total = side_total(long, short)
    assert (total.long, total.short, total.count) == (long, short, count)
