"""Alerts on disk: the last word counts, the past is asked by time, newest first."""

import apsw
import pytest

from liqdesk.domain.time import UnixMs
from liqdesk.store.alerts import AlertStore
from liqdesk.store.codes import Source
from liqdesk.store.faults import StoreDamaged
from liqdesk.store.history import StoredHistory
from liqdesk.store.migrate import migrate, schema_scripts
from tests.fakes.alerts import alert, squeeze
from tests.fakes.rows import T0

LATE = UnixMs(2**53)


@pytest.fixture
def connection():
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts())
    yield connection
    connection.close()


def test_the_last_word_on_an_alert_counts(connection):
    store = AlertStore(connection)
    store.put([squeeze(T0)], Source.LIVE)
    store.put([squeeze(T0, over_at=UnixMs(T0 + 9)), alert(UnixMs(T0 - 5))], Source.LIVE)
    assert store.read(UnixMs(0), LATE, 10) == [squeeze(T0, over_at=UnixMs(T0 + 9)), alert(UnixMs(T0 - 5))]


def test_the_columns_say_what_one_would_ask_by(connection):
    AlertStore(connection).put([squeeze(T0)], Source.DEMO)
    found = connection.execute("SELECT rule, event, scope, level, over_at, source FROM alerts").fetchone()
    assert found == ("market-event", f"market-{T0}", "market", "critical", None, 2)


def test_alerts_are_asked_by_when_they_opened_and_the_newest_are_given(connection):
    many = [alert(UnixMs(T0 + number)) for number in range(5)]
    AlertStore(connection).put(many, Source.LIVE)
    assert StoredHistory(connection).alerts(UnixMs(T0 + 1), UnixMs(T0 + 4), 2) == [many[3], many[2]]


@pytest.mark.parametrize("entry", [b"", b"\x00", b"\x81\xa2id\x01"])
def test_a_damaged_entry_is_damage(connection, entry):
    AlertStore(connection).put([alert(T0)], Source.LIVE)
    connection.execute("UPDATE alerts SET entry = ?", (entry,))
    with pytest.raises(StoreDamaged):
        StoredHistory(connection).alerts(UnixMs(0), LATE, 9)


def test_a_store_of_the_form_before_alerts_takes_them(connection):
    old = apsw.Connection(":memory:")
    migrate(old, schema_scripts()[:5])
    old.execute("INSERT INTO memories VALUES ('detector', 7, x'01')")
    migrate(old, schema_scripts())
    AlertStore(old).put([alert(T0)], Source.LIVE)
    past = StoredHistory(old)
    assert (past.memory("detector"), past.alerts(UnixMs(0), LATE, 9), past.parcels()) == ((7, b"\x01"), [alert(T0)], [])
