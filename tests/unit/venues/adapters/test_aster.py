"""Aster: its plain address, product numbers that may come one day, and a list with copies in it."""

import json

import pytest

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.time import HOUR
from liqdesk.venues.adapters.aster import Aster
from liqdesk.venues.session import Rejected

ORDER = {"s": "ETHUSDT", "S": "SELL", "q": "2.15", "p": "2668.4", "ap": "2681.17", "z": "2.15", "T": 1_793_000_200_990}


def read(order: object, **beside: object):
    frame = {"stream": "!forceOrder@arr", "data": {"e": "forceOrder", "E": 1, "o": order, **beside}}
    (event,) = Aster().decoder().received(json.dumps(frame))
    return event


def test_one_connection_without_a_route_in_its_address():
    venue = Aster()
    (plan,) = venue.plan((), venue.addresses)
    assert plan.url == "wss://fstream.asterdex.com/stream?streams=!forceOrder@arr/btcusdt@markPrice@1s"
    assert plan.carries == ("aster",)
    assert plan.topics == 0
    assert not plan.transport_pings
    assert plan.canary_limit is not None
    assert plan.rotate_after < 24 * HOUR
    assert venue.info.enabled_by_default


@pytest.mark.parametrize("order", [ORDER, ORDER | {"st": 1}, ORDER | {"st": 0, "ps": "ETHUSDT"}])
def test_the_product_may_stand_there_or_not(order):
    event = read(order)
    assert isinstance(event, LiquidationReport)
    assert (event.venue, event.unit) == ("aster", SizeUnit.BASE)


def test_a_symbol_that_would_be_coin_margined_elsewhere_is_aster_s_own():
    event = read(ORDER | {"s": "BTCUSD_PERP"})
    assert (event.venue, event.unit) == ("aster", SizeUnit.BASE)


@pytest.mark.parametrize(("order", "beside"), [(ORDER | {"st": 2}, {}), (ORDER, {"st": 2}), (ORDER | {"st": 3}, {})])
def test_sizes_of_another_product_are_not_guessed(order, beside):
    assert isinstance(read(order, **beside), Rejected)


@pytest.mark.parametrize("side", ["sell", "Sell", "LONG", "", None, 1])
def test_another_word_is_no_side(side):
    assert isinstance(read(ORDER | {"S": side}), Rejected)


@pytest.mark.parametrize(
    ("symbol", "base", "quote", "scale"),
    [
        ("BTCUSDT", "BTC", "USDT", 1.0),
        ("1000PEPEUSDT", "PEPE", "USDT", 1_000.0),
        ("1000000MOGUSDT", "MOG", "USDT", 1_000_000.0),
        ("BTCUSD1", "BTC", "USD1", 1.0),
        ("AAPLUSDT", "AAPL", "USDT", 1.0),
    ],
)
def test_names(symbol, base, quote, scale):
    one = Aster().infer(symbol)
    assert (one.base, one.quote, one.scale, one.multiplier) == (base, quote, scale, None)


def test_a_name_without_a_known_quote_says_nothing():
    assert Aster().infer("BTCEUR") is None
    assert Aster().infer("USDT") is None


def test_a_base_that_does_not_begin_the_symbol_is_not_believed():
    rows = [
        {"symbol": "SOLUSDT", "baseAsset": "BTC", "quoteAsset": "USDT"},
        {"symbol": "1000PEPEUSDT", "baseAsset": "", "quoteAsset": "USDT"},
        {"symbol": "USDT", "baseAsset": "BTC", "quoteAsset": "USDT"},
    ]
    listed = Aster().read_instruments(json.dumps({"symbols": rows}).encode(), "").instruments
    assert [(one.symbol, one.base, one.scale) for one in listed] == [
        ("SOLUSDT", "SOL", 1.0),
        ("1000PEPEUSDT", "PEPE", 1_000.0),
    ]


def test_the_list_is_that_of_the_current_version():
    venue = Aster()
    assert venue.instrument_urls(venue.addresses) == ("https://fapi.asterdex.com/fapi/v3/exchangeInfo",)
