"""What is drawn: sizes with the measured quantiles, prices on the losing side, every venue in its share."""

from math import exp
from random import Random
from statistics import fmean

import pytest

from liqdesk.simulator.coins import COIN_OF
from liqdesk.simulator.contracts import USUAL, VENUES, contracts
from liqdesk.simulator.prices import Market
from liqdesk.simulator.sampling import (
    CEILING_USD,
    LONGEST_LAG_MS,
    NEAR_MARKET,
    Excitement,
    Orders,
    Venues,
    batch_size,
    choice_of,
    draw_usd,
    mean_usd,
    poisson,
    size_of,
    spread,
)
from tests.fakes.forced import START, contract


def test_sizes_have_the_quantiles_of_their_row() -> None:
    rng = Random("sizes")
    mu, sigma = 5.244, 2.137
    drawn = sorted(draw_usd(rng, mu, sigma) for _ in range(40_000))
    assert drawn[20_000] == pytest.approx(exp(mu), rel=0.06)
    assert drawn[38_000] == pytest.approx(exp(mu + 1.645 * sigma), rel=0.12)
    tail_99 = exp(mu + 1.645 * sigma) * 5 ** (1 / 1.35)
    assert drawn[39_600] == pytest.approx(tail_99, rel=0.2)
    assert drawn[-1] <= CEILING_USD


def test_the_ceiling_holds_where_the_tail_begins_above_it() -> None:
    rng = Random(1)
    assert max(draw_usd(rng, 15.0, 2.5) for _ in range(2_000)) == CEILING_USD


def test_the_mean_is_the_mean() -> None:
    rng = Random("mean")
    drawn = fmean(draw_usd(rng, 5.0, 1.0) for _ in range(60_000))
    assert mean_usd(5.0, 1.0) == pytest.approx(drawn, rel=0.2)


@pytest.mark.parametrize("venue", VENUES)
def test_orders_are_priced_and_sized_on_the_steps(venue: str) -> None:
    rng = Random(venue)
    market = Market(lambda at: 0.0)
    orders = Orders(rng, market)
    for number in range(400):
        listed = choice_of(venue).draw(rng)
        side = "long" if number % 2 else "short"
        order = orders.order(number, START, listed, side)
        assert order.price % listed.price_step == 0
        assert order.size > 0 == order.size % listed.size_step
        away = float(order.price / listed.scale) / market.price(listed.base, START) - 1
        beyond = -away if side == "long" else away
        if venue in NEAR_MARKET:
            assert -0.0001 < beyond < 0.001
        else:
            assert 0.0028 < beyond < 0.0152


@pytest.mark.parametrize("venue", VENUES)
def test_a_size_is_worth_what_was_asked(venue: str) -> None:
    for listed in contracts(venue):
        price = round(COIN_OF[listed.base].price * listed.scale / float(listed.price_step)) * listed.price_step
        worth = listed.micro_usd(size_of(listed, 250_000.0, price), price) / 1e6
        assert worth == pytest.approx(250_000.0, abs=listed.micro_usd(listed.size_step, price) / 1e6)


def test_the_smallest_size_is_one_step() -> None:
    listed = contract("binance-coinm", "BTCUSD_PERP")
    assert size_of(listed, 0.01, listed.price_step) == listed.size_step


def test_bybit_has_about_a_third_and_lags_are_bounded() -> None:
    venues = Venues(Random(5), USUAL)
    drawn = [venues.draw() for _ in range(5_000)]
    assert 0.3 < drawn.count("bybit") / 5_000 < 0.38
    assert set(drawn) == set(USUAL)
    assert all(0 <= venues.lag_ms(venue) <= LONGEST_LAG_MS for venue in drawn)
    with pytest.raises(ValueError, match="at least one venue"):
        Venues(Random(5), ())


def test_batches_are_mostly_one() -> None:
    rng = Random(2)
    sizes = [batch_size(rng) for _ in range(20_000)]
    assert 0.85 < sizes.count(1) / 20_000 < 0.97
    assert 1.15 < fmean(sizes) < 1.6
    assert max(sizes) <= 58


def test_excitement_halves_and_brings_what_it_promises() -> None:
    excitement = Excitement(0.6, 4_000)
    excitement.add(10)
    first, brought = excitement.rate, 0.0
    excitement.pass_time(4_000)
    assert excitement.rate == pytest.approx(first / 2)
    excitement.rate = first
    for _ in range(20_000):
        brought += excitement.rate * 0.005
        excitement.pass_time(5)
    assert brought == pytest.approx(6.0, rel=0.01)


@pytest.mark.parametrize("mean", [0.05, 2.0, 30.0, 400.0])
def test_poisson_has_its_mean(mean: float) -> None:
    rng = Random(9)
    assert fmean(poisson(rng, mean) for _ in range(4_000)) == pytest.approx(mean, rel=0.25 if mean < 1 else 0.05)


def test_moments_are_spread_in_order() -> None:
    moments = list(spread(Random(1), 500, START, 1_000))
    assert moments == sorted(moments)
    assert START <= moments[0] < moments[-1] < START + 1_000
