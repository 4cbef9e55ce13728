"""Poloniex: one answer a channel with the symbols it knows, both position modes, thirty seconds for a word of the client."""

import json

import pytest

from liqdesk.simulator.dialects.base import Board, Conversation, Hangup
from liqdesk.simulator.dialects.poloniex import Poloniex
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

PATH = "/ws/v3/public"
SUBSCRIBE = '{"event":"subscribe","channel":["liquidation_orders"],"symbols":["BTC_USDT_PERP","NOPE_USDT_PERP"]}'
LONG = Push("poloniex", START + 1_000, (forced(1, START, "poloniex", "BTC_USDT_PERP", "long", "10", "93000"),))
SHORT = Push("poloniex", START + 1_000, (forced(5, START, "poloniex", "ETH_USDT_PERP", "short", "3", "3160.5"),))


def talk_on(board: Board) -> Conversation:
    talk = Poloniex(board).converse(PATH, "", {})
    assert talk is not None
    talk.opened(START)
    return talk


def test_the_answer_names_the_symbols_it_knows() -> None:
    talk = talk_on(board_of("poloniex"))
    assert said(talk.received(SUBSCRIBE, START)) == [
        {"event": "subscribe", "channel": "liquidation_orders", "symbols": ["BTC_USDT_PERP"]}
    ]
    assert talk.subscribed
    talk.received(SUBSCRIBE.replace("subscribe", "unsubscribe"), START)
    assert not talk.subscribed


def test_only_what_was_asked_for_comes() -> None:
    talk = talk_on(board_of("poloniex"))
    talk.received(SUBSCRIBE, START)
    assert not talk.pushed(SHORT)
    (frame,) = said(talk.pushed(LONG))
    assert frame == {
        "channel": "liquidation_orders",
        "data": [
            {
                "s": "BTC_USDT_PERP",
                "side": "SELL",
                "posSide": "LONG",
                "sz": "10",
                "bkPx": "93000",
                "uTime": START,
                "ts": START + 1_000,
            }
        ],
    }


def test_in_one_way_mode_the_order_alone_tells() -> None:
    talk = talk_on(board_of("poloniex"))
    talk.received(SUBSCRIBE.replace("NOPE", "ETH"), START)
    (frame,) = said(talk.pushed(SHORT))
    assert (frame["data"][0]["side"], frame["data"][0]["posSide"]) == ("BUY", "BOTH")


@pytest.mark.parametrize(
    ("request_text", "message"),
    [
        ('{"event":"subscribe","channel":["liquidation_orders"],"symbols":["BTC_USDT"]}', "no valid symbols"),
        ('{"event":"subscribe","channel":["nope"],"symbols":["BTC_USDT_PERP"]}', "Invalid channel"),
        ('{"event":"dance"}', "Invalid event"),
        ("hello", "Not JSON"),
    ],
)
def test_errors_are_one_message(request_text: str, message: str) -> None:
    talk = talk_on(board_of("poloniex"))
    (error,) = said(talk.received(request_text, START))
    assert error["event"] == "error"
    assert error["message"].startswith(message)
    assert not talk.subscribed


@pytest.mark.parametrize("ping", ['{"event":"ping"}', "ping"])
def test_thirty_silent_seconds_end_it_and_a_ping_helps(ping: str) -> None:
    talk = talk_on(board_of("poloniex"))
    assert said(talk.received(ping, START + 29_000)) == [{"event": "pong"}]
    assert kinds(talk.tick(START + 59_000)) == []
    assert kinds(talk.tick(START + 59_001)) == [Hangup.__name__]


def test_marks_come_each_second() -> None:
    talk = talk_on(board_of("poloniex", BTC="94000"))
    talk.received('{"event":"subscribe","channel":["mark_price"],"symbols":["BTC_USDT_PERP"]}', START)
    assert not talk.subscribed
    for second in (1_000, 2_000):
        (frame,) = said(talk.tick(START + second))
        assert frame["data"] == [{"ts": START + second, "s": "BTC_USDT_PERP", "mPx": "94000"}]


def test_contract_values_are_listed() -> None:
    answer = Poloniex(board_of("poloniex")).answer("/v3/market/allInstruments", "", START)
    assert answer is not None
    rows = {row["symbol"]: row for row in json.loads(answer.body)["data"]}
    assert (rows["BTC_USDT_PERP"]["ctVal"], rows["1000PEPE_USDT_PERP"]["ctVal"]) == ("0.001", "1000")
