"""Which rows may let something ring."""

import pytest

from liqdesk.alerts.facts import amount, live
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.liquidation import LiquidationKind, PositionSide
from liqdesk.domain.money import MicroUsd
from tests.fakes.rows import T0, option, row, share


def test_a_row_told_as_it_happened_is_live():
    assert live(row())
    assert live(row(received_at=T0 + 60_000))


@pytest.mark.parametrize(
    "entry",
    [
        row(history=True),
        row(received_at=T0 + 60_001),
        row(micro=None),
        row(kind=LiquidationKind.DELEVERAGE),
        row(of=option()),
        row(of=share()),
    ],
    ids=["history", "late", "unvalued", "deleverage", "option", "share"],
)
def test_what_lets_nothing_ring(entry):
    assert not live(entry)


def test_one_side_of_a_total_or_both():
    total = SideTotal(MicroUsd(3), MicroUsd(4))
    assert [amount(total, side) for side in (PositionSide.LONG, PositionSide.SHORT, None)] == [3, 4, 7]
