"""A coin's price is kept every half minute, from one venue as long as it speaks."""

from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.thinning import PATIENCE, STEP, PriceThinner

BYBIT, OKX = VenueId("bybit"), VenueId("okx")


def test_one_price_a_step():
    thinner = PriceThinner()
    kept = [at for at in range(0, 3 * STEP, 1_000) if thinner.keeps("BTC", BYBIT, UnixMs(at))]
    assert kept == [0, STEP, 2 * STEP]


def test_each_coin_has_its_own():
    thinner = PriceThinner()
    assert thinner.keeps("BTC", BYBIT, UnixMs(0))
    assert thinner.keeps("ETH", OKX, UnixMs(1))


def test_another_venue_waits_for_silence():
    thinner = PriceThinner()
    thinner.keeps("BTC", BYBIT, UnixMs(0))
    assert not thinner.keeps("BTC", OKX, UnixMs(STEP + 1))
    assert thinner.keeps("BTC", BYBIT, UnixMs(STEP + 2))
    assert thinner.keeps("BTC", OKX, UnixMs(STEP + 2 + PATIENCE))
    assert not thinner.keeps("BTC", BYBIT, UnixMs(2 * STEP + 3 + PATIENCE))
