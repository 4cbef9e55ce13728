"""Binance's merged stream: products, fallbacks, odd frames, names, lists."""

import json

import pytest

from liqdesk.domain.instrument import Settlement, SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PriceKind
from liqdesk.venues.session import Rejected, Skipped, Unknown
from liqdesk.venues.wire.binance_frames import (
    COINM,
    USDM,
    FrameReader,
    infer_coinm,
    infer_usdm,
    read_symbols,
)
from liqdesk.venues.wire.binance_payloads import MOST_PAYLOADS

BOTH = FrameReader(frozenset({USDM, COINM}))


def order(wrapped: bool = True, **changes: object) -> str:
    fields = {"s": "SOLUSDT", "st": 1, "S": "SELL", "q": "9", "p": "140", "ap": "143", "z": "8", "T": 1_793_000_000_015}
    fields |= changes
    event = {"e": "forceOrder", "E": 1, "o": {name: value for name, value in fields.items() if value is not None}}
    return json.dumps({"stream": "!forceOrder@arr", "data": event} if wrapped else event)


def only(frame: str, reader: FrameReader = BOTH):
    (event,) = reader.read(frame)
    return event


@pytest.mark.parametrize("wrapped", [True, False])
def test_what_was_filled_at_its_average_price_counts(wrapped):
    event = only(order(wrapped))
    assert isinstance(event, LiquidationReport)
    assert (event.venue, event.size, event.price, event.price_kind) == (USDM, 8.0, 143.0, PriceKind.FILL)


@pytest.mark.parametrize(
    ("changes", "size", "price", "kind"),
    [
        ({"ap": "0"}, 8.0, 140.0, PriceKind.ORDER),
        ({"z": "0"}, 9.0, 143.0, PriceKind.FILL),
        ({"ap": "0", "z": "0"}, 9.0, 140.0, PriceKind.ORDER),
    ],
)
def test_what_was_ordered_stands_in_for_what_was_not_filled(changes, size, price, kind):
    event = only(order(**changes))
    assert (event.size, event.price, event.price_kind) == (size, price, kind)


@pytest.mark.parametrize(
    ("symbol", "st", "venue", "unit"),
    [
        ("BTCUSDT", 1, USDM, SizeUnit.BASE),
        ("BTCUSD_PERP", 2, COINM, SizeUnit.CONTRACTS),
        ("BTCUSDT", None, USDM, SizeUnit.BASE),
        ("BTCUSDT_270326", None, USDM, SizeUnit.BASE),
        ("BTCUSD_PERP", None, COINM, SizeUnit.CONTRACTS),
        ("BTCUSD_270326", None, COINM, SizeUnit.CONTRACTS),
        ("BTCUSD_PERP", 1, USDM, SizeUnit.BASE),
        ("BTCUSDT", "2", COINM, SizeUnit.CONTRACTS),
    ],
)
def test_the_product_is_what_the_row_says_and_else_what_the_name_says(symbol, st, venue, unit):
    event = only(order(s=symbol, st=st))
    assert (event.venue, event.unit) == (venue, unit)


def test_rows_of_a_product_not_wanted_are_skipped():
    only_coin, only_linear = FrameReader(frozenset({COINM})), FrameReader(frozenset({USDM}))
    assert only(order(), only_coin) == Skipped("SOLUSDT belongs to binance-usdm")
    assert only(order(s="BTCUSD_PERP", st=2), only_linear) == Skipped("BTCUSD_PERP belongs to binance-coinm")
    assert isinstance(only(order(s="BTCUSD_PERP", st=2), only_coin), LiquidationReport)


@pytest.mark.parametrize(
    "changes",
    [
        {"S": "HOLD"},
        {"st": 3},
        {"T": 5},
        {"ap": "-1"},
        {"ap": "NaN", "p": "NaN"},
        {"ap": "0", "p": "0"},
        {"z": "0", "q": "0"},
        {"z": "1e15"},
        {"s": ""},
        {"s": None},
        {"s": "BTC\u202eUSDT", "st": 2},
        {"T": None},
    ],
)
def test_rows_that_cannot_be(changes):
    assert isinstance(only(order(**changes)), Rejected)


@pytest.mark.parametrize("price", ["0", "NaN", None])
def test_a_mark_price_that_cannot_be(price):
    mark = {"e": "markPriceUpdate", "E": 1_793_000_001_000, "s": "BTCUSDT", "p": price}
    assert isinstance(only(json.dumps({"data": mark})), Rejected)


def test_a_mark_price_of_no_name():
    mark = {"e": "markPriceUpdate", "E": 1_793_000_001_000, "s": "BTC\nUSDT", "p": "5"}
    assert isinstance(only(json.dumps({"data": mark})), Rejected)


@pytest.mark.parametrize("frame", ['{"e":"aggTrade"}', '{"e":["forceOrder"]}', "5", '{"x":1}', '{"data":5}', "{"])
def test_what_nobody_knows(frame):
    assert isinstance(only(frame), Unknown)


def test_an_error_without_words():
    assert only('{"error":"busy","id":1}').reason == "busy"


def test_an_empty_list_and_an_endless_one():
    assert only("[]") == Skipped("an empty list")
    events = BOTH.read("[" + ",".join(["1"] * (MOST_PAYLOADS + 2)) + "]")
    assert len(events) == MOST_PAYLOADS + 1
    assert events[-1] == Unknown("2 payloads more than any frame holds")


def test_names_of_usdm():
    one = infer_usdm("1000PEPEUSDT")
    assert (one.base, one.quote, one.scale, one.settlement) == ("PEPE", "USDT", 1_000.0, Settlement.LINEAR)
    assert infer_usdm("BTCUSDT_270326").expires_at == 1_806_048_000_000
    assert infer_usdm("ETHBTC").quote == "BTC"
    assert infer_usdm("BTCEUR") is None


def test_names_of_coinm():
    one = infer_coinm("BTCUSD_270326")
    assert (one.base, one.quote, one.multiplier) == ("BTC", "USD", None)
    assert one.expires_at == 1_806_048_000_000
    assert infer_coinm("BTCUSDT") is None


@pytest.mark.parametrize("size", ["null", "0", "-10", '"NaN"'])
def test_a_contract_size_that_is_none_is_not_trusted(size):
    row = f'{{"symbol":"BTCUSD_PERP","baseAsset":"BTC","quoteAsset":"USD","contractSize":{size}}}'
    (one,) = read_symbols(f'{{"symbols":[{row}]}}'.encode()).instruments
    assert (one.venue, one.multiplier) == (COINM, None)
