"""Prices: the same for the same seed, going on from one story to the next."""

from math import log

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.simulator.coins import COIN_OF
from liqdesk.simulator.prices import Market, along, lattice, level, restlessness
from tests.fakes.forced import START


@given(st.integers(0, 2**40), st.integers(0, 1_000))
def test_the_lattice_is_a_function_within_its_bounds(index: int, salt: int) -> None:
    assert -1.0 <= lattice(index, salt) == lattice(index, salt) <= 1.0


def test_the_lattice_is_spread_out() -> None:
    values = sorted(lattice(index, 3) for index in range(1_000))
    assert -0.6 < values[250] < -0.4
    assert 0.4 < values[750] < 0.6


def test_restlessness_is_small_and_changes() -> None:
    values = [restlessness(START + 1_000 * second, 1) for second in range(600)]
    assert 0.0001 < max(values) - min(values) < 0.01


@given(st.integers(-100, 10_000))
def test_the_line_through_anchors_stays_between_them(at: int) -> None:
    anchors = ((0, 1.0), (100, 5.0), (400, -2.0))
    assert -2.0 <= along(anchors, at) <= 5.0


def test_the_line_goes_through_its_anchors() -> None:
    anchors = ((0, 1.0), (100, 5.0), (400, -2.0))
    assert [along(anchors, at) for at in (-1, 0, 100, 400, 401)] == [1.0, 1.0, 5.0, -2.0, -2.0]


def test_other_coins_follow_bitcoin() -> None:
    flat, risen = Market(lambda at: 0.0), Market(lambda at: 0.02)
    assert flat.price("BTC", START) == COIN_OF["BTC"].price
    for base in ("ETH", "SOL", "PEPE"):
        change = log(risen.price(base, START) / flat.price(base, START))
        assert abs(change - 0.02 * COIN_OF[base].beta) < 1e-9


def test_quotes_are_plain_decimals() -> None:
    market = Market(lambda at: 0.0)
    assert str(market.quote("BTC", START)) == "94087.0"
    assert "E" not in f"{market.quote('PEPE', START):f}"
    assert abs(float(market.quote("PEPE", START)) / COIN_OF["PEPE"].price - 1) < 0.02


def test_levels_differ_and_stay_near() -> None:
    levels = [level(seed) for seed in range(50)]
    assert len(set(levels)) == 50
    assert max(map(abs, levels)) < 0.01
