"""Simulated OKX's market pages: one for each figure, of the same crowd."""

import json
from decimal import Decimal
from typing import Any

import pytest

from liqdesk.simulator.dialects.base import Board, Dialect
from liqdesk.simulator.dialects.okx import Okx
from tests.fakes.dialects import board_of
from tests.fakes.forced import START, contract


def page(dialect: Dialect, path: str, query: str, status: int = 200) -> Any:
    answer = dialect.answer(path, query, START)
    assert answer is not None
    assert answer.status == status
    return json.loads(answer.body)


def priced(*venues: str) -> Board:
    return board_of(*venues, BTC="94000", ETH="3100", PEPE="0.000006")


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
