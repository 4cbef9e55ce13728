"""The database's totals are those of the account in memory, to the second and the millionth."""

import apsw
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.views import WINDOWS, SideTotal
from liqdesk.domain.liquidation import LiquidationKind, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.store.codes import Source
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.rows import RowStore
from liqdesk.store.totals import stored_totals
from tests.fakes.rows import T0, instrument, option, row, share

OF = (instrument("BTC"), instrument("ETH"), instrument("BTC", "okx"), option("BTC"), share("BTC"))
edges = st.sampled_from([int(span) for span in WINDOWS.values()])
ages = st.integers(-3_000, int(DAY) + 3_000) | st.builds(lambda edge, by: edge + by, edges, st.integers(-1_500, 1_500))
rows = st.builds(
    lambda age, micro, side, of, kind: row(T0 - age, micro, side, of, kind),
    ages,
    st.none() | st.integers(0, 10**15),
    st.sampled_from(PositionSide),
    st.sampled_from(OF),
    st.sampled_from(LiquidationKind),
)


def stored(entries):
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts())
    store = RowStore(connection)
    store.insert(entries, Source.LIVE)
    return connection, store.read(UnixMs(0), UnixMs(2 * T0), 10_000)


@given(st.lists(rows, max_size=30), st.integers(0, 999))
def test_both_accounts_agree(entries, late):
    connection, kept = stored(entries)
    at = UnixMs(T0 + late)
    totals = stored_totals(connection, at)
    connection.close()
    memory = LiveAnalytics({})
    memory.restore(kept)
    memory.step(at)
    for name in WINDOWS:
        assert totals.windows[name] == memory.totals(at).window(name).total
        assert {venue: held[name] for venue, held in totals.venues.items() if name in held} == memory.by_venue(name)
        assert {base: held[name] for base, held in totals.bases.items() if name in held} == memory.by_base(name)


def test_an_empty_store_has_every_window_and_no_market():
    connection, _ = stored([])
    totals = stored_totals(connection, T0)
    connection.close()
    assert set(totals.windows) == set(WINDOWS)
    assert totals.windows["24h"] == SideTotal()
    assert (totals.venues, totals.bases) == ({}, {})


def test_a_window_is_the_seconds_up_to_now():
    at = UnixMs(T0 - T0 % 1_000 + 400)
    second = at // 1_000
    inside, outside = UnixMs((second - 59) * 1_000), UnixMs((second - 59) * 1_000 - 1)
    connection, _ = stored([row(inside, 1), row(outside, 10), row(at + 5_000, 100)])
    totals = stored_totals(connection, at)
    connection.close()
    assert totals.windows["1m"].short == MicroUsd(101)
    assert totals.windows["5m"].short == MicroUsd(111)
