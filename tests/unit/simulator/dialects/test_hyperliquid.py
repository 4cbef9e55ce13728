"""Hyperliquid: an account each, at most ten of them, the vault's fills from the other side, pages that are posted for."""

import json
from typing import Any

import pytest

from liqdesk.simulator.dialects.base import Board, Conversation
from liqdesk.simulator.dialects.hyperliquid import CHILDREN, LIQUIDATOR, MAKERS, VAULT, Hyperliquid, counterparty
from liqdesk.simulator.publishing import Push
from tests.fakes.dialects import board_of, kinds, said
from tests.fakes.forced import START, forced

VENUE = "hyperliquid"
ROWS = (
    forced(4, START, VENUE, "ETH", "long", "12.4", "2948.7"),
    forced(5, START + 5, VENUE, "ETH", "short", "1", "2950"),
    forced(6, START + 6, VENUE, "ETH", "short", "2", "2951"),
)
PUSH = Push(VENUE, START + 100, ROWS)


def talk_on(board: Board) -> Conversation:
    talk = Hyperliquid(board).converse("/ws", "", {})
    assert talk is not None
    talk.opened(START)
    return talk


def ask(talk: Conversation, method: str = "subscribe", **subscription: object) -> list[Any]:
    return said(talk.received(json.dumps({"method": method, "subscription": subscription}), START))


def fills_of(talk: Conversation, user: str) -> list[Any]:
    return ask(talk, type="userFills", user=user, aggregateByTime=False)


def test_each_vault_tells_of_its_own_fills_from_the_other_side() -> None:
    talk = talk_on(board_of(VENUE))
    assert not talk.pushed(PUSH)
    for user in CHILDREN:
        ack, snapshot = fills_of(talk, user)
        assert ack["data"]["subscription"]["user"] == user
        assert snapshot["data"] == {"isSnapshot": True, "user": user, "fills": []}
    maker, liquidator = talk.pushed(PUSH)
    assert (maker.events, liquidator.events) == ((ROWS[0], ROWS[2]), (ROWS[1],))
    first, second = said([maker, liquidator])
    assert (first["data"]["user"], second["data"]["user"]) == (MAKERS[0], LIQUIDATOR)
    own, long, short = first["data"]["fills"]
    assert "liquidation" not in own
    assert (long["side"], short["side"]) == ("B", "A")
    assert (long["coin"], long["px"], long["sz"], long["time"]) == ("ETH", "2948.7", "12.4", START)
    assert long["liquidation"]["method"] == "market"
    assert second["data"]["fills"][1]["liquidation"]["method"] == "backstop"
    assert len({fill["tid"] for fill in first["data"]["fills"]}) == 3


def test_a_client_hears_only_the_accounts_it_asked_for() -> None:
    talk = talk_on(board_of(VENUE))
    spelled = f"0x{LIQUIDATOR[2:].upper()}"
    fills_of(talk, spelled)
    (say,) = talk.pushed(PUSH)
    assert say.events == (ROWS[1],)
    assert said([say])[0]["data"]["user"] == spelled
    ask(talk, "unsubscribe", type="userFills", user=LIQUIDATOR)
    assert not talk.subscribed


def test_the_past_of_an_account_comes_first() -> None:
    board = board_of(VENUE)
    board.history.append(PUSH)
    acts = talk_on(board).received(
        json.dumps({"method": "subscribe", "subscription": {"type": "userFills", "user": MAKERS[0]}}), START
    )
    assert kinds(acts) == ["reply", "history"]
    assert [counterparty(event) for event in acts[1].events] == [MAKERS[0]] * 2  # type: ignore[union-attr]  # a Say
    assert [event.number for event in acts[1].events] == [6, 4]  # type: ignore[union-attr]  # a Say


def test_ten_accounts_and_no_more() -> None:
    talk = talk_on(board_of(VENUE))
    for number in range(10):
        fills_of(talk, f"0x{number}")
    assert fills_of(talk, "0xa") == [{"channel": "error", "data": "Cannot track more than 10 total users."}]


@pytest.mark.parametrize(
    "subscription",
    [{"type": "userFills", "user": "me"}, {"type": "userFills", "user": VAULT}, {"type": "trades", "coin": "NOPE"}, {}],
)
def test_what_is_refused_repeats_the_request(subscription: dict[str, object]) -> None:
    board = board_of(VENUE)
    board.refused.add(VAULT)
    (answer,) = ask(talk_on(board), **subscription)
    assert answer == {
        "channel": "error",
        "data": f"Invalid subscription {json.dumps(subscription, separators=(',', ':'))}",
    }


def test_twice_is_refused_too() -> None:
    talk = talk_on(board_of(VENUE))
    fills_of(talk, VAULT)
    (answer,) = fills_of(talk, VAULT)
    assert answer["data"].startswith('Already subscribed: {"type":"userFills"')


def test_trades_carry_a_price_and_no_word_of_force() -> None:
    board = board_of(VENUE, BTC="94000")
    talk = talk_on(board)
    ask(talk, type="trades", coin="BTC")
    (frame,) = said(talk.tick(START + 500))
    assert (frame["channel"], frame["data"][0]["px"], frame["data"][0]["time"]) == ("trades", "94000", START + 500)
    assert "liquidation" not in frame["data"][0]
    ask(talk, "unsubscribe", type="trades", coin="BTC")
    assert kinds(talk.tick(START + 10_000)) == []


def test_a_minute_in_which_nothing_was_sent_ends_it() -> None:
    talk = talk_on(board_of(VENUE))
    assert said(talk.received('{"method":"ping"}', START + 50_000)) == [{"channel": "pong"}]
    assert kinds(talk.tick(START + 110_000)) == []
    assert kinds(talk.tick(START + 110_001)) == ["Hangup"]


def post(body: object, path: str = "/info") -> Any:
    answer = Hyperliquid(board_of(VENUE)).post(path, json.dumps(body).encode(), START)
    assert answer is not None
    return json.loads(answer.body) if answer.status == 200 else answer.status


def test_pages_are_posted_for() -> None:
    names = {row["name"]: row for row in post({"type": "meta"})["universe"]}
    assert {"BTC", "kPEPE"} <= set(names)
    assert names["MATIC"]["isDelisted"] is True
    kin = post({"type": "vaultDetails", "vaultAddress": VAULT.upper()})["relationship"]
    assert kin == {"type": "parent", "data": {"childAddresses": list(CHILDREN)}}
    assert post({"type": "vaultDetails", "vaultAddress": LIQUIDATOR})["relationship"]["type"] == "child"
    assert post({"type": "vaultDetails", "vaultAddress": "0x1"})["relationship"] == {"type": "normal"}
    assert post({"type": "nonsense"}) == post([]) == 422


def test_nothing_can_be_had_without_posting() -> None:
    venue = Hyperliquid(board_of(VENUE))
    answer = venue.answer("/info", "", START)
    assert answer is not None
    assert answer.status == 405
    assert venue.post("/elsewhere", b"{}", START) is None
