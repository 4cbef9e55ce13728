"""Bitfinex: channels by number, the past first, triggers and their matches, what a price is."""

import json
from typing import Any

import pytest

from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.venues.adapters.bitfinex import REMEMBERED, TOPIC, Bitfinex, BitfinexSession
from liqdesk.venues.session import Alive, Refused, Rejected, Skipped, Subscribed, Unknown

ACK = '{"event":"subscribed","channel":"status","chanId":7,"key":"liq:global"}'
AT = 1_795_350_001_020


def row(position: int = 1, amount: object = -0.5, price: object = 86_000.0, match: int = 0, got: object = None) -> Any:
    return ["pos", position, AT, None, "tBTCF0:USTF0", amount, price, None, match, 1, None, got]


def push(*rows: object, channel: int = 7) -> str:
    return json.dumps([channel, list(rows)])


def told(session: BitfinexSession, *rows: object) -> list[Any]:
    return [event for event in session.received(push(*rows)) if isinstance(event, LiquidationReport)]


@pytest.mark.parametrize(("amount", "side"), [(0.001, "long"), (5, "long"), (-0.001, "short"), (-5, "short")])
def test_the_sign_is_that_of_the_position(amount: float, side: str) -> None:
    (event,) = told(BitfinexSession(), row(amount=amount))
    assert (event.position, event.size) == (side, abs(amount))


def test_the_first_rows_after_the_acknowledgement_are_the_past() -> None:
    session = BitfinexSession()
    session.received(ACK)
    past = told(session, row(1), row(2))
    (live,) = told(session, row(3))
    assert [event.history for event in past] == [True, True]
    assert live.history is False


def test_without_an_acknowledgement_nobody_says_that_rows_are_past() -> None:
    (event,) = told(BitfinexSession(), row())
    assert event.history is False


def test_a_channel_with_a_pulse_has_told_its_past() -> None:
    session = BitfinexSession()
    session.received(ACK)
    assert session.received('[7,"hb"]') == [Alive("heartbeat")]
    (event,) = told(session, row())
    assert event.history is False


def test_what_is_newer_than_a_time_the_server_told_is_no_past() -> None:
    session = BitfinexSession()
    session.received(ACK)
    session.received(json.dumps({"event": "pong", "ts": AT - 1, "cid": 1}))
    (event,) = told(session, row())
    assert event.history is False


def test_a_match_that_is_no_past_waits_for_its_trigger_though_it_came_first_of_all() -> None:
    session = BitfinexSession()
    session.received(ACK)
    session.received(json.dumps({"event": "pong", "ts": AT - 1, "cid": 1}))
    assert told(session, row(match=1, got=87_301)) == []
    (event,) = told(session, row())
    assert (event.price, event.price_kind) == (87_301, "fill")


def test_the_past_told_again_has_the_keys_it_had() -> None:
    first, again = BitfinexSession(), BitfinexSession()
    again.received(ACK)
    assert [event.ident for event in told(first, row())] == [event.ident for event in told(again, row())]
    assert len({event.ident for event in told(first, row(1), row(2), row(1, amount=-0.25))}) == 3


def test_a_trigger_counts_and_its_matches_do_not() -> None:
    session = BitfinexSession()
    (event,) = told(session, row(price=86_012.4))
    assert (event.price, event.price_kind) == (86_012.4, "entry")
    (corrected,) = told(session, row(match=1, got=87_301))
    assert (corrected.price, corrected.price_kind, corrected.size) == (87_301.0, "fill", event.size)
    assert (corrected.ident, corrected.at, corrected.history) == (event.ident, event.at, event.history)
    assert session.received(push(row(match=1, got=87_400))) == [Skipped("a match of a liquidation that was told")]


def test_a_match_without_a_price_corrects_nothing() -> None:
    session = BitfinexSession()
    told(session, row())
    assert told(session, row(match=1)) == []
    assert len(told(session, row(match=1, got=87_301))) == 1


def test_a_match_corrects_nothing_where_its_trigger_told_the_price() -> None:
    session = BitfinexSession()
    told(session, row(got=87_301))
    assert told(session, row(match=1, got=87_400)) == []


def test_matches_whose_trigger_never_comes_count_themselves() -> None:
    session = BitfinexSession()
    assert told(session, row(amount=-0.4, match=1, got=87_301)) == []
    assert session.received('[7,"hb"]') == [Alive("heartbeat")]
    assert told(session, row(amount=-0.1, match=1, got=87_400)) == []
    alive, *orphans = session.received('{"event":"pong","ts":1,"cid":1}')
    assert alive == Alive("pong")
    assert [(one.size, one.price, one.price_kind, one.history) for one in orphans] == [
        (0.4, 87_301.0, "fill", False),
        (0.1, 87_400.0, "fill", False),
    ]
    assert session.received(push(row(amount=-0.5))) == [Skipped("a trigger whose matches were told")]
    assert told(session, row(amount=-0.2, match=1, got=87_500)) == []
    assert session.held() == []


def test_only_so_many_matches_wait_for_one_trigger() -> None:
    session = BitfinexSession()
    for _ in range(REMEMBERED):
        told(session, row(match=1, got=87_301))
    (event,) = session.received(push(row(match=1, got=87_301)))
    assert isinstance(event, Rejected)
    assert len(session.held()) == REMEMBERED


def test_what_waits_at_the_end_is_told_with_its_frame() -> None:
    session = BitfinexSession()
    session.received(ACK)
    session.received('[7,"hb"]')
    told(session, row(match=1, got=87_301))
    ((frame, event),) = session.held()
    assert isinstance(event, LiquidationReport)
    assert (frame, event.price, event.price_kind) == (3, 87_301.0, "fill")
    assert session.held() == []


def test_matches_of_the_past_belong_to_triggers_told_before() -> None:
    session = BitfinexSession()
    session.received(ACK)
    (event,) = told(session, row(1), row(2, match=1, got=87_400), row(1, match=1, got=87_301))
    assert (event.price, event.price_kind, event.history) == (87_301.0, "fill", True)
    assert session.held() == []


def test_the_mark_price_is_better_than_the_entry() -> None:
    session = BitfinexSession()
    session.received('{"event":"subscribed","channel":"status","chanId":9,"key":"deriv:tBTCF0:USTF0"}')
    session.received(json.dumps([9, [AT, None, 87_300.0, 87_290.5, *[None] * 10, 87_301.5]]))
    (event,) = told(session, row())
    assert (event.price, event.price_kind) == (87_301.5, "mark")


@pytest.mark.parametrize(("got", "price", "kind"), [(None, 86_000.0, "entry"), (9_080, 9_080.0, "fill")])
def test_a_price_that_is_told_is_better_than_the_entry(got: object, price: float, kind: str) -> None:
    (event,) = told(BitfinexSession(), row(got=got))
    assert (event.price, event.price_kind) == (price, kind)


def test_a_match_that_came_first_prices_its_trigger_once() -> None:
    session = BitfinexSession()
    assert told(session, row(match=1, got=87_301)) == []
    assert told(session, row(match=1, got=87_400)) == []
    (first,) = told(session, row())
    (second,) = told(session, row(amount=-0.1))
    assert (first.price, first.price_kind) == (87_301.0, "fill")
    assert (second.price, second.price_kind) == (86_000.0, "entry")
    told(session, row(match=1, got=88_000))
    (third,) = told(session, row(amount=-0.2))
    assert third.price_kind == "entry"


def test_only_so_many_matches_are_held() -> None:
    session = BitfinexSession()
    for position in range(REMEMBERED + 1):
        told(session, row(position, match=1, got=87_301))
    kinds = [told(session, row(position))[0].price_kind for position in (REMEMBERED, 0)]
    assert kinds == ["fill", "entry"]


@pytest.mark.parametrize("number", [None, 0, -1, "NaN", "inf", True, [], {}, "", "1_0", 1e15])
def test_prices_that_cannot_be(number: object) -> None:
    (event,) = BitfinexSession().received(push(row(price=number)))
    assert isinstance(event, Rejected)


@pytest.mark.parametrize(
    "frame",
    [
        push(row(amount=0)),
        push(row(amount="NaN")),
        push(row(amount=-1e15)),
        push(row(match=2)),
        push(row(got=-5)),
        push(row()[:8]),
        push(["pos", 1, 5.0, *row()[3:]]),
        push(["neg", *row()[1:]]),
        push(5),
        '[7,{"a":1}]',
        '[7,[["pos",1,1e400,null,"tBTCUSD",1.0,1.0,null,0,1,null,null]]]',
    ],
)
def test_rows_that_cannot_be(frame: str) -> None:
    (event,) = BitfinexSession().received(frame)
    assert isinstance(event, Rejected)


def test_a_row_may_come_without_its_list() -> None:
    (event,) = BitfinexSession().received(json.dumps([7, row()]))
    assert event.symbol == "tBTCF0:USTF0"
    assert BitfinexSession().received("[7,[]]") == [Skipped("an empty push")]


@pytest.mark.parametrize("frame", ["[]", "[7]", '["x",[]]', "5", "{}", '{"event":"auth"}'])
def test_what_nobody_knows(frame: str) -> None:
    (event,) = BitfinexSession().received(frame)
    assert isinstance(event, Unknown)


def test_prices_are_those_of_perpetuals_and_their_channels_are_left() -> None:
    session = BitfinexSession()
    session.received(ACK)
    (asked,) = session.follow(["tBTCF0:USTF0", "tBTCUSD"])
    assert json.loads(asked.text)["key"] == "deriv:tBTCF0:USTF0"
    session.received('{"event":"subscribed","channel":"status","chanId":9,"key":"deriv:tBTCF0:USTF0"}')
    status = [AT, None, 87_300.0, 87_290.5, *[None] * 10, 87_301.5, None, None, 812.5]
    (tick,) = session.received(json.dumps([9, status]))
    assert (tick.symbol, tick.price, tick.price_kind, tick.at) == ("tBTCF0:USTF0", 87_301.5, "mark", AT)
    (short,) = session.received("[9,[1,2]]")
    assert isinstance(short, Rejected)
    (gone,) = session.follow([])
    assert json.loads(gone.text) == {"event": "unsubscribe", "chanId": 9}


@pytest.mark.parametrize(
    ("error", "before", "after"),
    [
        ({"code": 10300}, Refused(TOPIC, "10300 no"), Refused("", "10300 no")),
        ({"code": 10301}, Subscribed(TOPIC), Refused("", "10301 no")),
        ({"code": 10301, "key": TOPIC}, Subscribed(TOPIC), Subscribed(TOPIC)),
        ({"code": 10305, "key": "deriv:tX"}, Refused("", "10305 no"), Refused("", "10305 no")),
        ({"code": 10001}, Refused("", "10001 no"), Refused("", "10001 no")),
    ],
)
def test_an_error_is_about_the_topic_while_that_is_asked_for(error: Any, before: object, after: object) -> None:
    frame = json.dumps({"event": "error", "msg": "no"} | error)
    assert BitfinexSession().received(frame) == [before]
    session = BitfinexSession()
    session.received(ACK)
    assert session.received(frame) == [after]


def test_a_subscription_without_a_number_is_none() -> None:
    (event,) = BitfinexSession().received('{"event":"subscribed","key":"liq:global"}')
    assert isinstance(event, Rejected)


@pytest.mark.parametrize(
    ("symbol", "base", "quote", "group"),
    [
        ("tBTCF0:USTF0", "BTC", "USDT", "perpetual"),
        ("tETHF0:BTCF0", "ETH", "BTC", "perpetual"),
        ("tBTCUSD", "BTC", "USD", "margin"),
        ("tETHUST", "ETH", "USDT", "margin"),
        ("tDUSK:USD", "DUSK", "USD", "margin"),
        ("tUSTUSD", "USDT", "USD", "margin"),
        ("tAVAX:UDC", "AVAX", "USDC", "margin"),
    ],
)
def test_names(symbol: str, base: str, quote: str, group: str) -> None:
    found = Bitfinex().infer(symbol)
    assert found is not None
    assert (found.base, found.quote, found.group) == (base, quote, group)


@pytest.mark.parametrize("symbol", ["BTCUSD", "t", "tUSD", "t:USD", "tBTC:", "fUSD"])
def test_names_that_stand_for_no_pair(symbol: str) -> None:
    assert Bitfinex().infer(symbol) is None


@pytest.mark.parametrize("body", ['["error",11010,"ratelimit: error"]', "[]"])
def test_trouble_instead_of_a_list(body: str) -> None:
    with pytest.raises(ValueError, match="instrument list"):
        Bitfinex().read_instruments(body.encode(), "")


def test_a_name_that_is_none_is_shown_as_plain_text() -> None:
    (event,) = BitfinexSession().received(push([*row()[:4], "tBTC\u202eUSD", *row()[5:]]))
    assert isinstance(event, Rejected)
    assert event.reason.isprintable()


def test_channels_without_end_are_forgotten_but_not_the_one_that_matters() -> None:
    session = BitfinexSession()
    session.received(ACK)
    for number in range(1_000, 1_000 + 2 * REMEMBERED):
        (event,) = session.received(f'{{"event":"subscribed","chanId":{number},"key":"liq:global"}}')
        assert isinstance(event, Subscribed)
        session.received(f'{{"event":"subscribed","chanId":{number + 10**6},"key":"{"x" * 5_000}"}}')
    assert len(session.channels) <= REMEMBERED
    assert TOPIC in session.channels.values()
    assert max(map(len, session.channels.values())) <= 200


def test_a_name_that_is_told_again_is_one_contract() -> None:
    page = Bitfinex().read_instruments(json.dumps([["BTCUSD", "DUSK:USD"], ["BTCUSD", 7, None]]).encode(), "")
    assert [one.symbol for one in page.instruments] == ["tBTCUSD", "tDUSK:USD"]
