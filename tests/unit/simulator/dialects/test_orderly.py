"""Orderly: answers called like requests, the price before the case, cases told of twice, pings from both ends."""

import json

import pytest

from liqdesk.simulator.dialects.base import Board, Conversation, Hangup
from liqdesk.simulator.dialects.orderly import Orderly
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

PATH = "/ws/stream/OqdphuyCtYWxwzhxyLLjOWNdFP7sQt8RPWzmb5xY"
CASES = '{"id":"a","topic":"liquidation","event":"subscribe"}'
MARKS = '{"id":"b","topic":"markprices","event":"subscribe"}'
LONG = Push("orderly", START + 50, (forced(1, START, "orderly", "PERP_ETH_USDC", "long", "12.6", "3128.4"),))
SHORT = Push("orderly", START + 50, (forced(7, START, "orderly", "PERP_ETH_USDC", "short", "1", "3128.4"),))


def talk_on(board: Board) -> Conversation:
    talk = Orderly(board).converse(PATH, "", {})
    assert talk is not None
    talk.opened(START)
    return talk


def test_each_request_has_its_answer() -> None:
    talk = talk_on(board_of("orderly"))
    assert said(talk.received(MARKS, START)) == [{"id": "b", "event": "subscribe", "success": True, "ts": START}]
    assert not talk.subscribed
    talk.received(CASES, START)
    assert talk.subscribed
    talk.received(CASES.replace("subscribe", "unsubscribe"), START)
    assert not talk.subscribed


def test_the_price_stands_before_the_case() -> None:
    talk = talk_on(board_of("orderly"))
    talk.received(CASES, START)
    talk.received(MARKS, START)
    says = talk.pushed(LONG)
    assert kinds(says) == ["price", "push"]
    price, case = said(says)
    assert price["data"] == [{"symbol": "PERP_ETH_USDC", "price": 3128.4}]
    assert case["data"] == [
        {
            "liquidationId": 700_001,
            "timestamp": START,
            "type": "liquidated",
            "positionsByPerp": [{"symbol": "PERP_ETH_USDC", "positionQty": 12.6, "liquidatorFee": 0.0175}],
        }
    ]


def test_a_short_is_negative_and_may_be_told_of_before_it_is_taken_over() -> None:
    talk = talk_on(board_of("orderly"))
    assert talk.pushed(SHORT) == ()
    talk.received(CASES, START)
    says = talk.pushed(SHORT)
    assert kinds(says) == ["reply", "push"]
    first, second = said(says)
    assert (first["data"][0]["type"], second["data"][0]["type"]) == ("liquidation", "liquidated")
    assert second["data"][0]["positionsByPerp"][0]["positionQty"] == -1


@pytest.mark.parametrize("request_text", ['{"id":"x","topic":"books","event":"subscribe"}', "{}", '{"event":"dance"}'])
def test_what_does_not_exist_is_not_granted(request_text: str) -> None:
    talk = talk_on(board_of("orderly"))
    (answer,) = said(talk.received(request_text, START))
    assert answer["success"] is False
    assert not talk.subscribed


def test_all_prices_come_each_second() -> None:
    talk = talk_on(board_of("orderly", BTC="94000", PEPE="0.0000059"))
    assert kinds(talk.tick(START + 1_000)) == []
    talk.received(MARKS, START)
    (frame,) = said(talk.tick(START + 2_000))
    assert {row["symbol"] for row in frame["data"]} == {"PERP_BTC_USDC", "PERP_1000PEPE_USDC"}


def test_pings_from_both_ends() -> None:
    talk = talk_on(board_of("orderly"))
    assert said(talk.received('{"event":"ping"}', START + 5)) == [{"event": "pong", "ts": START + 5}]
    assert said(talk.tick(START + 10_000)) == [{"event": "ping", "ts": START + 10_000}]
    for number in range(2, 12):
        assert kinds(talk.tick(START + number * 10_000)) == ["heartbeat"]
    assert kinds(talk.tick(START + 120_000)) == [Hangup.__name__]
    talk.received('{"event":"pong"}', START + 120_001)
    assert kinds(talk.tick(START + 120_002)) == ["heartbeat"]


def test_another_account_has_no_stream_here_and_the_list_has_rows() -> None:
    venue = Orderly(board_of("orderly"))
    assert venue.converse("/ws/stream/", "", {}) is None
    answer = venue.answer("/v1/public/info", "", START)
    assert answer is not None
    assert "PERP_1000BONK_USDC" in {row["symbol"] for row in json.loads(answer.body)["data"]["rows"]}
