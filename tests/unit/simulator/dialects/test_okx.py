"""OKX: an answer per argument, text pings within 30 seconds, history first, both position modes, its instrument list."""

import json
from decimal import Decimal
from typing import Any

import pytest

from liqdesk.simulator.dialects.base import Board, Conversation, Hangup
from liqdesk.simulator.dialects.okx import Okx
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

SUBSCRIBE = (
    '{"id":"liq1","op":"subscribe","args":[{"channel":"liquidation-orders","instType":"SWAP"},'
    '{"channel":"liquidation-orders","instType":"FUTURES"}]}'
)
ROWS = (
    forced(1, START, "okx", "ETH-USDT-SWAP", "long", "12.4", "2688.15"),
    forced(2, START + 1, "okx", "BTC-USDT-SWAP", "short", "3.1", "94000.0"),
    forced(4, START + 2, "okx", "ETH-USDT-SWAP", "short", "1", "2688"),
)
PUSH = Push("okx", START + 1_020, ROWS)


def talk_on(board: Board) -> Conversation:
    talk = Okx(board).converse("/ws/v5/public", "", {})
    assert talk is not None
    talk.opened(START)
    return talk


def test_each_argument_has_its_answer() -> None:
    talk = talk_on(board_of("okx"))
    acks = said(talk.received(SUBSCRIBE, START))
    assert [(ack["id"], ack["event"], ack["arg"]["instType"]) for ack in acks] == [
        ("liq1", "subscribe", "SWAP"),
        ("liq1", "subscribe", "FUTURES"),
    ]
    assert talk.subscribed


def test_orders_are_nested_by_contract_and_every_value_is_text() -> None:
    talk = talk_on(board_of("okx"))
    talk.received(SUBSCRIBE, START)
    (say,) = talk.pushed(PUSH)
    assert say.events == ROWS
    (frame,) = said([say])
    assert frame["arg"] == {"channel": "liquidation-orders", "instType": "SWAP"}
    eth, btc = frame["data"]
    assert (eth["instId"], eth["instFamily"], btc["instId"]) == ("ETH-USDT-SWAP", "ETH-USDT", "BTC-USDT-SWAP")
    assert eth["details"][0] == {
        "side": "sell",
        "posSide": "long",
        "sz": "12.4",
        "bkPx": "2688.15",
        "bkLoss": "0",
        "ccy": "",
        "ts": str(START),
    }
    assert (eth["details"][1]["side"], eth["details"][1]["posSide"]) == ("buy", "net")
    assert (btc["details"][0]["side"], btc["details"][0]["posSide"]) == ("buy", "short")


def test_nothing_of_a_type_that_was_not_asked_for() -> None:
    talk = talk_on(board_of("okx"))
    assert not talk.pushed(PUSH)
    talk.received('{"op":"subscribe","args":[{"channel":"liquidation-orders","instType":"FUTURES"}]}', START)
    assert not talk.pushed(PUSH)


def test_the_last_orders_come_first() -> None:
    board = board_of("okx")
    board.history.append(PUSH)
    talk = talk_on(board)
    acts = talk.received(SUBSCRIBE, START + 5_000)
    assert kinds(acts) == ["reply", "history", "reply"]
    assert [event.number for act in acts for event in getattr(act, "events", ())] == [1, 2, 4]
    assert kinds(talk.received(SUBSCRIBE, START + 6_000)) == ["reply", "reply"]


@pytest.mark.parametrize("arg", ['{"channel":"nope"}', '{"channel":"mark-price","instId":"NO-SUCH"}'])
def test_what_does_not_exist_is_refused_alone(arg: str) -> None:
    talk = talk_on(board_of("okx"))
    request = f'{{"op":"subscribe","args":[{arg},{{"channel":"liquidation-orders","instType":"SWAP"}}]}}'
    error, ack = said(talk.received(request, START))
    assert (error["event"], error["code"], ack["event"]) == ("error", "60018", "subscribe")
    assert "id" not in error


def test_nonsense_is_an_invalid_request() -> None:
    (error,) = said(talk_on(board_of("okx")).received('{"id":"x","op":"dance"}', START))
    assert (error["event"], error["code"], error["id"]) == ("error", "60012", "x")


def test_thirty_silent_seconds_end_it_and_a_text_ping_helps() -> None:
    talk = talk_on(board_of("okx"))
    assert said(talk.received("ping", START + 29_000)) == ["pong"]
    assert kinds(talk.tick(START + 59_000)) == []
    assert kinds(talk.tick(START + 59_001)) == [Hangup.__name__]


def test_marks_come_on_change_or_after_ten_seconds() -> None:
    board = board_of("okx", BTC="94000")
    talk = talk_on(board)
    talk.received('{"op":"subscribe","args":[{"channel":"mark-price","instId":"BTC-USDT-SWAP"}]}', START)
    (frame,) = said(talk.tick(START + 200))
    assert frame["data"] == [{"instType": "SWAP", "instId": "BTC-USDT-SWAP", "markPx": "94000", "ts": str(START + 200)}]
    assert kinds(talk.tick(START + 400)) == []
    board.prices["BTC"] = Decimal("94001")
    assert kinds(talk.tick(START + 600)) == ["price"]
    assert kinds(talk.tick(START + 10_600)) == ["price"]


def test_a_channel_can_be_left() -> None:
    talk = talk_on(board_of("okx"))
    talk.received(SUBSCRIBE, START)
    talk.received(SUBSCRIBE.replace("subscribe", "unsubscribe"), START)
    assert not talk.subscribed


def test_480_requests_an_hour_are_allowed() -> None:
    talk = talk_on(board_of("okx"))
    for each in range(480):
        talk.received(SUBSCRIBE, START + each)
    (error,) = said(talk.received(SUBSCRIBE, START + 500))
    assert error["code"] == "60014"


def test_contract_sizes_are_listed() -> None:
    venue = Okx(board_of("okx"))

    def rows(kind: str) -> dict[str, Any]:
        answer = venue.answer("/api/v5/public/instruments", f"instType={kind}", START)
        assert answer is not None
        return {row["instId"]: row for row in json.loads(answer.body)["data"]}

    swaps = rows("SWAP")
    linear, inverse = swaps["BTC-USDT-SWAP"], swaps["BTC-USD-SWAP"]
    assert (linear["ctVal"], linear["ctMult"], linear["ctValCcy"], linear["ctType"]) == ("0.01", "1", "BTC", "linear")
    assert (inverse["ctVal"], inverse["ctValCcy"], inverse["ctType"]) == ("100", "USD", "inverse")
    assert rows("FUTURES")["BTC-USDT-260327"]["expTime"]
    wrong = venue.answer("/api/v5/public/instruments", "instType=SPOT", START)
    assert wrong is not None
    assert wrong.status == 400


PAST = "/api/v5/public/liquidation-orders"
ASK = "instType=SWAP&instFamily=ETH-USDT&state=filled"


def past(board: Board, query: str, now_ms: int = START + 5_000) -> Any:
    answer = Okx(board).answer(PAST, query, now_ms)
    assert answer is not None
    return json.loads(answer.body)


def test_past_orders_of_a_family_newest_first() -> None:
    board = board_of("okx")
    board.published(PUSH)
    (group,) = past(board, ASK)["data"]
    assert (group["instId"], group["instFamily"]) == ("ETH-USDT-SWAP", "ETH-USDT")
    assert [(row["posSide"], row["sz"], row["ts"]) for row in group["details"]] == [
        ("net", "1", str(START + 2)),
        ("long", "12.4", str(START)),
    ]
    answer = Okx(board).answer(PAST, f"{ASK}&limit=1&after={START + 2}", START + 5_000)
    assert answer is not None
    assert [event.number for event in answer.events] == [1]


def test_only_a_day_of_filled_orders_is_kept() -> None:
    board = board_of("okx")
    board.published(PUSH)
    assert past(board, "instType=SWAP&instFamily=ETH-USDT") == {"code": "0", "msg": "", "data": []}
    assert past(board, ASK, START + 25 * 3_600_000)["data"] == []


@pytest.mark.parametrize("query", ["instFamily=ETH-USDT", "instType=SWAP", f"{ASK}&limit=101", f"{ASK}&limit=x"])
def test_past_orders_need_a_type_and_a_family(query: str) -> None:
    answer = Okx(board_of("okx")).answer(PAST, query, START)
    assert answer is not None
    assert (answer.status, json.loads(answer.body)["code"]) == (400, "51000")


def test_past_orders_may_be_asked_for_twenty_times_a_second() -> None:
    okx = Okx(board_of("okx"))
    answers = [okx.answer(PAST, ASK, START) for _ in range(41)]
    assert [answer.status for answer in answers if answer is not None] == [200] * 40 + [429]
