"""Sums by time and by size stay those of the rows, whatever is corrected."""

import apsw
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.sizes import bin_of
from liqdesk.domain.liquidation import PositionSide, PriceKind
from liqdesk.domain.money import MicroUsd
from liqdesk.store.codes import Source
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.rows import RowStore
from liqdesk.store.sums import BIN, BY_SIZE, BY_TIME
from tests.fakes.rows import T0, instrument, row
from tests.fakes.stored import wrong_sums


@given(st.integers(0, 10**18))
def test_the_bin_in_sql_is_the_bin_in_python(micro):
    connection = apsw.Connection(":memory:")
    assert connection.execute(f"SELECT {BIN} FROM (SELECT ? AS micro)", (micro,)).get == bin_of(micro)
    connection.close()


amounts = st.integers(0, 10**12)


@given(st.lists(st.tuples(st.integers(0, 3), amounts, amounts, st.sampled_from(PositionSide)), max_size=12))
def test_corrections_move_orders_to_their_bins(changes):
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts())
    store = RowStore(connection)
    of = [instrument(base) for base in ("BTC", "ETH")]
    for number, (days, before, after, side) in enumerate(changes):
        told = msgspec.structs.replace(
            row(T0 + days * 86_400_000 + number, before, side, of[number % 2], ident=str(number)),
            price_kind=PriceKind.ENTRY,
        )
        store.insert([told], Source.LIVE)
        store.insert([msgspec.structs.replace(told, notional=MicroUsd(after), corrects=MicroUsd(before))], Source.LIVE)
    assert wrong_sums(connection) == []
    connection.close()


@pytest.mark.parametrize("one", [*BY_TIME, *BY_SIZE], ids=lambda one: one.table)
def test_each_table_is_as_it_is_described(one):
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts())
    columns = [line[1] for line in connection.execute(f"PRAGMA table_info({one.table})")]
    assert columns[: 1 + len(one.key)] == [one.unit, *one.key]
    assert columns[1 + len(one.key) :][:2] == ["micro", "rows"]
