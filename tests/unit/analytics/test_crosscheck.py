"""Ours beside theirs over the same span, and never a zero for what is not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.crosscheck import OurSpan, SidePair, compare
from liqdesk.analytics.live import KEPT, LiveAnalytics
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.third_party import Amounts, TheirTotal
from liqdesk.domain.time import DAY, HOUR, UnixMs, floor_to
from tests.fakes.rows import T0, info, instrument, row

END = floor_to(T0, HOUR)
HOUR_SPAN, DAY_SPAN = Span(UnixMs(END - HOUR), END), Span(UnixMs(END - DAY), END)
SEEN = Coverage(1.0, UnixMs(0), False, zero_known=True)
TOLD = Amounts(700, 50)
BLIND = Coverage(0.0, None, True, ("nobody was looking",))


def theirs(base="BTC", span=HOUR_SPAN, window="1h", amounts=TOLD, **more):
    return TheirTotal(base, window, span, True, amounts, **more)


def ours_of(**totals):
    return lambda span: OurSpan(totals, SEEN)


def test_both_sides_stand_beside_each_other():
    (one,) = compare([theirs()], ours_of(BTC=SideTotal(1_000, 40, 3, 1)))
    (coin,) = one.coins
    assert (coin.long.ours, coin.long.theirs, coin.long.difference) == (1_000, 700, 300)
    assert coin.long.share == pytest.approx(3 / 7)
    assert (coin.short.difference, coin.short.share) == (-10, -0.2)
    assert coin.total.unvalued == 1
    assert (one.window, one.span, one.closed, one.ours) == ("1h", HOUR_SPAN, True, SEEN)


def test_a_coin_of_which_we_heard_nothing_is_zero_while_we_listened():
    (one,) = compare([theirs()], ours_of())
    assert (one.coins[0].long.ours, one.coins[0].long.difference) == (0, -700)


def test_a_zero_nobody_can_be_sure_of_is_unknown():
    sampled = Coverage(1.0, UnixMs(0), True, ("samples",))
    (one,) = compare([theirs()], lambda span: OurSpan({"BTC": SideTotal(5, 0, 1)}, sampled))
    (coin,) = one.coins
    assert (coin.long.ours, coin.short.ours, coin.short.difference) == (5, None, None)


def test_where_nobody_listened_ours_is_unknown():
    (one,) = compare([theirs()], lambda span: OurSpan({"BTC": SideTotal(5, 5, 1)}, BLIND))
    (coin,) = one.coins
    assert (coin.long.ours, coin.long.theirs, coin.long.difference, coin.long.share) == (None, 700, None, None)


def test_what_they_did_not_tell_is_unknown():
    (one,) = compare([theirs(amounts=None, missing="it has no bar")], ours_of(BTC=SideTotal(5, 5, 1)))
    (coin,) = one.coins
    assert (coin.short.ours, coin.short.theirs, coin.short.difference) == (5, None, None)
    assert coin.basis == "it has no bar"


def test_nothing_of_theirs_has_no_percentage():
    assert SidePair(5, 0).share is None
    assert SidePair(5, 0).difference == 5


def test_what_theirs_rests_on_is_said():
    (one,) = compare(
        [theirs(venues=("Bybit", "OKX"), asked=2, listed=9), theirs("ETH", venues=("OKX", "Gate"))], ours_of()
    )
    assert [coin.basis for coin in one.coins] == ["2 of 9 perpetuals on Bybit, OKX", "OKX, Gate"]
    assert one.venues == ("Bybit", "OKX", "Gate")


def test_each_window_and_span_is_compared_on_its_own():
    later = Span(END, UnixMs(END + HOUR))
    told = [theirs(), theirs(span=DAY_SPAN, window="24h"), theirs("ETH"), theirs("SOL", span=later)]
    groups = compare(told, ours_of())
    assert [(one.window, one.span, [coin.base for coin in one.coins]) for one in groups] == [
        ("1h", HOUR_SPAN, ["BTC", "ETH"]),
        ("24h", DAY_SPAN, ["BTC"]),
        ("1h", later, ["SOL"]),
    ]


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**15))
def test_the_difference_added_to_theirs_is_ours(ours, other):
    pair = SidePair(ours, other)
    assert other + pair.difference == ours


def analytics():
    bybit = info("bybit")
    live = LiveAnalytics({bybit.id: bybit})
    lane = LaneId("bybit/linear")
    live.coverage.lane_changed(LaneStatus(lane, bybit.id, LaneState.LIVE))
    live.coverage.covered(CoveredSpan(lane, bybit.id, Span(UnixMs(T0 - 3 * DAY), T0)))
    return live


def test_our_total_of_a_clock_hour_has_its_first_moment_and_not_its_end():
    live = analytics()
    for at, micro in ((END - HOUR - 1, 1), (END - HOUR, 10), (END - 1, 100), (END, 1_000)):
        live.take((row(at=at, micro=micro, position=PositionSide.LONG),))
    live.take((row(at=END - 5, micro=7, of=instrument("ETH")), row(at=END - 5, micro=None)))
    ours = live.over(HOUR_SPAN, T0)
    assert ours.totals["BTC"] == SideTotal(110, 0, 3, 1)
    assert ours.totals["ETH"] == SideTotal(0, 7, 1, 0)
    assert ours.coverage.share == 1.0
    assert ours.coverage.at_least


@given(st.lists(st.tuples(st.integers(-30 * HOUR // 1_000, 0), st.integers(1, 10**12)), max_size=40))
def test_our_total_is_the_sum_of_the_rows_within(rows):
    live = analytics()
    for second, micro in rows:
        live.take((row(at=T0 + second * 1_000, micro=micro),))
    for span in (HOUR_SPAN, DAY_SPAN):
        expected = sum(micro for second, micro in rows if span.start <= T0 + second * 1_000 < span.end)
        found = live.over(span, T0).totals
        assert (found["BTC"].short if "BTC" in found else 0) == expected


def test_a_span_that_began_before_what_is_held_is_blind():
    ours = analytics().over(Span(UnixMs(T0 - KEPT - 1), T0), T0)
    assert ours.coverage.blind
    assert ours.coverage.reasons == ("it began before what is held in memory",)
    assert ours.totals == {}
