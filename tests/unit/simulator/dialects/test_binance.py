"""Binance: routed and silent addresses, both payload forms, both products, its heartbeat and its refusals."""

import json

import pytest

from liqdesk.simulator.dialects.base import Conversation, Hangup, Probe
from liqdesk.simulator.dialects.binance import Binance
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

SUBSCRIBE = '{"method":"SUBSCRIBE","params":["!forceOrder@arr","btcusdt@markPrice@1s"],"id":1}'
LONG = Push("binance-usdm", START + 1_000, (forced(1, START, "binance-usdm", "BTCUSDT", "long", "0.011", "94151.0"),))
SHORT = Push(
    "binance-usdm", START + 1_000, (forced(2, START, "binance-coinm", "ETHUSD_PERP", "short", "340", "2711.08"),)
)


def talk_at(path: str, query: str = "", **prices: str) -> Conversation:
    talk = Binance(board_of("binance-usdm", "binance-coinm", **prices)).converse(path, query, {})
    assert talk is not None
    talk.opened(START)
    return talk


def test_a_long_is_sold_and_the_address_subscribes() -> None:
    talk = talk_at("/market/stream", "streams=!forceOrder@arr/btcusdt@markPrice@1s")
    assert talk.subscribed
    (frame,) = said(talk.pushed(LONG))
    assert frame["stream"] == "!forceOrder@arr"
    assert frame["data"]["E"] == START + 1_000
    order = frame["data"]["o"]
    assert float(order.pop("p")) < 94_151
    assert order == {
        "s": "BTCUSDT",
        "ps": "BTCUSDT",
        "st": 1,
        "S": "SELL",
        "o": "LIMIT",
        "f": "IOC",
        "q": "0.011",
        "ap": "94151.0",
        "X": "FILLED",
        "l": "0.011",
        "z": "0.011",
        "T": START,
    }


def test_a_short_of_the_other_product_is_bought_and_marked_with_2() -> None:
    talk = talk_at("/market/ws/!forceOrder@arr")
    (frame,) = said(talk.pushed(SHORT))
    order = frame["o"]
    assert (order["s"], order["ps"], order["st"], order["S"], order["z"]) == ("ETHUSD_PERP", "ETHUSD", 2, "BUY", "340")
    assert float(order["p"]) > float(order["ap"])


def test_one_symbol_can_be_had_alone() -> None:
    talk = talk_at("/market/stream", "streams=btcusdt@forceOrder")
    assert [say.topic for say in talk.pushed(LONG)] == ["btcusdt@forceOrder"]
    assert talk.pushed(SHORT) == []


@pytest.mark.parametrize("path", ["/stream", "/ws", "/public/stream", "/public/ws"])
def test_the_other_addresses_acknowledge_and_stay_silent(path: str) -> None:
    talk = talk_at(path, BTC="94000")
    assert said(talk.received(SUBSCRIBE, START)) == [{"result": None, "id": 1}]
    assert not talk.pushed(LONG)
    assert kinds(talk.tick(START + 1_000)) == []


def test_marks_come_every_second_for_each_subscribed_symbol() -> None:
    talk = talk_at("/market/stream", BTC="94000.12", ETH="3000")
    talk.received('{"method":"SUBSCRIBE","params":["btcusdt@markPrice@1s","ethusd_perp@markPrice@1s"],"id":1}', START)
    assert said(talk.tick(START + 200)) == []
    first, second = said(talk.tick(START + 1_000))
    assert (first["stream"], first["data"]["p"], first["data"]["st"]) == ("btcusdt@markPrice@1s", "94000.1", 1)
    assert (second["data"]["s"], second["data"]["st"]) == ("ETHUSD_PERP", 2)
    assert said(talk.tick(START + 1_400)) == []
    assert len(said(talk.tick(START + 2_000))) == 2


def test_all_marks_are_one_array_of_both_products() -> None:
    talk = talk_at("/market/ws/!markPrice@arr@1s", BTC="94000")
    (rows,) = said(talk.tick(START + 1_000))
    assert {row["st"] for row in rows} == {1, 2}


def test_subscriptions_can_be_listed_and_left() -> None:
    talk = talk_at("/market/stream")
    talk.received(SUBSCRIBE, START)
    (listed,) = said(talk.received('{"method":"LIST_SUBSCRIPTIONS","id":7}', START))
    assert listed == {"result": ["!forceOrder@arr", "btcusdt@markPrice@1s"], "id": 7}
    left = said(talk.received('{"method":"UNSUBSCRIBE","params":["!forceOrder@arr"],"id":2}', START))
    assert left == [{"result": None, "id": 2}]
    assert not talk.subscribed


def test_a_refusal_ends_the_connection() -> None:
    acts = talk_at("/market/stream").received('{"method":"SUBSCRIBE","params":"x","id":3}', START)
    (frame,) = said(acts)
    assert (frame["error"]["code"], frame["id"]) == (2, 3)
    assert isinstance(acts[1], Hangup)


def test_the_eleventh_message_of_a_second_is_too_much() -> None:
    talk = talk_at("/market/stream")
    answers = [talk.received('{"method":"LIST_SUBSCRIPTIONS","id":7}', START + each)[0] for each in range(11)]
    assert [isinstance(answer, Hangup) for answer in answers] == [False] * 10 + [True]


def test_it_pings_every_three_minutes_and_waits_ten_for_a_pong() -> None:
    talk = talk_at("/market/stream")
    assert kinds(talk.tick(START + 179_999)) == []
    assert kinds(talk.tick(START + 180_000)) == [Probe.__name__]
    talk.ponged(START + 180_100)
    assert kinds(talk.tick(START + 780_000)) == [Probe.__name__]
    assert kinds(talk.tick(START + 780_101)) == [Hangup.__name__]


def test_no_connection_lives_longer_than_a_day() -> None:
    talk = talk_at("/market/stream")
    talk.ponged(START + 86_400_000)
    assert kinds(talk.tick(START + 86_400_001)) == [Hangup.__name__]


def test_both_lists_are_on_one_host() -> None:
    venue = Binance(board_of("binance-usdm", "binance-coinm"))
    linear, inverse = (venue.answer(path, "", START) for path in ("/fapi/v1/exchangeInfo", "/dapi/v1/exchangeInfo"))
    assert linear is not None
    assert inverse is not None
    rows = {row["symbol"]: row for row in json.loads(linear.body)["symbols"]}
    assert rows["1000PEPEUSDT"]["baseAsset"] == "1000PEPE"
    assert rows["1000PEPEUSDT"]["status"] == "TRADING"
    coins = {row["symbol"]: row for row in json.loads(inverse.body)["symbols"]}
    assert (coins["BTCUSD_PERP"]["contractSize"], coins["ETHUSD_PERP"]["contractSize"]) == (100, 10)
    assert coins["ETHUSD_PERP"]["contractStatus"] == "TRADING"
    assert coins["BTCUSD_PERP"]["marginAsset"] == "BTC"
    assert [venue_id for venue_id, _ in venue.instrument_pages(START)] == ["binance-usdm", "binance-coinm"]
