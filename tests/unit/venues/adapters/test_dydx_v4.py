"""dYdX: 32 markets a connection, deleveraging apart, history with the acknowledgement, prices for all at once."""

import json

import pytest

from liqdesk.domain.instrument import Settlement
from liqdesk.domain.liquidation import LiquidationKind, LiquidationReport, PositionSide
from liqdesk.domain.market import PriceTick
from liqdesk.venues.adapters.dydx_v4 import Dydx, DydxSession
from liqdesk.venues.session import Alive, Refused, Rejected, Send, Subscribed, Unknown


def trade(**changed: object) -> dict[str, object]:
    return {
        "id": "0165",
        "size": "1.5",
        "price": "2948.7",
        "side": "SELL",
        "createdAt": "2026-11-22T10:00:00.627Z",
        "type": "LIQUIDATED",
    } | changed


def data(contents: object, channel: str = "v4_trades", kind: str = "channel_data", symbol: object = "ETH-USD") -> str:
    return json.dumps({"type": kind, "channel": channel, "id": symbol, "contents": contents})


def trades(*rows: object, **more: object) -> list:
    return list(DydxSession().received(data({"trades": list(rows)}, **more)))


def listed(count: int) -> list:
    markets = {f"C{n}-USD": {"ticker": f"C{n}-USD", "clobPairId": str(n), "status": "ACTIVE"} for n in range(count)}
    return list(Dydx().read_instruments(json.dumps({"markets": markets}).encode(), "").instruments)


@pytest.mark.parametrize(("side", "position"), [("SELL", PositionSide.LONG), ("BUY", PositionSide.SHORT)])
@pytest.mark.parametrize(
    ("kind", "meant"),
    [("LIQUIDATED", LiquidationKind.LIQUIDATION), ("DELEVERAGED", LiquidationKind.DELEVERAGE)],
)
def test_the_taker_is_the_one_whose_position_died(side, position, kind, meant):
    (event,) = trades(trade(side=side, type=kind))
    assert (event.position, event.kind, event.ident, event.history) == (position, meant, "0165", False)


@pytest.mark.parametrize("kind", ["LIMIT", "MARKET", "TWAP_SUBORDER"])
def test_ordinary_trades_prove_life_and_are_no_rows(kind):
    assert trades(trade(type=kind, price="nonsense")) == [Alive("trades, none of them forced")]


@pytest.mark.parametrize(
    "bad",
    [
        {"side": "sell"},
        {"side": None},
        {"createdAt": "yesterday"},
        {"createdAt": 1_795_341_600_627},
        {"id": ""},
        {"id": "\u202e"},
        {"size": "0"},
        {"price": "1e400"},
        {"type": 5},
    ],
)
def test_a_forced_trade_that_cannot_be_costs_only_itself(bad):
    first, second = trades(trade() | bad, trade())
    assert isinstance(first, Rejected)
    assert isinstance(second, LiquidationReport)


def test_a_type_nobody_knows_is_told():
    assert trades(trade(type="ADMIN")) == [Unknown("a trade of type ADMIN")]


@pytest.mark.parametrize("contents", [None, 5, {}, {"trades": {}}, [{"trades": []}, 5]])
def test_contents_that_are_no_trades(contents):
    assert isinstance(DydxSession().received(data(contents))[0], Rejected)


@pytest.mark.parametrize("symbol", [None, "", 5, "A B-USD", "\u202e-USD"])
def test_trades_of_what_is_no_name(symbol):
    (event,) = trades(trade(), symbol=symbol)
    assert isinstance(event, Rejected)


def test_what_comes_with_the_acknowledgement_is_history():
    subscribed, alive, row = trades(trade(), trade(type="LIMIT"), kind="subscribed")
    assert subscribed == Subscribed("ETH-USD")
    assert alive == Alive("the past of a channel")
    assert row.history


def test_one_request_a_channel_and_nothing_to_keep_it_alive():
    session = DydxSession(("BTC-USD", "ETH-USD"))
    asked = [json.loads(event.text) for event in session.opened() if isinstance(event, Send)]
    assert asked == [
        {"type": "subscribe", "channel": "v4_markets", "batched": False},
        {"type": "subscribe", "channel": "v4_trades", "id": "BTC-USD", "batched": False},
        {"type": "subscribe", "channel": "v4_trades", "id": "ETH-USD", "batched": False},
    ]
    assert session.keepalive() == ()


def prices(*symbols: str) -> dict[str, object]:
    row = {"oraclePrice": "2", "effectiveAt": "2026-11-22T10:00:01.000Z"}
    return {"oraclePrices": dict.fromkeys(symbols, row)}


def priced(session: DydxSession, contents: object, kind: str = "channel_data") -> list[str]:
    events = session.received(data(contents, "v4_markets", kind))
    assert events[-1] == Alive("market data")
    return [event.symbol for event in events if isinstance(event, PriceTick)]


def test_prices_of_bitcoin_and_of_what_is_followed():
    session = DydxSession()
    everybody = prices("SOL-USD", "ETH-USD", "BTC-USD")
    assert priced(session, everybody) == ["BTC-USD"]
    assert session.follow(["ETH-USD"]) == ()
    assert priced(session, everybody) == ["BTC-USD", "ETH-USD"]
    assert priced(session, [everybody, prices("BTC-USD")], "channel_batch_data") == ["BTC-USD", "ETH-USD", "BTC-USD"]
    session.follow([])
    assert priced(session, everybody) == ["BTC-USD"]


@pytest.mark.parametrize(
    "row", [5, {}, {"oraclePrice": "0", "effectiveAt": "2026-11-22T10:00:01Z"}, {"oraclePrice": "1"}]
)
def test_a_price_that_cannot_be_is_rejected(row):
    events = DydxSession().received(data({"oraclePrices": {"BTC-USD": row}}, "v4_markets"))
    assert [type(event) for event in events] == [Rejected, Alive]


def test_an_error_names_its_market_or_channel():
    said = '{"type":"error","message":"no","channel":"v4_markets"}'
    assert DydxSession().received(said) == [Refused("v4_markets", "no")]


def test_connections_of_32_markets_in_the_order_of_listing():
    plans = Dydx().plan(listed(70), Dydx().addresses)
    assert [(plan.part, plan.topics, len(plan.subscribes)) for plan in plans] == [
        ("trades-1", 33, 32),
        ("trades-2", 33, 32),
        ("trades-3", 7, 6),
    ]
    assert plans[0].subscribes[:2] == ("C0-USD", "C1-USD")
    assert len(plans[2].new_session().opened()) == 7


def test_a_new_market_leaves_the_full_connections_alone():
    before, after = (Dydx().plan(listed(count), Dydx().addresses) for count in (40, 41))
    assert before[0].subscribes == after[0].subscribes
    assert before[1].subscribes != after[1].subscribes


def test_never_more_connections_than_may_be_opened_twice_in_five_minutes():
    assert len(Dydx().plan(listed(1_000), Dydx().addresses)) == 8
    assert list(Dydx().plan([], Dydx().addresses)) == []


def test_rows_of_the_list_that_are_none_are_left_out():
    markets = {
        "A": {"ticker": "A-USD", "clobPairId": "x"},
        "B": 5,
        "C": {"clobPairId": "1"},
        "D": {"ticker": "\u202e-USD"},
    }
    page = json.dumps({"markets": markets}).encode()
    assert [one.symbol for one in Dydx().read_instruments(page, "").instruments] == ["A-USD"]


@pytest.mark.parametrize(
    ("symbol", "base"),
    [
        ("BTC-USD", "BTC"),
        ("GIGA,RAYDIUM,63LfDmNb3MQ8mw9MtZ2To9bEA2M71kZUUGq5tiJxcqj9-USD", "GIGA"),
        ("A-B-USD", "A-B"),
        ("1000X-USD", "1000X"),
    ],
)
def test_names(symbol, base):
    one = Dydx().infer(symbol)
    assert (one.base, one.quote, one.settlement, one.scale) == (base, "USD", Settlement.LINEAR, 1.0)


@pytest.mark.parametrize("symbol", ["BTC", "BTC-EUR", "-USD", ",RAYDIUM,x-USD"])
def test_names_that_say_nothing(symbol):
    assert Dydx().infer(symbol) is None
