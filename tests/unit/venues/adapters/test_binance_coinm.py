"""Binance COIN-M on its own and as a guest of the other product's stream."""

from liqdesk.domain.venue import VenueId
from liqdesk.venues.adapters.binance_coinm import BinanceCoinm
from liqdesk.venues.session import Addresses


def test_its_rows_come_with_another_venue_while_that_is_on():
    assert BinanceCoinm().info.carried_by == VenueId("binance-usdm")


def test_alone_it_opens_the_same_stream_for_its_own_rows():
    venue = BinanceCoinm()
    (plan,) = venue.plan((), venue.addresses)
    assert plan.carries == (VenueId("binance-coinm"),)
    assert plan.url.startswith("wss://fstream.binance.com/market/stream?streams=")


def test_its_contract_sizes_come_from_its_own_list():
    assert BinanceCoinm().instrument_urls(Addresses("", "http://x")) == ("http://x/dapi/v1/exchangeInfo",)
