"""The covered share of any stretch, from the covered time of lanes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.past.views import LaneTime
from liqdesk.analytics.past.watched import WatchedTime, bar_edges
from liqdesk.domain.feed_state import LaneId, Span
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from tests.fakes.rows import info

BYBIT, OKX = VenueId("bybit"), VenueId("okx")
INFOS = {BYBIT: info("bybit"), OKX: info("okx", Completeness.SAMPLED)}
WITHIN = Span(UnixMs(20_000 * DAY), UnixMs(20_003 * DAY))
START = WITHIN.start


def lane(start, end, venue=BYBIT, name="1"):
    return LaneTime(LaneId(f"{venue}/{name}"), venue, START + start, START + end)


def watched(lanes, in_use=None):
    used = in_use or dict.fromkeys({one.venue for one in lanes}, WITHIN)
    return WatchedTime(lanes, used, WITHIN, INFOS)


def edges(*moments):
    return np.array([START + at for at in moments], dtype=np.int64)


minute_spans = st.lists(st.tuples(st.integers(0, 2_000), st.integers(1, 300)), max_size=8)


@given(minute_spans, st.integers(1, 7), st.integers(0, 1_000))
def test_one_lane_is_counted_minute_by_minute(spans, width, first):
    lanes = [lane(start * MINUTE, (start + length) * MINUTE) for start, length in spans]
    seen = np.zeros(2_400, dtype=np.bool_)
    for start, length in spans:
        seen[start : start + length] = True
    told = watched(lanes, {BYBIT: WITHIN}).shares(bar_edges(START + first * MINUTE, width * MINUTE, 20))
    bars = seen[first : first + 20 * width].reshape(20, width).mean(axis=1)
    assert told == pytest.approx(bars, abs=1e-9)


def test_a_venue_is_whole_with_as_many_lanes_as_at_the_best_time_of_the_day():
    lanes = [lane(0, 2 * HOUR), lane(HOUR, 2 * HOUR, name="2"), lane(DAY, DAY + HOUR)]
    told = watched(lanes).shares(edges(0, HOUR, 2 * HOUR, 3 * HOUR))
    assert told.tolist() == [0.5, 1.0, 0.0]
    assert watched(lanes).shares(edges(DAY, DAY + HOUR)).tolist() == [1.0]


def test_a_lane_that_overlaps_itself_counts_once():
    told = watched([lane(0, HOUR), lane(30 * MINUTE, 2 * HOUR)]).shares(edges(0, 2 * HOUR))
    assert told.tolist() == [1.0]


def test_a_venue_is_expected_while_it_was_in_use():
    lanes = [lane(0, 3 * DAY), lane(DAY, 2 * DAY, OKX)]
    in_use = {BYBIT: WITHIN, OKX: Span(UnixMs(START + DAY), UnixMs(START + 2 * DAY))}
    told = watched(lanes, in_use)
    assert told.shares(bar_edges(START, DAY, 3)).tolist() == [1.0, 1.0, 1.0]
    whole = told.coverage(WITHIN, 0)
    assert (whole.share, whole.missing, whole.at_least) == (1.0, (), True)  # samples: at least
    assert told.coverage(WITHIN, 0, {BYBIT}).at_least is False


def test_before_anybody_listened_there_is_nothing():
    told = watched([lane(DAY, 3 * DAY)], {BYBIT: Span(UnixMs(START + DAY), WITHIN.end)})
    assert told.shares(bar_edges(START, DAY, 3)).tolist() == [0.0, 1.0, 1.0]
    before = told.coverage(Span(START, UnixMs(START + HOUR)), 0)
    assert before.blind
    assert not before.zero_known
    assert told.coverage(WITHIN, 0).since == START + DAY


def test_a_stretch_longer_than_the_recordings_was_watched_for_as_long_as_they_are():
    told = watched([lane(DAY, DAY + 3 * HOUR)], {BYBIT: Span(UnixMs(START + DAY), UnixMs(START + DAY + 3 * HOUR))})
    whole = told.coverage(WITHIN, 0)
    assert whole.share == pytest.approx(3 / 72)
    assert whole.at_least
    at = bar_edges(START, 2 * DAY, 1)
    assert told.shares(at).tolist() == [pytest.approx(3 / 48)]
    assert told.hours(at).tolist() == [pytest.approx(3.0)]


@given(minute_spans, st.integers(0, 71), st.integers(1, 72))
def test_watched_hours_are_the_share_of_the_length(spans, first, length):
    used = Span(UnixMs(START + 5 * HOUR), UnixMs(START + 40 * HOUR))
    told = watched([lane(start * MINUTE, (start + length) * MINUTE) for start, length in spans], {BYBIT: used})
    at = bar_edges(START + first * HOUR, 7 * MINUTE, length)
    assert told.hours(at) == pytest.approx(told.shares(at) * 7 / 60)
    assert (told.hours(at) <= np.diff(np.clip(at, used.start, used.end)) / HOUR + 1e-9).all()


def test_missing_time_is_named_and_makes_a_floor():
    told = watched([lane(0, 3 * DAY), lane(0, 12 * HOUR, OKX)])
    whole = told.coverage(Span(START, UnixMs(START + DAY)), 2)
    assert whole.share == pytest.approx(0.75)
    assert whole.missing == ("Okx",)
    assert whole.reasons == (
        "Okx publishes samples",
        "covered only in part: Okx 50%",
        "2 orders of unknown size not valued",
    )


def test_runs_of_bars_alike_are_one_gap():
    told = watched([lane(0, HOUR), lane(3 * HOUR, 5 * HOUR)])
    at = bar_edges(START, 30 * MINUTE, 10)
    (gap,) = told.gaps(at, told.shares(at))
    assert (gap.span.start - START, gap.span.end - START, gap.missing) == (HOUR, 3 * HOUR, 1.0)


@given(minute_spans)
def test_gaps_and_whole_bars_are_all_bars(spans):
    told = watched([lane(start * MINUTE, (start + length) * MINUTE) for start, length in spans], {BYBIT: WITHIN})
    at = bar_edges(START, 10 * MINUTE, 144)
    shares = told.shares(at)
    inside = sum((gap.span.end - gap.span.start) // (10 * MINUTE) for gap in told.gaps(at, shares))
    assert inside == np.count_nonzero(shares < 0.9995)


def test_each_stretch_has_its_own_first_moment():
    told = watched([lane(HOUR, 2 * HOUR), lane(30 * MINUTE, HOUR, OKX)])
    told = told.coverages(edges(0, HOUR, 3 * HOUR, 4 * HOUR), (0, 0, 0))
    assert [one.since and one.since - START for one in told] == [30 * MINUTE, HOUR, None]
