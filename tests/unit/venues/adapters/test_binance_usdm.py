"""Binance USD-M: its one connection and its list."""

from liqdesk.domain.venue import VenueId
from liqdesk.venues.adapters.binance_usdm import BinanceUsdm
from liqdesk.venues.session import Addresses


def test_one_connection_on_the_market_route_carries_both_products():
    venue = BinanceUsdm()
    (plan,) = venue.plan((), venue.addresses)
    assert plan.carries == (VenueId("binance-usdm"), VenueId("binance-coinm"))
    assert plan.url.startswith("wss://fstream.binance.com/market/stream?streams=")
    assert venue.info.carried_by is None


def test_only_its_own_list_is_fetched():
    assert BinanceUsdm().instrument_urls(Addresses("", "http://x")) == ("http://x/fapi/v1/exchangeInfo",)
