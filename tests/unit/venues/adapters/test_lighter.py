"""Lighter: markets called by number, requests in measured steps, a list of forced trades of its own, history first."""

import json

import pytest

from liqdesk.domain.liquidation import LiquidationKind, LiquidationReport, PositionSide
from liqdesk.domain.time import MINUTE
from liqdesk.venues.adapters.lighter import FIRST, UNANSWERED, Lighter, LighterSession
from liqdesk.venues.session import Alive, Refused, Rejected, Send, Skipped, Subscribed, Unknown

T = 1_795_350_000_123


def row(**changed: object) -> dict[str, object]:
    return {
        "trade_id": 7,
        "type": "liquidation",
        "market_id": 1,
        "size": "0.25",
        "price": "87290.1",
        "usd_amount": "21822.525",
        "is_maker_ask": True,
        "timestamp": T,
    } | changed


def push(*rows: object, kind: str = "update/trade") -> str:
    return json.dumps({"type": kind, "channel": "trade:1", "trades": [], "liquidation_trades": list(rows)})


def heard(*rows: object) -> list:
    return list(LighterSession().received(push(*rows)))


def sent(events) -> list[dict]:
    return [json.loads(event.text) for event in events if isinstance(event, Send)]


def ack(code: int) -> str:
    return json.dumps({"type": "subscribed/trade", "channel": f"trade:{code}", "trades": []})


@pytest.mark.parametrize(
    ("maker_sold", "before", "position", "told"),
    [
        (True, None, PositionSide.SHORT, False),
        (False, None, PositionSide.LONG, False),
        (True, "-0.25", PositionSide.SHORT, False),
        (False, "0.25", PositionSide.LONG, False),
        (True, "0.25", PositionSide.LONG, True),
        (False, "-0.25", PositionSide.SHORT, True),
        (False, "0", PositionSide.LONG, False),
    ],
)
def test_the_taker_died_and_what_it_held_is_the_surer_witness(maker_sold, before, position, told):
    *complaints, report = heard(row(is_maker_ask=maker_sold, taker_position_size_before=before))
    assert report.position is position
    assert [type(event) for event in complaints] == ([Unknown] if told else [])


def test_a_row_is_known_by_its_market_and_number_and_worth_what_the_venue_says():
    (report,) = heard(row())
    assert (report.symbol, report.ident, report.quote_value, report.at) == ("1", "1:7", 21822.525, T)


@pytest.mark.parametrize(
    "bad",
    [
        {"is_maker_ask": None},
        {"is_maker_ask": "maybe"},
        {"usd_amount": "-1"},
        {"usd_amount": "nan"},
        {"usd_amount": "1e30"},
        {"market_id": -1},
        {"market_id": "ETH"},
        {"trade_id": None},
        {"timestamp": 5},
        {"taker_position_size_before": "x"},
        {"type": None},
    ],
)
def test_a_row_that_cannot_be_costs_only_itself(bad):
    first, second = heard(row() | bad, row())
    assert isinstance(first, Rejected)
    assert isinstance(second, LiquidationReport)


def test_other_kinds():
    deleveraged, settled, strange = heard(row(type="deleverage"), row(type="market-settlement"), row(type="gift"))
    assert deleveraged.kind is LiquidationKind.DELEVERAGE
    assert settled == Skipped("a market-settlement")
    assert isinstance(strange, Unknown)


@pytest.mark.parametrize("rows", ["x", 5, {"a": 1}])
def test_a_list_that_is_none(rows):
    frame = json.dumps({"type": "update/trade", "channel": "trade:1", "liquidation_trades": rows})
    assert isinstance(LighterSession().received(frame)[0], Rejected)


def test_ordinary_trades_prove_life():
    assert heard() == [Alive("trades, none of them forced")]


def test_what_comes_with_the_acknowledgement_is_history():
    subscribed, alive, report = LighterSession().received(push(row(), kind="subscribed/trade"))
    assert subscribed == Subscribed("trade:1")
    assert alive == Alive("the past of a market")
    assert report.history


def test_never_more_than_so_many_requests_are_under_way():
    session = LighterSession(tuple(str(n) for n in range(40)))
    asked = [{"type": "subscribe", "channel": f"trade/{n}"} for n in range(UNANSWERED + 1)]
    assert sent(session.opened()) == asked[:FIRST], "few, until the line has answered"
    assert sent(session.received(ack(0))) == asked[FIRST:]
    error = '{"error":{"code":23000,"message":"Too Many Requests!"}}'
    refused, following = session.received(error)
    assert refused == Refused("", "23000 Too Many Requests!")
    assert json.loads(following.text)["channel"] == f"trade/{UNANSWERED + 1}"
    for code in range(1, 4):
        assert len(sent(session.received(ack(code)))) == 1
    assert sent(session.received(ack(4))) == []


def test_a_refusal_that_names_a_market_is_that_markets():
    refused = LighterSession().received('{"error":{"code":1,"message":"no such channel : trade:9"}}')
    assert refused == [Refused("trade:9", "1 no such channel : trade:9")]


def test_messages_stay_within_two_hundred_a_minute():
    (plan,) = Lighter().plan(contracts(3), Lighter().addresses)
    assert plan.sends_at_once + MINUTE / plan.send_every < 200


def test_statistics_of_followed_markets_only_and_only_changes_asked():
    session = LighterSession()
    assert sent(session.follow(["1", "0"])) == [
        {"type": "subscribe", "channel": "market_stats/0"},
        {"type": "subscribe", "channel": "market_stats/1"},
    ]
    assert sent(session.follow(["1"])) == [{"type": "unsubscribe", "channel": "market_stats/0"}]
    assert session.follow(["1"]) == []


def test_it_pings_and_answers_pings():
    session = LighterSession()
    assert sent(session.keepalive()) == [{"type": "ping"}]
    assert session.received('{"type":"ping"}') == [Send('{"type":"pong"}'), Alive("ping")]


def contracts(count: int) -> list:
    books = [{"symbol": f"C{n}", "market_id": n, "market_type": "perp", "status": "active"} for n in range(count)]
    return list(Lighter().read_instruments(json.dumps({"order_books": books}).encode(), "").instruments)


def test_one_connection_for_all_markets_by_number_on_the_read_only_socket():
    (plan,) = Lighter().plan(contracts(180), Lighter().addresses)
    assert plan.url == "wss://mainnet.zklighter.elliot.ai/stream?readonly=true"
    assert (plan.topics, plan.subscribes[:11]) == (180, tuple(str(n) for n in range(11)))
    assert [plan.topics for plan in Lighter().plan(contracts(620), Lighter().addresses)] == [500, 120]
    assert list(Lighter().plan([], Lighter().addresses)) == []


def test_spot_markets_and_ended_ones_are_not_listed():
    books = [
        {"symbol": "ETH/USDC", "market_id": 2048},
        {"symbol": "A", "market_id": 5, "market_type": "spot"},
        {"symbol": "B", "market_id": 6, "status": "inactive"},
        {"symbol": "1000BONK", "market_id": 18},
    ]
    (one,) = Lighter().read_instruments(json.dumps({"order_books": books}).encode(), "").instruments
    assert (one.symbol, one.base, one.scale, one.code, one.wire_name) == ("1000BONK", "BONK", 1000.0, "18", "18")


def test_a_number_says_nothing():
    assert Lighter().infer("1") is None
