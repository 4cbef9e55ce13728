"""What is measured adds up: of neighbouring stretches to that of both, and of a window to its total."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.choice import Choice, of_coin
from liqdesk.analytics.context import PriceLine
from liqdesk.analytics.measure import MeasureQuery, change_over
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import HOUR, MINUTE, SECOND, UnixMs
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import T0
from tests.unit.analytics.test_cumulative import ROWS, analytics

CHOICES = st.builds(
    Choice,
    bases=st.none() | st.just(frozenset({"ETH"})),
    venues=st.none() | st.just(frozenset({VenueId("okx")})),
    side=st.none() | st.sampled_from(PositionSide),
)
SECONDS = T0 // SECOND


@given(ROWS, st.none() | CHOICES, st.lists(st.integers(SECONDS - 7_200, SECONDS), min_size=2, max_size=5).map(sorted))
def test_stretches_beside_one_another_add_up(rows, choice, cuts):
    charts = analytics(rows).charts

    def total(first: int, last: int):
        span = Span(UnixMs(first * SECOND), UnixMs(last * SECOND))
        return charts.measure(MeasureQuery(span, choice), T0).total

    parts = [total(first, last) for first, last in pairwise(cuts)]
    whole = total(cuts[0], cuts[-1])
    assert sum(part.long for part in parts) == whole.long
    assert sum(part.short for part in parts) == whole.short
    assert sum(part.count for part in parts) == whole.count


@given(ROWS, st.none() | CHOICES)
def test_an_hour_measured_is_the_hours_total(rows, choice):
    live = analytics([row for row in rows if row.at <= T0])
    span = Span(UnixMs(T0 - HOUR + SECOND), UnixMs(T0 + SECOND))
    measured = live.charts.measure(MeasureQuery(span, choice), T0)
    totals = live.totals(T0) if choice is None else live.chosen(choice, T0)
    assert measured.total == totals.window("1h").total


def test_the_price_changes_from_one_end_to_the_other():
    line = PriceLine(VenueId("bybit"), [T0 - HOUR, T0 - MINUTE, T0], [100.0, 101.0, 103.0])
    assert change_over(line, Span(UnixMs(T0 - HOUR), T0)) == pytest.approx(0.03)
    assert change_over(line, Span(UnixMs(T0 - 30 * MINUTE), T0)) is None, "nobody knows the price at its start"
    assert change_over(None, Span(UnixMs(T0 - HOUR), T0)) is None


def test_a_coin_of_ones_own_stands_in_place_of_the_filters():
    assert of_coin(None, None) is None
    assert of_coin(None, "BTC") == Choice(bases=frozenset({"BTC"}))
    wanted = Choice(frozenset({"ETH"}), frozenset({"XRP"}), side=PositionSide.LONG)
    assert of_coin(wanted, "BTC") == Choice(bases=frozenset({"BTC"}), side=PositionSide.LONG)
    assert of_coin(wanted, None) is wanted
