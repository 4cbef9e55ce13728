"""BitMEX: a table that is told by its changes, orders that count once, contracts of four kinds, and nobody to connect to."""

import json

import pytest

from liqdesk.domain.instrument import Settlement
from liqdesk.domain.liquidation import LiquidationReport, PositionSide
from liqdesk.venues.adapters.bitmex import MOST_ORDERS, Bitmex, BitmexSession
from liqdesk.venues.session import Rejected, Skipped, Unknown

ORDER = {"orderID": "a", "symbol": "XBTUSD", "side": "Sell", "price": 86_120.5, "leavesQty": 300}


def told(session: BitmexSession, action: str, *rows: object):
    return session.received(json.dumps({"table": "liquidation", "action": action, "data": rows}))


def begun(*rows: object) -> BitmexSession:
    session = BitmexSession()
    told(session, "partial", *rows)
    return session


def sizes(events) -> list[float]:
    return [event.size for event in events if isinstance(event, LiquidationReport)]


def test_it_is_known_and_never_connected_to():
    venue = Bitmex()
    assert not venue.info.connects
    assert venue.plan((), venue.addresses) == ()
    assert venue.instrument_urls(venue.addresses) == ()
    assert (BitmexSession().opened(), BitmexSession().keepalive(), BitmexSession().follow(["XBTUSD"])) == ((), (), ())


def test_an_order_counts_once_however_often_it_comes():
    session = begun(ORDER)
    assert sizes(told(session, "insert", ORDER)) == []
    assert sizes(told(session, "update", {"orderID": "a", "leavesQty": 100})) == []
    assert sizes(told(session, "update", {"orderID": "a", "leavesQty": 250})) == []


def test_growth_counts_above_the_most_it_ever_had():
    session = begun()
    assert sizes(told(session, "insert", ORDER)) == [300.0]
    assert sizes(told(session, "update", {"orderID": "a", "leavesQty": 350})) == [50.0]
    assert sizes(told(session, "update", {"orderID": "a", "leavesQty": 340})) == []
    (event,) = told(session, "update", {"orderID": "a", "leavesQty": 400, "price": 86_000.0})
    assert (event.size, event.price, event.position, event.ident) == (50.0, 86_000.0, PositionSide.LONG, "a+400")


def test_an_order_that_is_gone_is_forgotten():
    session = begun(ORDER)
    told(session, "delete", {"orderID": "a", "symbol": "XBTUSD"})
    assert told(session, "update", {"orderID": "a", "leavesQty": 9_000}) == [Skipped("an order that never appeared")]


def test_the_same_order_has_the_same_identity_on_every_connection():
    (first,) = told(begun(), "insert", ORDER)
    (again,) = told(BitmexSession(), "partial", ORDER | {"leavesQty": 120})
    assert first.ident == again.ident
    assert (first.history, again.history) == (False, True)
    assert first.at is None


def test_a_second_partial_begins_anew():
    session = begun(ORDER)
    told(session, "partial")
    assert sizes(told(session, "insert", ORDER)) == [300.0]


@pytest.mark.parametrize("left", ["NaN", -5, 1e400, 1e15, "x", True, [], {}])
def test_an_update_that_cannot_be_changes_nothing(left):
    session = begun(ORDER)
    events = told(session, "update", {"orderID": "a", "symbol": "XBTUSD", "leavesQty": left})
    assert sizes(events) == []
    assert sizes(told(session, "update", {"orderID": "a", "leavesQty": 301})) == [1.0]


@pytest.mark.parametrize("side", ["", "sell", "SELL", None, 1])
def test_another_word_is_no_side(side):
    (event,) = told(begun(), "insert", ORDER | {"side": side})
    assert isinstance(event, Rejected)


@pytest.mark.parametrize("name", ["", "a\u202eb", "x" * 81, None, 5])
def test_an_order_needs_a_name(name):
    (event,) = told(begun(), "insert", ORDER | {"orderID": name})
    assert isinstance(event, Rejected)


def test_an_unknown_action_and_rows_that_are_none():
    assert isinstance(told(begun(), "explode")[0], Unknown)
    (event,) = begun().received('{"table":"liquidation","action":"insert","data":5}')
    assert isinstance(event, Rejected)


def test_the_table_does_not_grow_for_ever():
    session = begun()
    for number in range(MOST_ORDERS + 1):
        told(session, "insert", ORDER | {"orderID": str(number)})
    assert told(session, "update", {"orderID": "0", "leavesQty": 301}) == [Skipped("an order that never appeared")]
    assert sizes(told(session, "update", {"orderID": str(MOST_ORDERS), "leavesQty": 301})) == [1.0]


def contract(**changes: object):
    row = {
        "symbol": "XBTUSDT",
        "underlying": "XBT",
        "quoteCurrency": "USDT",
        "settlCurrency": "USDt",
        "isInverse": False,
        "isQuanto": False,
        "multiplier": 1,
        "typ": "FFWCSX",
    }
    return Bitmex().read_instruments(json.dumps([row | changes]).encode(), "").instruments


@pytest.mark.parametrize(
    ("changes", "settlement", "multiplier"),
    [
        ({}, Settlement.LINEAR, 1e-6),
        ({"underlyingToPositionMultiplier": 1_000_000}, Settlement.LINEAR, 1e-6),
        ({"underlyingToPositionMultiplier": 1_000}, Settlement.LINEAR, None),
        ({"multiplier": 0}, Settlement.LINEAR, None),
        ({"isQuanto": True, "settlCurrency": "XBt"}, Settlement.LINEAR, None),
        ({"settlCurrency": "Gwei"}, Settlement.LINEAR, None),
        ({"isInverse": True, "quoteCurrency": "USD", "multiplier": -100_000_000}, Settlement.INVERSE, 1.0),
        ({"isInverse": True, "quoteCurrency": "EUR", "multiplier": -100_000_000}, Settlement.INVERSE, None),
    ],
)
def test_contract_sizes(changes, settlement, multiplier):
    (one,) = contract(**changes)
    assert (one.settlement, one.multiplier, one.base) == (settlement, multiplier, "BTC")


@pytest.mark.parametrize("kind", ["IFXXXP", "FFMCSX"])
def test_spot_and_spreads_are_no_contracts(kind):
    assert contract(typ=kind) == ()


@pytest.mark.parametrize(
    ("symbol", "base", "quote", "settlement", "multiplier"),
    [
        ("XBTUSD", "BTC", "USD", Settlement.INVERSE, 1.0),
        ("XBTZ26", "BTC", "USD", Settlement.INVERSE, None),
        ("XBTUSDT", "BTC", "USDT", Settlement.LINEAR, None),
        ("ETHUSD", "ETH", "USD", Settlement.LINEAR, None),
    ],
)
def test_names(symbol, base, quote, settlement, multiplier):
    one = Bitmex().infer(symbol)
    assert (one.base, one.quote, one.settlement, one.multiplier) == (base, quote, settlement, multiplier)


def test_a_dated_contract_ends_when_its_row_or_its_name_says():
    assert Bitmex().infer("XBTZ26").expires_at == 1_798_200_000_000
    assert Bitmex().infer("XBTUSD").expires_at is None
    (said,) = contract(typ="FFCCSX", symbol="XBTZ26", expiry="2026-12-25T11:00:00.000Z")
    (named,) = contract(typ="FFCCSX", symbol="XBTZ26", expiry=None)
    (perpetual,) = contract(expiry=None)
    assert (said.expires_at, named.expires_at, perpetual.expires_at) == (1_798_196_400_000, 1_798_200_000_000, None)


@pytest.mark.parametrize("symbol", ["XBT_USDT", "ETHZ26", "USD", ".BXBT"])
def test_names_that_say_nothing(symbol):
    assert Bitmex().infer(symbol) is None
