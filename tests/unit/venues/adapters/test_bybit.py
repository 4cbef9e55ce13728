"""Bybit: batches of topics, refusals, both categories, pages with a cursor."""

import json

import pytest

from liqdesk.domain.instrument import Settlement, SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide
from liqdesk.venues.adapters.bybit import INVERSE, LINEAR, LONGEST_ARGS, PER_CONNECTION, Bybit, BybitSession, is_inverse
from liqdesk.venues.session import Addresses, Alive, Refused, Rejected, Send, Skipped, Subscribed

T = 1_793_000_312_229


def push(*rows: object, symbol: str = "BTCUSDT") -> str:
    return json.dumps({"topic": f"allLiquidation.{symbol}", "type": "snapshot", "ts": T, "data": list(rows)})


def row(symbol: str = "BTCUSDT", side: str = "Buy", size: object = "1.5", price: object = "90000") -> dict[str, object]:
    return {"T": T, "s": symbol, "S": side, "v": size, "p": price}


def answer(success: bool, request: str, said: str = "") -> str:
    return json.dumps({"success": success, "ret_msg": said, "conn_id": "c", "req_id": request, "op": "subscribe"})


def sent(events) -> list[dict]:
    return [json.loads(event.text) for event in events if isinstance(event, Send)]


@pytest.mark.parametrize(("side", "position"), [("Buy", PositionSide.LONG), ("Sell", PositionSide.SHORT)])
@pytest.mark.parametrize(("category", "unit"), [(LINEAR, SizeUnit.BASE), (INVERSE, SizeUnit.CONTRACTS)])
def test_a_side_is_that_of_the_position_and_a_category_has_its_unit(side, position, category, unit):
    (event,) = BybitSession(category, ()).received(push(row(side=side)))
    assert isinstance(event, LiquidationReport)
    assert (event.position, event.unit) == (position, unit)


def test_inverse_rows_beside_a_bad_one_keep_their_unit():
    good, bad = BybitSession(INVERSE, ()).received(push(row(price="0"), row()))
    assert isinstance(good, LiquidationReport)
    assert good.unit is SizeUnit.CONTRACTS
    assert isinstance(bad, Rejected)


@pytest.mark.parametrize("category", [LINEAR, INVERSE])
def test_an_empty_push_is_skipped(category):
    assert BybitSession(category, ()).received(push()) == (Skipped("an empty push"),)


def test_trades_look_alike_and_are_none():
    trades = json.dumps({"topic": "publicTrade.BTCUSDT", "data": [row()]})
    assert [type(event).__name__ for event in BybitSession(LINEAR, ()).received(trades)] == ["Unknown"]


def test_keys_on_the_wire_cannot_change_what_the_row_declares():
    meddled = row() | {"position": "short", "venue": "x", "history": True, "kind": "deleverage", "unit": "quote"}
    (event,) = BybitSession(LINEAR, ()).received(push(meddled))
    assert isinstance(event, LiquidationReport)
    assert (event.venue, event.position, event.history, event.kind) == ("bybit", "long", False, "liquidation")
    assert event.unit is SizeUnit.BASE


def test_every_symbol_is_asked_for_in_requests_of_two_hundred():
    session = BybitSession(LINEAR, tuple(f"S{n}USDT" for n in range(450)))
    assert [len(one["args"]) for one in sent(session.opened())] == [200, 200, 50]


def test_an_answer_grants_every_topic_of_its_request():
    session = BybitSession(LINEAR, ("AUSDT", "BUSDT"))
    session.opened()
    assert session.received(answer(True, "liq-1")) == [
        Subscribed("allLiquidation.AUSDT"),
        Subscribed("allLiquidation.BUSDT"),
    ]
    assert session.received(answer(True, "liq-1")) == [Skipped("acknowledged liq-1")]


def test_one_bad_topic_does_not_sink_the_rest():
    session = BybitSession(LINEAR, ("AUSDT", "BADUSDT", "CUSDT"))
    session.opened()
    said = "error:handler not found,topic:allLiquidation.BADUSDT"
    events = session.received(answer(False, "liq-1", said))
    assert events[0] == Refused("allLiquidation.BADUSDT", said)
    (again,) = sent(events)
    assert again["args"] == ["allLiquidation.AUSDT", "allLiquidation.CUSDT"]
    assert len(session.received(answer(True, again["req_id"]))) == 2


def test_what_is_subscribed_already_is_subscribed():
    session = BybitSession(LINEAR, ("AUSDT", "BUSDT"))
    session.opened()
    events = session.received(answer(False, "liq-1", "error:already subscribed,topic:allLiquidation.AUSDT"))
    assert events[0] == Subscribed("allLiquidation.AUSDT")
    assert sent(events)[0]["args"] == ["allLiquidation.BUSDT"]


def test_a_refusal_of_something_else_is_told():
    session = BybitSession(LINEAR, ("AUSDT",))
    session.opened()
    assert session.received(answer(False, "follow-subscribe", "no")) == [Refused("", "no")]


def test_it_pings_in_json_and_hears_both_forms_of_pong():
    session = BybitSession(LINEAR, ())
    assert session.keepalive() == (Send('{"op":"ping"}'),)
    assert session.received('{"success":true,"ret_msg":"pong","conn_id":"c","op":"ping"}') == (Alive("pong"),)
    assert session.received('{"op":"pong","args":["1"]}') == (Alive("pong"),)


def test_only_prices_of_its_own_symbols_are_followed_and_only_changes_asked():
    session = BybitSession(LINEAR, ("AUSDT", "BUSDT"))
    assert [(one["op"], one["args"]) for one in sent(session.follow(["AUSDT", "XUSD"]))] == [
        ("subscribe", ["tickers.AUSDT"])
    ]
    assert [(one["op"], one["args"]) for one in sent(session.follow(["BUSDT"]))] == [
        ("unsubscribe", ["tickers.AUSDT"]),
        ("subscribe", ["tickers.BUSDT"]),
    ]
    assert session.follow(["BUSDT"]) == []


def listed(count: int, category: str = LINEAR, name: str = "S{:04}USDT") -> list:
    bodies = [
        {"symbol": name.format(n), "contractType": f"{category.title()}Perpetual", "baseCoin": "S", "quoteCoin": "USDT"}
        for n in range(count)
    ]
    page = json.dumps({"result": {"list": bodies}}).encode()
    return list(Bybit().read_instruments(page, "").instruments)


def test_connections_of_at_most_five_hundred_topics():
    venue = Bybit()
    plans = venue.plan([*listed(805), *listed(3, INVERSE, "I{}USD")], venue.addresses)
    assert [(plan.part, plan.topics) for plan in plans] == [("linear-1", 500), ("linear-2", 305), ("inverse-1", 3)]
    assert plans[2].url == "wss://stream.bybit.com/v5/public/inverse"
    assert sum(len(one["args"]) for one in sent(plans[1].new_session().opened())) == 305


def test_long_names_make_smaller_connections():
    plans = Bybit().plan(listed(500, name="{:050}USDT"), Bybit().addresses)
    assert len(plans) == 2
    for plan in plans:
        topics = [topic for one in sent(plan.new_session().opened()) for topic in one["args"]]
        assert len(json.dumps(topics)) <= LONGEST_ARGS + 2 * len(topics)


def test_without_contracts_or_without_an_address_there_is_nothing_to_plan():
    assert list(Bybit().plan([], Bybit().addresses)) == []
    assert list(Bybit().plan(listed(3, INVERSE), Addresses("wss://x", ""))) == []


def test_a_page_with_no_rows_or_a_strange_cursor_is_the_last():
    read = Bybit().read_instruments
    assert read(b'{"result":{"nextPageCursor":"abc","list":[]}}', "http://x?a=1").next_url is None
    body = b'{"result":{"nextPageCursor":5,"list":[{"symbol":"A"}]}}'
    assert read(body, "http://x?a=1").next_url is None


def test_the_cursor_replaces_the_one_before():
    body = b'{"result":{"nextPageCursor":"b=2","list":[{}]}}'
    assert Bybit().read_instruments(body, "http://x?a=1&cursor=old").next_url == "http://x?a=1&cursor=b%3D2"


@pytest.mark.parametrize(
    ("symbol", "base", "quote", "settlement"),
    [
        ("BTCUSDT", "BTC", "USDT", Settlement.LINEAR),
        ("SHIB1000USDT", "SHIB", "USDT", Settlement.LINEAR),
        ("BTCPERP", "BTC", "USDC", Settlement.LINEAR),
        ("BTCUSDT-26MAR27", "BTC", "USDT", Settlement.LINEAR),
        ("BTC-26MAR27", "BTC", "USDC", Settlement.LINEAR),
        ("BTCUSD", "BTC", "USD", Settlement.INVERSE),
        ("BTCUSDH27", "BTC", "USD", Settlement.INVERSE),
    ],
)
def test_names(symbol, base, quote, settlement):
    one = Bybit().infer(symbol)
    assert (one.base, one.quote, one.settlement) == (base, quote, settlement)
    assert is_inverse(symbol) is (settlement is Settlement.INVERSE)
    assert one.multiplier == (1.0 if settlement is Settlement.INVERSE else None)


@pytest.mark.parametrize(
    ("symbol", "ends_at"),
    [
        ("BTCUSDT", None),
        ("BTCPERP", None),
        ("BTCUSD", None),
        ("BTCUSDT-26MAR27", 1_806_048_000_000),
        ("BTC-26MAR27", 1_806_048_000_000),
        ("BTCUSDH27", 1_806_048_000_000),
    ],
)
def test_dated_contracts_are_told_from_perpetuals(symbol, ends_at):
    assert Bybit().infer(symbol).expires_at == ends_at


@pytest.mark.parametrize(
    ("word", "coin", "tradfi", "base"),
    [
        ("", "1000PEPE", False, "PEPE"),
        ("innovation", "ARB", False, "ARB"),
        ("xstocks", "1000Q", True, "1000Q"),
        ("commodity", "GOLD", True, "GOLD"),
        ("forex", "ABC", True, "ABC"),
        ("", "XAU", True, "XAU"),
    ],
)
def test_what_is_no_coin_is_said_by_its_zone_or_its_name(word, coin, tradfi, base):
    listed = {"symbol": f"{coin}USDT", "contractType": "LinearPerpetual", "baseCoin": coin, "quoteCoin": "USDT"}
    page = {"result": {"list": [listed | {"symbolType": word, "launchTime": "1679990400000"}]}}
    (one,) = Bybit().read_instruments(json.dumps(page).encode(), "").instruments
    assert (one.tradfi, one.base, one.listed_at) == (tradfi, base, 1_679_990_400_000)


def test_a_name_that_says_nothing():
    assert Bybit().infer("SOMETHING") is None


def test_a_new_contract_joins_the_last_connection_and_leaves_the_others_be():
    def contract(number: int, launched: int, symbol: str = "") -> dict[str, str]:
        coin = symbol or f"C{number:04}"
        return {
            "symbol": f"{coin}USDT", "contractType": "LinearPerpetual", "baseCoin": coin, "quoteCoin": "USDT",
            "launchTime": str(launched),
        }  # fmt: skip

    def groups(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
        page = json.dumps({"result": {"list": rows}}).encode()
        listed = Bybit().read_instruments(page, "").instruments
        return [plan.subscribes for plan in Bybit().plan(listed, Bybit().addresses)]

    old = [contract(number, 1_679_990_400_000) for number in range(PER_CONNECTION + 50)]
    before, after = groups(old), groups([*old, contract(0, 1_779_990_400_000, "AAA")])
    assert len(before) == 2
    assert before[0] == after[0]
    assert after[1] == (*before[1], "AAAUSDT")
