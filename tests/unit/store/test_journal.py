"""Events and memories on disk: the last word counts, the past is asked by time."""

import apsw
import pytest

from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.codes import Source
from liqdesk.store.history import StoredHistory
from liqdesk.store.journal import JournalStore
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.rows import RowStore
from tests.fakes.events import OPENED, entry, event, going_on
from tests.fakes.rows import T0, instrument, row

LATE = UnixMs(2**53)


@pytest.fixture
def connection():
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts())
    yield connection
    connection.close()


def test_the_last_word_on_an_event_counts(connection):
    store = JournalStore(connection)
    store.put([entry(going_on())], Source.LIVE)
    store.put([entry(), entry(event(id="SOL-1", scope="SOL", parent=event().id))], Source.LIVE)
    assert store.read(UnixMs(0), LATE, 10) == [entry(), entry(event(id="SOL-1", scope="SOL", parent=event().id))]


def test_events_are_asked_by_when_they_opened_and_the_newest_are_given(connection):
    past = StoredHistory(connection)
    many = [entry(event(id=f"e{number}", opened_at=UnixMs(OPENED + number))) for number in range(5)]
    JournalStore(connection).put(many, Source.REPLAY)
    assert past.events(UnixMs(OPENED + 1), UnixMs(OPENED + 4), 2) == many[2:4]


@pytest.mark.parametrize("damage", [b"", b"\x00", b"\x81\xa2id\x01"])
def test_a_damaged_entry_costs_no_other_one_and_is_counted(connection, damage):
    many = [entry(event(id=f"e{number}", opened_at=UnixMs(OPENED + number))) for number in range(3)]
    JournalStore(connection).put(many, Source.LIVE)
    connection.execute("UPDATE events SET entry = ? WHERE id = ?", (damage, many[1].event.id))
    past = StoredHistory(connection)
    assert past.events(UnixMs(0), LATE, 2) == [many[0], many[2]]
    assert past.damaged_events(UnixMs(0), LATE) == 1
    assert past.damaged_events(UnixMs(OPENED + 2), LATE) == 0


def test_memories_are_kept_by_name(connection):
    store, past = JournalStore(connection), StoredHistory(connection)
    assert past.memory("detector") is None
    store.put_memories({"detector": (T0, b"one")})
    store.put_memories({"detector": (UnixMs(T0 + 1), b"two")})
    assert past.memory("detector") == (T0 + 1, b"two")


def test_minutes_of_some_venues_and_a_coin(connection):
    sol, other = instrument("SOL", "okx"), instrument("SOL", "htx")
    rows = [
        row(T0, 5_000_000),
        row(T0 + 1, 2_000_000, PositionSide.LONG),
        row(T0 + MINUTE, 7_000_000, of=sol),
        row(T0 + MINUTE, 9_000_000, of=other),
    ]
    RowStore(connection).insert(rows, Source.LIVE)
    past, first = StoredHistory(connection), T0 // MINUTE
    venues = [VenueId("bybit"), VenueId("okx")]
    assert sorted(past.minute_sums(venues, None, first, first + 2)) == [
        (first, PositionSide.LONG, 2_000_000),
        (first, PositionSide.SHORT, 5_000_000),
        (first + 1, PositionSide.SHORT, 7_000_000),
    ]
    assert past.minute_sums(venues, "SOL", first, first + 2) == [(first + 1, PositionSide.SHORT, 7_000_000)]
    assert past.minute_sums(venues, None, first, first) == []
