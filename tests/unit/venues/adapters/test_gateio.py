"""Gate: signed sizes, both forms of a result, one socket a settlement currency."""

import json

import pytest

from liqdesk.domain.instrument import Settlement
from liqdesk.domain.liquidation import PositionSide
from liqdesk.venues.adapters.gateio import Gate, GateSession
from liqdesk.venues.session import Refused, Rejected, Skipped, Unknown

ROW = {"contract": "ETH_USDT", "size": "-350", "price": "2701.40", "time": 1_793_000_611_871}


def push(result: object, **more: object) -> str:
    frame = {"channel": "futures.public_liquidates", "event": "update", "time": 1_793_000_612, "result": result}
    return json.dumps(frame | more)


def test_one_connection_a_settlement_currency_each_with_the_size_header():
    plans = Gate().plan((), Gate().addresses)
    assert [plan.part for plan in plans] == ["usdt", "btc", "usd1"]
    assert all(plan.headers == (("X-Gate-Size-Decimal", "1"),) for plan in plans)


def test_requests_carry_a_whole_number_as_their_time():
    session = GateSession("usdt")
    for event in (*session.opened(), *session.keepalive(), *session.follow(["BTC_USDT"])):
        assert isinstance(json.loads(event.text)["time"], int)
    (asked,) = session.opened()
    assert json.loads(asked.text)["payload"] == ["!all"]


@pytest.mark.parametrize(("size", "position"), [("-0.5", PositionSide.LONG), (3, PositionSide.SHORT)])
def test_the_sign_is_that_of_the_order(size, position):
    (event,) = GateSession().received(push([ROW | {"size": size}]))
    assert (event.position, event.size) == (position, abs(float(size)))


@pytest.mark.parametrize("size", ["0", "-0", "NaN", "-inf", "1e15", "-1e15", None, True])
def test_sizes_that_cannot_be(size):
    (event,) = GateSession().received(push([ROW | {"size": size}]))
    assert isinstance(event, Rejected)


def test_the_time_of_the_push_stands_in_for_a_missing_one():
    (event,) = GateSession().received(push([ROW | {"time": 0}]))
    assert event.at == 1_793_000_612_000
    (event,) = GateSession().received(push([ROW | {"time": None}], time_ms=1_793_000_612_044))
    assert event.at == 1_793_000_612_044
    (event,) = GateSession().received(push(ROW | {"time": 0}, time="soon"))
    assert isinstance(event, Rejected)


def test_an_empty_push():
    assert GateSession().received(push([])) == [Skipped("an empty push")]
    (event,) = GateSession().received(push(None))
    assert isinstance(event, Rejected)
    assert GateSession().received(push([], channel="futures.tickers")) == [Skipped("an empty push")]


def test_refusals():
    error = {"error": "busy", "channel": "futures.tickers", "event": "subscribe"}
    assert GateSession().received(json.dumps(error)) == [Refused("", "futures.tickers: busy")]
    (event,) = GateSession().received('{"channel":"futures.public_liquidates","event":"subscribe","result":5}')
    assert event == Refused("futures.public_liquidates", "status None")


@pytest.mark.parametrize("frame", ['{"channel":"futures.trades","event":"update","result":[]}', "{}"])
def test_what_nobody_knows(frame):
    (event,) = GateSession().received(frame)
    assert isinstance(event, Unknown)


def test_rows_alike_on_another_channel_are_none():
    (event,) = GateSession().received(push([ROW], channel="futures.liquidates"))
    assert isinstance(event, Unknown)


@pytest.mark.parametrize(
    ("settle", "wanted"), [("usdt", ["BTC_USDT"]), ("btc", ["BTC_USD"]), ("usd1", ["BTC_USD1"]), ("", None)]
)
def test_prices_are_asked_for_on_the_socket_of_their_currency(settle, wanted):
    (asked,) = GateSession(settle).follow(["BTC_USDT", "BTC_USD", "BTC_USD1"])
    assert json.loads(asked.text)["payload"] == (wanted or ["BTC_USD", "BTC_USD1", "BTC_USDT"])


def test_prices_are_given_up():
    session = GateSession("usdt")
    session.follow(["BTC_USDT"])
    (gone,) = session.follow([])
    assert json.loads(gone.text)["event"] == "unsubscribe"


def test_names():
    assert Gate().infer("BTC_USDT").multiplier is None
    assert Gate().infer("BTC_USD").multiplier == 1.0
    assert Gate().infer("ETH_USD").multiplier is None
    assert Gate().infer("BTC_USD1").settlement is Settlement.LINEAR
    assert Gate().infer("BTC_USDT_20270326").quote == "USDT"
    assert Gate().infer("BTC_USDT_20270326").expires_at == 1_806_048_000_000
    assert Gate().infer("BTC_USDT").expires_at is None
    assert Gate().infer("BTCUSDT") is None


def test_a_multiplier_of_nothing_is_unknown():
    body = b'[{"name":"X_USDT","type":"direct","quanto_multiplier":"0"},{"name":"nothing"}]'
    (one,) = Gate().read_instruments(body, "").instruments
    assert one.multiplier is None
