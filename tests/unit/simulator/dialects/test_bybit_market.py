"""Simulated Bybit's tickers page: everything of a category, and what is closed by force is missing from it."""

import json
from decimal import Decimal
from typing import Any

import pytest

from liqdesk.simulator.dialects.base import Board, Dialect
from liqdesk.simulator.dialects.bybit import Bybit
from tests.fakes.dialects import board_of
from tests.fakes.forced import START, forced

TICKERS = "/v5/market/tickers"


def page(dialect: Dialect, path: str, query: str, status: int = 200) -> Any:
    answer = dialect.answer(path, query, START)
    assert answer is not None
    assert answer.status == status
    return json.loads(answer.body)


def priced(*venues: str) -> Board:
    return board_of(*venues, BTC="94000", ETH="3100", PEPE="0.000006")


def test_bybit_tells_everything_of_a_category_on_one_page() -> None:
    rows = page(Bybit(priced("bybit")), TICKERS, "category=linear")["result"]["list"]
    btc = next(row for row in rows if row["symbol"] == "BTCUSDT")
    value = Decimal(btc["openInterest"]) * Decimal(btc["markPrice"])
    assert Decimal(btc["openInterestValue"]) == pytest.approx(value, abs=Decimal("0.01"))
    assert Decimal(btc["bid1Price"]) < Decimal(btc["markPrice"]) < Decimal(btc["ask1Price"])
    assert (btc["fundingIntervalHour"], btc["deliveryTime"]) == ("8", "0")
    assert not any(row["symbol"].startswith("SOL") for row in rows)


def test_bybit_counts_inverse_open_interest_in_dollars_and_its_value_in_coins() -> None:
    dialect = Bybit(priced("bybit"))
    (btc,) = page(dialect, TICKERS, "category=inverse&symbol=BTCUSD")["result"]["list"]
    coins = Decimal(btc["openInterest"]) / Decimal(btc["markPrice"])
    assert Decimal(btc["openInterestValue"]) == pytest.approx(coins, abs=Decimal("0.01"))


def test_bybit_refuses_in_words() -> None:
    dialect = Bybit(priced("bybit"))
    assert page(dialect, TICKERS, "category=spot")["retCode"] == 10_001
    assert page(dialect, TICKERS, "category=linear&symbol=FOO")["retMsg"] == "params error: symbol invalid"


def test_what_is_closed_by_force_is_missing_from_the_page() -> None:
    board = priced("bybit")
    dialect = Bybit(board)
    query = "category=linear&symbol=BTCUSDT"
    before = Decimal(page(dialect, TICKERS, query)["result"]["list"][0]["openInterest"])
    board.crowd.take([forced(1, START, size="100")])
    after = Decimal(page(dialect, TICKERS, query)["result"]["list"][0]["openInterest"])
    assert 100 < before - after < before / 10
