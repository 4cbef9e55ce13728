"""The price line comes from one venue at a time and never draws over a silence."""

import numpy as np

from liqdesk.analytics.prices import FINE, Prices
from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import T0


def tick(seconds: float, price: float, venue: str = "binance-usdm") -> PriceTick:
    return PriceTick(VenueId(venue), "BTCUSDT", price, PriceKind.MARK, UnixMs(int(T0 + seconds * 1000)))


def test_points_are_thinned_and_the_newest_is_exact():
    prices = Prices()
    for second in range(13):
        prices.take("BTC", 1, tick(second, 100 + second))
    at, price = prices.line("BTC", UnixMs(T0 - 1))
    assert len(at) <= 5
    assert (at[-1], price[-1]) == (T0 + 12_000, 112)
    assert prices.latest("BTC") == (T0 + 12_000, 112)


def test_a_scaled_symbol_is_priced_per_coin():
    prices = Prices()
    prices.take("PEPE", 1000, tick(0, 0.012))
    assert prices.latest("PEPE") == (T0, 0.000012)


def test_another_venue_waits_until_the_first_falls_silent():
    prices = Prices()
    prices.take("BTC", 1, tick(0, 100))
    prices.take("BTC", 1, tick(10, 777, "bybit"))
    assert prices.latest("BTC") == (T0, 100)
    prices.take("BTC", 1, tick(31, 101, "bybit"))
    assert prices.latest("BTC") == (T0 + 31_000, 101)


def test_a_price_from_the_past_is_left_out():
    prices = Prices()
    prices.take("BTC", 1, tick(5, 100))
    prices.take("BTC", 1, tick(1, 90))
    assert prices.latest("BTC") == (T0 + 5_000, 100)


def test_a_silence_breaks_the_line():
    prices = Prices()
    for second in (0, 6, 600):
        prices.take("BTC", 1, tick(second, 100))
    _, price = prices.line("BTC", UnixMs(T0))
    assert np.isnan(price).sum() == 1


def test_restored_points_stand_before_the_known_ones():
    prices = Prices()
    prices.take("BTC", 1, tick(60, 105))
    prices.restore("BTC", VenueId("binance-usdm"), [(T0, 100.0), (UnixMs(T0 + 61_000), 1.0)])
    at, price = prices.line("BTC", T0)
    assert list(zip(at.tolist(), price.tolist(), strict=True)) == [(T0, 100.0), (T0 + 60_000, 105.0)]


def test_an_unknown_coin_has_no_line():
    prices = Prices()
    assert prices.latest("XYZ") is None
    assert len(prices.line("XYZ", T0)[0]) == 0


def test_old_points_are_let_go_of():
    prices = Prices()
    for hour in range(4):
        prices.take("BTC", 1, tick(hour * 3600, 100))
    prices.forget_before(UnixMs(T0 + 2 * 3_600_000), UnixMs(T0 + 3 * 3_600_000))
    assert len(prices.line("BTC", T0)[0]) == 3


def test_of_what_is_old_one_point_a_minute_is_kept():
    prices = Prices()
    for second in range(0, 3 * 3_600, 10):
        prices.take("BTC", 1, tick(second, 100 + second))
    now = UnixMs(T0 + 3 * 3_600_000)
    prices.forget_before(T0, now)
    at, price = prices.line("BTC", T0)
    old = at < now - FINE
    assert len(at[old]) == len(set((at[old] // 60_000).tolist())) == 60
    assert len(at[~old]) == 720
    assert (at[-1], price[-1]) == (now - 10_000, 100 + 3 * 3_600 - 10)
    prices.forget_before(T0, now)
    assert len(prices.line("BTC", T0)[0]) == len(at)


def test_a_patient_price_waits_longer_for_the_other_venue():
    prices = Prices()
    prices.take("BTC", 1, tick(0, 100))
    prices.take("BTC", 1, tick(60, 777, "bybit"), DurationMs(150_000))
    assert prices.latest("BTC") == (T0, 100)
    prices.take("BTC", 1, tick(151, 101, "bybit"), DurationMs(150_000))
    assert prices.latest("BTC") == (T0 + 151_000, 101)


def test_the_points_themselves():
    prices = Prices()
    assert prices.points("BTC", T0) is None
    prices.take("BTC", 1, tick(0, 100))
    prices.take("BTC", 1, tick(600, 101))
    points = prices.points("BTC", UnixMs(T0 + 1))
    assert points is not None
    assert (points.venue, list(points.at), list(points.price)) == ("binance-usdm", [T0 + 600_000], [101.0])
