"""Backpack: requests nobody acknowledges, sides nobody has confirmed, microseconds, coins by the thousand."""

import json

import pytest

from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.market import PriceTick
from liqdesk.domain.venue import Standing
from liqdesk.venues.adapters.backpack import Backpack, BackpackSession
from liqdesk.venues.session import Rejected, Subscribed, Unknown

ROW = {"e": "liquidation", "q": "10", "p": "187.2", "S": "Ask", "s": "SOL_USDC_PERP", "T": 1_795_350_000_123_456}


def only(data: object, stream: object = "liquidation"):
    (event,) = BackpackSession().received(json.dumps({"stream": stream, "data": data}))
    return event


def price(symbol: str = "BTC_USDC_PERP", value: object = "86648.0") -> str:
    data = {"e": "markPrice", "E": 1_790_134_357_267_289, "s": symbol, "p": value}
    return json.dumps({"stream": f"markPrice.{symbol}", "data": data})


def test_one_request_asks_for_both_and_the_first_price_answers_it():
    session = BackpackSession()
    (asked,) = session.opened()
    assert json.loads(asked.text) == {"method": "SUBSCRIBE", "params": ["liquidation", "markPrice.BTC_USDC_PERP"]}
    assert isinstance(session.received(price("ETH_USDC_PERP"))[0], PriceTick)
    first, tick = session.received(price())
    assert (first, type(tick)) == (Subscribed("liquidation"), PriceTick)
    assert [type(event) for event in session.received(price())] == [PriceTick]


def test_a_price_that_cannot_be_grants_nothing():
    session = BackpackSession()
    assert [type(event) for event in session.received(price(value="NaN"))] == [Rejected]
    assert len(session.received(price())) == 2


def test_it_is_off_until_switched_on():
    info = Backpack().info
    assert (info.standing, info.enabled_by_default) == (Standing.EXPERIMENTAL, False)


def test_equal_fills_of_one_millisecond_are_told_apart_by_their_microseconds():
    first, second = only(ROW), only(ROW | {"T": ROW["T"] + 1})
    assert first.at == second.at == 1_795_350_000_123
    assert first.ident != second.ident
    assert only(ROW).ident == first.ident
    assert "Ask" not in first.ident


@pytest.mark.parametrize("changes", [{"S": "ask"}, {"S": ""}, {"S": None}, {"T": 5}, {"T": None}, {"s": "A\u202eB"}])
def test_a_row_that_cannot_be(changes):
    assert isinstance(only(ROW | changes), Rejected)


@pytest.mark.parametrize("data", [None, 5, [], [ROW], "x"])
def test_a_liquidation_without_its_row(data):
    assert isinstance(only(data), Rejected)


@pytest.mark.parametrize("stream", [None, 5, [], "trade.SOL_USDC_PERP", ""])
def test_a_stream_nobody_asked_for(stream):
    assert isinstance(only(ROW, stream), Unknown)


def test_prices_are_asked_for_and_given_up_but_never_the_canary():
    session = BackpackSession()
    (asked,) = session.follow(["SOL_USDC_PERP", "BTC_USDC_PERP"])
    assert json.loads(asked.text) == {"method": "SUBSCRIBE", "params": ["markPrice.SOL_USDC_PERP"]}
    gone, new = (json.loads(event.text) for event in session.follow(["ETH_USDC_PERP"]))
    assert gone == {"method": "UNSUBSCRIBE", "params": ["markPrice.SOL_USDC_PERP"]}
    assert new == {"method": "SUBSCRIBE", "params": ["markPrice.ETH_USDC_PERP"]}
    assert session.follow(["ETH_USDC_PERP"]) == []


@pytest.mark.parametrize(
    ("symbol", "base", "scale"),
    [
        ("SOL_USDC_PERP", "SOL", 1.0),
        ("kPEPE_USDC_PERP", "PEPE", 1_000.0),
        ("1000PEPE_USDC_PERP", "PEPE", 1_000.0),
        ("KAS_USDC_PERP", "KAS", 1.0),
        ("k_USDC_PERP", "k", 1.0),
    ],
)
def test_names(symbol, base, scale):
    one = Backpack().infer(symbol)
    assert (one.base, one.quote, one.scale, one.multiplier) == (base, "USDC", scale, None)


@pytest.mark.parametrize("symbol", ["SOL_USDC", "_PERP", "USDC_PERP", "_USDC_PERP", "SOL__PERP"])
def test_names_that_are_no_perpetual_s(symbol):
    assert Backpack().infer(symbol) is None


def test_both_sides_are_read_as_those_of_orders():
    sides = [only(ROW | {"S": side}) for side in ("Ask", "Bid")]
    assert all(isinstance(one, LiquidationReport) for one in sides)
    assert [one.position for one in sides] == ["long", "short"]
