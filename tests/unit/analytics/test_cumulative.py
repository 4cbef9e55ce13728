"""Cumulative lines end at the very total of their window, never fall, and say how whole they are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.cumulative import CumulativeQuery, since_of
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.views import WINDOWS
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import T0, info, instrument, row

ROWS = st.lists(
    st.builds(
        row,
        at=st.integers(T0 - 90_000_000, T0 + 120_000),
        micro=st.one_of(st.none(), st.integers(1, 10**13)),
        position=st.sampled_from(PositionSide),
        of=st.sampled_from([instrument(base, venue) for base in ("BTC", "ETH") for venue in ("bybit", "okx")]),
    ),
    max_size=50,
)


def analytics(rows=()) -> LiveAnalytics:
    live = LiveAnalytics({one.id: one for one in (info("bybit"), info("okx"))})
    live.restore(rows)
    return live


@given(ROWS, st.sampled_from(["1h", "4h", "24h"]), st.sampled_from([None, "ETH"]), st.integers(0, 59_999))
def test_the_last_moment_has_the_total_of_the_window(rows, window, base, later):
    at = UnixMs(T0 + later)
    live = analytics(rows)
    view = live.cumulative(CumulativeQuery(trailing=WINDOWS[window], base=base), at)
    assert view.total == live.totals(at, base=base).window(window).total
    assert view.long[-1] == view.total.long
    assert view.short[-1] == view.total.short


@given(ROWS, st.integers(T0 - DAY, T0))
def test_lines_begin_at_nothing_never_fall_and_count_every_row_once(rows, since):
    view = analytics(rows).cumulative(CumulativeQuery(since=UnixMs(since)), T0)
    assert view.since == since == view.ends[0]
    assert view.ends[-1] == T0
    assert len(view.ends) == len(view.long) == len(view.short)
    assert np.all(np.diff(view.ends) >= 0)
    assert view.long[0] == view.short[0] == 0
    assert np.all(np.diff(view.long) >= 0)
    second = since // 1000
    for end, short in zip(view.ends[1:-1].tolist(), view.short[1:-1].tolist(), strict=True):
        expected = sum(
            one.notional or 0
            for one in rows
            if one.position is PositionSide.SHORT and second <= one.at // 1000 and one.at < end
        )
        assert short == expected


def test_the_day_begins_at_midnight_utc_and_nothing_reaches_further_back_than_a_day():
    assert since_of(CumulativeQuery(), T0) == T0 - T0 % DAY
    assert since_of(CumulativeQuery(since=UnixMs(T0 - 3 * DAY)), T0) == T0 - DAY
    assert since_of(CumulativeQuery(since=UnixMs(T0 + 5)), T0) == T0
    assert since_of(CumulativeQuery(trailing=HOUR), T0) == T0 - HOUR


def test_just_after_midnight_there_is_one_moment_to_begin_and_one_to_end():
    midnight = UnixMs(T0 - T0 % DAY)
    view = analytics([row(at=midnight - 1, micro=3), row(at=midnight, micro=4)]).cumulative(CumulativeQuery(), midnight)
    assert view.ends.tolist() == [midnight, midnight]
    assert view.short.tolist() == [0, 4]


def test_how_whole_it_is_goes_with_it():
    live = analytics([row(micro=None)])
    live.coverage.lane_changed(LaneStatus(LaneId("bybit/a"), VenueId("bybit"), LaneState.LIVE))
    live.coverage.covered(CoveredSpan(LaneId("bybit/a"), VenueId("bybit"), Span(UnixMs(T0 - 30 * MINUTE), T0)))
    view = live.cumulative(CumulativeQuery(trailing=HOUR), T0)
    assert view.coverage.share == 0.5
    assert view.coverage.at_least
    assert view.total.unvalued == 1
    assert [(gap.span.start, gap.span.end) for gap in view.gaps] == [(T0 - HOUR, T0 - 30 * MINUTE)]
