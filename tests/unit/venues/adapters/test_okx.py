"""OKX: nested rows, bare words, notices, sizes of contracts."""

import json

import pytest

from liqdesk.domain.instrument import Settlement
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.venues.adapters.okx import MOST_GROUPS, Okx, OkxSession
from liqdesk.venues.session import Alive, Leaving, Refused, Rejected, Send, Skipped, Subscribed, Unknown

DETAIL = {"side": "sell", "posSide": "long", "sz": "1", "bkPx": "2688.15", "ts": "1793000400112"}


def push(*groups: object) -> str:
    return json.dumps({"arg": {"channel": "liquidation-orders", "instType": "SWAP"}, "data": list(groups)})


def group(*details: object, symbol: object = "ETH-USDT-SWAP") -> dict[str, object]:
    return {"instId": symbol, "details": list(details)}


def test_both_instrument_types_are_asked_for_at_once():
    (asked,) = OkxSession().opened()
    args = json.loads(asked.text)["args"]
    assert [(arg["channel"], arg["instType"]) for arg in args] == [
        ("liquidation-orders", "SWAP"),
        ("liquidation-orders", "FUTURES"),
    ]


def test_words_that_are_no_json():
    session = OkxSession()
    assert session.keepalive() == (Send("ping"),)
    assert session.received("pong") == [Alive("pong")]
    assert session.received("ping") == [Send("pong"), Alive("ping")]


def test_every_row_is_told_its_contract():
    events = OkxSession().received(push(group(DETAIL, DETAIL), group(DETAIL, symbol="BTC-USD-SWAP")))
    assert [event.symbol for event in events] == ["ETH-USDT-SWAP", "ETH-USDT-SWAP", "BTC-USD-SWAP"]


@pytest.mark.parametrize("data", [push(), push(group()), push(group(), group())])
def test_a_push_of_nothing(data):
    assert list(OkxSession().received(data)) == [Skipped("an empty push")]


@pytest.mark.parametrize("bad", [5, {}, {"instId": 5, "details": [DETAIL]}, {"instId": "", "details": [DETAIL]}])
def test_a_group_without_a_name_costs_itself(bad):
    events = OkxSession().received(push(bad, group(DETAIL)))
    assert isinstance(events[0], Rejected)
    assert isinstance(events[1], LiquidationReport)
    assert events[1].symbol == "ETH-USDT-SWAP"


@pytest.mark.parametrize("bad", [{"instId": "A-B-SWAP"}, {"instId": "A-B-SWAP", "details": 5}])
def test_a_group_without_rows(bad):
    (event,) = OkxSession().received(push(bad))
    assert event.reason.startswith("A-B-SWAP: rows that are a ")


def test_a_push_without_a_list():
    frame = '{"arg":{"channel":"liquidation-orders"},"data":5}'
    assert OkxSession().received(frame) == [Rejected("a push without rows")]


def test_a_push_is_not_read_for_ever():
    assert len(OkxSession().received(push(*[5] * (MOST_GROUPS + 5)))) == MOST_GROUPS


def test_an_acknowledged_price_is_no_topic_and_a_refused_one_no_loss():
    arg = {"channel": "mark-price", "instId": "X"}
    (event,) = OkxSession().received(json.dumps({"event": "error", "code": "60018", "msg": "no", "arg": arg}))
    assert event == Refused("", "mark-price/X: 60018 no")
    (event,) = OkxSession().received('{"event":"subscribe","arg":{"channel":"liquidation-orders","instType":"SWAP"}}')
    assert event == Subscribed("liquidation-orders/SWAP")


def test_notices():
    (event,) = OkxSession().received('{"event":"notice","code":"64008","msg":"soon"}')
    assert event == Leaving("soon")
    (event,) = OkxSession().received('{"event":"notice","code":"1","msg":"hello"}')
    assert event == Skipped("notice: hello")
    (event,) = OkxSession().received('{"event":"channel-conn-count","connCount":"2"}')
    assert isinstance(event, Skipped)
    (event,) = OkxSession().received('{"event":"party"}')
    assert event == Unknown("an event called party")


@pytest.mark.parametrize(
    "frame", ['{"arg":5}', '{"arg":{"channel":"books"},"data":[]}', '{"arg":{"channel":"mark-price"}}']
)
def test_what_nobody_knows(frame):
    (event,) = OkxSession().received(frame)
    assert isinstance(event, Unknown)


def test_prices():
    session = OkxSession()
    frame = '{"arg":{"channel":"mark-price","instId":"X"},"data":%s}'
    assert session.received(frame % "[]") == (Skipped("an empty push"),)
    (event,) = session.received(frame % "[5]")
    assert isinstance(event, Rejected)


def test_prices_are_asked_for_and_given_up():
    session = OkxSession()
    (asked,) = session.follow(["B", "A"])
    assert json.loads(asked.text)["args"] == [{"channel": "mark-price", "instId": n} for n in "AB"]
    gone, new = (json.loads(event.text) for event in session.follow(["B", "C"]))
    assert (gone["op"], gone["args"][0]["instId"]) == ("unsubscribe", "A")
    assert (new["op"], new["args"][0]["instId"]) == ("subscribe", "C")
    assert session.follow(["C", "B"]) == []


def test_rows_older_than_the_connection_are_replays():
    (plan,) = Okx().plan((), Okx().addresses)
    assert plan.history_before_open
    assert plan.topics == 2


@pytest.mark.parametrize(
    ("symbol", "quote", "settlement", "ends"),
    [
        ("BTC-USDT-SWAP", "USDT", Settlement.LINEAR, None),
        ("BTC-USD-SWAP", "USD", Settlement.INVERSE, None),
        ("BTC-USDT-270326", "USDT", Settlement.LINEAR, 1_806_048_000_000),
        ("BTC-USD_UM_XPERP-310404", "USD", Settlement.LINEAR, None),
    ],
)
def test_names(symbol, quote, settlement, ends):
    one = Okx().infer(symbol)
    assert (one.base, one.quote, one.settlement, one.multiplier, one.expires_at) == (
        "BTC",
        quote,
        settlement,
        None,
        ends,
    )


@pytest.mark.parametrize("symbol", ["BTC", "BTC-USDT", "-USDT-SWAP", "BTC--SWAP"])
def test_names_that_say_nothing(symbol):
    assert Okx().infer(symbol) is None


@pytest.mark.parametrize(
    "changes",
    [{"ctVal": "0"}, {"ctVal": "NaN"}, {"ctMult": "1e300"}, {"ctValCcy": "USDT"}, {"ctType": "other"}],
)
def test_a_size_that_is_not_understood_is_unknown(changes):
    row = {"instId": "XYZ-USDT-SWAP", "ctVal": "10", "ctMult": "1", "ctValCcy": "XYZ", "ctType": "linear"} | changes
    (one,) = Okx().read_instruments(json.dumps({"data": [row]}).encode(), "").instruments
    assert one.multiplier is None


def test_an_inverse_size_in_coins_is_not_understood():
    row = {"instId": "XYZ-USD-SWAP", "ctVal": "10", "ctMult": "2", "ctValCcy": "XYZ", "ctType": "inverse"}
    (one,) = Okx().read_instruments(json.dumps({"data": [row]}).encode(), "").instruments
    assert one.multiplier is None
    (one,) = Okx().read_instruments(json.dumps({"data": [row | {"ctValCcy": "USD"}]}).encode(), "").instruments
    assert one.multiplier == 20.0


@pytest.mark.parametrize(
    ("category", "base", "tradfi"), [("1", "BTC", False), ("3", "ABC", True), ("4", "ABC", True), ("", "XAU", True)]
)
def test_what_is_no_coin_is_said_by_its_category_or_its_name(category, base, tradfi):
    row = {
        "instType": "SWAP", "instId": f"{base}-USDT-SWAP", "ctVal": "1", "ctMult": "1", "ctValCcy": base, "ctType": "linear",
        "instCategory": category, "listTime": "1611907686000",
    }  # fmt: skip
    (one,) = Okx().read_instruments(json.dumps({"code": "0", "data": [row]}).encode(), "").instruments
    assert (one.tradfi, one.listed_at) == (tradfi, 1_611_907_686_000)
