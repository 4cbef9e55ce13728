"""Bybit: one answer per request, one bad topic against all, pages with a cursor, tickers as deltas, its heartbeat."""

import json
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from liqdesk.simulator.dialects.base import Board, Conversation, Hangup
from liqdesk.simulator.dialects.bybit import Bybit
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

ROWS = (
    forced(1, START, "bybit", "ETHUSDT", "long", "18420.5", "0.3127"),
    forced(2, START + 5, "bybit", "ETHUSDT", "short", "950", "0.3125"),
)
PUSH = Push("bybit", START + 500, ROWS)


def talk_on(board: Board, group: str = "linear") -> Conversation:
    talk = Bybit(board).converse(f"/v5/public/{group}", "", {})
    assert talk is not None
    talk.opened(START)
    return talk


def ask(talk: Conversation, *topics: str, at: int = START) -> Any:
    (answer,) = said(talk.received(json.dumps({"req_id": "r", "op": "subscribe", "args": topics}), at))
    return answer


def test_the_side_is_that_of_the_position() -> None:
    talk = talk_on(board_of("bybit"))
    answer = ask(talk, "allLiquidation.ETHUSDT")
    assert answer | {"conn_id": ""} == {"success": True, "ret_msg": "", "conn_id": "", "req_id": "r", "op": "subscribe"}
    (say,) = talk.pushed(PUSH)
    assert say.events == ROWS
    assert said([say]) == [
        {
            "topic": "allLiquidation.ETHUSDT",
            "type": "snapshot",
            "ts": START + 500,
            "data": [
                {"T": START, "s": "ETHUSDT", "S": "Buy", "v": "18420.5", "p": "0.3127"},
                {"T": START + 5, "s": "ETHUSDT", "S": "Sell", "v": "950", "p": "0.3125"},
            ],
        }
    ]


def test_one_bad_topic_sinks_its_request() -> None:
    talk = talk_on(board_of("bybit"))
    answer = ask(talk, "allLiquidation.ETHUSDT", "allLiquidation.FOOUSDT")
    assert (answer["success"], answer["ret_msg"]) == (False, "error:handler not found,topic:allLiquidation.FOOUSDT")
    assert not talk.subscribed
    assert not talk.pushed(PUSH)


def test_a_topic_twice_sinks_its_request() -> None:
    talk = talk_on(board_of("bybit"))
    ask(talk, "allLiquidation.ETHUSDT")
    answer = ask(talk, "allLiquidation.BTCUSDT", "allLiquidation.ETHUSDT")
    assert answer["ret_msg"] == "error:already subscribed,topic:allLiquidation.ETHUSDT"
    assert ask(talk, "allLiquidation.SOLUSDT", "allLiquidation.SOLUSDT")["success"] is False


def test_a_category_knows_only_its_own() -> None:
    board = board_of("bybit")
    assert ask(talk_on(board, "inverse"), "allLiquidation.ETHUSDT")["success"] is False
    assert ask(talk_on(board, "inverse"), "allLiquidation.BTCUSD")["success"] is True
    assert Bybit(board).converse("/v5/public/option", "", {}) is None


def test_a_request_has_a_longest_length() -> None:
    assert ask(talk_on(board_of("bybit")), *["allLiquidation.ETHUSDT"] * 900)["success"] is False


def test_topics_a_fault_hides_are_unknown() -> None:
    board = board_of("bybit")
    board.refused.add("SOLUSDT")
    assert ask(talk_on(board), "allLiquidation.SOLUSDT")["success"] is False


def test_a_topic_can_be_left() -> None:
    talk = talk_on(board_of("bybit"))
    ask(talk, "allLiquidation.ETHUSDT")
    (answer,) = said(talk.received('{"op":"unsubscribe","args":["allLiquidation.ETHUSDT"]}', START))
    assert (answer["success"], talk.subscribed) == (True, False)


def test_a_ticker_is_a_snapshot_and_then_deltas() -> None:
    board = board_of("bybit", BTC="94000")
    talk = talk_on(board)
    ask(talk, "tickers.BTCUSDT")
    assert not talk.subscribed
    (first,) = said(talk.tick(START + 200))
    assert (first["type"], first["data"]["markPrice"]) == ("snapshot", "94000")
    assert "lastPrice" in first["data"]
    assert said(talk.tick(START + 400)) == []
    board.prices["BTC"] = Decimal("94001.5")
    (second,) = said(talk.tick(START + 600))
    assert second["type"] == "delta"
    assert second["data"] == {"symbol": "BTCUSDT", "markPrice": "94001.5", "indexPrice": "94001.5"}
    assert kinds(talk.tick(START + 3_600)) == ["price"]


def test_ten_minutes_without_a_word_end_it() -> None:
    talk = talk_on(board_of("bybit"))
    assert kinds(talk.tick(START + 600_000)) == []
    (pong,) = said(talk.received('{"req_id":"p","op":"ping"}', START + 600_000))
    assert (pong["success"], pong["ret_msg"], pong["op"], pong["req_id"]) == (True, "pong", "ping", "p")
    assert kinds(talk.tick(START + 1_200_000)) == []
    assert kinds(talk.tick(START + 1_200_001)) == [Hangup.__name__]


def page(venue: Bybit, query: str) -> Any:
    answer = venue.answer("/v5/market/instruments-info", query, START)
    assert answer is not None
    return json.loads(answer.body)


def test_the_list_has_pages_and_the_cursor_may_come_back_encoded_once_more() -> None:
    board = board_of("bybit")
    venue = Bybit(board)
    for encode in (lambda cursor: cursor, lambda cursor: quote(cursor, safe="")):
        symbols: list[str] = []
        cursor = ""
        while True:
            result = page(venue, f"category=linear&limit=7&cursor={encode(cursor)}")["result"]
            symbols += [row["symbol"] for row in result["list"]]
            assert len(result["list"]) <= 7
            cursor = result["nextPageCursor"]
            if not cursor:
                break
        assert symbols == [each.symbol for each in board.listing.all("linear")]


def test_a_page_is_never_longer_than_the_venue_allows() -> None:
    result = page(Bybit(board_of("bybit"), page_limit=5), "category=linear&limit=1000")["result"]
    assert len(result["list"]) == 5
    assert result["nextPageCursor"]


def test_rows_name_base_quote_and_kind() -> None:
    venue = Bybit(board_of("bybit"))
    rows = {row["symbol"]: row for row in page(venue, "category=linear")["result"]["list"]}
    assert rows["SHIB1000USDT"]["baseCoin"] == "SHIB1000"
    assert rows["BTCPERP"]["quoteCoin"] == "USDC"
    assert rows["BTCUSDT-27MAR26"]["contractType"] == "LinearFutures"
    inverse = {row["symbol"]: row for row in page(venue, "category=inverse")["result"]["list"]}
    assert (inverse["BTCUSD"]["contractType"], inverse["BTCUSD"]["settleCoin"]) == ("InversePerpetual", "BTC")
    assert inverse["BTCUSDH26"]["contractType"] == "InverseFutures"


def test_a_wrong_question_is_refused() -> None:
    venue = Bybit(board_of("bybit"))
    assert page(venue, "category=spot")["retCode"] == 10_001
    assert page(venue, "category=linear&limit=none")["retCode"] == 10_001
    assert page(venue, "category=linear&status=PreLaunch")["result"]["list"] == []
    assert page(venue, "category=linear&cursor=%25zz")["result"]["list"]
