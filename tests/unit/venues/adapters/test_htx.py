"""HTX: packed frames, pings to echo, linear and coin-margined rows."""

import gzip
import json

import pytest

from liqdesk.domain.instrument import Settlement, SizeUnit
from liqdesk.venues.adapters.htx import COIN_FUTURES, COIN_SWAP, LINEAR, Htx, HtxSession, is_linear
from liqdesk.venues.session import Alive, Refused, Rejected, Send, Skipped, Unknown

ROW = {
    "contract_code": "ETH-USDT",
    "direction": "sell",
    "offset": "close",
    "volume": 320,
    "amount": 3.2,
    "price": 2688.5,
    "trade_turnover": 8603.2,
    "created_at": 1_793_000_711_150,
}


def push(*rows: object) -> str:
    return json.dumps({"op": "notify", "topic": "public.ETH-USDT.liquidation_orders", "data": list(rows)})


def test_one_connection_a_product():
    plans = Htx().plan((), Htx().addresses)
    assert [plan.part for plan in plans] == [LINEAR, COIN_SWAP, COIN_FUTURES]
    assert [plan.url.rpartition("/")[2] for plan in plans] == [
        "linear-swap-notification",
        "swap-notification",
        "notification",
    ]


@pytest.mark.parametrize(("product", "kind"), [(LINEAR, "all"), (COIN_SWAP, None), (COIN_FUTURES, None)])
def test_all_contracts_of_the_product_are_asked_for(product, kind):
    (asked,) = HtxSession(product).opened()
    said = json.loads(asked.text)
    assert said["topic"] == "public.*.liquidation_orders"
    assert said.get("business_type") == kind
    assert HtxSession(product).keepalive() == HtxSession(product).follow(["BTC-USDT"]) == ()


@pytest.mark.parametrize("stamp", ["1793000705000", 1_793_000_705_000, ""])
def test_a_pong_repeats_the_value_in_its_own_type(stamp):
    sent, alive = HtxSession().received(gzip.compress(json.dumps({"op": "ping", "ts": stamp}).encode()))
    assert isinstance(sent, Send)
    assert json.loads(sent.text) == {"op": "pong", "ts": stamp}
    assert type(json.loads(sent.text)["ts"]) is type(stamp)
    assert alive == Alive("ping")


@pytest.mark.parametrize("stamp", ["null", "1.5", "[]", '"\\ud800"', '"' + "x" * 99 + '"', '"\\n"'])
@pytest.mark.parametrize("frame", ['{"op":"ping","ts":%s}', '{"ping":%s}'])
def test_a_ping_nobody_could_answer(frame, stamp):
    (event,) = HtxSession().received(frame % stamp)
    assert isinstance(event, Rejected)


@pytest.mark.parametrize(
    "frame",
    [b"", b"hello", gzip.compress(b"{}")[:-9], gzip.compress(b"\0" * 20_000_000)],
    ids=["nothing", "text", "cut short", "bomb"],
)
def test_a_frame_that_does_not_unpack(frame):
    (event,) = HtxSession().received(frame)
    assert isinstance(event, Unknown)


def test_linear_rows_count_coins_and_bring_their_value():
    (event,) = HtxSession().received(push(ROW))
    assert (event.size, event.unit, event.quote_value) == (3.2, SizeUnit.BASE, 8603.2)


def test_without_coins_they_count_contracts():
    (event,) = HtxSession().received(push(ROW | {"amount": 0}))
    assert (event.size, event.unit, event.quote_value) == (320.0, SizeUnit.CONTRACTS, 8603.2)


def test_coin_margined_rows_count_contracts_and_their_turnover_is_no_dollars():
    (event,) = HtxSession().received(push(ROW | {"contract_code": "BTC-USD"}))
    assert (event.size, event.unit, event.quote_value) == (320.0, SizeUnit.CONTRACTS, 0.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"offset": "open"},
        {"direction": "hold"},
        {"price": 0},
        {"amount": 0, "volume": 0},
        {"trade_turnover": -1},
        {"trade_turnover": "NaN"},
        {"amount": "inf"},
        {"created_at": 5},
    ],
)
def test_rows_that_cannot_be(changes):
    (event,) = HtxSession().received(push(ROW | changes))
    assert isinstance(event, Rejected)


def test_an_empty_push():
    assert HtxSession().received(push()) == [Skipped("an empty push")]
    (event,) = HtxSession().received('{"op":"notify","topic":"public.X.liquidation_orders"}')
    assert isinstance(event, Rejected)


def test_rows_alike_on_another_topic_are_none():
    frame = json.dumps({"op": "notify", "topic": "public.X.funding_rate", "data": [ROW]})
    (event,) = HtxSession().received(frame)
    assert isinstance(event, Unknown)


def test_a_refusal_without_words():
    (event,) = HtxSession().received('{"op":"sub","topic":"t","err-code":2014}')
    assert event == Refused("t", "2014")


@pytest.mark.parametrize(
    ("symbol", "base", "quote", "settlement", "ends"),
    [
        ("BTC-USDT", "BTC", "USDT", Settlement.LINEAR, None),
        ("C98-USDT", "C98", "USDT", Settlement.LINEAR, None),
        ("1000PEPE-USDT", "PEPE", "USDT", Settlement.LINEAR, None),
        ("BTC-USDT-270326", "BTC", "USDT", Settlement.LINEAR, 1_806_048_000_000),
        ("BTC-USD", "BTC", "USD", Settlement.INVERSE, None),
        ("BTC270326", "BTC", "USD", Settlement.INVERSE, 1_806_048_000_000),
        ("BTC", "BTC", "USD", Settlement.INVERSE, None),
    ],
)
def test_names(symbol, base, quote, settlement, ends):
    one = Htx().infer(symbol)
    assert (one.base, one.quote, one.settlement, one.expires_at) == (base, quote, settlement, ends)
    assert one.multiplier is None
    assert is_linear(symbol) is (settlement is Settlement.LINEAR)


def test_a_size_of_nothing_is_unknown():
    (one,) = Htx().read_instruments(b'{"data":[{"contract_code":"BTC-USDT","contract_size":0}]}', "").instruments
    assert one.multiplier is None
