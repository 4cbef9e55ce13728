"""Settling a sum: whatever is missing is found, sizes stay on their steps, and the impossible is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.simulator.market import Forced
from liqdesk.simulator.scenarios.exact import freely_sized, settle
from tests.fakes.forced import START, contract, forced


def pair(venue: str, symbol: str, price: str, size: str) -> list[Forced]:
    return [forced(number, START + 5_000 * number, venue, symbol, "short", size, price) for number in (1, 2)]


@given(st.integers(250_000_000, 900_000_000))
def test_two_linear_events_take_any_sum(units: int) -> None:
    events = pair("bybit", "SOLUSDT", "142.31", "1")
    missing = units * 100
    settled = settle(events, [events[0].contract], missing)
    before, after = (sum(event.micro_usd for event in each) for each in (events, settled))
    assert after - before == missing
    for event in settled:
        assert event.size > 0 == event.size % event.contract.size_step
        assert abs(event.price - Decimal("142.31")) <= event.contract.price_step


@given(st.integers(1, 10**11))
def test_one_event_counted_in_money_takes_any_sum(missing: int) -> None:
    event = forced(1, START, "bitget", "SUIUSDT", "long", "100.5", "1.8")
    (settled,) = settle([event], [event.contract], missing)
    assert settled.micro_usd == event.micro_usd + missing


def test_what_no_contract_can_tell_is_refused() -> None:
    coin_margined = forced(1, START, "binance-coinm", "BTCUSD_PERP", "long", "5", "94000")
    with pytest.raises(ArithmeticError, match="no multiple"):
        settle([coin_margined], [coin_margined.contract], 50_000_000)
    with pytest.raises(ArithmeticError, match="no event"):
        settle(pair("bybit", "SOLUSDT", "142.31", "1"), [contract("bybit", "SOLUSDT")], 100)
    with pytest.raises(ArithmeticError, match="no event"):
        settle([], [contract("bybit", "SOLUSDT")], 100)


def test_only_lonely_events_of_sampled_venues_are_free() -> None:
    events = [
        forced(1, START, "binance-usdm"),
        forced(2, START + 2_000, "binance-usdm"),
        forced(3, START + 2_100, "bybit"),
        forced(4, START + 2_200, "bybit"),
        forced(5, START + 4_200, "binance-usdm"),
    ]
    assert [event.number for event in freely_sized(events)] == [3, 4, 5]
