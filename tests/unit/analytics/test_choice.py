"""Totals of any choice of coins, venues and side are exact: parts that share nothing sum to the whole."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.views import WINDOWS, TimelineQuery, TotalsView
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import T0, info, instrument, row

COINS = ("BTC", "ETH", "SOL", "DOGE")
VENUES = (VenueId("bybit"), VenueId("okx"), VenueId("gate"))
ROWS = st.lists(
    st.builds(
        row,
        at=st.integers(T0 - DAY - HOUR, T0),
        micro=st.one_of(st.none(), st.integers(1, 10**13)),
        position=st.sampled_from(PositionSide),
        of=st.sampled_from([instrument(base, venue) for base in COINS for venue in VENUES]),
    ),
    max_size=50,
)


def live_of(rows) -> LiveAnalytics:
    live = LiveAnalytics({venue: info(venue) for venue in VENUES})
    live.restore(rows)
    return live


def summed(views: list[TotalsView], window: str) -> tuple[int, int, int, int]:
    totals = [view.window(window).total for view in views]
    return tuple(sum(getattr(one, name) for one in totals) for name in ("long", "short", "count", "unvalued"))


@given(ROWS, st.sets(st.sampled_from(COINS)), st.sets(st.sampled_from(VENUES)))
def test_the_parts_of_a_partition_sum_to_the_whole(rows, coins, venues):
    live = live_of(rows)
    in_coins = (Choice(bases=frozenset(coins)), Choice(bases=frozenset(), but=frozenset(coins)))
    in_venues = (frozenset(venues), frozenset(VENUES) - venues)
    parts = [
        live.chosen(Choice(one.bases, one.but, some, side), T0)
        for one in in_coins
        for some in in_venues
        for side in PositionSide
    ]
    whole = live.totals(T0)
    for window in WINDOWS:
        assert summed(parts, window) == summed([whole], window)


@given(ROWS, st.sets(st.sampled_from(COINS), min_size=1), st.sampled_from([None, *PositionSide]))
def test_a_choice_is_the_sum_of_the_rows_it_admits(rows, coins, side):
    choice = Choice(frozenset(coins), None, frozenset(VENUES[:2]), side)
    view = live_of(rows).chosen(choice, T0)
    admitted = [one for one in rows if choice.admits(one)]
    alone = live_of(admitted).totals(T0)
    for window in WINDOWS:
        assert view.window(window).total == alone.window(window).total
    if view.largest is not None:
        assert choice.admits(view.largest)


@given(ROWS, st.sets(st.sampled_from(COINS), min_size=1))
def test_the_bars_of_a_choice_are_those_of_its_rows(rows, coins):
    choice = Choice(frozenset(coins), None, frozenset(VENUES[:1]), PositionSide.LONG)
    shown = live_of(rows).timeline(TimelineQuery(HOUR, None, None, "BTC", choice), T0)
    alone = live_of([one for one in rows if choice.admits(one)]).timeline(TimelineQuery(HOUR, None, None, "BTC"), T0)
    assert shown.long.tolist() == alone.long.tolist()
    assert not shown.short.any()
    assert not shown.zero_known, "nothing is said of the side that is left out"


def covering(live: LiveAnalytics, venue: VenueId, span: Span) -> None:
    lane = LaneId(f"{venue}/0")
    live.coverage.lane_changed(LaneStatus(lane, venue, LaneState.BACKING_OFF, span.start))
    live.coverage.covered(CoveredSpan(lane, venue, span))


def test_a_choice_is_as_whole_as_its_venues_were_heard():
    live = live_of([])
    covering(live, VENUES[0], Span(UnixMs(T0 - 2 * HOUR), T0))
    covering(live, VENUES[1], Span(UnixMs(T0 - 30 * MINUTE), T0))

    def share(*venues: VenueId) -> float:
        return live.chosen(Choice(venues=frozenset(venues)), T0).window("1h").coverage.share

    assert share(VENUES[0]) == 1
    assert share(VENUES[1]) == 0.5
    assert share(*VENUES[:2]) == 0.75
    assert live.chosen(Choice(venues=frozenset((VENUES[2],))), T0).window("1h").coverage.blind
    gaps = live.timeline(
        TimelineQuery(DurationMs(MINUTE), None, None, "BTC", Choice(venues=frozenset(VENUES[1:2]))), T0
    ).gaps
    assert gaps[-1].missing == 1
