"""What the market was and is beside the liquidations, and what cannot be known of it."""

from math import exp, isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.context import (
    COARSE_STEP,
    FRESH,
    MarketContext,
    PriceLine,
    price_change,
    sigma,
    volatility,
)
from liqdesk.domain.market import Funding, OpenInterest, Spread
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import T0

BYBIT, OKX, OTHER = VenueId("bybit"), VenueId("okx"), VenueId("other")
FIVE = DurationMs(5 * MINUTE)


def line(prices: list[float], step: int = SECOND) -> PriceLine:
    """Prices that end at T0, one each step."""
    first = T0 - step * (len(prices) - 1)
    return PriceLine(BYBIT, [first + step * number for number in range(len(prices))], prices)


def interest(at: int, coins: float | None, venue: VenueId = BYBIT) -> OpenInterest:
    return OpenInterest(venue, "BTCUSDT", coins, None if coins is None else MicroUsd(int(coins * 9e10)), UnixMs(at))


def funding(at: int, rate: float, venue: VenueId = BYBIT) -> Funding:
    return Funding(venue, "BTCUSDT", rate, DurationMs(8 * HOUR), None, UnixMs(at))


def minutely(coins: list[float], venue: VenueId = BYBIT) -> MarketContext:
    """Open interest once a minute, the last at T0."""
    context = MarketContext((BYBIT, OKX))
    for number, one in enumerate(coins):
        context.take_interest("BTC", interest(T0 - (len(coins) - 1 - number) * MINUTE, one, venue))
    return context


def test_the_price_changed_by_so_much_over_a_span():
    assert price_change(line([100.0] * 30 + [103.0] * 31), T0, DurationMs(60 * SECOND)) == pytest.approx(0.03)


def test_a_change_needs_both_ends():
    known = line([100.0] * 20)
    assert price_change(None, T0, MINUTE) is None
    assert price_change(known, T0, MINUTE) is None
    assert price_change(known, UnixMs(T0 + 5 * MINUTE), MINUTE) is None
    assert price_change(known, UnixMs(T0 + 10 * SECOND), DurationMs(20 * SECOND)) == 0.0


def test_steady_growth_has_the_volatility_of_its_steps():
    grown = line([100 * exp(0.0001 * number) for number in range(301)])
    assert volatility(grown, T0, FIVE) == pytest.approx(sqrt(20) * 0.0015)


def test_a_line_with_holes_has_no_volatility():
    sparse = line([100.0, 101.0, 99.0, 100.0, 101.0, 102.0], MINUTE)
    assert volatility(sparse, T0, FIVE) is None
    assert volatility(None, T0, HOUR) is None
    assert volatility(line([100.0] * 61, MINUTE), T0, HOUR) == 0.0


def test_sigma_is_the_hour_s_volatility_over_five_minutes_and_ends_before_the_jump():
    prices = [100.0 + number % 2 for number in range(61)]
    calm = line(prices, MINUTE)
    jumped = PriceLine(BYBIT, [*calm.at, T0 + MINUTE], [*calm.price, 200.0])
    whole = volatility(calm, T0, HOUR)
    assert whole is not None
    assert sigma(jumped, T0) == pytest.approx(whole * sqrt(1 / 12))
    assert sigma(None, T0) is None


@given(st.lists(st.floats(1e-6, 1e6), min_size=61, max_size=61), st.floats(1e-3, 1e3))
def test_volatility_does_not_depend_on_the_unit_of_the_price(prices: list[float], unit: float):
    one, other = (
        volatility(line(prices, MINUTE), T0, HOUR),
        volatility(line([p * unit for p in prices], MINUTE), T0, HOUR),
    )
    assert one is not None
    assert other is not None
    assert isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)


def test_open_interest_fell_by_so_much():
    context = minutely([1000.0] * 56 + [980.0, 970.0, 960.0, 955.0, 950.0])
    assert context.interest_change("BTC", T0, FIVE) == pytest.approx(-0.05)
    assert context.interest_change("BTC", T0, HOUR) == pytest.approx(-0.05)
    assert context.interest_change("BTC", T0, DurationMs(2 * HOUR)) is None
    assert context.interest_change("ETH", T0, FIVE) is None


def test_an_unknown_past_is_not_a_change():
    context = minutely([0.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    assert context.interest_change("BTC", T0, FIVE) is None
    assert context.interest_change("BTC", UnixMs(T0 + 10 * MINUTE), FIVE) is None


def test_one_source_is_shown_as_long_as_it_is_fresh():
    context = MarketContext((BYBIT, OKX))
    for venue, coins in ((OTHER, 1.0), (OKX, 2.0), (BYBIT, 3.0)):
        context.take_interest("BTC", interest(T0, coins, venue))
    shown = context.interest("BTC", T0)
    assert shown is not None
    assert (shown.venue, shown.coins) == (BYBIT, 3.0)
    later = UnixMs(T0 + FRESH + 1)
    context.take_interest("BTC", interest(later, 5.0, OKX))
    context.take_interest("BTC", interest(later, 6.0, OTHER))
    shown = context.interest("BTC", later)
    assert shown is not None
    assert shown.venue == OKX


def test_an_old_figure_keeps_standing_with_its_age():
    context = MarketContext((BYBIT, OKX))
    context.take_interest("BTC", interest(T0, 3.0, BYBIT))
    context.take_interest("BTC", interest(T0 + 1, 4.0, OKX))
    shown = context.interest("BTC", UnixMs(T0 + HOUR))
    assert shown is not None
    assert (shown.venue, shown.at) == (OKX, T0 + 1)


def test_the_change_is_that_of_one_venue():
    context = minutely([1000.0] * 6)
    context.take_interest("BTC", interest(T0, 77.0, OKX))
    assert context.interest_change("BTC", T0, FIVE) == 0.0


def test_figures_of_one_round_stand_in_one_place():
    context = MarketContext()
    context.take_funding("BTC", funding(T0, -0.0002))
    context.take_interest("BTC", interest(T0 + 2 * SECOND, 5.0))
    context.take_interest("BTC", interest(T0 + 3 * SECOND, None))
    assert context.funding_before("BTC", UnixMs(T0 + MINUTE)) == -0.0002
    assert context.interest_change("BTC", UnixMs(T0 + 4 * SECOND), DurationMs(SECOND)) == 0.0


def test_the_funding_before_is_what_was_known_then():
    context = MarketContext()
    context.take_funding("BTC", funding(T0, -0.0002))
    context.take_interest("BTC", interest(T0 + MINUTE, 5.0))
    context.take_funding("BTC", funding(T0 + 2 * MINUTE, 0.0001))
    assert context.funding_before("BTC", UnixMs(T0 + 90 * SECOND)) == -0.0002
    assert context.funding_before("BTC", UnixMs(T0 + 3 * MINUTE)) == 0.0001
    assert context.funding_before("BTC", UnixMs(T0 - 1)) is None
    assert context.funding_before("ETH", T0) is None


def test_a_day_is_kept_and_the_old_part_of_it_thinly():
    context = MarketContext()
    minutes = (DAY + HOUR) // MINUTE
    for number in range(minutes + 1):
        context.take_interest("BTC", interest(T0 - (minutes - number) * MINUTE, 1000.0 + number))
    context.thin(T0)
    assert context.interest_change("BTC", T0, HOUR) == pytest.approx(60 / (1000 + minutes - 60))
    assert context.interest_change("BTC", UnixMs(T0 - DAY - 10 * MINUTE), FIVE) is None
    context.take_funding("BTC", funding(T0 + MINUTE, 0.1))
    context.thin(UnixMs(T0 + COARSE_STEP))
    assert context.funding_before("BTC", UnixMs(T0 + MINUTE)) == 0.1


def test_everything_about_a_coin():
    context = minutely([1000.0] * 61)
    context.take_funding("BTC", funding(T0, -0.0002))
    context.take_spread("BTC", Spread(OKX, "BTC-USDT-SWAP", 99.99, 100.01, T0))
    seen = context.coin("BTC", T0, line([100.0] * 3900))
    assert (seen.price, seen.price_venue, seen.price_at) == (100.0, BYBIT, T0)
    assert (seen.change_5m, seen.change_1h, seen.volatility_5m, seen.volatility_1h) == (0.0, 0.0, 0.0, 0.0)
    assert (seen.interest_5m, seen.interest_1h) == (0.0, 0.0)
    assert seen.spread is not None
    assert seen.spread.bps == pytest.approx(2.0)


def test_nothing_is_known_of_a_coin_nobody_tells_of():
    seen = MarketContext().coin("XYZ", T0, None)
    assert (seen.base, seen.at) == ("XYZ", T0)
    assert not any(getattr(seen, name) is not None for name in type(seen).__slots__ if name not in ("base", "at"))
