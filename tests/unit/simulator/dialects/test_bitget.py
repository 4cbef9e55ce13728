"""Bitget: product lines, position sides, quote amounts, text pings within two minutes."""

import json
from typing import Any

import pytest

from liqdesk.simulator.dialects.base import Board, Conversation, Hangup
from liqdesk.simulator.dialects.bitget import Bitget
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

SUBSCRIBE = (
    '{"op":"subscribe","args":[{"instType":"usdt-futures","topic":"liquidation"},'
    '{"instType":"coin-futures","topic":"liquidation"}]}'
)
ROWS = (
    forced(1, START, "bitget", "SUIUSDT", "long", "4210.5", "2.8070"),
    forced(2, START, "bitget", "SUIUSDT", "short", "87.936", "2.9312"),
)
PUSH = Push("bitget", START + 412, ROWS)


def talk_on(board: Board) -> Conversation:
    talk = Bitget(board).converse("/v3/ws/public", "", {})
    assert talk is not None
    talk.opened(START)
    return talk


def test_the_side_is_that_of_the_position_and_the_amount_a_value() -> None:
    talk = talk_on(board_of("bitget"))
    assert said(talk.received(SUBSCRIBE, START)) == [
        {"event": "subscribe", "arg": {"instType": "usdt-futures", "topic": "liquidation"}},
        {"event": "subscribe", "arg": {"instType": "coin-futures", "topic": "liquidation"}},
    ]
    assert said(talk.pushed(PUSH)) == [
        {
            "action": "update",
            "arg": {"instType": "usdt-futures", "topic": "liquidation"},
            "data": [
                {"symbol": "SUIUSDT", "side": "buy", "price": "2.807", "amount": "4210.5", "ts": str(START)},
                {"symbol": "SUIUSDT", "side": "sell", "price": "2.9312", "amount": "87.936", "ts": str(START)},
            ],
            "ts": START + 412,
        }
    ]


def test_a_line_that_was_not_asked_for_or_was_left_is_silent() -> None:
    talk = talk_on(board_of("bitget"))
    assert not talk.pushed(PUSH)
    talk.received(SUBSCRIBE, START)
    talk.received(SUBSCRIBE.replace("subscribe", "unsubscribe"), START)
    assert not talk.subscribed


@pytest.mark.parametrize(
    "arg",
    [
        '{"instType":"USDT-FUTURES","topic":"liquidation"}',
        '{"instType":"usdt-futures","topic":"dance"}',
        '{"instType":"usdt-futures","topic":"ticker","symbol":"NOSUCH"}',
    ],
)
def test_what_does_not_exist_is_refused(arg: str) -> None:
    talk = talk_on(board_of("bitget"))
    (error,) = said(talk.received(f'{{"op":"subscribe","args":[{arg}]}}', START))
    assert (error["event"], error["code"], error["arg"]) == ("error", "30001", json.loads(arg))


def test_tickers_are_snapshots() -> None:
    board = board_of("bitget", BTC="94000")
    talk = talk_on(board)
    talk.received('{"op":"subscribe","args":[{"instType":"usdt-futures","topic":"ticker","symbol":"BTCUSDT"}]}', START)
    (frame,) = said(talk.tick(START + 400))
    assert (frame["action"], frame["data"][0]["markPrice"], frame["ts"]) == ("snapshot", "94000", START + 400)
    assert kinds(talk.tick(START + 800)) == []


def test_two_minutes_without_a_ping_end_it() -> None:
    talk = talk_on(board_of("bitget"))
    talk.received(SUBSCRIBE, START + 100_000)
    assert said(talk.received("ping", START + 110_000)) == ["pong"]
    assert kinds(talk.tick(START + 230_000)) == []
    assert kinds(talk.tick(START + 230_001)) == [Hangup.__name__]


def test_limits_of_messages_and_requests() -> None:
    talk = talk_on(board_of("bitget"))
    answers = [talk.received("ping", START)[0] for _ in range(11)]
    assert isinstance(answers[-1], Hangup)
    patient = talk_on(board_of("bitget"))
    for each in range(240):
        patient.received(SUBSCRIBE, START + each * 1_000)
    (error,) = said(patient.received(SUBSCRIBE, START + 240_000))
    assert error["event"] == "error"


def test_the_list_names_the_line_in_capitals() -> None:
    venue = Bitget(board_of("bitget"))
    answer = venue.answer("/api/v3/market/instruments", "category=USDT-FUTURES", START)
    assert answer is not None
    rows = {row["symbol"]: row for row in json.loads(answer.body)["data"]}
    assert (rows["SUIUSDT"]["category"], rows["SUIUSDT"]["baseCoin"]) == ("USDT-FUTURES", "SUI")
    assert rows["1000BONKUSDT"]["baseCoin"] == "1000BONK"
    wrong = venue.answer("/api/v3/market/instruments", "category=SPOT", START)
    assert wrong is not None
    assert wrong.status == 400


PAST = "/api/v3/market/liquidations"
LATER = START + 10_000


def past(board: Board, query: str, now_ms: int = LATER) -> tuple[int, dict[str, Any]]:
    answer = Bitget(board).answer(PAST, query, now_ms)
    assert answer is not None
    return answer.status, json.loads(answer.body)


def test_past_liquidations_of_a_line_newest_first_in_coins() -> None:
    board = board_of("bitget")
    board.published(PUSH)
    status, body = past(board, "category=USDT-FUTURES&limit=1")
    (row,) = body["data"]["list"]
    assert (status, row["side"], row["price"], row["amount"], row["ts"]) == (200, "sell", "2.9312", "30", str(START))
    _, body = past(board, f"category=USDT-FUTURES&cursor={body['data']['cursor']}")
    (row,) = body["data"]["list"]
    assert (row["side"], row["amount"]) == ("buy", "1500")
    _, body = past(board, f"category=USDT-FUTURES&cursor={body['data']['cursor']}")
    assert body["data"] == {"list": [], "cursor": None}
    assert past(board, "category=USDC-FUTURES")[1]["data"]["list"] == []


def test_past_liquidations_are_published_late_and_kept_for_three_days() -> None:
    board = board_of("bitget")
    board.published(PUSH)
    for now_ms in (START + 1_000, START + 73 * 3_600_000):
        assert past(board, "category=USDT-FUTURES", now_ms)[1]["data"]["list"] == []


@pytest.mark.parametrize(
    "query", ["category=USDT-FUTURES&limit=101", "category=USDT-FUTURES&cursor=x", "category=SPOT"]
)
def test_past_liquidations_need_a_line_and_a_hundred_is_the_most(query: str) -> None:
    status, body = past(board_of("bitget"), query)
    assert (status, body["code"]) == (400, "40034")


def test_past_liquidations_may_be_asked_for_five_times_a_second() -> None:
    bitget = Bitget(board_of("bitget"))
    answers = [bitget.answer(PAST, "category=USDT-FUTURES", LATER) for _ in range(6)]
    assert [answer.status for answer in answers if answer is not None] == [200] * 5 + [429]
