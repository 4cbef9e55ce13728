"""Bins of sizes touch one another and hold every amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.sizes import bin_of, least_of


@given(st.integers(1, 10**18))
def test_an_amount_lies_between_the_edges_of_its_bin(micro):
    assert least_of(bin_of(micro)) <= micro < least_of(bin_of(micro) + 1)


@given(st.integers(0, 54))
def test_a_bin_begins_at_its_least_amount(number):
    assert bin_of(least_of(number)) == number
    assert bin_of(least_of(number + 1) - 1) == number


@pytest.mark.parametrize(("micro", "least"), [(10**10, 10**10), (19_999_999_999, 10**10), (5 * 10**10, 5 * 10**10)])
def test_edges_are_round_dollars(micro, least):
    assert least_of(bin_of(micro)) == least


def test_an_order_worth_nothing_is_in_the_first_bin():
    assert bin_of(0) == 0
