"""The conversation on a Binance socket."""

import json

from liqdesk.domain.time import HOUR, SECOND
from liqdesk.venues.wire.binance_frames import COINM, USDM, FrameReader
from liqdesk.venues.wire.binance_session import BinanceSession, binance_plan


def session() -> BinanceSession:
    return BinanceSession(FrameReader(frozenset({USDM, COINM})).read)


def asked(events) -> list[tuple[str, list[str], int]]:
    said = [json.loads(event.text) for event in events]
    return [(one["method"], one["params"], one["id"]) for one in said]


def test_the_address_subscribes_and_nothing_is_said():
    assert session().opened() == ()
    assert session().keepalive() == ()


def test_following_sends_only_what_changed():
    talk = session()
    assert asked(talk.follow(["ETHUSDT", "BTCUSD_PERP"])) == [
        ("SUBSCRIBE", ["btcusd_perp@markPrice@1s", "ethusdt@markPrice@1s"], 1)
    ]
    assert asked(talk.follow(["ETHUSDT", "SOLUSDT"])) == [
        ("UNSUBSCRIBE", ["btcusd_perp@markPrice@1s"], 2),
        ("SUBSCRIBE", ["solusdt@markPrice@1s"], 3),
    ]
    assert asked(talk.follow(["SOLUSDT", "ETHUSDT"])) == []


def test_the_canary_is_never_asked_for_nor_given_up():
    talk = session()
    assert asked(talk.follow(["BTCUSDT"])) == []
    assert asked(talk.follow([])) == []


def test_the_plan():
    plan = binance_plan("wss://fstream.binance.com/market/stream", (USDM, COINM))
    assert plan.url == "wss://fstream.binance.com/market/stream?streams=!forceOrder@arr/btcusdt@markPrice@1s"
    assert (plan.topics, plan.canary_limit, plan.transport_pings) == (0, 10 * SECOND, True)
    assert plan.rotate_after < 24 * HOUR
    assert plan.new_session() is not plan.new_session()


def test_an_address_with_a_query_keeps_it():
    plan = binance_plan("ws://localhost:1/market/stream?key=5", (COINM,))
    assert plan.url == "ws://localhost:1/market/stream?key=5&streams=!forceOrder@arr/btcusdt@markPrice@1s"
