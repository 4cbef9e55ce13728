"""Aster: both payload forms on plain addresses, no products, slow pings, its list."""

import json

import pytest

from liqdesk.simulator.dialects.aster import Aster
from liqdesk.simulator.dialects.base import Conversation, Hangup, Probe
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

SUBSCRIBE = '{"method":"SUBSCRIBE","params":["!forceOrder@arr","btcusdt@markPrice@1s"],"id":1}'
LONG = Push("aster", START + 1_000, (forced(1, START, "aster", "ETHUSDT", "long", "2.15", "2681.1"),))
SHORT = Push("aster", START + 1_000, (forced(2, START, "aster", "1000PEPEUSDT", "short", "120", "0.0059"),))


def talk_at(path: str, query: str = "", **prices: str) -> Conversation:
    talk = Aster(board_of("aster", **prices)).converse(path, query, {})
    assert talk is not None
    talk.opened(START)
    return talk


def test_a_long_is_sold_and_the_address_subscribes() -> None:
    talk = talk_at("/stream", "streams=!forceOrder@arr/btcusdt@markPrice@1s")
    assert talk.subscribed
    (frame,) = said(talk.pushed(LONG))
    order = frame["data"]["o"]
    assert float(order.pop("p")) < 2_681.1
    assert order == {
        "s": "ETHUSDT",
        "S": "SELL",
        "o": "LIMIT",
        "f": "IOC",
        "q": "2.15",
        "ap": "2681.1",
        "X": "FILLED",
        "l": "2.15",
        "z": "2.15",
        "T": START,
    }


def test_a_short_is_bought_and_comes_bare_on_the_other_address() -> None:
    talk = talk_at("/ws")
    assert not talk.subscribed
    assert said(talk.received(SUBSCRIBE, START)) == [{"result": None, "id": 1}]
    (frame,) = said(talk.pushed(SHORT))
    assert (frame["e"], frame["o"]["s"], frame["o"]["S"]) == ("forceOrder", "1000PEPEUSDT", "BUY")


def test_the_mark_ticks_each_second_in_the_published_form() -> None:
    talk = talk_at("/stream", "streams=btcusdt@markPrice@1s", BTC="94000")
    (frame,) = said(talk.tick(START + 1_000))
    assert set(frame["data"]) == {"e", "E", "s", "p", "P", "i", "r", "T"}
    assert (frame["data"]["s"], float(frame["data"]["p"])) == ("BTCUSDT", 94_000)


def test_it_pings_each_five_minutes_and_waits_a_quarter_of_an_hour() -> None:
    talk = talk_at("/stream", "streams=!forceOrder@arr")
    assert kinds(talk.tick(START + 299_999)) == []
    assert kinds(talk.tick(START + 300_000)) == [Probe.__name__]
    assert kinds(talk.tick(START + 900_001)) == [Hangup.__name__]


@pytest.mark.parametrize("path", ["/market/stream", "/public/ws", "/wsx"])
def test_there_are_no_routes(path: str) -> None:
    assert Aster(board_of("aster")).converse(path, "", {}) is None


@pytest.mark.parametrize("path", ["/fapi/v3/exchangeInfo", "/fapi/v1/exchangeInfo"])
def test_both_versions_list_the_contracts(path: str) -> None:
    answer = Aster(board_of("aster")).answer(path, "", START)
    assert answer is not None
    rows = {row["symbol"]: row for row in json.loads(answer.body)["symbols"]}
    assert (rows["1000PEPEUSDT"]["baseAsset"], rows["1000PEPEUSDT"]["quoteAsset"]) == ("1000PEPE", "USDT")
    assert rows["BTCUSD1"]["quoteAsset"] == "USD1"
