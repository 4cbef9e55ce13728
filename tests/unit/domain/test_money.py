"""Money is exact to the millionth and prints to the cent."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.money import MICRO, cents, dollars, exact_text, micro_usd, usd_passed, usd_text


@given(st.integers(0, 10**15))
def test_amounts_with_six_decimals_are_exact(micro):
    assert micro_usd(micro / 10**6) == micro


@given(st.integers(-(10**15), 10**15))
def test_cents_round_half_away_from_zero(micro):
    exact = (Decimal(micro) / 10_000).quantize(Decimal(1), ROUND_HALF_UP)
    assert cents(micro) == exact


def test_dollars_are_rounded_to_the_cent():
    assert dollars(50_774_053_000) == 50774.05
    assert dollars(419_030_000_000_000) == 419030000.0


@pytest.mark.parametrize(
    ("usd", "text", "passed"),
    [
        (0, "$0", ("$0", False)),
        (88, "$88", ("$88", False)),
        (88.4, "$88", ("$88", True)),
        (999.6, "$1k", ("$999", True)),
        (905_400, "$905k", ("$905k", True)),
        (999_600, "$1.00M", ("$999k", True)),
        (1_240_000, "$1.24M", ("$1M", True)),
        (419_030_000, "$419.03M", ("$419M", True)),
        (458_000_000, "$458.00M", ("$458M", False)),
        (999_999_000, "$1.00B", ("$999M", True)),
        (1_240_000_000, "$1.24B", ("$1B", True)),
        (19_130_000_000_000, "$19130.00B", ("$19130B", False)),
    ],
)
def test_dollars_as_people_write_them(usd, text, passed):
    assert usd_text(round(usd * MICRO)) == text
    assert usd_passed(round(usd * MICRO)) == passed


@given(st.integers(min_value=0, max_value=10**18))
def test_the_number_before_a_unit_stays_below_a_thousand(micro):
    for text in (usd_text(micro), usd_passed(micro)[0]):
        assert float(text.strip("$kMB")) < 1000 or text.endswith("B")


def test_one_order_is_told_to_the_last_millionth():
    assert exact_text(11_280_060_001) == "$11,280.060001"
    assert exact_text(5) == "$0.000005"
