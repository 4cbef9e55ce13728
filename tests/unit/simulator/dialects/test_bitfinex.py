"""Bitfinex: signs, triggers and matches, the past first, numbered channels, heartbeats, lists."""

import json
from dataclasses import replace
from typing import Any

import pytest

from liqdesk.simulator.dialects.base import Board, Conversation
from liqdesk.simulator.dialects.bitfinex import Bitfinex
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

SUBSCRIBE = '{"event":"subscribe","channel":"status","key":"liq:global"}'
PRICES = SUBSCRIBE.replace("liq:global", "deriv:tBTCF0:USTF0")


def push(number: int, side: Any = "long", symbol: str = "tBTCF0:USTF0") -> Push:
    return Push("bitfinex", START + 20, (forced(number, START, "bitfinex", symbol, side, "0.5", "94000"),))


def talk_on(board: Board) -> Conversation:
    talk = Bitfinex(board).converse("/ws/2", "", {})
    assert talk is not None
    assert said(talk.opened(START))[0]["version"] == 2
    return talk


def subscribed(board: Board | None = None) -> Conversation:
    talk = talk_on(board or board_of("bitfinex"))
    talk.received(SUBSCRIBE, START)
    return talk


@pytest.mark.parametrize(("side", "amount"), [("long", 0.5), ("short", -0.5)])
def test_the_amount_is_that_of_the_position(side: str, amount: float) -> None:
    frame = said(subscribed().pushed(push(2, side)))[0]
    assert frame[1][0] == ["pos", 190_000_002, START, None, "tBTCF0:USTF0", amount, 94_004, None, 0, 1, None, None]


def test_a_liquidation_is_one_trigger_and_matches_that_follow_or_lead() -> None:
    talk = subscribed()
    told = {number: [frame[1][0] for frame in said(talk.pushed(push(number)))] for number in (4, 5, 6)}
    assert {number: [row[8] for row in rows] for number, rows in told.items()} == {4: [0], 5: [1, 0], 6: [0, 1]}
    assert told[4][0][11] == told[5][0][11] == told[6][1][11] == 94_000
    assert all(rows[0][6] != 94_000 for rows in told.values())
    assert len({row[1] for row in told[5]}) == 1
    assert [len(say.events) for say in talk.pushed(push(5))] == [0, 1]


def test_the_past_comes_right_after_the_acknowledgement_newest_first() -> None:
    board = board_of("bitfinex")
    board.history.extend([push(1), push(2)])
    acts = talk_on(board).received(SUBSCRIBE, START)
    assert kinds(acts) == ["reply", "history"]
    ack, past = said(acts)
    assert past[0] == ack["chanId"]
    assert [row[1] for row in past[1]] == [190_000_002, 190_000_002, 190_000_001, 190_000_001]


def test_sequence_and_time_for_those_who_asked() -> None:
    talk = talk_on(board_of("bitfinex"))
    assert said(talk.received('{"event":"conf","flags":98304}', START)) == [
        {"event": "conf", "status": "OK", "flags": 98304}
    ]
    talk.received(SUBSCRIBE, START)
    assert said(talk.pushed(push(4)))[0][2:] == [1, START + 20]


def test_channels_have_other_numbers_on_other_connections_and_can_be_left() -> None:
    venue = Bitfinex(board_of("bitfinex"))
    talks = [venue.converse("/ws/2", "", {}) for _ in range(2)]
    acks = [said(talk.received(SUBSCRIBE, START))[0] for talk in talks if talk is not None]
    assert acks[0]["chanId"] != acks[1]["chanId"]
    assert talks[0] is not None
    leave = json.dumps({"event": "unsubscribe", "chanId": acks[0]["chanId"]})
    assert said(talks[0].received(leave, START))[0]["status"] == "OK"
    assert not talks[0].subscribed
    assert said(talks[0].received(leave, START))[0]["code"] == 10300


def test_a_quiet_channel_has_a_pulse() -> None:
    talk = subscribed()
    assert said(talk.tick(START + 14_999)) == []
    ((_, word),) = said(talk.tick(START + 15_000))
    assert word == "hb"
    assert said(talk.tick(START + 16_000)) == []
    assert said(talk.received('{"event":"ping","cid":3}', START)) == [{"event": "pong", "ts": START, "cid": 3}]


def test_the_status_of_a_perpetual_has_its_mark_price() -> None:
    talk = talk_on(board_of("bitfinex", BTC="94010"))
    (ack,) = said(talk.received(PRICES, START))
    assert not talk.subscribed
    ((channel, row),) = said(talk.tick(START + 1_000))
    assert (channel, row[0], row[14]) == (ack["chanId"], START + 1_000, 94_010)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (SUBSCRIBE.replace("liq:global", "deriv:tFOOF0:USTF0"), 10001),
        (SUBSCRIBE.replace("liq:global", "deriv:tBTCUSD"), 10001),
        (SUBSCRIBE.replace("liq:global", ""), 10300),
        ('{"event":"subscribe","channel":"ticker","symbol":"tBTCUSD"}', 10300),
        ('{"event":"auth"}', 10000),
    ],
)
def test_refusals(request_: str, code: int) -> None:
    (answer,) = said(talk_on(board_of("bitfinex")).received(request_, START))
    assert (answer["event"], answer["code"]) == ("error", code)


def test_a_key_a_fault_hides_and_a_key_twice() -> None:
    board = board_of("bitfinex")
    board.refused.add("liq:global")
    assert said(talk_on(board).received(SUBSCRIBE, START))[0]["code"] == 10300
    assert said(subscribed().received(SUBSCRIBE, START))[0]["code"] == 10301


def test_no_more_channels_than_the_venue_allows() -> None:
    board = board_of("bitfinex")
    model = board.listing.all("perpetual")[0]
    talk = talk_on(board)
    for number in range(26):
        board.listing.add(replace(model, symbol=f"tX{number}F0:USTF0"))
        (answer,) = said(talk.received(SUBSCRIBE.replace("liq:global", f"deriv:tX{number}F0:USTF0"), START))
        assert answer["event"] == ("subscribed" if number < 25 else "error")


def test_lists_are_names_within_a_list() -> None:
    venue = Bitfinex(board_of("bitfinex"))
    for name, pair in (("futures", "BTCF0:USTF0"), ("margin", "DOGE:USD")):
        answer = venue.answer(f"/v2/conf/pub:list:pair:{name}", "", START)
        assert answer is not None
        (pairs,) = json.loads(answer.body)
        assert pair in pairs


def past(*queries: str) -> list[Any]:
    board = board_of("bitfinex")
    board.published(push(1))
    board.published(push(2))
    venue = Bitfinex(board)
    answers = [venue.answer("/v2/liquidations/hist", query, START + 60_000) for query in queries]
    return [(answer.status, json.loads(answer.body)) for answer in answers if answer is not None]


def test_past_rows_come_each_in_a_list_of_its_own_the_newest_first() -> None:
    ((status, entries),) = past(f"start={START}&end={START + 60_000}&limit=500&sort=-1")
    assert status == 200
    assert all(len(entry) == 1 and entry[0][0] == "pos" for entry in entries)
    times = [entry[0][2] for entry in entries]
    assert times == sorted(times, reverse=True)
    assert [entry[0][8] for entry in entries[:2]] == [1, 0]


def test_past_rows_may_be_asked_for_three_times_a_minute() -> None:
    answers = past("", "sort=1", "limit=2", "")
    assert [status for status, _ in answers] == [200, 200, 200, 429]
    assert answers[3][1] == ["error", 11010, "ratelimit: error"]
