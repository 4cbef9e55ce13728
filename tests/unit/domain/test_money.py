"""Money is exact to the millionth and prints to the cent."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.money import cents, dollars, micro_usd


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
