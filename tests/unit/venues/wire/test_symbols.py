"""Names, thousands and dates."""

import pytest

from liqdesk.venues.wire.rows import LONGEST_SYMBOL
from liqdesk.venues.wire.symbols import believable, expiry, split_quote, unscaled


@pytest.mark.parametrize(
    ("base", "coin", "scale"),
    [
        ("BTC", "BTC", 1.0),
        ("1000PEPE", "PEPE", 1_000.0),
        ("10000SATS", "SATS", 10_000.0),
        ("1000000BABYDOGE", "BABYDOGE", 1_000_000.0),
        ("1MBABYDOGE", "BABYDOGE", 1_000_000.0),
        ("SHIB1000", "SHIB", 1_000.0),
        ("1000币安人生", "币安人生", 1_000.0),
        ("1INCH", "1INCH", 1.0),
        ("C98", "C98", 1.0),
        ("1000", "1000", 1.0),
        ("100X", "100X", 1.0),
        ("1M", "1M", 1.0),
        ("", "", 1.0),
    ],
)
def test_thousands_are_taken_off(base, coin, scale):
    assert unscaled(base) == (coin, scale)


def test_a_quote_is_split_off_in_the_order_given():
    assert split_quote("BTCUSDT", ("USDT", "USD")) == ("BTC", "USDT")
    assert split_quote("BTCUSD", ("USDT", "USD")) == ("BTC", "USD")
    assert split_quote("USDT", ("USDT",)) is None
    assert split_quote("BTCEUR", ("USDT", "USD")) is None


def test_a_date_is_eight_in_the_morning_utc():
    assert expiry("270326") == 1_806_048_000_000


@pytest.mark.parametrize("text", ["", "SWAP", "271326", "27032", "２７０３２６", "PERPAB"])
def test_what_is_no_date(text):
    assert expiry(text) is None


@pytest.mark.parametrize(("name", "may"), [("BTCUSDT", True), ("币安人生USDT", True), ("A" * 64, True)])
def test_names(name, may):
    assert believable(name) is may


@pytest.mark.parametrize(
    "name", ["", "A" * (LONGEST_SYMBOL + 1), "BTC USDT", "BTC\n", "\u202eBTC", "\ud800", "BTC\x00"]
)
def test_no_names(name):
    assert not believable(name)
