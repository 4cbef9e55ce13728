"""Every older form becomes the newest with all it holds, also where the program was killed at any statement of it."""

import apsw
import pytest

from liqdesk.store.groups import StoreFile
from liqdesk.store.migrate import schema_scripts
from tests.fakes.clock import StepClock
from tests.fakes.older import OF_FORM, older_store
from tests.fakes.power import Unwaiting
from tests.fakes.storing_work import Judge, removed, written

NEWEST = len(schema_scripts())
COMPANIONS = ("", "-wal", "-journal")


def files_of(path):
    """What a kill would leave of a store at this moment."""
    found = [path.with_name(path.name + suffix) for suffix in COMPANIONS]
    return {one.name: one.read_bytes() for one in found if one.exists()}


def content(path):
    """Every row of every table."""
    connection = apsw.Connection(str(path))
    try:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        rows = {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for (name,) in tables}
        return connection.pragma("user_version"), rows
    finally:
        connection.close()


def opened_with_kills(path):
    """Open a store; what was on disk before each statement that did not only read."""
    snapshots = []

    def watch(connection):
        def before(cursor, statement, _):
            if not cursor.is_readonly or statement.lstrip().upper().startswith(("BEGIN", "COMMIT")):
                snapshots.append((statement, files_of(path)))
            return True

        connection.set_exec_trace(before)

    apsw.connection_hooks.append(watch)
    try:
        StoreFile(path, StepClock()).recordings.close()
    finally:
        apsw.connection_hooks.remove(watch)
    return snapshots


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_a_kill_at_any_statement_of_a_migration(tmp_path, version):
    path = tmp_path / "liqdesk.db"
    rows = older_store(path, version)
    with Unwaiting():
        snapshots = opened_with_kills(path)
        done = content(path)
        assert done[0] == NEWEST
        assert done[1]["facts"] == [("replayed_to", "7")]
        judge = Judge(rows)
        assert len(snapshots) > NEWEST - version
        for statement, files in snapshots:
            removed(path)
            written(tmp_path, files.items())
            assert judge.complaints(path, rows, rows) == [], statement
            assert content(path) == done, statement


def test_older_stores_have_rows_in_every_table_that_is_not_a_sum(tmp_path):
    path = tmp_path / "liqdesk.db"
    older_store(path, max(OF_FORM))
    _, rows = content(path)
    assert [name for name, held in rows.items() if not held and not name.startswith("sqlite_")] == []


def test_who_waits_is_told_how_far_it_is(tmp_path):
    path = tmp_path / "liqdesk.db"
    older_store(path, 5)
    told = []
    StoreFile(path, StepClock(), told.append).recordings.close()
    said = list(dict.fromkeys(sentence for sentence in told if sentence))
    assert said == [
        f"After an update the recordings are brought into their new form, step {number} of {NEWEST - 5}."
        for number in range(1, NEWEST - 4)
    ]
    told.clear()
    StoreFile(path, StepClock(), told.append).recordings.close()
    StoreFile(tmp_path / "new.db", StepClock(), told.append).recordings.close()
    assert not any(told)
