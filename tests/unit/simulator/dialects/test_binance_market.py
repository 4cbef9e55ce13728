"""Simulated Binance's market pages: all symbols or one, open interest by the symbol alone."""

import json
from decimal import Decimal
from typing import Any

from liqdesk.simulator.dialects.base import Board, Dialect
from liqdesk.simulator.dialects.binance import Binance
from tests.fakes.dialects import board_of
from tests.fakes.forced import START


def page(dialect: Dialect, path: str, query: str, status: int = 200) -> Any:
    answer = dialect.answer(path, query, START)
    assert answer is not None
    assert answer.status == status
    return json.loads(answer.body)


def priced(*venues: str) -> Board:
    return board_of(*venues, BTC="94000", ETH="3100", PEPE="0.000006")


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
