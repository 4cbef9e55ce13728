"""Questions about the past, and what becomes of them where the file has none to give."""

import apsw
import pytest

from liqdesk.analytics.views import WINDOWS
from liqdesk.domain.time import UnixMs
from liqdesk.store.codes import Source
from liqdesk.store.faults import StoreDamaged, StoreTrouble
from liqdesk.store.history import StoredHistory
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.rows import LEAST_DIGEST, RowStore
from tests.fakes.rows import T0, row


@pytest.fixture
def connection():
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts())
    RowStore(connection).insert([row(T0, 3_000_000), row(T0 + 1, 2_000_000)], Source.LIVE)
    yield connection
    connection.close()


def test_every_question_has_an_answer(connection):
    past = StoredHistory(connection)
    assert [one.at for one in past.rows(T0, UnixMs(T0 + 2), 5)] == [T0, T0 + 1]
    assert [one.at for one in past.page(T0, (T0 + 1, LEAST_DIGEST), 5)[0]] == [T0]
    assert past.totals(T0).windows["1m"].count == 2
    assert set(past.totals(T0, {"1h": WINDOWS["1h"]}).windows) == {"1h"}
    assert past.largest(T0).notional == 3_000_000
    assert (past.spans(T0), past.prices(T0), past.fact("x")) == ([], [], None)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE liquidations SET position = 9",
        "UPDATE instruments SET settlement = 'x'",
        "UPDATE instruments SET symbol = CAST(x'ff' AS TEXT)",
    ],
)
def test_numbers_and_words_nobody_wrote_are_damage(connection, harm):
    connection.execute(harm)
    with pytest.raises(StoreDamaged, match="cannot be read: the file is damaged"):
        StoredHistory(connection).rows(T0, UnixMs(T0 + 2), 5)


def test_a_file_that_is_held_is_trouble(tmp_path):
    path = str(tmp_path / "s.db")
    writer, reader = apsw.Connection(path), apsw.Connection(path)
    migrate(writer, schema_scripts())
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreTrouble, match="another program"):
        StoredHistory(reader).fact("x")
    writer.execute("ROLLBACK")
    reader.close()
    writer.close()


def test_a_fault_of_ours_flies(connection):
    connection.execute("DROP TABLE facts")
    with pytest.raises(apsw.SQLError):
        StoredHistory(connection).fact("x")
