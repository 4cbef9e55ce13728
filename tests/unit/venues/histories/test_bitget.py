"""Bitget's past: every page from the newest on, and nothing of it worth a dollar before a live row has shown the unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import Liquidation, LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.intake import Intake
from liqdesk.venues.adapters.bitget import BITGET, Bitget
from liqdesk.venues.histories.bitget import BitgetHistory

T = 1_793_000_500_000
SUI = Instrument(BITGET, "SUIUSDT", "SUI", "USDT", Settlement.LINEAR)
HISTORY = BitgetHistory()


def heard(
    value: float = 4210.5, price: float = 2.807, at: int = T, position: PositionSide = PositionSide.LONG
) -> Liquidation:
    """A row as the feed told it: `value` in dollars."""
    catalogue = Catalogue({BITGET: lambda _: None})
    catalogue.replace(BITGET, [SUI], "test", None)
    told = report(value, price, at, position, SizeUnit.QUOTE)
    (row,) = Intake(catalogue, {BITGET: Completeness.SAMPLED}).take([told], UnixMs(at))
    return row


def report(
    size: float,
    price: float = 2.807,
    at: int = T,
    position: PositionSide = PositionSide.LONG,
    unit: SizeUnit = SizeUnit.CONTRACTS,
) -> LiquidationReport:
    return LiquidationReport(BITGET, "SUIUSDT", position, size, unit, price, PriceKind.BANKRUPTCY, UnixMs(at))


def test_the_lines_whose_unit_the_socket_confirms_are_asked_about() -> None:
    (plan,) = Bitget().plan((), Bitget().addresses)
    urls = [one.url for one in HISTORY.requests(plan, (), Bitget().addresses, Span(UnixMs(T), UnixMs(T + 1)))]
    root = "https://api.bitget.com/api/v3/market/liquidations"
    assert urls == [f"{root}?category={line}-FUTURES&limit=100" for line in ("USDT", "USDC")]
    assert HISTORY.every >= 1_000 / 5, "five requests a second are allowed"


@pytest.mark.parametrize(("size", "unit"), [(1500.0, SizeUnit.BASE), (4210.5, SizeUnit.QUOTE), (1500.9, SizeUnit.BASE)])
def test_a_row_that_was_heard_live_shows_what_its_amount_counts(size: float, unit: SizeUnit) -> None:
    assert HISTORY.unit([report(1.0, at=T - 9_000), report(size)], [heard()]) is unit


@pytest.mark.parametrize(
    "told",
    [
        report(1500.0, price=2.8071),
        report(1500.0, at=T + 1_001),
        report(1500.0, position=PositionSide.SHORT),
        report(1503.0),
    ],
    ids=["another price", "another second", "the other side", "another order"],
)
def test_what_is_not_surely_the_same_order_shows_nothing(told: LiquidationReport) -> None:
    assert HISTORY.unit([told], [heard()]) is None


def test_a_coin_worth_a_dollar_shows_nothing() -> None:
    assert HISTORY.unit([report(500.0, price=1.0)], [heard(500.0, price=1.0)]) is None


def test_rows_that_contradict_each_other_show_nothing() -> None:
    live = [heard(), heard(87.936, 2.9312)]
    assert HISTORY.unit([report(1500.0), report(87.936, 2.9312)], live) is None
    assert HISTORY.unit([report(1500.0), report(30.0, 2.9312)], live) is SizeUnit.BASE


@given(st.floats(0.0001, 100_000), st.floats(1, 1e7), st.sampled_from([SizeUnit.BASE, SizeUnit.QUOTE]))
def test_whatever_the_order_the_unit_it_was_told_in_is_shown_or_none(
    price: float, value: float, unit: SizeUnit
) -> None:
    size = value / price if unit is SizeUnit.BASE else value
    shown = HISTORY.unit([report(size, price)], [heard(value, price)])
    assert shown is unit or (shown is None and 0.99 < price < 1.01)


def test_before_it_is_shown_a_row_has_no_value() -> None:
    catalogue = Catalogue({BITGET: lambda _: None})
    catalogue.replace(BITGET, [SUI], "test", None)
    (row,) = Intake(catalogue, {BITGET: Completeness.SAMPLED}).take([report(1500.0)], UnixMs(T))
    assert row.notional is None
