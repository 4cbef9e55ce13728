"""Mark prices from tickers."""

import pytest

from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.session import Rejected, Skipped
from liqdesk.venues.wire.tickers import read_ticker

VENUE = VenueId("x")
NOW = 1_793_000_000_000


def test_a_price():
    tick = PriceTick(VENUE, "BTC", 91_234.1, PriceKind.MARK, UnixMs(NOW))
    assert read_ticker(VENUE, {"s": "BTC", "m": "91234.1"}, "s", "m", str(NOW)) == tick
    assert read_ticker(VENUE, {"s": "BTC", "m": 91234.1}, "s", "m", NOW) == tick


def test_a_change_without_a_price_changes_nothing():
    assert read_ticker(VENUE, {"s": "BTC"}, "s", "m", NOW) == Skipped("a ticker of BTC without a mark price")


@pytest.mark.parametrize("price", ["NaN", "0", -1, True, "1_000", " 1", [], 10**400, float("inf")])
def test_a_price_that_cannot_be(price):
    assert isinstance(read_ticker(VENUE, {"s": "BTC", "m": price}, "s", "m", NOW), Rejected)


@pytest.mark.parametrize("at", [None, 0, "x", True, 1.5, [], 10**30])
def test_a_time_that_cannot_be(at):
    assert isinstance(read_ticker(VENUE, {"s": "BTC", "m": 1}, "s", "m", at), Rejected)


@pytest.mark.parametrize("row", [None, [], "x", {"m": 1}, {"s": 5, "m": 1}, {"s": "\u202e", "m": 1}])
def test_a_row_that_is_none(row):
    assert isinstance(read_ticker(VENUE, row, "s", "m", NOW), Rejected)
