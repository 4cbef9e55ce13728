"""A size becomes money by the contract's own arithmetic, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.money import micro_usd
from liqdesk.domain.venue import VenueId


def contract(settlement: Settlement, multiplier: float | None, quote: str = "USDT", scale: float = 1.0) -> Instrument:
    return Instrument(VenueId("v"), "S", "ETH", quote, settlement, multiplier, scale)


LINEAR, INVERSE = Settlement.LINEAR, Settlement.INVERSE


@pytest.mark.parametrize(
    ("of", "size", "unit", "price", "quote_value", "quantity", "micro"),
    [
        (contract(LINEAR, None), 61.25, SizeUnit.BASE, 143.0421, 0, 61.25, 8_761_328_625),
        (contract(LINEAR, 0.1), 12.4, SizeUnit.CONTRACTS, 2688.15, 0, 1.24, 3_333_306_000),
        (contract(LINEAR, 0.01), 320, SizeUnit.CONTRACTS, 2688.5, 8603.2, 3.2, 8_603_200_000),
        (contract(INVERSE, 10, "USD"), 340, SizeUnit.CONTRACTS, 2711.08, 0, 3400 / 2711.08, 3_400_000_000),
        (contract(LINEAR, None), 4210.5, SizeUnit.QUOTE, 2.807, 0, 1500.0, 4_210_500_000),
        (contract(LINEAR, None, scale=1000), 100, SizeUnit.BASE, 0.0123, 0, 100_000, 1_230_000),
        (contract(LINEAR, None), 7, SizeUnit.CONTRACTS, 100, 0, None, None),
        (contract(INVERSE, None, "USD"), 7, SizeUnit.CONTRACTS, 100, 0, None, None),
        (contract(INVERSE, None, "USD"), 7, SizeUnit.QUOTE, 100, 0, None, None),
        (contract(LINEAR, None), 7, SizeUnit.CONTRACTS, 100, 55.5, None, 55_500_000),
        (contract(LINEAR, None, "BTC"), 7, SizeUnit.BASE, 0.05, 0, 7, None),
    ],
)
def test_measures(of, size, unit, price, quote_value, quantity, micro):
    got_quantity, got_micro = of.measure(size, unit, price, quote_value)
    assert got_quantity == pytest.approx(quantity, rel=1e-12) if quantity is not None else got_quantity is None
    assert got_micro == micro


def test_refuses_a_notional_beyond_belief():
    with pytest.raises(OverflowError, match="not believable"):
        contract(LINEAR, None).measure(1e9, SizeUnit.BASE, 1e9)


AMOUNTS = st.floats(1e-4, 1e4)
CONTRACTS = st.builds(
    contract,
    st.sampled_from(Settlement),
    st.none() | st.floats(1e-4, 1e2),
    st.sampled_from(["USD", "USDT", "BTC"]),
    st.sampled_from([1.0, 1000.0]),
)


@given(CONTRACTS, st.sampled_from(SizeUnit), AMOUNTS, AMOUNTS)
def test_plain_units_are_measured_by_size_and_price_alone(of, unit, size, price):
    coins = of.plain.get(unit)
    if coins is not None:
        assert of.scale == 1.0
        assert of.measure(size, unit, price) == (size * coins, micro_usd(size * coins * price))


@pytest.mark.parametrize(
    ("of", "units"),
    [
        (contract(LINEAR, 0.1), {SizeUnit.BASE: 1.0, SizeUnit.CONTRACTS: 0.1}),
        (contract(LINEAR, None), {SizeUnit.BASE: 1.0}),
        (contract(INVERSE, 10.0, "USD"), {SizeUnit.BASE: 1.0}),
        (contract(LINEAR, 0.1, "BTC"), {}),
        (contract(LINEAR, 0.1, scale=1000.0), {}),
    ],
)
def test_only_dollars_of_single_coins_are_plain(of, units):
    assert of.plain == units
