"""A stretch of minutes as days, hours and minutes."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.past.views import Extent, PastQuery, units_of
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs


def span(first, count):
    return Span(UnixMs(first * MINUTE), UnixMs((first + count) * MINUTE))


@given(st.integers(0, 10_000), st.integers(0, 9_000))
def test_the_pieces_of_a_stretch_are_all_of_it_once(first, count):
    minutes = [
        minute
        for unit, start, until in units_of(span(first, count))
        for minute in range(start * unit // MINUTE, until * unit // MINUTE)
    ]
    assert sorted(minutes) == list(range(first, first + count))


@given(st.integers(0, 10_000), st.integers(1, 9_000))
def test_no_stretch_takes_more_small_units_than_it_must(first, count):
    taken = {}
    for unit, start, until in units_of(span(first, count)):
        taken[unit] = taken.get(unit, 0) + until - start
    assert taken.get(MINUTE, 0) < 2 * HOUR // MINUTE
    assert taken.get(HOUR, 0) < 2 * DAY // HOUR


@given(st.floats(0, 10**9), st.floats(1, 10**9))
def test_a_query_holds_its_moments_in_whole_minutes(start, length):
    query = PastQuery.of(start, start + length)
    assert query.span.start <= start < start + length <= query.span.end
    assert query.span.start % MINUTE == query.span.end % MINUTE == 0
    assert query.span.end > query.span.start
    wide = query.outward(HOUR).span
    assert wide.start % HOUR == wide.end % HOUR == 0
    assert query.span.start - wide.start < HOUR
    assert wide.end - query.span.end < HOUR


def test_an_extent_says_from_when_on_single_orders_are_kept():
    rows = span(10, 100)
    assert Extent().whole is None
    assert Extent().orders_since is None
    assert Extent(rows=rows, orders=UnixMs(10 * MINUTE + 59_999)).orders_since is None
    assert Extent(rows=rows, orders=UnixMs(50 * MINUTE)).orders_since == 50 * MINUTE
    assert Extent(rows=rows).orders_since == rows.end
    assert Extent(watched=span(5, 20), rows=rows).whole == span(5, 105)
