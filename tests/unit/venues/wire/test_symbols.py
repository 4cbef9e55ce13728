"""Names, thousands and dates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.venues.wire.rows import LONGEST_SYMBOL
from liqdesk.venues.wire.symbols import (
    believable,
    expiry,
    expiry_by_code,
    expiry_in_words,
    split_quote,
    unscaled,
)


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
        ("kPEPE", "PEPE", 1_000.0),
        ("1MMOG", "MOG", 1_000_000.0),
        ("10000LADYS", "LADYS", 10_000.0),
        ("1000X", "X", 1_000.0),
        ("1000CAT", "CAT", 1_000.0),
        ("1INCH", "1INCH", 1.0),
        ("1CAT", "1CAT", 1.0),
        ("1MIL", "1MIL", 1.0),
        ("2Z", "2Z", 1.0),
        ("0G", "0G", 1.0),
        ("KAITO", "KAITO", 1.0),
        ("kX", "kX", 1.0),
        ("SPX6900", "SPX6900", 1.0),
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


COINS = st.from_regex(r"[A-Z]{3,12}", fullmatch=True)
POWERS = st.integers(3, 9).map(lambda power: 10**power)


@given(COINS, POWERS)
def test_a_power_of_ten_on_either_side_comes_off(coin, power):
    assert unscaled(f"{power}{coin}") == unscaled(f"{coin}{power}") == (coin, float(power))


@given(COINS)
def test_words_for_thousands_and_millions_come_off(coin):
    assert unscaled(f"k{coin}") == (coin, 1_000.0)
    assert unscaled(f"1M{coin}") == (coin, 1_000_000.0)


@given(COINS, st.integers(0, 999))
def test_a_number_that_is_no_such_power_belongs_to_the_name(coin, number):
    assert unscaled(f"{number}{coin}") == (f"{number}{coin}", 1.0) or (number == 1 and coin[0] == "M")
    assert unscaled(f"{coin}{number}") == (f"{coin}{number}", 1.0)


@given(st.text(max_size=20))
def test_a_name_is_only_ever_shortened_and_never_to_nothing(name):
    coin, scale = unscaled(name)
    assert scale >= 1.0
    assert coin in name
    assert bool(coin) == bool(name)
    assert (coin == name) is (scale == 1.0)


@pytest.mark.parametrize(
    ("words", "digits"), [("26MAR27", "270326"), ("5JUN26", "260605"), ("25DEC26", "261225"), ("05JUN26", "260605")]
)
def test_a_date_in_words_is_the_same_day(words, digits):
    assert expiry_in_words(words) == expiry(digits)


@pytest.mark.parametrize(
    "text", ["", "26MAR", "MAR27", "32MAR27", "26MÄR27", "126MAR27", "2XMAR27", "26MARX7", "٢6MAR27"]
)
def test_words_that_are_no_date(text):
    assert expiry_in_words(text) is None


@pytest.mark.parametrize(
    ("code", "digits"), [("H27", "270326"), ("M26", "260626"), ("Z26", "261225"), ("F27", "270129"), ("V25", "251031")]
)
def test_a_month_by_its_letter_ends_on_its_last_friday(code, digits):
    assert expiry_by_code(code) == expiry(digits)


@pytest.mark.parametrize("code", ["", "H", "A27", "H2", "H277", "H2X", "h27", "H٢7"])
def test_letters_that_are_no_month(code):
    assert expiry_by_code(code) is None
