"""What rules are tried on: minutes of any choice, and large orders that were heard as they happened."""

import apsw
import pytest

from liqdesk.alerts.dry_run import RecordedOrder
from liqdesk.domain.liquidation import LiquidationKind, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.codes import Source
from liqdesk.store.history import StoredHistory
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.rows import RowStore
from tests.fakes.rows import T0, instrument, option, row, share

FIRST = T0 // MINUTE
SHORT, LONG = PositionSide.SHORT, PositionSide.LONG


@pytest.fixture
def connection():
    connection = apsw.Connection(":memory:")
    migrate(connection, schema_scripts())
    yield connection
    connection.close()


def test_minutes_of_any_choice(connection):
    rows = [
        row(T0, 1, of=instrument("BTC")),
        row(T0 + 1, 20, LONG, instrument("ETH", "okx")),
        row(T0 + 2, 300, of=instrument("SOL", "okx")),
        row(T0 + MINUTE, 4_000, of=instrument("SOL")),
    ]
    RowStore(connection).insert(rows, Source.LIVE)

    def asked(coins, but=(), venue=None, until=FIRST + 2):
        return sorted(StoredHistory(connection).sums_of(coins, but, venue, FIRST, until))

    assert asked(None) == [(FIRST, LONG, 20), (FIRST, SHORT, 301), (FIRST + 1, SHORT, 4_000)]
    assert asked({"BTC", "ETH"}) == [(FIRST, LONG, 20), (FIRST, SHORT, 1)]
    assert asked(None, {"BTC", "ETH"}) == [(FIRST, SHORT, 300), (FIRST + 1, SHORT, 4_000)]
    assert asked(None, (), VenueId("okx")) == [(FIRST, LONG, 20), (FIRST, SHORT, 300)]
    assert asked({"SOL"}, (), VenueId("bybit"), FIRST + 1) == []
    assert asked(set()) == []


def test_large_orders_are_those_that_would_have_rung(connection):
    rows = [
        row(T0, 9, LONG),
        row(T0 + 1, 7, of=instrument("SOL", "okx")),
        row(T0 + 2, 6),
        row(T0 + 3, 99, history=True),
        row(T0 + 4, 99, received_at=T0 + 5 * MINUTE),
        row(T0 + 5, 99, of=share()),
        row(T0 + 6, 99, of=option()),
        row(T0 + 7, 99, kind=LiquidationKind.DELEVERAGE),
        row(T0 + 8, None),
        row(T0 + MINUTE, 99),
    ]
    RowStore(connection).insert(rows, Source.LIVE)
    found = StoredHistory(connection).large_orders(UnixMs(T0), UnixMs(T0 + MINUTE), MicroUsd(7))
    assert found == [
        RecordedOrder(T0, VenueId("bybit"), "BTC", LONG, MicroUsd(9)),
        RecordedOrder(UnixMs(T0 + 1), VenueId("okx"), "SOL", SHORT, MicroUsd(7)),
    ]
