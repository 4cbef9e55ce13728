"""Kraken Futures: sides, products by name, the past of each first, pings that are required, lists."""

import json
from typing import Any

import pytest

from liqdesk.simulator.dialects.base import Board, Conversation, Hangup, HearsPings
from liqdesk.simulator.dialects.kraken_futures import KrakenFutures
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced


def push(number: int, side: Any = "long", symbol: str = "PF_ETHUSD", size: str = "14.25") -> Push:
    return Push("kraken-futures", START, (forced(number, START, "kraken-futures", symbol, side, size, "2948.7"),))


def talk_on(board: Board, connection: int = 1) -> Conversation:
    venue = KrakenFutures(board)
    talks = [venue.converse("/ws/v1", "", {}) for _ in range(connection)]
    talk = talks[-1]
    assert talk is not None
    assert said(talk.opened(START)) == [{"event": "info", "version": 1}]
    return talk


def ask(talk: Conversation, *products: str, feed: str = "trade", event: str = "subscribe") -> list[Any]:
    request = {"event": event, "feed": feed, "product_ids": products}
    return said(talk.received(json.dumps(request), START))


@pytest.mark.parametrize(("side", "word"), [("long", "sell"), ("short", "buy")])
def test_the_engine_takes(side: str, word: str) -> None:
    talk = talk_on(board_of("kraken-futures"))
    ask(talk, "PF_ETHUSD")
    (say,) = talk.pushed(push(1, side))
    (frame,) = said([say])
    assert (frame["feed"], frame["type"], frame["side"]) == ("trade", "liquidation", word)
    assert (frame["product_id"], frame["qty"], frame["price"], frame["time"]) == ("PF_ETHUSD", 14.25, 2_948.7, START)
    assert talk.pushed(push(2, symbol="PF_XBTUSD")) == []


def test_products_are_acknowledged_together_or_one_by_one_and_then_tell_their_past() -> None:
    board = board_of("kraken-futures")
    board.history.extend([push(1), push(2), push(3, symbol="PF_XBTUSD")])
    together, one_by_one = (ask(talk_on(board, number), "PF_ETHUSD", "PI_XBTUSD") for number in (1, 2))
    assert [frame["product_ids"] for frame in together if "event" in frame] == [["PF_ETHUSD", "PI_XBTUSD"]]
    assert [frame["product_ids"] for frame in one_by_one if "event" in frame] == [["PF_ETHUSD"], ["PI_XBTUSD"]]
    past = {frame["product_id"]: frame["trades"] for frame in together if "event" not in frame}
    assert [(row["seq"], row["type"]) for row in past["PF_ETHUSD"]] == [
        (2, "liquidation"),
        (1, "liquidation"),
        (1, "fill"),
    ]
    assert past["PI_XBTUSD"] == []


def test_the_past_has_the_numbers_of_the_present() -> None:
    board = board_of("kraken-futures")
    talk = talk_on(board)
    ask(talk, "PF_ETHUSD")
    (live,) = said(talk.pushed(push(7)))
    board.history.append(push(7))
    assert ask(talk, "PF_ETHUSD")[1]["trades"][0] == live


def test_one_bad_product_voids_its_request() -> None:
    board = board_of("kraken-futures")
    board.refused.add("PF_SOLUSD")
    for bad in ("PF_FOOUSD", "PF_SOLUSD", ""):
        talk = talk_on(board)
        assert ask(talk, "PF_ETHUSD", bad) == [{"event": "error", "message": "Invalid product id"}]
        assert not talk.subscribed


def test_refusals() -> None:
    talk = talk_on(board_of("kraken-futures"))
    assert ask(talk, "PF_ETHUSD", feed="book")[0]["message"] == "Invalid feed"
    assert ask(talk, "PF_ETHUSD", event="challenge")[0]["message"] == "Json Error"
    assert ask(talk)[0]["message"] == "Invalid product id"


def test_products_can_be_left() -> None:
    talk = talk_on(board_of("kraken-futures"))
    ask(talk, "PF_ETHUSD")
    (answer,) = ask(talk, "PF_ETHUSD", event="unsubscribe")
    assert (answer["event"], talk.subscribed) == ("unsubscribed", False)


def test_only_pings_keep_it_open() -> None:
    talk = talk_on(board_of("kraken-futures"))
    assert isinstance(talk, HearsPings)
    assert kinds(talk.tick(START + 60_000)) == []
    talk.pinged(START + 60_000)
    talk.ponged(START + 110_000)
    ask(talk, "PF_ETHUSD")
    assert Hangup.__name__ not in kinds(talk.tick(START + 120_000))
    assert kinds(talk.tick(START + 120_001)) == [Hangup.__name__]


def test_who_asks_too_often_is_sent_away() -> None:
    talk = talk_on(board_of("kraken-futures"))
    for _ in range(100):
        ask(talk, "PF_ETHUSD", event="unsubscribe")
    assert kinds(talk.received("{}", START)) == [Hangup.__name__]


def test_heartbeats_are_rare_and_asking_again_is_answered() -> None:
    talk = talk_on(board_of("kraken-futures"))
    assert ask(talk, feed="heartbeat") == [{"event": "subscribed", "feed": "heartbeat"}]
    assert ask(talk, feed="heartbeat")[0]["event"] == "alert"
    assert said(talk.tick(START + 29_999)) == []
    assert said(talk.tick(START + 30_000)) == [{"feed": "heartbeat", "time": START + 30_000}]


def test_tickers_have_the_mark_price() -> None:
    talk = talk_on(board_of("kraken-futures", BTC="94010"))
    ask(talk, "PF_XBTUSD", feed="ticker")
    assert not talk.subscribed
    (frame,) = said(talk.tick(START + 1_000))
    assert (frame["product_id"], frame["markPrice"], frame["time"]) == ("PF_XBTUSD", 94_010, START + 1_000)


def test_most_trades_are_ordinary_and_some_are_terminations() -> None:
    talk = talk_on(board_of("kraken-futures", BTC="94010"))
    ask(talk, "PF_XBTUSD")
    types = [frame["type"] for second in range(1, 21) for frame in said(talk.tick(START + 1_000 * second))]
    assert types == (["fill"] * 9 + ["termination"]) * 2


def test_the_list_names_coins_and_sizes() -> None:
    answer = KrakenFutures(board_of("kraken-futures")).answer("/derivatives/api/v3/instruments", "", START)
    assert answer is not None
    rows = {row["symbol"]: row for row in json.loads(answer.body)["instruments"]}
    assert (rows["PF_XBTUSD"]["type"], rows["PF_XBTUSD"]["base"]) == ("flexible_futures", "BTC")
    assert (rows["PI_XBTUSD"]["type"], rows["PI_XBTUSD"]["contractSize"]) == ("futures_inverse", 1)
    assert rows["FI_XBTUSD_260327"]["lastTradingTime"].startswith("2026-03-27")
    assert rows["in_xbtusd"]["tradeable"] is False


def history(query: str) -> tuple[int, Any]:
    board = board_of("kraken-futures")
    for number in range(1, 61):
        at = START + number * 1_000
        board.published(
            Push("kraken-futures", at, (forced(number, at, "kraken-futures", "PF_ETHUSD", "long", "1", "2948"),))
        )
    answer = KrakenFutures(board).answer("/derivatives/api/v3/history", query, START + 3_600_000)
    assert answer is not None
    return answer.status, json.loads(answer.body)


def test_a_hundred_past_trades_of_a_product_newest_first() -> None:
    status, body = history("symbol=PF_ETHUSD")
    rows = body["history"]
    assert (status, body["result"], len(rows)) == (200, "success", 100)
    assert {row["type"] for row in rows} == {"fill", "liquidation"}
    assert [row["time"] for row in rows] == sorted((row["time"] for row in rows), reverse=True)
    earlier = history(f"symbol=PF_ETHUSD&lastTime={rows[-1]['time']}")[1]["history"]
    assert len(earlier) == 20
    assert all(row["time"] < rows[-1]["time"] for row in earlier)
    assert history("symbol=PF_NOPEUSD")[0] == 400
