"""Gate: signed sizes, the size header, arrays and bare rows, its pings and refusals, sizes of contracts."""

import json
from typing import Any

import pytest

from liqdesk.simulator.dialects.base import Board, Conversation, Hangup, Probe
from liqdesk.simulator.dialects.gateio import Gate
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

SUBSCRIBE = '{"time":1,"channel":"futures.public_liquidates","event":"subscribe","payload":["!all"]}'
ROWS = (
    forced(1, START, "gateio", "ETH_USDT", "long", "350", "2701.40"),
    forced(2, START + 31, "gateio", "ETH_USDT", "short", "124.5", "2700.95"),
)
PUSH = Push("gateio", START + 1_000, ROWS)


def talk_on(board: Board, path: str = "/v4/ws/usdt", *, decimal: bool = True) -> Conversation:
    talk = Gate(board).converse(path, "", {"x-gate-size-decimal": "1"} if decimal else {})
    assert talk is not None
    talk.opened(START)
    return talk


def test_the_sign_is_that_of_the_closing_order() -> None:
    talk = talk_on(board_of("gateio"))
    (ack,) = said(talk.received(SUBSCRIBE, START))
    assert (ack["channel"], ack["event"], ack["payload"]) == ("futures.public_liquidates", "subscribe", ["!all"])
    assert ack["result"] == {"status": "success"}
    assert "error" not in ack
    (frame,) = said(talk.pushed(PUSH))
    assert (frame["event"], frame["time"], frame["time_ms"]) == ("update", START // 1_000 + 1, START + 1_000)
    assert frame["result"] == [
        {"contract": "ETH_USDT", "size": "-350", "price": "2701.4", "time": START},
        {"contract": "ETH_USDT", "size": "124.5", "price": "2700.95", "time": START + 31},
    ]


def test_without_the_header_sizes_are_cut_to_whole_numbers() -> None:
    talk = talk_on(board_of("gateio"), decimal=False)
    talk.received(SUBSCRIBE, START)
    (frame,) = said(talk.pushed(PUSH))
    assert [row["size"] for row in frame["result"]] == [-350, 124]


def test_a_single_row_may_come_bare() -> None:
    talk = talk_on(board_of("gateio"))
    talk.received(SUBSCRIBE, START)
    single = Push("gateio", START, (forced(5, START, "gateio", "BTC_USDT", "long", "7"),))
    (frame,) = said(talk.pushed(single))
    assert frame["result"]["size"] == "-7"


def test_one_contract_can_be_had_alone_and_be_left() -> None:
    talk = talk_on(board_of("gateio"))
    talk.received(SUBSCRIBE.replace("!all", "BTC_USDT"), START)
    assert not talk.pushed(PUSH)
    talk.received(SUBSCRIBE.replace("!all", "ETH_USDT"), START)
    assert talk.pushed(PUSH)
    talk.received(SUBSCRIBE.replace("!all", "ETH_USDT").replace("subscribe", "unsubscribe"), START)
    assert not talk.pushed(PUSH)


def test_each_settle_currency_has_its_socket_and_the_bare_path_is_btc() -> None:
    board = board_of("gateio")
    talk = talk_on(board, "/v4/ws")
    talk.received(SUBSCRIBE, START)
    assert not talk.pushed(PUSH)
    assert talk.pushed(Push("gateio", START, (forced(1, START, "gateio", "BTC_USD", "long", "7"),)))
    assert Gate(board).converse("/v4/ws/eth", "", {}) is None


@pytest.mark.parametrize(
    ("request_text", "code"),
    [
        (SUBSCRIBE.replace("!all", "XX_USDT"), 2),
        (SUBSCRIBE.replace("!all", "BTC_USD"), 2),
        (SUBSCRIBE.replace('"!all"', ""), 2),
        (SUBSCRIBE.replace("public_", ""), 2),
        ("{", 1),
    ],
)
def test_refusals_have_a_code(request_text: str, code: int) -> None:
    (answer,) = said(talk_on(board_of("gateio")).received(request_text, START))
    assert (answer["error"]["code"], answer["result"]) == (code, {"status": "fail"})


def test_an_application_ping_is_answered() -> None:
    (pong,) = said(talk_on(board_of("gateio")).received('{"time":1,"channel":"futures.ping"}', START))
    assert (pong["channel"], pong["event"], pong["result"]) == ("futures.pong", "", None)


def test_protocol_pings_want_an_answer() -> None:
    talk = talk_on(board_of("gateio"))
    assert kinds(talk.tick(START + 20_000)) == [Probe.__name__]
    talk.ponged(START + 20_100)
    assert kinds(talk.tick(START + 80_100)) == [Probe.__name__]
    assert kinds(talk.tick(START + 80_101)) == [Hangup.__name__]


def test_tickers() -> None:
    talk = talk_on(board_of("gateio", BTC="94000"))
    talk.received('{"time":1,"channel":"futures.tickers","event":"subscribe","payload":["BTC_USDT"]}', START)
    assert not talk.subscribed
    (frame,) = said(talk.tick(START + 1_000))
    assert (frame["channel"], frame["event"]) == ("futures.tickers", "update")
    assert frame["result"][0]["mark_price"] == "94000"


def test_contracts_by_settle_currency() -> None:
    venue = Gate(board_of("gateio"))

    def rows(settle: str) -> dict[str, Any]:
        answer = venue.answer(f"/api/v4/futures/{settle}/contracts", "", START)
        assert answer is not None
        return {row["name"]: row for row in json.loads(answer.body)}

    assert (rows("usdt")["ETH_USDT"]["type"], rows("usdt")["ETH_USDT"]["quanto_multiplier"]) == ("direct", "0.01")
    assert (rows("btc")["BTC_USD"]["type"], rows("btc")["BTC_USD"]["quanto_multiplier"]) == ("inverse", "0")
    assert venue.answer("/futures/usdt/contracts", "", START) is None


PAST = "/api/v4/futures/usdt/liq_orders"
SECOND = START // 1_000


def past(query: str) -> Any:
    board = board_of("gateio")
    board.published(PUSH)
    answer = Gate(board).answer(PAST, query, START + 5_000)
    assert answer is not None
    return answer.status, json.loads(answer.body)


def test_past_orders_are_told_in_seconds_and_by_both_signs() -> None:
    status, rows = past(f"from={SECOND}&to={SECOND + 10}")
    assert status == 200
    assert rows == [
        {
            "time": SECOND,
            "contract": "ETH_USDT",
            "size": -124.5,
            "order_size": 124.5,
            "order_price": "2700.95",
            "fill_price": "2700.95",
            "left": 0,
        },
        {
            "time": SECOND,
            "contract": "ETH_USDT",
            "size": 350,
            "order_size": -350,
            "order_price": "2701.4",
            "fill_price": "2701.4",
            "left": 0,
        },
    ]
    assert past(f"from={SECOND + 1}&to={SECOND + 10}") == (200, [])
    assert len(past("limit=1")[1]) == 1
    assert past("contract=BTC_USDT")[1] == []


@pytest.mark.parametrize(
    "query", ["from=x&to=9", "limit=1001", "limit=x", f"from={SECOND}&to={SECOND + 3_601}", "to=x"]
)
def test_a_window_of_the_past_is_an_hour_at_most(query: str) -> None:
    status, body = past(query)
    assert (status, body["label"]) == (400, "INVALID_PARAM_VALUE")
