"""The stacks of all venues are the bars of the timeline, whoever stands apart."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.venue_stacks import VenueStacksQuery
from liqdesk.analytics.views import TimelineQuery
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness
from tests.fakes.rows import T0, info, instrument, row

NAMES = tuple(f"v{number}" for number in range(10))
ROWS = st.lists(
    st.builds(
        row,
        at=st.integers(T0 - 80_000_000, T0),
        micro=st.one_of(st.none(), st.integers(1, 10**13)),
        position=st.sampled_from(PositionSide),
        of=st.sampled_from([instrument(base, venue) for base in ("BTC", "ETH") for venue in NAMES]),
    ),
    max_size=50,
)
WIDTHS = st.sampled_from([MINUTE, DurationMs(5 * MINUTE), DurationMs(15 * MINUTE), HOUR])


def analytics(rows=(), **kinds) -> LiveAnalytics:
    live = LiveAnalytics({one.id: one for one in (info(name, kinds.get(name, Completeness.FULL)) for name in NAMES)})
    live.restore(rows)
    return live


@given(ROWS, WIDTHS, st.sampled_from([None, "ETH"]), st.integers(1, 8))
def test_the_stacks_sum_to_the_bars_and_to_the_total(rows, width, base, apart):
    live = analytics(rows)
    view = live.venue_stacks(VenueStacksQuery(width, base, apart), T0)
    bars = live.timeline(TimelineQuery(width, base, None, "BTC"), T0)
    assert view.start == bars.start
    assert view.count == len(bars.long)
    for side in ("long", "short"):
        stacked = sum((getattr(stack, side) for stack in view.stacks), np.zeros(view.count, np.int64))
        assert np.array_equal(stacked / 1e6, getattr(bars, side))
        assert int(stacked.sum()) == getattr(view.total, side)
    assert sum(stack.total.count for stack in view.stacks) == view.total.count == bars.count.sum()
    assert sum(stack.total.unvalued for stack in view.stacks) == view.total.unvalued
    sizes = [stack.total.both for stack in view.stacks if stack.venue is not None]
    assert sizes == sorted(sizes, reverse=True)


def test_a_single_other_stands_apart_too():
    rows = [row(micro=9 - number, of=instrument(venue=name)) for number, name in enumerate(NAMES[:3])]
    live = analytics(rows)
    assert [one.name for one in live.venue_stacks(VenueStacksQuery(MINUTE, apart=2), T0).stacks] == ["V0", "V1", "V2"]
    stacks = live.venue_stacks(VenueStacksQuery(MINUTE, apart=1), T0).stacks
    assert [(one.name, one.many, one.total.short) for one in stacks] == [("V0", 1, 9), ("others", 2, 15)]


def test_what_a_venue_is_known_to_publish_goes_with_it():
    rows = [row(micro=9 - number, of=instrument(venue=name)) for number, name in enumerate(NAMES[:5])]
    live = analytics(rows, v1=Completeness.SAMPLED, v2=Completeness.PARTIAL)
    stacks = live.venue_stacks(VenueStacksQuery(MINUTE, apart=3), T0).stacks
    assert [one.sampled for one in stacks] == [False, True, True, False]
    assert stacks[-1].completeness is Completeness.FULL
    assert live.venue_stacks(VenueStacksQuery(MINUTE, apart=1), T0).stacks[-1].completeness is None


def test_without_rows_there_are_no_stacks():
    view = analytics().venue_stacks(VenueStacksQuery(HOUR), UnixMs(T0))
    assert view.stacks == ()
    assert view.total.count == 0
