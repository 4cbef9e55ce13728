"""dYdX: 32 markets a connection, the past with the acknowledgement, oracle prices for all, pings that must be answered."""

import json
from typing import Any

import pytest

from liqdesk.simulator.dialects.base import Board, Conversation
from liqdesk.simulator.dialects.dydx_v4 import Dydx, in_words
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

VENUE = "dydx-v4"
ROWS = (
    forced(9, START, VENUE, "ETH-USD", "long", "4.21", "2948.7"),
    forced(10, START + 5, VENUE, "ETH-USD", "short", "1.5", "2950"),
)
PUSH = Push(VENUE, START + 300, ROWS)


def talk_on(board: Board) -> Conversation:
    talk = Dydx(board).converse("/v4/ws", "", {})
    assert talk is not None
    (greeting,) = said(talk.opened(START))
    assert (greeting["type"], greeting["message_id"]) == ("connected", 0)
    return talk


def ask(talk: Conversation, channel: str, symbol: str = "", at: int = START) -> Any:
    request = {"type": "subscribe", "channel": channel, "batched": False} | ({"id": symbol} if symbol else {})
    (answer,) = said(talk.received(json.dumps(request), at))
    return answer


def test_the_side_is_the_takers_who_is_the_one_liquidated() -> None:
    talk = talk_on(board_of(VENUE))
    assert not talk.pushed(PUSH)
    assert ask(talk, "v4_trades", "ETH-USD")["type"] == "subscribed"
    (say,) = talk.pushed(PUSH)
    assert (say.events, say.kind) == (ROWS, "push")
    (frame,) = said([say])
    assert (frame["type"], frame["id"], frame["message_id"]) == ("channel_data", "ETH-USD", 2)
    ordinary, first, second = frame["contents"]["trades"]
    assert ordinary["type"] == "TWAP_SUBORDER"
    assert first | {"id": ""} == {
        "id": "",
        "size": "4.21",
        "price": "2948.7",
        "side": "SELL",
        "createdAt": "2026-01-13T21:26:00.000Z",
        "type": "LIQUIDATED",
        "createdAtHeight": "68339560",
    }
    assert (second["side"], second["createdAt"]) == ("BUY", "2026-01-13T21:26:00.005Z")
    assert len({row["id"] for row in (ordinary, first, second)}) == 3


def test_the_past_comes_with_the_acknowledgement_newest_first() -> None:
    board = board_of(VENUE)
    board.history.append(PUSH)
    talk = talk_on(board)
    (say,) = talk.received('{"type":"subscribe","channel":"v4_trades","id":"ETH-USD"}', START)
    assert say.events == (ROWS[1], ROWS[0])
    (frame,) = said([say])
    forced_ids = [row["id"] for row in frame["contents"]["trades"] if row["type"] == "LIQUIDATED"]
    (pushed,) = said(talk.pushed(PUSH))
    assert forced_ids == [row["id"] for row in reversed(pushed["contents"]["trades"]) if row["type"] == "LIQUIDATED"]


def test_the_33rd_market_is_one_too_many() -> None:
    board = board_of(VENUE)
    talk = talk_on(board)
    symbols = [contract.symbol for contract in board.listing.all()]
    answers = [ask(talk, "v4_trades", symbol)["type"] for symbol in symbols[:33]]
    assert answers == ["subscribed"] * 32 + ["error"]
    answer = ask(talk, "v4_trades", symbols[33])
    assert answer["message"] == "Per-connection subscription limit reached for v4_trades (limit=32)."
    assert (answer["channel"], answer["id"]) == ("v4_trades", symbols[33])
    assert ask(talk, "v4_markets")["type"] == "subscribed"


def test_no_market_no_subscription() -> None:
    board = board_of(VENUE)
    board.refused.add("SOL-USD")
    for symbol in ("NOPE-USD", "SOL-USD", ""):
        answer = ask(talk_on(board), "v4_trades", symbol)
        assert answer["message"] == f"Invalid subscription id for channel: (v4_trades-{symbol})"


def test_prices_of_all_markets_that_moved() -> None:
    board = board_of(VENUE, BTC="94000", ETH="3000")
    talk = talk_on(board)
    snapshot = ask(talk, "v4_markets")["contents"]["markets"]
    assert snapshot["BTC-USD"]["oraclePrice"] == "94000"
    assert not talk.subscribed
    (frame,) = said(talk.tick(START + 1_000))
    assert set(frame["contents"]["oraclePrices"]) == {"BTC-USD", "ETH-USD"}
    assert frame["contents"]["oraclePrices"]["BTC-USD"]["effectiveAt"] == "2026-01-13T21:26:01.000Z"
    assert said(talk.tick(START + 1_500)) == []
    board.prices["ETH"] *= 2
    (frame,) = said(talk.tick(START + 2_000))
    assert list(frame["contents"]["oraclePrices"]) == ["ETH-USD"]
    assert kinds(talk.tick(START + 5_000)) == ["price"]


def test_a_ping_must_be_answered_within_ten_seconds() -> None:
    talk = talk_on(board_of(VENUE))
    assert kinds(talk.tick(START + 29_999)) == []
    assert kinds(talk.tick(START + 30_000)) == ["Probe"]
    talk.ponged(START + 31_000)
    assert kinds(talk.tick(START + 45_000)) == []
    assert kinds(talk.tick(START + 60_000)) == ["Probe"]
    assert kinds(talk.tick(START + 70_000)) == []
    assert kinds(talk.tick(START + 70_001)) == ["Hangup"]


@pytest.mark.parametrize("frame", ["{", '{"type":"subscribe","channel":"v4_accounts"}'])
def test_the_third_nonsense_in_a_second_ends_it(frame: str) -> None:
    talk = talk_on(board_of(VENUE))
    assert [kinds(talk.received(frame, START)) for _ in range(3)] == [["reply"], ["reply"], ["Hangup"]]


def test_asking_for_the_same_too_often_ends_it() -> None:
    talk = talk_on(board_of(VENUE))
    request = '{"type":"subscribe","channel":"v4_trades","id":"ETH-USD"}'
    assert [kinds(talk.received(request, START)) for _ in range(3)] == [["reply"], ["reply"], ["Hangup"]]
    assert kinds(talk.received('{"type":"ping"}', START)) == []


def test_the_list_names_its_markets() -> None:
    board = board_of(VENUE, BTC="94000")
    answer = Dydx(board).answer("/v4/perpetualMarkets", "", START)
    assert answer is not None
    markets = json.loads(answer.body)["markets"]
    assert len(markets) == len(board.listing.all()) > 32
    assert (markets["BTC-USD"]["clobPairId"], markets["BTC-USD"]["status"]) == ("0", "ACTIVE")
    assert any(ticker.startswith("FARTCOIN,RAYDIUM,") for ticker in markets)
    one = Dydx(board).answer("/v4/perpetualMarkets", "ticker=ETH-USD", START)
    assert one is not None
    assert list(json.loads(one.body)["markets"]) == ["ETH-USD"]


def past(query: str, market: str = "ETH-USD") -> Any:
    board = board_of("dydx-v4")
    for number in (1, 2):
        event = forced(number, START + number * 1_000, "dydx-v4", "ETH-USD", "long", "4.21", "2948.7")
        board.published(Push("dydx-v4", event.at, (event,)))
    return Dydx(board).answer(f"/v4/trades/perpetualMarket/{market}", query, START + 60_000)


def test_past_trades_of_a_market_newest_first() -> None:
    trades = json.loads(past("limit=1000").body)["trades"]
    assert [trade["type"] for trade in trades if trade["type"] == "LIQUIDATED"] == ["LIQUIDATED"] * 2
    assert [trade["createdAt"] for trade in trades] == sorted((one["createdAt"] for one in trades), reverse=True)
    before = json.loads(past(f"createdBeforeOrAt={in_words(START + 1_000)}").body)["trades"]
    assert {trade["createdAt"] for trade in before} == {in_words(START + 1_000)}
    assert [event.number for event in past("limit=2").events] == [2]


def test_past_trades_have_their_limits() -> None:
    assert past("limit=1001").status == 400
    assert past("", "NOPE-USD") is None
    dydx = Dydx(board_of("dydx-v4"))
    answers = [dydx.answer("/v4/trades/perpetualMarket/ETH-USD", "", START) for _ in range(101)]
    assert [answer.status for answer in answers if answer is not None] == [200] * 100 + [429]
