"""The outbox on disk: what waits, in its order, until it arrived or was given up."""

from dataclasses import replace

import apsw
import pytest

from liqdesk.domain.time import UnixMs
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.parcels import ENDED_KEPT, ParcelStore
from tests.fakes.parcels import parcel
from tests.fakes.rows import T0


@pytest.fixture
def store():
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts())
    yield ParcelStore(connection)
    connection.close()


def test_what_waits_is_given_oldest_first(store):
    late, early = parcel("late", made_at=UnixMs(T0 + 9)), parcel("early", body=b"\x00\xff")
    store.put([late, early])
    assert store.waiting() == [early, late]


def test_what_arrived_or_was_given_up_waits_no_longer_and_does_not_come_back(store):
    store.put([parcel("one"), parcel("two", target="other"), parcel("three")])
    store.delivered("one", UnixMs(T0 + 5), "")
    store.given_up("two", UnixMs(T0 + 5), "it refused for a day")
    store.put([parcel("one"), parcel("two")])
    assert [one.id for one in store.waiting()] == ["three"]


def test_what_is_put_off_waits_on_with_its_tries(store):
    store.put([parcel("one")])
    store.put_off("one", UnixMs(T0 + 60_000), 3, "429")
    assert store.waiting() == [parcel("one", due=UnixMs(T0 + 60_000), tried=3)]


def test_what_arrived_meanwhile_is_not_put_off(store):
    store.put([parcel("one")])
    store.delivered("one", T0, "")
    store.put_off("one", UnixMs(T0 + 1), 1, "late")
    assert store.waiting() == []


def test_later_words_of_an_alert_learn_what_the_service_calls_its_message(store):
    second, other = parcel("a-2", made_at=UnixMs(T0 + 1)), parcel("b-1", alert="b")
    store.put([parcel("a-1"), second, other])
    store.delivered("a-1", UnixMs(T0 + 5), "message 77")
    third, elsewhere = parcel("a-3", made_at=UnixMs(T0 + 9)), parcel("a-3-mail", made_at=UnixMs(T0 + 10), target="mail")
    store.put([third, elsewhere])
    assert store.waiting() == [
        other,
        replace(second, remote="message 77"),
        replace(third, remote="message 77"),
        elsewhere,
    ]


def test_what_ended_is_forgotten_after_a_while_and_what_waits_never(store):
    store.put([parcel("one"), parcel("two"), parcel("waits")])
    store.delivered("one", T0, "")
    store.given_up("two", UnixMs(T0 + 5), "gone")
    store.put([parcel("later", made_at=UnixMs(T0 + ENDED_KEPT + 3))])
    store.put([parcel("one"), parcel("two")])
    assert sorted(one.id for one in store.waiting()) == ["later", "one", "waits"]
