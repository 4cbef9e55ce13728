"""The simulated holders: gone when closed by force, back in time, and paying before the story."""

from decimal import Decimal

import pytest

from liqdesk.simulator.coins import COIN_OF
from liqdesk.simulator.crowd import ALARM, FRIGHTENED, HALF_BACK_MS, LEAST_LEFT, USD_OF_SHARE, Crowd
from liqdesk.simulator.market import Forced
from liqdesk.simulator.scenarios import NAMES, funding_before, scenario_named
from tests.fakes.forced import START, contract, forced

PLACES = (
    ("bybit", "BTCUSDT"),
    ("bybit", "BTCUSD"),
    ("okx", "BTC-USDT-SWAP"),
    ("okx", "BTC-USD-SWAP"),
    ("bybit", "1000PEPEUSDT"),
    ("bitget", "BTCUSDT"),
)


@pytest.mark.parametrize(("venue", "symbol"), PLACES)
def test_a_coin_is_held_for_the_same_dollars_whatever_its_contract_counts_in(venue: str, symbol: str) -> None:
    one = contract(venue, symbol)
    coin = COIN_OF[one.base]
    price = Decimal(str(coin.price)) * one.scale
    usd = one.micro_usd(Crowd().open(one, START), price) / 1_000_000
    assert usd == pytest.approx(coin.share * USD_OF_SHARE, rel=0.001)


def test_forced_closings_take_others_with_them_and_come_back_by_half() -> None:
    crowd, one = Crowd(), contract("bybit", "BTCUSDT")
    whole = crowd.open(one, START)
    alarm = whole * ALARM
    crowd.take([forced(1, START, size=str(alarm / 2)), forced(2, START, size=str(alarm / 2))])
    assert whole - crowd.open(one, START) == pytest.approx(alarm + whole * FRIGHTENED / 2, abs=one.size_step)
    half_back = alarm / 2 + whole * FRIGHTENED / 3
    assert whole - crowd.open(one, START + HALF_BACK_MS) == pytest.approx(half_back, abs=one.size_step)


def lost(name: str) -> float:
    """The most bitcoin's open interest at Bybit falls within five minutes of a story, in percent."""
    crowd, one = Crowd(), contract("bybit", "BTCUSDT")
    readings: list[float] = []
    fall, minute = 0.0, START
    for told in scenario_named(name).tell(1, START, frozenset({"bybit", "binance-usdm", "okx"})):
        if isinstance(told, Forced):
            while told.at >= minute:
                readings.append(float(crowd.open(one, minute)))
                fall = max(fall, 100 * (1 - readings[-1] / max(readings[-6:])))
                minute += 60_000
            if told.contract == one:
                crowd.take([told])
    return fall


def test_a_squeeze_costs_some_percent_and_a_calm_market_next_to_nothing() -> None:
    assert lost("calm") < 0.3
    assert 0.8 < lost("squeeze") < 6
    assert 2 < lost("seed-hour") < 10


def test_somebody_always_stays() -> None:
    crowd, one = Crowd(), contract("bybit", "BTCUSDT")
    whole = crowd.open(one, START)
    crowd.take([forced(1, START, size="1000000")])
    assert crowd.open(one, START) == (whole * LEAST_LEFT).quantize(one.size_step)


def test_shorts_pay_before_a_squeeze_and_longs_before_a_flush() -> None:
    one = contract("bybit", "BTCUSDT")
    signs = {name: Crowd(funding_before(name)).funding(one) > 0 for name in NAMES}
    assert signs == {
        "calm": True,
        "squeeze": False,
        "flush": True,
        "seed-hour": False,
        "burst": True,
        "worst-day": True,
    }


def test_funding_is_paid_three_times_a_day() -> None:
    due = Crowd().next_funding(START)
    assert START < due <= START + 28_800_000
    assert due % 28_800_000 == 0
