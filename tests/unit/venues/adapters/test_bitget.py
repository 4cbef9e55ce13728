"""Bitget: its lines, its amounts in quote currency, its answers."""

import json

import pytest

from liqdesk.domain.instrument import Settlement, SizeUnit
from liqdesk.venues.adapters.bitget import Bitget, BitgetSession
from liqdesk.venues.session import Alive, Refused, Rejected, Send, Skipped, Subscribed, Unknown

ROW = {"symbol": "SUIUSDT", "side": "buy", "price": "2.8", "amount": "28", "ts": "1793000500000"}


def push(*rows: object, line: str = "usdt-futures", topic: str = "liquidation") -> str:
    return json.dumps({"action": "update", "arg": {"instType": line, "topic": topic}, "data": list(rows), "ts": 1})


def test_every_line_is_asked_for():
    (asked,) = BitgetSession().opened()
    assert [arg["instType"] for arg in json.loads(asked.text)["args"]] == [
        "usdt-futures",
        "usdc-futures",
        "coin-futures",
    ]
    (plan,) = Bitget().plan((), Bitget().addresses)
    assert plan.topics == 3


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("usdt-futures", SizeUnit.QUOTE),
        ("usdc-futures", SizeUnit.QUOTE),
        ("coin-futures", SizeUnit.CONTRACTS),
        ("x", SizeUnit.CONTRACTS),
    ],
)
def test_amounts_of_confirmed_lines_count_in_the_quote(line, unit):
    (event,) = BitgetSession().received(push(ROW, line=line))
    assert event.unit is unit


def test_a_coin_margined_amount_has_no_value_even_where_the_contract_is_listed_as_linear():
    (event,) = BitgetSession().received(push(ROW, line="coin-futures"))
    assert Bitget().infer("SUIUSDT").measure(event.size, event.unit, event.price) == (None, None)


@pytest.mark.parametrize("line", ["usdt-futures", "coin-futures"])
def test_an_empty_push(line):
    assert BitgetSession().received(push(line=line)) == (Skipped("an empty push"),)
    assert BitgetSession().received(push(line=line, topic="ticker")) == (Skipped("an empty push"),)


def test_bad_rows_stand_beside_good_ones():
    good, bad = BitgetSession().received(push(ROW | {"amount": "NaN"}, ROW))
    assert good.symbol == "SUIUSDT"
    assert isinstance(bad, Rejected)


def test_words():
    session = BitgetSession()
    assert session.keepalive() == (Send("ping"),)
    assert session.received("pong") == [Alive("pong")]


@pytest.mark.parametrize(
    "frame", ['{"arg":5}', push(topic="books"), '{"event":"login"}', '{"arg":{"topic":"ticker"},"data":5}']
)
def test_what_nobody_knows(frame):
    (event,) = BitgetSession().received(frame)
    assert isinstance(event, Unknown)


def test_answers():
    def answer(**said: object):
        (event,) = BitgetSession().received(json.dumps(said))
        return event

    line = {"instType": "usdt-futures", "topic": "liquidation"}
    price = {"instType": "usdt-futures", "topic": "ticker"}
    assert answer(event="subscribe", arg=line) == Subscribed("usdt-futures/liquidation")
    assert answer(event="subscribe") == Subscribed("")
    assert answer(event="error", arg=line, code=30001) == Refused("usdt-futures/liquidation", "30001")
    assert answer(event="error", arg=price, code=30001) == Refused("", "usdt-futures/ticker: 30001")
    assert answer(event="unsubscribe", arg=price) == Skipped("unsubscribed from usdt-futures/ticker")


def test_prices_are_asked_for_on_the_line_of_the_symbol():
    session = BitgetSession()
    (asked,) = session.follow(["BTCUSDT", "BTCPERP", "BTCUSD_CM", "SOMETHING"])
    assert [(arg["symbol"], arg["instType"]) for arg in json.loads(asked.text)["args"]] == [
        ("BTCPERP", "usdc-futures"),
        ("BTCUSDT", "usdt-futures"),
        ("BTCUSD_CM", "coin-futures"),
    ]
    (gone,) = session.follow(["BTCUSDT", "BTCPERP"])
    assert json.loads(gone.text)["op"] == "unsubscribe"


@pytest.mark.parametrize(
    ("symbol", "base", "quote", "settlement"),
    [
        ("1000BONKUSDT", "BONK", "USDT", Settlement.LINEAR),
        ("BTCPERP", "BTC", "USDC", Settlement.LINEAR),
        ("BTCUSD_CM", "BTC", "USD", Settlement.INVERSE),
        ("BTCUSD", "BTC", "USD", Settlement.INVERSE),
    ],
)
def test_names(symbol, base, quote, settlement):
    one = Bitget().infer(symbol)
    assert (one.base, one.quote, one.settlement) == (base, quote, settlement)


@pytest.mark.parametrize("symbol", ["BTCUSDTH27", "BTCPERPH27", "BTCUSDH27_CM"])
def test_a_month_behind_the_name_dates_it(symbol):
    one = Bitget().infer(symbol)
    assert (one.base, one.expires_at) == ("BTC", 1_806_048_000_000)


def test_a_name_that_says_nothing():
    assert Bitget().infer("BTCEUR") is None
