"""Orderly: positions that wait for a price, cases that are none yet, answers called like requests, pings from both ends."""

import json

import pytest

from liqdesk.domain.liquidation import LiquidationReport, PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.venue import Standing
from liqdesk.venues.adapters.orderly import MOST_HELD, Orderly, OrderlySession
from liqdesk.venues.session import Alive, Refused, Rejected, Send, Skipped, Subscribed, Unknown

ETH, BTC = "PERP_ETH_USDC", "PERP_BTC_USDC"


def position(symbol: object = ETH, size: object = 12.6):
    return {"symbol": symbol, "positionQty": size}


def cases(*positions: object, number: object = 991, kind: object = "liquidated", at: object = 1_795_350_000_100) -> str:
    case = {"liquidationId": number, "timestamp": at, "type": kind, "positionsByPerp": list(positions)}
    return json.dumps({"topic": "liquidation", "ts": 1_795_350_000_500, "data": [case]})


def marks(ts: object = 1_795_350_000_000, **prices: object) -> str:
    rows = [{"symbol": symbol, "price": price} for symbol, price in prices.items()]
    return json.dumps({"topic": "markprices", "ts": ts, "data": rows})


def priced() -> OrderlySession:
    session = OrderlySession()
    session.received(marks(**{ETH: 2_300.5}))
    return session


def test_both_topics_are_asked_for_and_answers_name_them():
    session = OrderlySession()
    asked = [json.loads(event.text) for event in session.opened()]
    assert [(one["id"], one["topic"], one["event"]) for one in asked] == [
        ("liquidation", "liquidation", "subscribe"),
        ("markprices", "markprices", "subscribe"),
    ]
    assert session.received('{"id":"markprices","event":"subscribe","success":true,"ts":1}') == [
        Subscribed("markprices")
    ]
    assert session.received('{"id":"liquidation","event":"subscribe","success":false}') == [
        Refused("liquidation", "it was not granted")
    ]
    (plan,) = Orderly().plan((), Orderly().addresses)
    assert plan.topics == len(asked)
    assert plan.history_before_open


def test_it_is_off_until_switched_on():
    info = Orderly().info
    assert (info.standing, info.enabled_by_default) == (Standing.EXPERIMENTAL, False)


def test_the_newest_mark_price_is_the_value():
    session = priced()
    session.received(marks(**{ETH: 2_310.0}))
    (event,) = session.received(cases(position()))
    assert (event.price, event.price_kind, event.position, event.ident) == (
        2_310.0,
        PriceKind.MARK,
        "long",
        "991:PERP_ETH_USDC",
    )


def test_a_position_waits_for_its_price_and_keeps_its_place():
    session = OrderlySession()
    assert session.received(cases(position(), position(BTC, -1))) == [
        Skipped(f"{ETH} waits for its mark price"),
        Skipped(f"{BTC} waits for its mark price"),
    ]
    (event,) = session.received(marks(**{ETH: 2_300.5}))
    assert (event.symbol, event.position) == (ETH, "long")
    tick, event = session.received(marks(**{BTC: 86_100.5}))
    assert (type(tick), event.symbol, event.position) == (PriceTick, BTC, "short")
    assert len(session.received(marks(**{BTC: 86_100.5}))) == 1


def test_not_more_wait_than_can_be_held():
    session = OrderlySession()
    many = session.received(cases(*[position()] * (MOST_HELD + 1)))
    assert isinstance(many[-1], Rejected)
    assert len(session.received(marks(**{ETH: 1.0}))) == MOST_HELD


@pytest.mark.parametrize("kind", ["liquidation", "claim", "", "LIQUIDATED"])
def test_only_a_finished_case_counts(kind):
    (event,) = priced().received(cases(position(), kind=kind))
    assert isinstance(event, Skipped)


@pytest.mark.parametrize("size", [0, "NaN", 1e400, 1e15, -1e15, None, "x", []])
def test_a_position_that_cannot_be(size):
    events = priced().received(cases(position(size=size), position()))
    assert sorted(type(event) for event in events if not isinstance(event, LiquidationReport)) == [Rejected]
    assert len(events) == 2


@pytest.mark.parametrize("changes", [{"number": "x"}, {"at": 5}, {"kind": None}])
def test_a_case_that_cannot_be(changes):
    (event,) = priced().received(cases(position(), **changes))
    assert isinstance(event, Rejected)


@pytest.mark.parametrize("price", [0, -1, "NaN", 1e400, None, "x"])
def test_a_mark_price_that_cannot_be_values_nothing(price):
    session = OrderlySession()
    assert isinstance(session.received(marks(**{ETH: price}))[0], Rejected)
    assert isinstance(session.received(cases(position()))[0], Skipped)


def test_prices_are_passed_on_where_somebody_wants_them():
    session = OrderlySession()
    prices = marks(**{BTC: 86_100.5, ETH: 2_300.5})
    assert [event.symbol for event in session.received(prices)] == [BTC]
    assert session.follow([ETH]) == ()
    assert [event.symbol for event in session.received(prices)] == [BTC, ETH]
    assert session.received(marks()) == [Skipped("mark prices nobody asked for")]
    assert session.received(marks(ts="soon", **{BTC: 1.0})) == [Rejected("mark prices at soon")]


def test_pings_from_both_ends():
    session = OrderlySession()
    assert session.keepalive() == (Send('{"event":"ping"}'),)
    assert session.received('{"event":"pong","ts":1}') == [Alive("pong")]
    assert session.received('{"event":"ping","ts":5}') == [Send('{"event":"pong","ts":5}'), Alive("ping")]
    assert session.received('{"event":"ping","ts":"x"}') == [Send('{"event":"pong"}'), Alive("ping")]


@pytest.mark.parametrize("frame", ['{"event":"party"}', "{}", '{"topic":"liquidation"}', '{"topic":"books","data":[]}'])
def test_what_nobody_knows(frame):
    (event,) = OrderlySession().received(frame)
    assert isinstance(event, Unknown)


@pytest.mark.parametrize(
    ("symbol", "base", "scale"),
    [("PERP_ETH_USDC", "ETH", 1.0), ("PERP_1000PEPE_USDC", "PEPE", 1_000.0), ("PERP_NEW_USDC_somebody", "NEW", 1.0)],
)
def test_names(symbol, base, scale):
    one = Orderly().infer(symbol)
    assert (one.symbol, one.base, one.quote, one.scale) == (symbol, base, "USDC", scale)


@pytest.mark.parametrize("symbol", ["SPOT_ETH_USDC", "PERP_ETH", "PERP__USDC", "PERP_ETH_", "PERP"])
def test_names_that_say_nothing(symbol):
    assert Orderly().infer(symbol) is None
