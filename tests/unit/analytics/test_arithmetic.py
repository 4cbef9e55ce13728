"""The steps from a size to dollars give exactly what was counted, whatever the contract."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.arithmetic import Way, arithmetic, way_of
from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.venue import Completeness, VenueId
from tests.fakes.rows import T0

VENUE = VenueId("okx")
LINEAR = Instrument(VENUE, "BTC-USDT-SWAP", "BTC", "USDT", Settlement.LINEAR, 0.01)
SCALED = Instrument(VENUE, "1000PEPEUSDT", "PEPE", "USDT", Settlement.LINEAR, None, 1000.0)
INVERSE = Instrument(VENUE, "BTC-USD-SWAP", "BTC", "USD", Settlement.INVERSE, 100.0)
UNLISTED = Instrument(VENUE, "NEW-USDT-SWAP", "NEW", "USDT", Settlement.LINEAR)
EUROS = Instrument(VENUE, "BTC-EUR-SWAP", "BTC", "EUR", Settlement.LINEAR, 0.01)


def row(of: Instrument, size: float, price: float, unit: SizeUnit, value: float = 0.0) -> Liquidation:
    quantity, notional = of.measure(size, unit, price, value)
    return Liquidation(
        of, PositionSide.LONG, price / of.scale, PriceKind.FILL, quantity, notional, T0, T0,
        LiquidationKind.LIQUIDATION, False, Completeness.FULL, size, price,
    )  # fmt: skip


def number(figure: str) -> float:
    found = re.search(r"[\d,.e+-]*\d", figure)
    assert found is not None
    return float(found[0].replace(",", ""))


def recomputed(one: Liquidation) -> float:
    """What somebody gets who multiplies the figures shown."""
    steps = {step.name: number(step.figure) for step in arithmetic(one)[:-1] if step.name != "currency"}
    match way_of(one):
        case Way.COINS:
            return steps["size"] * steps["price"]
        case Way.CONTRACTS:
            return steps["size"] * steps["size of a contract"] * steps["price"]
        case Way.INVERSE:
            return steps["size"] * steps["value of a contract"]
        case Way.VALUE:
            return steps["size"]
        case _:
            return steps["value"]


@given(
    st.sampled_from([(LINEAR, SizeUnit.CONTRACTS), (LINEAR, SizeUnit.BASE), (SCALED, SizeUnit.BASE),
                     (LINEAR, SizeUnit.QUOTE), (INVERSE, SizeUnit.CONTRACTS)]),
    st.floats(0.001, 1e6), st.floats(0.0001, 200_000),
)  # fmt: skip
def test_the_figures_shown_give_the_notional(kind, size, price):
    one = row(kind[0], float(f"{size:.12g}"), float(f"{price:.12g}"), kind[1])
    assert recomputed(one) == pytest.approx(one.notional / 1e6, abs=1e-6, rel=1e-12)
    assert number(arithmetic(one)[-1].figure) == pytest.approx(one.notional / 1e6, abs=1e-6, rel=1e-12)


@pytest.mark.parametrize(
    ("one", "way"),
    [
        (row(LINEAR, 12, 94_000, SizeUnit.CONTRACTS), Way.CONTRACTS),
        (row(LINEAR, 12, 94_000, SizeUnit.BASE), Way.COINS),
        (row(INVERSE, 12, 94_000, SizeUnit.CONTRACTS), Way.INVERSE),
        (row(LINEAR, 1_234.5, 94_000, SizeUnit.QUOTE), Way.VALUE),
        (row(LINEAR, 12, 94_000, SizeUnit.CONTRACTS, 11_281.7), Way.STATED),
        (row(UNLISTED, 12, 94_000, SizeUnit.CONTRACTS), Way.UNVALUED),
        (row(EUROS, 12, 94_000, SizeUnit.CONTRACTS), Way.UNVALUED),
    ],
)
def test_each_way_is_known_again(one, way):
    assert way_of(one) is way


def test_the_steps_read_well():
    steps = arithmetic(row(LINEAR, 12, 94_000.5, SizeUnit.CONTRACTS))
    assert [(step.name, step.figure) for step in steps] == [
        ("size", "12 contracts"),
        ("size of a contract", "0.01 BTC"),
        ("price", "94,000.5 USDT"),
        ("currency", "1 USDT = $1"),
        ("coins", "0.12 BTC"),
        ("notional", "$11,280.060000"),
    ]


def test_what_is_not_valued_says_why():
    assert arithmetic(row(UNLISTED, 12, 1, SizeUnit.CONTRACTS))[-1].origin == (
        "not valued: nobody trusted has said how large a contract is"
    )
    assert "EUR does not count as a dollar" in arithmetic(row(EUROS, 12, 1, SizeUnit.CONTRACTS))[-1].origin
