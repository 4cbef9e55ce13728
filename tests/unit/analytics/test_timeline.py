"""Bars hold what their minutes hold, at every width and filter, as time and rows move on."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.views import TimelineQuery
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from tests.fakes.rows import T0, info, instrument, row

ROWS = st.lists(
    st.builds(
        row,
        at=st.integers(T0 - 80_000_000, T0),
        micro=st.integers(1, 10**12),
        position=st.sampled_from(PositionSide),
        of=st.sampled_from([instrument("BTC"), instrument("ETH"), instrument("ETH", "okx")]),
    ),
    max_size=40,
)
WIDTHS = st.sampled_from([MINUTE, DurationMs(5 * MINUTE), DurationMs(15 * MINUTE), HOUR])


def analytics():
    return LiveAnalytics({one.id: one for one in (info("bybit"), info("okx", Completeness.SAMPLED))})


def query(width=MINUTE, base=None, venue=None):
    return TimelineQuery(width, base, None if venue is None else VenueId(venue), "BTC")


@given(ROWS, ROWS, WIDTHS, st.sampled_from([None, "ETH"]), st.sampled_from([None, "okx"]), st.integers(0, 4_000_000))
def test_every_bar_is_the_sum_of_its_rows(first, later, width, base, venue, pause):
    live = analytics()
    live.restore(first)
    live.timeline(query(width, base, venue), UnixMs(T0 - pause))
    for one in later:
        live.take((one,))
    view = live.timeline(query(width, base, venue), T0)
    expected = np.zeros((len(view.long), 2))
    for one in (*first, *later):
        if base in (None, one.instrument.base) and venue in (None, one.instrument.venue):
            place = (one.at - view.start) // width
            if place >= 0:
                expected[place, int(one.position is PositionSide.SHORT)] += one.notional / 1e6
    assert np.allclose(view.long, expected[:, 0])
    assert np.allclose(view.short, expected[:, 1])


def test_the_last_bar_holds_now_and_the_first_is_a_day_back():
    view = analytics().timeline(query(HOUR), T0)
    assert view.start % HOUR == 0
    assert view.start + (len(view.long) - 1) * HOUR <= T0 < view.start + len(view.long) * HOUR
    assert len(view.long) == 24


def test_only_a_change_behind_the_open_bar_counts_as_sealed():
    live = analytics()
    live.take((row(),))
    before = live.timeline(query(), T0).sealed_revision
    live.take((row(at=T0 + 1),))
    assert live.timeline(query(), T0).sealed_revision == before
    live.take((row(at=T0 - 600_000),))
    assert live.timeline(query(), T0).sealed_revision != before


def test_gaps_and_sampling_are_told():
    live = analytics()
    for name in ("bybit", "okx"):
        live.coverage.lane_changed(LaneStatus(LaneId(name), VenueId(name), LaneState.LIVE))
        since = T0 - 90_000_000 if name == "bybit" else T0 - 1_000_000
        live.coverage.covered(CoveredSpan(LaneId(name), VenueId(name), Span(UnixMs(since), T0)))
    view = live.timeline(query(), T0)
    assert [gap.missing for gap in view.gaps] == [0.5]
    assert view.gaps[0].span.end == T0 - 1_000_000
    assert view.at_least
    assert not live.timeline(query(venue="bybit"), T0).at_least


def test_older_filters_are_let_go_of():
    live = analytics()
    for base in "ABCDEF":
        live.timeline(query(base=base), T0)
    assert len(live._timeline._kept) == 4


def test_a_late_row_of_the_minute_just_closed_is_behind_the_open_bar():
    live = analytics()
    live.restore([row(at=T0, micro=5)])
    live.timeline(query(), T0)
    next_minute = UnixMs(T0 - T0 % MINUTE + MINUTE)
    before = live.timeline(query(), next_minute).sealed_revision
    live.restore([row(at=next_minute - 1, micro=7)])
    assert live.timeline(query(), next_minute).sealed_revision != before
