"""Deribit: whose order a mark means, channels by kind and currency, heartbeats that ask back, credits, lists."""

import json
from typing import Any

import pytest

from liqdesk.simulator.dialects.base import Board, Conversation, Hangup
from liqdesk.simulator.dialects.deribit import Deribit
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

FUTURES = "trades.future.any.100ms"
ROWS = (
    forced(1, START, "deribit", "BTC-PERPETUAL", "long", "12500", "94000.5"),
    forced(2, START + 30, "deribit", "SOL_USDC-PERPETUAL", "short", "41", "142.31"),
    forced(3, START + 60, "deribit", "BTC-PERPETUAL", "long", "700", "94000"),
)
PUSH = Push("deribit", START + 100, ROWS)


def talk_on(board: Board) -> Conversation:
    talk = Deribit(board).converse("/ws/api/v2", "", {})
    assert talk is not None
    talk.opened(START)
    return talk


def ask(talk: Conversation, method: str, at: int = START, **params: object) -> Any:
    request = {"jsonrpc": "2.0", "id": 5, "method": f"public/{method}", "params": params}
    return said(talk.received(json.dumps(request), at))[0]


def rows_of(talk: Conversation, push: Push) -> list[Any]:
    return [row for frame in said(talk.pushed(push)) for row in frame["params"]["data"]]


def test_a_mark_says_whose_order_was_forced() -> None:
    talk = talk_on(board_of("deribit", BTC="94010", SOL="142.4"))
    answer = ask(talk, "subscribe", channels=[FUTURES])
    assert (answer["id"], answer["result"], answer["testnet"]) == (5, [FUTURES], False)
    (say,) = talk.pushed(PUSH)
    assert say.events == ROWS
    rows = said([say])[0]["params"]["data"]
    assert [(row["direction"], row["liquidation"]) for row in rows] == [("sell", "T"), ("buy", "T"), ("buy", "M")]
    assert (rows[0]["amount"], rows[0]["contracts"], rows[0]["price"]) == (12_500, 1_250, 94_000.5)
    assert rows[0]["mark_price"] == 94_010


def test_ordinary_trades_have_no_mark() -> None:
    talk = talk_on(board_of("deribit", BTC="94010", ETH="3000"))
    ask(talk, "subscribe", channels=[FUTURES])
    single = Push("deribit", START, (forced(4, START, "deribit", "BTC-PERPETUAL"),))
    assert ["liquidation" in row for row in rows_of(talk, single)] == [True, False]
    seen = [frame for second in range(1, 9) for frame in said(talk.tick(START + 1_000 * second))]
    assert seen
    assert all("liquidation" not in row for frame in seen for row in frame["params"]["data"])


@pytest.mark.parametrize(
    ("channel", "numbers"),
    [
        ("trades.future.BTC.100ms", [1, 3]),
        ("trades.future.USDC.agg2", [2]),
        ("trades.option.any.100ms", []),
        ("trades.future.any.agg2", [1, 2, 3]),
    ],
)
def test_a_channel_brings_a_kind_and_a_currency(channel: str, numbers: list[int]) -> None:
    talk = talk_on(board_of("deribit"))
    ask(talk, "subscribe", channels=[channel])
    assert [row["trade_seq"] for row in rows_of(talk, PUSH)] == numbers


def test_what_is_not_known_is_missing_from_the_answer() -> None:
    board = board_of("deribit")
    board.refused.add("trades.option.any.100ms")
    talk = talk_on(board)
    asked = [FUTURES, "trades.option.any.100ms", "trades.swap.any.100ms", "book.BTC-PERPETUAL.100ms", "x"]
    assert ask(talk, "subscribe", channels=asked)["result"] == [FUTURES]
    assert talk.subscribed
    assert ask(talk, "unsubscribe", channels=[FUTURES])["result"] == [FUTURES]
    assert not talk.subscribed


def test_refusals() -> None:
    talk = talk_on(board_of("deribit"))
    assert ask(talk, "subscribe", channels=["trades.future.any.raw"])["error"]["code"] == 13778
    assert ask(talk, "subscribe", channels=[])["error"]["data"]["param"] == "channels"
    assert ask(talk, "set_heartbeat", interval=5)["error"]["code"] == -32602
    assert ask(talk, "auth")["error"]["code"] == -32601
    assert not talk.subscribed


def test_who_asks_too_often_is_sent_away() -> None:
    talk = talk_on(board_of("deribit"))
    for _ in range(10):
        assert "result" in ask(talk, "subscribe", channels=[FUTURES])
    request = json.dumps({"id": 1, "method": "public/subscribe", "params": {"channels": [FUTURES]}})
    acts = talk.received(request, START)
    assert said(acts)[0]["error"]["code"] == 10028
    assert isinstance(acts[-1], Hangup)


def test_a_test_request_wants_an_answer() -> None:
    talk = talk_on(board_of("deribit"))
    assert kinds(talk.tick(START + 500_000)) == []
    assert ask(talk, "set_heartbeat", interval=10)["result"] == "ok"
    assert ask(talk, "test", START + 9_000)["result"]["version"]
    assert said(talk.tick(START + 10_000))[0]["params"]["type"] == "heartbeat"
    assert said(talk.tick(START + 20_000))[0]["params"]["type"] == "test_request"
    ask(talk, "test", START + 20_100)
    assert said(talk.tick(START + 30_000))[0]["params"]["type"] == "heartbeat"
    assert said(talk.tick(START + 40_000))[0]["params"]["type"] == "test_request"
    assert kinds(talk.tick(START + 49_999)) == []
    assert kinds(talk.tick(START + 50_000)) == [Hangup.__name__]


def test_tickers_have_the_mark_price() -> None:
    talk = talk_on(board_of("deribit", BTC="94010"))
    ask(talk, "subscribe", channels=["ticker.BTC-PERPETUAL.100ms"])
    assert not talk.subscribed
    (frame,) = said(talk.tick(START + 100))
    assert frame["params"]["data"]["mark_price"] == 94_010
    assert kinds(talk.tick(START + 150)) == []


def listed(query: str) -> Any:
    answer = Deribit(board_of("deribit")).answer("/api/v2/public/get_instruments", query, START)
    assert answer is not None
    return {row["instrument_name"]: row for row in json.loads(answer.body)["result"]} if answer.status == 200 else None


def test_lists() -> None:
    futures = listed("currency=any&kind=future&expired=false")
    assert (futures["BTC-PERPETUAL"]["instrument_type"], futures["BTC-PERPETUAL"]["contract_size"]) == ("reversed", 10)
    assert futures["SOL_USDC-PERPETUAL"]["settlement_currency"] == "USDC"
    assert futures["ETH-27MAR26"]["expiration_timestamp"] == 1_774_598_400_000
    assert {row["kind"] for row in listed("currency=any&kind=option").values()} == {"option"}
    assert "SOL_USDC-PERPETUAL" not in listed("currency=BTC")
    assert listed("currency=EUR") is None
    assert listed("currency=any&kind=swap") is None


PAST = "/api/v2/public/get_last_trades_by_currency_and_time"


def past(query: str, *, count: int = 3) -> tuple[int, Any]:
    """The answer of a venue at which so many positions in BTC-PERPETUAL were closed, one a second."""
    board = board_of("deribit", BTC="94000")
    for number in range(1, count + 1):
        event = forced(number, START + number * 1_000, "deribit", "BTC-PERPETUAL", "long", "10", "94000")
        board.published(Push("deribit", event.at, (event,)))
    answer = Deribit(board).answer(PAST, query, START + 60_000)
    assert answer is not None
    return answer.status, json.loads(answer.body)


def test_past_trades_hold_the_forced_ones_among_others() -> None:
    window = f"start_timestamp={START}&end_timestamp={START + 9_000}"
    status, body = past(f"currency=BTC&kind=future&{window}&count=1000&sorting=asc")
    trades = body["result"]["trades"]
    assert (status, body["result"]["has_more"], len(trades)) == (200, False, 6)
    assert [trade["timestamp"] for trade in trades if "liquidation" in trade] == [START + n * 1_000 for n in (1, 2, 3)]
    first = past(f"currency=BTC&kind=future&{window}&count=2&sorting=asc")[1]["result"]
    assert (len(first["trades"]), first["has_more"]) == (2, True)
    newest = past(f"currency=BTC&kind=future&{window}&count=2")[1]["result"]["trades"]
    assert {trade["timestamp"] for trade in newest} == {START + 3_000}
    assert past(f"currency=USDC&kind=future&{window}")[1]["result"]["trades"] == []


@pytest.mark.parametrize("query", ["currency=any&kind=future", "currency=BTC&kind=x", "currency=BTC&kind=future"])
def test_past_trades_need_a_currency_a_kind_and_a_window(query: str) -> None:
    status, body = past(query)
    assert (status, body["error"]["code"]) == (400, -32602)
