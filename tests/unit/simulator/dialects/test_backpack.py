"""Backpack: no acknowledgements, errors by number, microseconds, a price each second, its list of markets."""

import json

import pytest

from liqdesk.simulator.dialects.backpack import Backpack
from liqdesk.simulator.dialects.base import Board, Conversation, Hangup, Probe
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

SUBSCRIBE = '{"method":"SUBSCRIBE","params":["liquidation","markPrice.BTC_USDC_PERP"]}'
ROWS = (
    forced(1, START, "backpack", "SOL_USDC_PERP", "long", "10", "142.2"),
    forced(2, START, "backpack", "SOL_USDC_PERP", "short", "10", "142.2"),
)
PUSH = Push("backpack", START + 50, ROWS)


def talk_on(board: Board) -> Conversation:
    talk = Backpack(board).converse("/", "", {})
    assert talk is not None
    talk.opened(START)
    return talk


def test_a_request_is_granted_without_a_word() -> None:
    talk = talk_on(board_of("backpack"))
    assert not talk.pushed(PUSH)
    assert talk.received(SUBSCRIBE, START) == ()
    assert talk.subscribed
    talk.received(SUBSCRIBE.replace("SUBSCRIBE", "UNSUBSCRIBE"), START)
    assert not talk.subscribed


def test_one_liquidation_a_frame_in_microseconds() -> None:
    talk = talk_on(board_of("backpack"))
    talk.received(SUBSCRIBE, START)
    long, short = said(talk.pushed(PUSH))
    assert long == {
        "data": {
            "E": (START + 50) * 1_000,
            "S": "Ask",
            "T": START * 1_000 + 1,
            "e": "liquidation",
            "p": "142.2",
            "q": "10",
            "s": "SOL_USDC_PERP",
        },
        "stream": "liquidation",
    }
    assert (short["data"]["S"], short["data"]["T"]) == ("Bid", START * 1_000 + 2)


@pytest.mark.parametrize(
    ("request_text", "code"),
    [
        ('{"method":"SUBSCRIBE","params":["nope.BTC_USDC_PERP"]}', 4006),
        ('{"method":"FOO","params":["liquidation"]}', 4002),
        ("hello", 4002),
    ],
)
def test_errors_have_a_number_and_no_id(request_text: str, code: int) -> None:
    talk = talk_on(board_of("backpack"))
    (error,) = said(talk.received(request_text, START))
    assert (error["id"], error["error"]["code"]) == (None, code)
    assert not talk.subscribed


def test_a_market_that_is_not_listed_stays_silent() -> None:
    talk = talk_on(board_of("backpack", BTC="94000"))
    assert talk.received('{"method":"SUBSCRIBE","params":["markPrice.NOPE_USDC_PERP"]}', START) == ()
    assert kinds(talk.tick(START + 1_000)) == []


def test_the_price_comes_each_second_even_when_it_stands_still() -> None:
    talk = talk_on(board_of("backpack", BTC="94000"))
    talk.received(SUBSCRIBE, START)
    for second in (1_000, 2_000):
        (frame,) = said(talk.tick(START + second))
        assert (frame["stream"], frame["data"]["p"]) == ("markPrice.BTC_USDC_PERP", "94000")
        assert frame["data"]["E"] == (START + second) * 1_000
    assert kinds(talk.tick(START + 2_400)) == []


def test_it_pings_each_minute_and_waits_two() -> None:
    talk = talk_on(board_of("backpack"))
    assert kinds(talk.tick(START + 60_000)) == [Probe.__name__]
    talk.ponged(START + 60_100)
    assert kinds(talk.tick(START + 120_000)) == [Probe.__name__]
    assert kinds(talk.tick(START + 180_101)) == [Hangup.__name__]


def test_spot_markets_stand_beside_the_perpetuals() -> None:
    answer = Backpack(board_of("backpack")).answer("/api/v1/markets", "", START)
    assert answer is not None
    rows = {row["symbol"]: row for row in json.loads(answer.body)}
    assert (rows["kPEPE_USDC_PERP"]["baseSymbol"], rows["kPEPE_USDC_PERP"]["marketType"]) == ("kPEPE", "PERP")
    assert rows["BTC_USDC"]["marketType"] == "SPOT"
