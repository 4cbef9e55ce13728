"""What dialects share: listings that change, marks on their price step, rates, tickers, JSON."""

from decimal import Decimal

import pytest

from liqdesk.simulator.dialects.base import (
    Rate,
    Ticker,
    fields_of,
    from_json,
    items_of,
    json_number,
    plain,
    query_value,
    text_of,
    to_json,
)
from tests.fakes.dialects import board_of
from tests.fakes.forced import contract


def test_a_listing_can_change() -> None:
    listing = board_of("okx").listing
    assert not listing.changed
    assert [each.group for each in listing.all("FUTURES")] == ["FUTURES"] * 4
    listing.resize("BTC-USDT-SWAP", Decimal(10))
    resized = listing.get("BTC-USDT-SWAP")
    assert resized is not None
    assert resized.multiplier == Decimal("0.1")
    listing.remove("BTC-USDT-SWAP")
    assert "BTC-USDT-SWAP" not in listing
    assert listing.changed
    listing.add(contract("okx", "BTC-USDT-SWAP"))
    assert "BTC-USDT-SWAP" in listing


def test_a_mark_is_scaled_and_stands_on_the_price_step() -> None:
    board = board_of("bybit", BTC="94000.123", PEPE="0.0000058743219")
    assert board.mark("BTCUSDT") == Decimal("94000.1")
    assert board.mark("1000PEPEUSDT") == Decimal("0.0058743")
    assert board.mark("ETHUSDT") is None
    assert board.mark("NOSUCH") is None


def test_a_rate_counts_what_was_tried() -> None:
    rate = Rate(2, 1_000)
    assert [rate.allows(moment) for moment in (0, 1, 2, 1_001)] == [True, True, False, True]


def test_a_ticker_waits_for_a_change_but_not_for_ever() -> None:
    ticker = Ticker("BTCUSDT", 100, 3_000)
    asked = [(None, 5_000), ("1", 5_000), ("2", 5_050), ("2", 5_100), ("2", 8_000), ("2", 8_100)]
    due = [ticker.due(None if price is None else Decimal(price), at) for price, at in asked]
    assert due == [False, True, False, True, False, True]


@pytest.mark.parametrize(
    ("number", "text"), [("1.500", "1.5"), ("1E+3", "1000"), ("5E-8", "0.00000005"), ("100", "100")]
)
def test_numbers_are_written_plainly(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


def test_json_is_compact_and_keeps_foreign_characters() -> None:
    assert to_json({"s": "币安USDT", "n": [1, None]}) == '{"s":"币安USDT","n":[1,null]}'
    assert from_json("{") is None
    assert from_json(b"\xff") is None
    assert (json_number(Decimal("3.0")), json_number(Decimal("3.5"))) == (3, 3.5)


def test_wrong_shapes_are_empty() -> None:
    assert (fields_of([]), items_of({}), text_of(3)) == ({}, [], "")
    assert query_value("a=1&b=x%2Fy", "b") == "x/y"
    assert query_value("", "b") == ""
