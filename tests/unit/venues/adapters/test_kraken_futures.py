"""Kraken Futures: the type of a trade, products asked for in turns, the past, names and sizes."""

import json
from typing import Any

import pytest

from liqdesk.domain.instrument import Settlement
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.time import UnixMs
from liqdesk.venues.adapters.kraken_futures import KrakenFutures, KrakenFuturesSession
from liqdesk.venues.session import Alive, Refused, Rejected, Send, Skipped, Subscribed, Unknown

ROW = {
    "feed": "trade", "product_id": "PF_ETHUSD", "uid": "u-1", "side": "sell", "type": "liquidation",
    "seq": 655_512, "time": 1_795_350_000_123, "qty": 14.25, "price": 2_948.7,
}  # fmt: skip
DECEMBER = 1_798_214_400_000


def one(**more: object) -> Any:
    (event,) = KrakenFuturesSession().received(json.dumps(ROW | more))
    return event


def asked(events: Any) -> list[Any]:
    return [json.loads(event.text) for event in events if isinstance(event, Send)]


def instrument(symbol: str, **more: object) -> Any:
    row = {"symbol": symbol, "tradeable": True, "contractSize": 1, "base": "BTC"} | more
    body = json.dumps({"instruments": [row]}).encode()
    return next(iter(KrakenFutures().read_instruments(body, "").instruments), None)


@pytest.mark.parametrize(("side", "position"), [("sell", "long"), ("buy", "short")])
def test_who_is_sold_was_long(side: str, position: str) -> None:
    assert one(side=side).position == position


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("fill", Alive),
        ("block", Alive),
        ("termination", Skipped),
        ("assignment", Skipped),
        ("auction", Unknown),
        ("liquidation", LiquidationReport),
    ],
)
def test_only_liquidations_are_liquidations(kind: str, event: type) -> None:
    assert isinstance(one(type=kind), event)


def test_an_ordinary_trade_may_be_as_it_likes_and_a_forced_one_may_not() -> None:
    assert one(type="fill", price="?") == Alive("a trade, not forced")
    for more in ({"price": "?"}, {"side": "both"}, {"qty": 0}, {"time": 5}, {"qty": "NaN"}, {"product_id": ""}):
        assert isinstance(one(**more), Rejected)


def test_a_trade_is_known_by_its_number() -> None:
    assert one().ident == "u-1"
    assert one(uid="").ident == "PF_ETHUSD:655512"
    assert one(uid="", seq=None).ident == ""


def test_an_acknowledgement_is_of_the_feed_of_trades_and_no_trade() -> None:
    assert one(event="subscribed", product_ids=["PF_ETHUSD"]) == Subscribed("PF_ETHUSD")


def test_a_snapshot_is_past_and_names_its_product_once() -> None:
    rows = [{key: value for key, value in ROW.items() if key not in ("feed", "product_id")}, ROW | {"type": "fill"}, 5]
    frame = json.dumps({"feed": "trade_snapshot", "product_id": "PF_ETHUSD", "trades": rows})
    report, bad = KrakenFuturesSession().received(frame)
    assert (report.symbol, report.history) == ("PF_ETHUSD", True)
    assert isinstance(bad, Rejected)
    (event,) = KrakenFuturesSession().received('{"feed":"trade_snapshot","trades":{}}')
    assert isinstance(event, Rejected)


def test_products_are_asked_for_in_turns() -> None:
    products = tuple(f"PF_X{number:03}USD" for number in range(230))
    session = KrakenFuturesSession(products)
    acknowledged: list[str] = []
    waiting = asked(session.opened())
    while waiting:
        (request,) = waiting
        assert (request["event"], request["feed"]) == ("subscribe", "trade")
        assert len(request["product_ids"]) <= 100
        events = session.received(json.dumps(request | {"event": "subscribed"}))
        acknowledged += [event.topic for event in events if isinstance(event, Subscribed)]
        waiting = asked(events)
    assert acknowledged == list(products)


def test_a_bad_product_costs_itself_alone() -> None:
    products = tuple(f"PF_X{number}USD" for number in range(8))
    session = KrakenFuturesSession(products)
    answers: list[Any] = []
    waiting = asked(session.opened())
    while waiting:
        (request,) = waiting
        bad = "PF_X5USD" in request["product_ids"]
        answer = {"event": "error", "message": "Invalid product id"} if bad else request | {"event": "subscribed"}
        events = session.received(json.dumps(answer))
        answers += events
        waiting = asked(events)
    assert {event.topic for event in answers if isinstance(event, Subscribed)} == set(products) - {"PF_X5USD"}
    assert [event.topic for event in answers if isinstance(event, Refused) and event.topic] == ["PF_X5USD"]


def test_a_failure_that_names_its_products_costs_these() -> None:
    session = KrakenFuturesSession(("PF_AUSD", "PF_BUSD"))
    session.opened()
    failed = session.received('{"event":"subscribed_failed","feed":"trade","product_ids":["PF_AUSD"]}')
    assert failed == [Refused("PF_AUSD", "subscribed_failed")]
    assert session.received('{"event":"subscribed","feed":"trade","product_ids":["PF_BUSD"]}') == [
        Subscribed("PF_BUSD")
    ]


def test_prices_wait_for_their_turn_and_their_refusal_costs_no_product() -> None:
    session = KrakenFuturesSession(("PF_XBTUSD",))
    session.opened()
    assert session.follow(["PF_XBTUSD", "BTCUSDT"]) == []
    (price,) = asked(session.received('{"event":"subscribed","feed":"trade","product_ids":["PF_XBTUSD"]}'))
    assert (price["feed"], price["product_ids"]) == ("ticker", ["PF_XBTUSD"])
    (refused,) = session.received('{"event":"error","message":"Invalid product id"}')
    assert refused == Refused("", "ticker PF_XBTUSD: Invalid product id")
    (gone,) = asked(session.follow([]))
    assert gone["event"] == "unsubscribe"


def test_each_sign_of_life_is_answered_and_moves_a_stuck_request_on() -> None:
    session = KrakenFuturesSession(tuple(f"PF_X{number:03}USD" for number in range(150)))
    session.opened()
    first, second = asked(session.keepalive()), asked(session.keepalive())
    assert [request["feed"] for request in first] == ["heartbeat"]
    assert [request["feed"] for request in second] == ["heartbeat", "trade"]
    assert session.received('{"event":"subscribed","feed":"heartbeat"}') == [Alive("subscribed heartbeat")]
    (again,) = session.received('{"event":"alert","message":"Already subscribed to feed, re-requesting"}')
    assert isinstance(again, Alive)
    assert session.received('{"event":"error","message":"Invalid feed"}') == [Refused("", "Invalid feed")]


def test_all_products_go_over_one_connection_that_pings() -> None:
    found = [instrument("PF_XBTUSD"), instrument("PI_XBTUSD")]
    (plan,) = KrakenFutures().plan(found, KrakenFutures().addresses)
    assert (plan.subscribes, plan.topics, plan.transport_pings) == (("PF_XBTUSD", "PI_XBTUSD"), 2, True)
    assert KrakenFutures().plan((), KrakenFutures().addresses) == ()


@pytest.mark.parametrize("frame", ["{}", '{"feed":"book"}', '{"event":"challenge"}'])
def test_what_nobody_knows(frame: str) -> None:
    (event,) = KrakenFuturesSession().received(frame)
    assert isinstance(event, Unknown)


@pytest.mark.parametrize(
    ("symbol", "base", "settlement", "size", "ends"),
    [
        ("PF_XBTUSD", "BTC", Settlement.LINEAR, None, None),
        ("PF_AAPLXUSD", "AAPLX", Settlement.LINEAR, None, None),
        ("PI_XBTUSD", "BTC", Settlement.INVERSE, 1.0, None),
        ("FI_XBTUSD_261225", "BTC", Settlement.INVERSE, 1.0, DECEMBER),
        ("FF_ETHUSD_261225", "ETH", Settlement.LINEAR, None, DECEMBER),
    ],
)
def test_names(symbol: str, base: str, settlement: Settlement, size: float | None, ends: UnixMs | None) -> None:
    found = KrakenFutures().infer(symbol)
    assert found is not None
    assert (found.base, found.quote, found.settlement) == (base, "USD", settlement)
    assert (found.multiplier, found.expires_at) == (size, ends)


@pytest.mark.parametrize("symbol", ["PF_", "PF_USD", "PX_XBTUSD", "in_xbtusd", "pf_xbtusd", "PF_XBTJPY", "PF_XBTUSD_"])
def test_names_that_stand_for_no_product(symbol: str) -> None:
    assert KrakenFutures().infer(symbol) is None


def test_what_a_row_of_the_list_says() -> None:
    assert instrument("pf_xbtusd").symbol == "PF_XBTUSD"
    assert instrument("PF_XBTUSD", tradeable=False) is None
    assert instrument("PF_XBTUSD", contractSize=0.1).multiplier == 0.1
    assert instrument("PI_XBTUSD", contractSize=0).multiplier is None
    assert instrument("FI_XBTUSD_260626", lastTradingTime="2026-06-26T15:00:00.000Z").expires_at == 1_782_486_000_000
    assert instrument("FI_XBTUSD_261225", lastTradingTime="soon").expires_at == DECEMBER


def test_a_name_that_is_none_is_shown_as_plain_text() -> None:
    event = one(product_id="PF_\u202eUSD")
    assert isinstance(event, Rejected)
    assert event.reason.isprintable()


def test_a_failure_with_an_odd_name_is_shown_as_plain_text() -> None:
    for more in ({"product_ids": ["PF_ETHUSD"]}, {}):
        frame = json.dumps({"event": "subsc\ufeffribed_failed", "feed": "trade"} | more)
        for event in KrakenFuturesSession().received(frame):
            assert isinstance(event, Refused)
            assert event.reason.isprintable()
