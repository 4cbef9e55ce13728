"""Poloniex: one topic a symbol with one answer for all, both position modes, a client that has to speak."""

import json

import pytest

from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.venue import Standing
from liqdesk.venues.adapters.poloniex import PER_REQUEST, Poloniex, PoloniexSession
from liqdesk.venues.session import Alive, Refused, Rejected, Send, Skipped, Subscribed, Unknown

ROW = {
    "s": "BTC_USDT_PERP",
    "side": "SELL",
    "posSide": "LONG",
    "sz": "10",
    "bkPx": "86100.5",
    "uTime": 1_795_350_000_123,
    "ts": 1_795_350_000_200,
}


def push(*rows: object, channel: object = "liquidation_orders") -> str:
    return json.dumps({"channel": channel, "data": list(rows)})


def only(frame: str):
    (event,) = PoloniexSession(["A", "B"]).received(frame)
    return event


def test_symbols_are_asked_for_in_portions_and_the_canary_last():
    symbols = [f"S{number}_USDT_PERP" for number in range(PER_REQUEST + 1)]
    first, second, canary = (json.loads(event.text) for event in PoloniexSession(symbols).opened())
    assert (first["channel"], first["symbols"]) == (["liquidation_orders"], symbols[:PER_REQUEST])
    assert second["symbols"] == symbols[PER_REQUEST:]
    assert canary == {"event": "subscribe", "channel": ["mark_price"], "symbols": ["BTC_USDT_PERP"]}


def test_one_answer_grants_every_symbol_it_names_or_all():
    session = PoloniexSession(["A", "B"])
    named = '{"event":"subscribe","channel":"liquidation_orders","symbols":["A"]}'
    assert session.received(named) == [Subscribed("A")]
    assert session.received('{"event":"subscribe","channel":"liquidation_orders"}') == [
        Subscribed("A"),
        Subscribed("B"),
    ]
    assert only('{"event":"subscribe","channel":"liquidation_orders","symbols":[]}') == Skipped("subscribed to nothing")


def test_the_plan_follows_from_the_list():
    venue = Poloniex()
    assert venue.plan((), venue.addresses) == ()
    page = {"data": [{"symbol": "ETH_USDT_PERP", "ctVal": "0.01"}, {"symbol": "BTC_USDT_PERP", "ctVal": "0.001"}]}
    listed = venue.read_instruments(json.dumps(page).encode(), "").instruments
    (plan,) = venue.plan(listed, venue.addresses)
    assert plan.subscribes == ("BTC_USDT_PERP", "ETH_USDT_PERP")
    assert plan.topics == 2
    assert (venue.info.standing, venue.info.enabled_by_default) == (Standing.EXPERIMENTAL, False)


@pytest.mark.parametrize(
    ("side", "of", "position"),
    [
        ("SELL", "LONG", "long"),
        ("BUY", "SHORT", "short"),
        ("SELL", "BOTH", "long"),
        ("BUY", "BOTH", "short"),
        ("BUY", "LONG", "long"),
        ("SELL", "SHORT", "short"),
    ],
)
def test_sides(side, of, position):
    event = only(push(ROW | {"side": side, "posSide": of}))
    assert isinstance(event, LiquidationReport)
    assert (event.position, event.at) == (position, 1_795_350_000_123)


@pytest.mark.parametrize(
    "changes",
    [
        {"posSide": "long"},
        {"side": ""},
        {"side": None},
        {"sz": "0"},
        {"uTime": 5},
        {"s": ""},
    ],
)
def test_a_row_that_cannot_be(changes):
    events = PoloniexSession(()).received(push(ROW | changes, ROW))
    assert sorted(type(event).__name__ for event in events) == ["LiquidationReport", "Rejected"]


def test_words_of_the_connection():
    session = PoloniexSession(())
    assert session.keepalive() == (Send('{"event":"ping"}'),)
    assert session.received('{"event":"pong"}') == [Alive("pong")]
    assert only('{"event":"error","message":"no valid symbols"}') == Refused("", "no valid symbols")
    assert only(push()) == Skipped("an empty push")
    assert isinstance(only('{"channel":"liquidation_orders","data":5}'), Rejected)
    assert isinstance(only('{"event":"party"}'), Unknown)
    assert isinstance(only(push(channel="trades")), Unknown)


def test_prices_are_asked_for_and_given_up_but_never_the_canary():
    session = PoloniexSession(())
    (asked,) = session.follow(["ETH_USDT_PERP", "BTC_USDT_PERP"])
    assert json.loads(asked.text)["symbols"] == ["ETH_USDT_PERP"]
    gone, new = (json.loads(event.text) for event in session.follow(["SOL_USDT_PERP"]))
    assert (gone["event"], gone["symbols"]) == ("unsubscribe", ["ETH_USDT_PERP"])
    assert (new["event"], new["symbols"]) == ("subscribe", ["SOL_USDT_PERP"])
    assert session.follow(["SOL_USDT_PERP"]) == []


@pytest.mark.parametrize("row", [5, None, {"s": "A", "mPx": "NaN", "ts": 1_790_134_383_047}, {"s": "A", "mPx": "1"}])
def test_a_price_that_cannot_be(row):
    assert isinstance(only(push(row, channel="mark_price")), Rejected)


@pytest.mark.parametrize(
    ("symbol", "base", "scale"), [("BTC_USDT_PERP", "BTC", 1.0), ("1000PEPE_USDT_PERP", "PEPE", 1_000.0)]
)
def test_names(symbol, base, scale):
    one = Poloniex().infer(symbol)
    assert (one.base, one.quote, one.scale, one.multiplier) == (base, "USDT", scale, None)


@pytest.mark.parametrize("symbol", ["BTC_USDT", "_PERP", "BTC_PERP", "_USDT_PERP"])
def test_names_that_are_no_perpetual_s(symbol):
    assert Poloniex().infer(symbol) is None


@pytest.mark.parametrize(("value", "kind"), [("0", "LINEAR"), ("NaN", "LINEAR"), ("1", "INVERSE")])
def test_a_size_that_is_not_understood_is_unknown(value, kind):
    row = {"symbol": "XYZ_USDT_PERP", "ctVal": value, "ctType": kind}
    (one,) = Poloniex().read_instruments(json.dumps({"data": [row]}).encode(), "").instruments
    assert one.multiplier is None
