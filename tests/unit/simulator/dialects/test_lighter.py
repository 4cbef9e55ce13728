"""Lighter: markets by number, the past as acknowledgement, limits on messages and channels, its heartbeat."""

import json
from dataclasses import replace
from typing import Any

from liqdesk.simulator.dialects.base import Board, Conversation
from liqdesk.simulator.dialects.lighter import Lighter
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, contract, forced

VENUE = "lighter"
ROWS = (
    forced(1, START, VENUE, "BTC", "long", "0.25", "87290.1"),
    forced(2, START + 5, VENUE, "BTC", "short", "0.5", "87300"),
    forced(3, START + 6, VENUE, "BTC", "short", "0.5", "87300"),
)
PUSH = Push(VENUE, START + 100, ROWS)


def talk_on(board: Board) -> Conversation:
    talk = Lighter(board).converse("/stream", "readonly=true", {})
    assert talk is not None
    (greeting,) = said(talk.opened(START))
    assert greeting["type"] == "connected"
    return talk


def ask(talk: Conversation, channel: str, kind: str = "subscribe", at: int = START) -> Any:
    (answer,) = said(talk.received(json.dumps({"type": kind, "channel": channel}), at))
    return answer


def test_forced_trades_stand_in_a_list_of_their_own() -> None:
    talk = talk_on(board_of(VENUE))
    assert not talk.pushed(PUSH)
    assert ask(talk, "trade/1")["type"] == "subscribed/trade"
    (say,) = talk.pushed(PUSH)
    assert say.events == ROWS
    (frame,) = said([say])
    assert (frame["type"], frame["channel"], [row["type"] for row in frame["trades"]]) == (
        "update/trade",
        "trade:1",
        ["trade"],
    )
    long, short, silent = frame["liquidation_trades"]
    assert (long["is_maker_ask"], long["taker_position_size_before"]) == (False, "0.5")
    assert (long["market_id"], long["size"], long["usd_amount"]) == (1, "0.25", "21822.525000")
    assert (short["is_maker_ask"], short["taker_position_size_before"]) == (True, "-0.5")
    assert "taker_position_size_before" not in silent
    assert len({row["trade_id"] for row in [*frame["trades"], long, short, silent]}) == 4


def test_the_acknowledgement_is_the_past() -> None:
    board = board_of(VENUE)
    board.history.append(PUSH)
    talk = talk_on(board)
    (say,) = talk.received('{"type":"subscribe","channel":"trade/1"}', START)
    assert say.events == ROWS
    (pushed,) = said(talk.pushed(PUSH))
    (frame,) = said([say])
    assert frame["liquidation_trades"] == pushed["liquidation_trades"]


def test_what_is_refused() -> None:
    board = board_of(VENUE)
    board.refused.add("ETH")
    talk = talk_on(board)
    ask(talk, "trade/1")
    assert ask(talk, "trade/1") == {"error": {"code": 30_003, "message": "Already Subscribed : trade:1"}}
    assert ask(talk, "trade/0")["error"]["message"] == "Invalid Channel : trade:0"
    assert ask(talk, "trade/9999")["error"]["code"] == 20_001
    assert ask(talk, "order_book/1")["error"]["code"] == 20_001
    assert ask(talk, "trade/1", "unsubscribe") == {"type": "unsubscribed", "channel": "trade:1"}
    assert not talk.subscribed


def test_more_than_two_hundred_messages_a_minute_are_too_many() -> None:
    talk = talk_on(board_of(VENUE))
    for _ in range(200):
        talk.received('{"type":"ping"}', START)
    assert ask(talk, "trade/1")["error"]["code"] == 30_009
    assert ask(talk, "trade/1", at=START + 60_001)["type"] == "subscribed/trade"


def test_a_connection_holds_so_many_channels() -> None:
    board = board_of(VENUE)
    for number in range(520):
        board.listing.add(replace(contract(VENUE, "BTC"), symbol=f"N{number}"))
    talk = talk_on(board)
    codes = [
        ask(talk, f"trade/{number}", at=START + 1_000 * number).get("error", {}).get("code") for number in range(501)
    ]
    assert codes == [None] * 500 + [23_001]


def test_the_mark_price_at_once_and_then_when_it_moves() -> None:
    board = board_of(VENUE, BTC="94000")
    talk = talk_on(board)
    answer = ask(talk, "market_stats/1")
    assert (answer["type"], answer["timestamp"]) == ("subscribed/market_stats", START)
    assert answer["market_stats"]["mark_price"] == "94000"
    assert said(talk.tick(START + 600)) == []
    board.prices["BTC"] *= 2
    (frame,) = said(talk.tick(START + 600))
    assert (frame["type"], frame["market_stats"]["mark_price"]) == ("update/market_stats", "188000")
    assert not talk.subscribed
    assert ask(talk, "market_stats/1", "unsubscribe")["channel"] == "market_stats:1"
    assert kinds(talk.tick(START + 20_000)) == []


def test_two_minutes_without_a_word_end_it() -> None:
    talk = talk_on(board_of(VENUE))
    (ping,) = said(talk.tick(START + 60_000))
    assert ping == {"type": "ping"}
    assert kinds(talk.received('{"type":"pong"}', START + 60_000)) == []
    assert said(talk.received('{"type":"ping"}', START + 100_000)) == [{"type": "pong"}]
    assert kinds(talk.tick(START + 220_000)) == ["heartbeat"]
    assert kinds(talk.tick(START + 220_001)) == ["Hangup"]


def test_the_list_gives_every_market_its_number_for_good() -> None:
    board = board_of(VENUE)
    venue = Lighter(board)

    def books(query: str) -> dict[str, Any]:
        answer = venue.answer("/api/v1/orderBooks", query, START)
        assert answer is not None
        return {row["symbol"]: row for row in json.loads(answer.body)["order_books"]}

    before = books("filter=perp")
    assert (before["ETH"]["market_id"], before["BTC"]["market_id"]) == (0, 1)
    assert len({row["market_id"] for row in before.values()}) == len(before) == len(board.listing.all())
    assert "1000PEPE" in before
    assert "ETH/USDC" in books("")
    board.listing.add(replace(contract(VENUE, "BTC"), symbol="AAA"))
    board.listing.remove("SOL")
    after = books("filter=perp")
    assert after["AAA"]["market_id"] == len(before)
    assert all(after[symbol]["market_id"] == before[symbol]["market_id"] for symbol in before if symbol != "SOL")
