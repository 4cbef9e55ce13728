"""Instruments and markets have one number each, whatever object says them."""

import apsw
import pytest

from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store import names
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.names import Names
from tests.fakes.rows import T0, instrument


@pytest.fixture
def connection():
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts())
    yield connection
    connection.close()


def test_the_same_words_have_the_same_number(connection):
    known = Names(connection)
    assert known.instrument(instrument()) == known.instrument(instrument())
    assert Names(connection).instrument(instrument()) == known.instrument(instrument())
    assert known.instrument(instrument("ETH")) != known.instrument(instrument())
    assert connection.execute("SELECT count(*) FROM instruments").get == 2


def test_a_changed_size_is_another_instrument_of_the_same_market(connection):
    known = Names(connection)
    sizes = [Instrument(VenueId("okx"), "X", "X", "USDT", Settlement.LINEAR, size) for size in (None, 1.0, 2.0, 1.0)]
    numbers = [known.instrument(one) for one in sizes]
    assert len(set(numbers)) == 3
    assert numbers[1] == numbers[3]
    assert connection.execute("SELECT count(*) FROM markets").get == 1


def test_a_name_listed_again_is_another_instrument(connection):
    known = Names(connection)
    listings = [
        Instrument(VenueId("okx"), "X", "X", "USDT", Settlement.LINEAR, 1.0, listed_at=at)
        for at in (None, T0, UnixMs(T0 + 1))
    ]
    numbers = [known.instrument(one) for one in listings]
    assert len(set(numbers)) == 3
    assert [known.known(number).listed_at for number in numbers] == [None, T0, T0 + 1]


def test_a_number_gives_one_object(connection):
    number = Names(connection).instrument(instrument())
    known = Names(connection)
    assert known.known(number) is known.known(number)
    assert known.known(number).symbol == "BTCUSDT"


def test_the_objects_of_many_refreshes_are_not_all_held(connection):
    known = Names(connection)
    for _ in range(names.CACHED + 2):
        known.instrument(instrument())
    assert len(known._of) <= names.CACHED + 1
