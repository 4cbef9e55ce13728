"""Steps run in order, each whole or not at all."""

import apsw
import pytest

from liqdesk.store.codes import Source
from liqdesk.store.migrate import migrate, schema_scripts, version_of
from liqdesk.store.names import Names
from liqdesk.store.rows import RowStore
from tests.fakes.rows import T0, instrument, option, row, share
from tests.fakes.stored import wrong_sums

STEPS = ("CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y; CREATE TABLE b (z)")


def test_the_schema_makes_the_present_form():
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts())
    assert version_of(connection) == len(schema_scripts()) > 1


def test_only_missing_steps_run():
    connection = apsw.Connection(":memory:")
    migrate(connection, STEPS[:1])
    connection.execute("INSERT INTO a VALUES (1)")
    migrate(connection, STEPS)
    migrate(connection, STEPS)
    assert version_of(connection) == 2
    assert connection.execute("SELECT * FROM a").fetchall() == [(1, None)]


def test_a_step_that_fails_half_way_leaves_the_form_before():
    connection = apsw.Connection(":memory:")
    migrate(connection, STEPS[:1])
    with pytest.raises(apsw.SQLError):
        migrate(connection, (STEPS[0], "CREATE TABLE b (z); nonsense"))
    assert version_of(connection) == 1
    assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("a",)]


def test_a_new_file_is_never_of_an_older_form():
    connection = apsw.Connection(":memory:")
    with pytest.raises(apsw.SQLError):
        migrate(connection, (STEPS[0], "nonsense"))
    assert version_of(connection) == 0
    assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == []


def test_contracts_of_the_first_form_are_of_unknown_listing():
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts()[:1])
    connection.execute("INSERT INTO markets VALUES (1, 'okx', 'X')")
    connection.execute("INSERT INTO instruments VALUES (7, 1, 'X', 'USDT', 'linear', 2.0, 1.0, '', NULL, 0)")
    migrate(connection, schema_scripts())
    found = Names(connection).known(7)
    assert (found.symbol, found.multiplier, found.listed_at) == ("X", 2.0, None)
    assert Names(connection).instrument(found) == 7


SUMS_OF_LATER_FORMS = ("days", "all_minutes", "all_hours", "sizes", "all_sizes")


def test_rows_of_an_older_form_are_in_every_sum_of_the_present_one():
    connection = apsw.Connection(":memory:")
    scripts = schema_scripts()[:7]
    migrate(connection, scripts)
    of = (instrument("BTC"), instrument("ETH", "okx"), option(), share())
    rows = [row(T0 + number * 7_000_000, number**6 if number % 7 else None, of=of[number % 4]) for number in range(90)]
    RowStore(connection).insert(rows, Source.LIVE)
    for table in SUMS_OF_LATER_FORMS:
        connection.execute(f"DROP TABLE {table}")
    connection.execute("DROP INDEX liquidations_large")
    connection.execute("PRAGMA user_version = 6")
    migrate(connection, scripts)
    assert wrong_sums(connection) == []
