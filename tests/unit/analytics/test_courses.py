"""The courses of the largest coins are the sums of their minutes, as rows come and time goes on."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.courses import CoursesQuery
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import MINUTE, DurationMs, UnixMs
from tests.fakes.rows import T0, info, instrument, row, share

BASES = ("BTC", "ETH", "SOL")
HOUR_QUERY = CoursesQuery(6, "1h", MINUTE)
ROWS = st.lists(
    st.builds(
        row,
        at=st.integers(T0 - 16_000_000, T0),
        micro=st.integers(1, 10**12),
        position=st.sampled_from(PositionSide),
        of=st.sampled_from([*map(instrument, BASES), instrument("ETH", "okx"), share("NVDA")]),
    ),
    max_size=30,
)


def analytics() -> LiveAnalytics:
    return LiveAnalytics({one.id: one for one in (info("bybit"), info("okx"))})


@given(
    ROWS,
    st.lists(st.tuples(ROWS, st.integers(0, 4_000_000)), max_size=4),
    st.sampled_from([HOUR_QUERY, CoursesQuery(6, "4h", DurationMs(5 * MINUTE))]),
    st.booleans(),
)
def test_every_bar_is_the_sum_of_its_rows(first, later, query, tradfi):
    live, now, known = analytics(), T0, list(first)
    live.restore(first)
    live.courses(query, T0)
    live.count_tradfi(tradfi)
    for rows, pause in later:
        for one in rows:
            live.take((one,))
        known += rows
        now += pause
        view = live.courses(query, UnixMs(now))
    view = live.courses(query, UnixMs(now))
    for course in view.coins:
        expected = np.zeros((len(course.long), 2))
        for one in known:
            place = (one.at - view.start) // query.bucket
            if one.instrument.base == course.base and 0 <= place < len(expected):
                expected[place, int(one.position is PositionSide.SHORT)] += one.notional / 1e6
        assert np.allclose(course.long, expected[:, 0])
        assert np.allclose(course.short, expected[:, 1])
    assert view.start + len(view.coins[0].long) * query.bucket > now if view.coins else True


def test_the_largest_come_first_with_their_share():
    live = analytics()
    live.restore([row(micro=3_000_000, of=instrument("ETH")), row(micro=1_000_000, of=instrument("BTC"))])
    view = live.courses(HOUR_QUERY, T0)
    assert [(one.base, one.share) for one in view.coins] == [("ETH", 0.75), ("BTC", 0.25)]
    assert view.coins[0].total.total.short == 3_000_000
    assert view.market.total.both == 4_000_000


def test_no_more_than_asked_for():
    live = analytics()
    live.restore([row(of=instrument(f"C{n}")) for n in range(20)])
    assert len(live.courses(HOUR_QUERY, T0).coins) == 6
    assert len(live.courses(CoursesQuery(12, "1h", MINUTE), T0).coins) == 12


def test_nothing_is_kept_while_nobody_asks():
    live = analytics()
    live.restore([row()])
    live.step(T0)
    assert live._courses._sums.size == 0
    assert not live._courses._stale
