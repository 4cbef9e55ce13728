"""Connections are opened soundly, or refused with a sentence."""

import apsw
import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import UnixMs
from liqdesk.store.database import NewerFile, SomebodyElses, connect, open_for_reading, wal_is_sound
from liqdesk.store.history import StoredHistory
from liqdesk.store.migrate import schema_scripts
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, row

KNOWN = len(schema_scripts())


def opened(path, scripts=None):
    return connect(path, StepClock(), schema_scripts() if scripts is None else scripts, lambda: "then")


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        (3_040_001, False),
        (3_051_002, False),
        (3_051_003, True),
        (3_052_000, False),
        (3_053_000, True),
        (3_054_001, True),
    ],
)
def test_which_sqlite_may_use_a_log(version, sound):
    assert wal_is_sound(version) is sound


def test_the_sqlite_we_ship_may():
    assert wal_is_sound(apsw.SQLITE_VERSION_NUMBER)


def test_every_commit_is_on_the_platter(tmp_path):
    connection = opened(tmp_path / "s.db")
    assert connection.pragma("journal_mode") == "wal"
    assert connection.pragma("synchronous") == 2
    connection.close()


def test_a_newer_form_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "s.db"
    connection = opened(path)
    connection.pragma("user_version", 9)
    connection.close()
    before = path.read_bytes()
    for attempt in (opened, open_for_reading):
        with pytest.raises(NewerFile, match=rf"newer liqdesk \(form 9; this one knows {KNOWN}\)"):
            attempt(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "s.db"
    connection = apsw.Connection(str(path))
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    for attempt in (opened, open_for_reading):
        with pytest.raises(SomebodyElses):
            attempt(path)


def test_a_copy_is_kept_before_a_migration(tmp_path):
    path = tmp_path / "s.db"
    opened(path).close()
    connection = opened(path, (*schema_scripts(), "CREATE TABLE more (x)"))
    connection.close()
    (copy,) = tmp_path.glob("s.db.before-*")
    assert copy.name == f"s.db.before-{KNOWN + 1}-then"
    assert opened(copy).pragma("user_version") == KNOWN
    with pytest.raises(NewerFile):
        opened(path)


def test_recordings_of_the_first_form_are_brought_up_to_date_with_their_rows(tmp_path):
    path = tmp_path / "s.db"
    first = opened(path, schema_scripts()[:1])
    first.execute("INSERT INTO markets VALUES (1, 'bybit', 'BTC')")
    first.execute("INSERT INTO instruments VALUES (1, 1, 'BTCUSDT', 'USDT', 'linear', NULL, 1.0, 'perpetual', NULL, 0)")
    first.execute(
        "INSERT INTO liquidations VALUES (?, 7, 1, 1, 0, 1000000, 1.0, 1, 1.0, 1.0, 1.0, ?, 0, 0, 0, 0, NULL)",
        (T0, T0 + 40),
    )
    first.execute("INSERT INTO spans VALUES ('bybit/linear-1', 10, 'bybit', 20)")
    first.close()
    connection = opened(path)
    history = StoredHistory(connection)
    assert [one.key for one in history.rows(UnixMs(0), UnixMs(2**60), 9)] == [row().key]
    assert [one.span for one in history.spans(UnixMs(0))] == [Span(UnixMs(10), UnixMs(20))]
    assert history.fills(UnixMs(0)) == []
    assert connection.pragma("user_version") == len(schema_scripts())
    connection.close()


def test_nothing_to_read_yet(tmp_path):
    with pytest.raises(ExpectedFailure, match="nothing was recorded"):
        open_for_reading(tmp_path / "s.db")


def test_garbage_is_not_read(tmp_path):
    (tmp_path / "s.db").write_bytes(b"not a database at all" * 1_000)
    with pytest.raises(ExpectedFailure, match="cannot be read: the file is not a store"):
        open_for_reading(tmp_path / "s.db")


def test_an_empty_file_is_of_an_older_form(tmp_path):
    (tmp_path / "s.db").touch()
    with pytest.raises(ExpectedFailure, match="older form"):
        open_for_reading(tmp_path / "s.db")


def test_a_reader_changes_nothing(tmp_path):
    opened(tmp_path / "s.db").close()
    reader = open_for_reading(tmp_path / "s.db")
    with pytest.raises(apsw.ReadOnlyError):
        reader.execute("DELETE FROM liquidations")
    reader.close()
