"""The registry of venues."""

import pytest

from liqdesk.domain.venue import VenueId
from liqdesk.venues.adapters.okx import Okx
from liqdesk.venues.registry import VENUES


def test_the_order_is_the_one_they_are_shown_in():
    assert list(VENUES) == [
        "binance-usdm",
        "binance-coinm",
        "bybit",
        "okx",
        "bitget",
        "gateio",
        "htx",
        "aster",
        "deribit",
        "bitfinex",
        "kraken-futures",
        "dydx-v4",
        "lighter",
        "hyperliquid",
        "backpack",
        "orderly",
        "poloniex",
        "bitmex",
    ]


def test_nobody_can_add_to_it_while_it_runs():
    with pytest.raises(TypeError):
        VENUES[VenueId("x")] = Okx()
