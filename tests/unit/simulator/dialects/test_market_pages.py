"""The simulated venues' market pages: each in its own form, all of the same crowd."""

import json
from decimal import Decimal
from typing import Any

import pytest

from liqdesk.simulator.dialects.base import Board, Dialect
from liqdesk.simulator.dialects.binance import Binance
from liqdesk.simulator.dialects.bybit import Bybit
from liqdesk.simulator.dialects.okx import Okx
from tests.fakes.dialects import board_of
from tests.fakes.forced import START, contract, forced

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


def test_okx_has_a_page_for_each_figure() -> None:
    dialect = Okx(priced("okx"))
    chosen = "instType=SWAP&instId=BTC-USDT-SWAP"
    (price,) = page(dialect, "/api/v5/public/mark-price", chosen)["data"]
    (interest,) = page(dialect, "/api/v5/public/open-interest", chosen)["data"]
    (ticker,) = page(dialect, "/api/v5/market/tickers", chosen)["data"]
    (funding,) = page(dialect, "/api/v5/public/funding-rate", "instId=BTC-USDT-SWAP")["data"]
    size = contract("okx", "BTC-USDT-SWAP").multiplier
    assert Decimal(interest["oiCcy"]) == pytest.approx(Decimal(interest["oi"]) * size, abs=Decimal("0.0001"))
    assert Decimal(ticker["bidPx"]) < Decimal(price["markPx"]) < Decimal(ticker["askPx"])
    assert int(funding["nextFundingTime"]) - int(funding["fundingTime"]) == 28_800_000
    assert len(page(dialect, "/api/v5/public/funding-rate", "instId=ANY")["data"]) > 1


def test_okx_refuses_other_words() -> None:
    dialect = Okx(priced("okx"))
    assert page(dialect, "/api/v5/public/open-interest", "instType=SPOT", 400)["code"] == "51000"
    assert page(dialect, "/api/v5/public/funding-rate", "instId=FOO", 400)["code"] == "51000"
    assert dialect.answer("/api/v5/public/time", "", START) is None


def test_binance_tells_open_interest_by_the_symbol_alone() -> None:
    dialect = Binance(priced("binance-usdm"))
    one = page(dialect, "/fapi/v1/openInterest", "symbol=BTCUSDT")
    assert one["symbol"] == "BTCUSDT"
    assert Decimal(one["openInterest"]) > 0
    assert page(dialect, "/fapi/v1/openInterest", "", 400)["code"] == -1102
    assert page(dialect, "/fapi/v1/openInterest", "symbol=FOO", 400)["code"] == -1121
    assert {row["symbol"] for row in page(dialect, "/fapi/v1/premiumIndex", "")} >= {"BTCUSDT", "ETHUSDT"}
    quote = page(dialect, "/fapi/v1/ticker/bookTicker", "symbol=ETHUSDT")
    assert Decimal(quote["bidPrice"]) < Decimal(quote["askPrice"])


def test_what_is_closed_by_force_is_missing_from_the_page() -> None:
    board = priced("bybit")
    dialect = Bybit(board)
    query = "category=linear&symbol=BTCUSDT"
    before = Decimal(page(dialect, TICKERS, query)["result"]["list"][0]["openInterest"])
    board.crowd.take([forced(1, START, size="100")])
    after = Decimal(page(dialect, TICKERS, query)["result"]["list"][0]["openInterest"])
    assert before - after == 400
