"""Sums put into their places, exactly."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.past.sums import bins_of, parts_of, placed, total_of
from liqdesk.analytics.past.views import MarketSum, PastQuery, TimeSums
from liqdesk.analytics.past.watched import WatchedTime
from liqdesk.analytics.sizes import least_of
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.domain.venue import VenueId

WITHIN = Span(UnixMs(20_000 * DAY), UnixMs(20_001 * DAY))


@given(st.lists(st.tuples(st.integers(0, 59), st.integers(0, 2**60)), max_size=6), st.integers(1, 7))
def test_units_fall_into_their_bars_without_a_dollar_lost(found, each):
    sums = TimeSums([2 * at for at, _ in found], [one for _, one in found], [1] * len(found), [0] * len(found))
    count = -(-60 // each)
    long, _, rows, _ = placed(sums, 0, each, count)
    expected = [0] * count
    for at, one in found:
        expected[at // each] += one
    assert long.tolist() == expected
    assert int(rows.sum()) == len(found)


def test_a_total_is_all_of_its_parts():
    parts = [SideTotal(MicroUsd(1), MicroUsd(10), 100, 1_000), SideTotal(MicroUsd(2), MicroUsd(20), 200, 2_000)]
    assert total_of(parts) == SideTotal(MicroUsd(3), MicroUsd(30), 300, 3_000)
    assert total_of([]) == SideTotal()


def test_bins_touch_and_begin_with_the_smallest_that_holds_any():
    bins = bins_of([(30, 7, 1, 0, 0), (33, 0, 0, 9, 2), (20, 0, 0, 0, 0)])
    assert [one.least for one in bins] == [least_of(number) for number in (30, 31, 32, 33)]
    assert [one.rows for one in bins] == [1, 0, 0, 2]
    assert bins_of([]) == ()


def test_parts_are_ordered_by_money_and_then_by_name():
    markets = [
        MarketSum(VenueId(venue), base, SideTotal(MicroUsd(micro), MicroUsd(0), 1))
        for venue, base, micro in (("okx", "ETH", 5), ("bybit", "BTC", 4), ("okx", "BTC", 1), ("htx", "AAA", 5))
    ]
    parts = parts_of(PastQuery(WITHIN), markets, WatchedTime([], {}, WITHIN, {}), None, {})
    assert [one.name for one in parts.coins] == ["BTC", "AAA", "ETH"]  # of as much money, more orders first
    assert [(one.key, one.total.long) for one in parts.venues] == [("okx", 6), ("htx", 5), ("bybit", 4)]
    assert parts.total.long == 15
    assert np.isfinite(parts.coverage.share)
