"""HTX: gzip everywhere, pongs of the same value and type, order sides, turnover, errors and contract pages."""

import gzip
import json
from typing import Any

import pytest

from liqdesk.simulator.dialects.base import Board, Conversation, Hangup, Listing, Say
from liqdesk.simulator.dialects.htx import Htx
from liqdesk.simulator.market import Contract
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, contract, forced

SUBSCRIBE = '{"op":"sub","cid":"liq1","topic":"public.*.liquidation_orders","business_type":"all"}'
ROWS = (
    forced(1, START, "htx", "ETH-USDT", "long", "320", "2688.5"),
    forced(2, START, "htx", "ETH-USDT", "short", "1", "2700"),
)
PUSH = Push("htx", START + 54, ROWS)


def talk_on(board: Board, path: str = "/linear-swap-notification") -> Conversation:
    talk = Htx(board).converse(path, "", {})
    assert talk is not None
    talk.opened(START)
    return talk


def test_a_long_is_sold_and_the_turnover_is_given() -> None:
    talk = talk_on(board_of("htx"))
    (ack,) = said(talk.received(SUBSCRIBE, START))
    assert ack == {
        "op": "sub",
        "cid": "liq1",
        "topic": "public.*.liquidation_orders",
        "ts": START,
        "err-code": 0,
    }
    (say,) = talk.pushed(PUSH)
    assert isinstance(say.frame, bytes)
    frame = json.loads(gzip.decompress(say.frame))
    assert (frame["op"], frame["topic"], frame["ts"]) == ("notify", "public.ETH-USDT.liquidation_orders", START + 54)
    long, short = frame["data"]
    assert long == {
        "symbol": "ETH",
        "contract_code": "ETH-USDT",
        "pair": "ETH-USDT",
        "contract_type": "swap",
        "business_type": "swap",
        "trade_partition": "USDT",
        "direction": "sell",
        "offset": "close",
        "volume": 320,
        "amount": 3.2,
        "price": 2688.5,
        "trade_turnover": 8603.2,
        "created_at": START,
    }
    assert short["direction"] == "buy"


def test_a_coin_margined_row_has_no_turnover() -> None:
    inverse = Contract(
        **{name: getattr(contract("okx", "BTC-USD-SWAP"), name) for name in Contract.__slots__}
        | {"venue": "htx", "symbol": "BTC-USD", "group": "coin-swap"}
    )
    row = forced(1, START, "okx", "BTC-USD-SWAP", "short", "470", "94000")
    event = type(row)(row.number, row.at, inverse, row.position, row.size, row.price)
    board = Board(Listing([inverse]))
    talk = talk_on(board, "/swap-notification")
    talk.received('{"op":"sub","cid":"a","topic":"public.BTC-USD.liquidation_orders"}', START)
    (frame,) = said(talk.pushed(Push("htx", START, (event,))))
    (told,) = frame["data"]
    assert (told["contract_code"], told["volume"], told["amount"]) == ("BTC-USD", 470, 0.5)
    assert not {"trade_turnover", "pair", "business_type"} & set(told)
    answer = Htx(board).answer("/swap-api/v1/swap_contract_info", "", START)
    assert answer is not None
    assert json.loads(answer.body)["data"][0]["contract_size"] == 100
    assert len(Htx(board).tape_conversations()) == 1


@pytest.mark.parametrize(
    ("requests", "code"),
    [
        ([SUBSCRIBE, SUBSCRIBE], 2014),
        ([SUBSCRIBE, SUBSCRIBE.replace("*", "ETH-USDT")], 2014),
        ([SUBSCRIBE.replace("*", "ETH-USDT"), SUBSCRIBE], 0),
        ([SUBSCRIBE.replace("*", "NO-SUCH")], 2011),
        ([SUBSCRIBE.replace('"all"', '"spot"')], 2011),
    ],
)
def test_error_codes(requests: list[str], code: int) -> None:
    talk = talk_on(board_of("htx"))
    answers = [said(talk.received(request, START))[0] for request in requests]
    assert answers[-1]["err-code"] == code
    assert ("err-msg" in answers[-1]) == (code != 0)


def test_a_topic_can_be_left() -> None:
    talk = talk_on(board_of("htx"))
    talk.received(SUBSCRIBE, START)
    talk.received(SUBSCRIBE.replace('"sub"', '"unsub"'), START)
    assert not talk.subscribed
    assert not talk.pushed(PUSH)


def play(answer: Any, seconds: int) -> list[str]:
    """Tick once a second; `answer` turns a ping's `ts` into the client's pong, or into nothing."""
    talk = talk_on(board_of("htx"))
    seen: list[str] = []
    for second in range(1, seconds + 1):
        acts = talk.tick(START + second * 1_000)
        seen += kinds(acts)
        for act in acts:
            if isinstance(act, Say) and act.kind == "heartbeat":
                (ping,) = said([act])
                assert isinstance(ping["ts"], str)
                if (pong := answer(ping["ts"])) is not None:
                    assert talk.received(pong, START + second * 1_000) == ()
    return seen


def test_a_pong_of_the_same_value_and_type_keeps_the_line() -> None:
    assert play(lambda stamp: json.dumps({"op": "pong", "ts": stamp}), 60) == ["heartbeat"] * 12


@pytest.mark.parametrize(
    "answer",
    [lambda _: None, lambda stamp: json.dumps({"op": "pong", "ts": int(stamp)}), lambda _: '{"op":"pong","ts":"1"}'],
)
def test_five_pings_unanswered_or_wrongly_answered_end_it(answer: Any) -> None:
    assert play(answer, 30) == ["heartbeat"] * 5 + ["reply", Hangup.__name__]


def test_contract_sizes_are_in_coins() -> None:
    answer = Htx(board_of("htx")).answer("/linear-swap-api/v1/swap_contract_info", "business_type=all", START)
    assert answer is not None
    rows = {row["contract_code"]: row for row in json.loads(answer.body)["data"]}
    assert (rows["ETH-USDT"]["contract_size"], rows["BTC-USDT"]["contract_size"]) == (0.01, 0.001)


PAST = "/linear-swap-api/v3/swap_liquidation_orders"


def past(query: str) -> Any:
    board = board_of("htx")
    for number in range(1, 61):
        event = forced(number, START + number, "htx", "ETH-USDT", "long", "320", "2688.5")
        board.published(Push("htx", event.at, (event,)))
    answer = Htx(board).answer(PAST, f"trade_type=0&{query}", START + 60_000)
    assert answer is not None
    return json.loads(answer.body)


def test_past_orders_of_a_contract_page_by_page() -> None:
    window = f"start_time={START}&end_time={START + 7_200_000}&direct=prev"
    first = past(f"contract=ETH-USDT&{window}")
    assert (first["code"], len(first["data"])) == (200, 50)
    numbers = [row["query_id"] for row in first["data"]]
    assert numbers == sorted(numbers, reverse=True)
    second = past(f"contract=ETH-USDT&{window}&from_id={numbers[-1]}")["data"]
    assert (len(second), max(row["query_id"] for row in second)) == (10, numbers[-1] - 1)
    assert past(f"contract=ETH-USDT&{window}&from_id={second[-1]['query_id']}")["data"] == []
    oldest_first = past(f"contract=ETH-USDT&{window.replace('prev', 'next')}")["data"]
    assert oldest_first[0]["query_id"] == second[-1]["query_id"]
    assert past(f"contract=BTC-USDT&{window}")["data"] == []


@pytest.mark.parametrize("query", ["contract=ETH-USDT", f"start_time={START}&end_time={START + 1}"])
def test_past_orders_need_a_contract_and_a_window(query: str) -> None:
    assert past(query)["code"] == 1067
    assert past(f"contract=ETH-USDT&start_time={START}&end_time={START + 7_200_001}")["code"] == 1067
