"""Minutes by venue hold what their rows hold, however time, rows and venues come."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.buckets import SecondCells
from liqdesk.analytics.choice import of_coin
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.venue_minutes import KEPT_COINS, LONG, MICRO_USD, SHORT, VenueMinutes
from liqdesk.analytics.venue_stacks import VenueStacksQuery
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import MINUTE, DurationMs, UnixMs
from tests.fakes.rows import T0, info, instrument, row, share

NAMES = tuple(f"v{number}" for number in range(12))
ROWS = st.lists(
    st.builds(
        row,
        at=st.integers(T0 - 90_000_000, T0 + 60_000),
        micro=st.one_of(st.none(), st.integers(1, 10**13)),
        position=st.sampled_from(PositionSide),
        of=st.sampled_from([instrument(base, venue) for base in ("BTC", "ETH") for venue in NAMES]),
    ),
    max_size=40,
)


def filled(rows) -> tuple[SecondCells, VenueMinutes]:
    cells = SecondCells()
    cells.add(cells.slots.columns(rows))
    cells.fold()
    return cells, VenueMinutes(cells)


@given(ROWS, ROWS, st.sampled_from([None, "ETH"]), st.integers(0, 300))
def test_a_table_holds_its_rows_to_the_micro_dollar_as_time_goes_on(first, later, base, passed):
    cells, minutes = filled(first)
    now = T0 // MINUTE
    minutes.table(of_coin(None, base), now - 1440, now)
    cells.add(cells.slots.columns(later))
    piece = cells.fold()
    if piece is not None:
        minutes.touched(piece.second // 60)
    table = minutes.table(of_coin(None, base), now + passed - 1440, now + passed)
    for place, venue in enumerate(minutes.venues):
        for side, position in ((LONG, PositionSide.LONG), (SHORT, PositionSide.SHORT)):
            expected = sum(
                one.notional or 0
                for one in (*first, *later)
                if one.instrument.venue == venue
                and one.position is position
                and base in (None, one.instrument.base)
                and one.at // MINUTE >= now + passed - 1440
            )
            assert int(table[:, place, side, MICRO_USD].sum()) == expected
    market = minutes.market(of_coin(None, base), now + passed - 1440, now + passed)
    assert np.array_equal(market, table.sum(axis=1))


def test_only_what_is_left_of_a_minute_counts():
    start = T0 - T0 % MINUTE
    _, minutes = filled([row(at=start + 9_999, micro=5), row(at=start + 10_000, micro=7)])
    assert int(minutes.since_second(None, start // 1000 + 10)[..., MICRO_USD].sum()) == 7


def test_few_coins_are_kept():
    _, minutes = filled([row()])
    for base in "ABCDEF":
        minutes.table(of_coin(None, base), T0 // MINUTE, T0 // MINUTE)
    assert len(minutes._tables) == KEPT_COINS


def test_nothing_is_noted_before_somebody_asks():
    _, minutes = filled([row()])
    minutes.touched(np.array([T0 // MINUTE]))
    assert not minutes._tables


def test_what_is_no_coin_counts_only_while_it_is_wanted():
    live = LiveAnalytics({one.id: one for one in (info(),)})
    live.take((row(micro=7), row(micro=90, of=share())))
    query = VenueStacksQuery(DurationMs(MINUTE))
    assert live.charts.venue_stacks(query, T0).total.both == 7
    live.count_tradfi(True)
    assert live.charts.venue_stacks(query, UnixMs(T0)).total.both == 97
