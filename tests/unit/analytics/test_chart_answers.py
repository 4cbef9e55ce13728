"""What charts are told of a choice is that choice's total, whichever chart asks."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.courses import CoursesQuery
from liqdesk.analytics.cumulative import CumulativeQuery
from liqdesk.analytics.orders import total_of
from liqdesk.analytics.venue_stacks import VenueStacksQuery
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import HOUR, MINUTE
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import T0
from tests.unit.analytics.test_cumulative import ROWS, analytics

CHOICES = st.builds(
    Choice,
    bases=st.none() | st.just(frozenset({"ETH"})),
    venues=st.none() | st.just(frozenset({VenueId("okx")})),
    side=st.none() | st.sampled_from(PositionSide),
)


@given(ROWS, st.none() | CHOICES)
def test_every_chart_of_sums_holds_the_total_of_the_choice(rows, choice):
    live = analytics(rows)
    totals = live.totals(T0) if choice is None else live.chosen(choice, T0)
    hour = totals.window("1h").total
    charts = live.charts
    assert charts.cumulative(CumulativeQuery(trailing=HOUR, among=choice), T0).total == hour
    tiles = charts.coin_tiles("1h", T0, choice)
    assert tiles.whole.total == hour
    assert sum(tile.total.both for tile in tiles.coins) == hour.both
    courses = charts.courses(CoursesQuery(12, "1h", MINUTE, choice), T0)
    assert courses.market.total == hour
    assert sum(coin.total.total.both for coin in courses.coins) == hour.both
    for coin in courses.coins:
        for side, left_out in ((coin.long, PositionSide.SHORT), (coin.short, PositionSide.LONG)):
            assert choice is None or choice.side is not left_out or not side.any()


@given(ROWS, CHOICES)
def test_stacks_hold_what_venues_of_the_choice_told(rows, choice):
    view = analytics(rows).charts.venue_stacks(VenueStacksQuery(MINUTE, among=choice), T0)
    assert choice.venues is None or {stack.venue for stack in view.stacks} <= choice.venues
    end = view.start + view.count * MINUTE
    kept = [row for row in rows if choice.admits(row) and view.start <= row.at < end]
    assert view.total.both == sum(row.notional or 0 for row in kept)


@given(ROWS, CHOICES, st.sampled_from(["BTC", "ETH"]))
def test_single_orders_are_of_the_venues_and_the_side_of_the_choice(rows, choice, base):
    view = analytics(rows).charts.orders(base, T0, choice)
    alike = Choice(frozenset({base}), None, choice.venues, choice.side)
    kept = [row for row in rows if alike.admits(row) and row.at >= view.start]
    assert total_of(view.found.orders).both == sum(row.notional or 0 for row in kept)
    assert total_of(view.found.orders).count == len(kept)


def test_of_a_side_that_is_left_out_nothing_is_said():
    charts = analytics().charts
    view = charts.cumulative(CumulativeQuery(trailing=HOUR, among=Choice(side=PositionSide.LONG)), T0)
    assert not view.zero_known
