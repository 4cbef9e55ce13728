"""Other people's rows are valued as live ones are, and equal ones are counted where a venue tells all."""

import pytest

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.foreign import ForeignIntake
from tests.fakes.rows import T0

BYBIT, COINM, OKX = VenueId("bybit"), VenueId("binance-coinm"), VenueId("okx")
LINEAR = Instrument(BYBIT, "BTCUSDT", "BTC", "USDT", Settlement.LINEAR)
THOUSAND = Instrument(BYBIT, "1000PEPEUSDT", "PEPE", "USDT", Settlement.LINEAR, scale=1000.0)
INVERSE = Instrument(BYBIT, "BTCUSD", "BTC", "USD", Settlement.INVERSE, 1.0)
HUNDRED = Instrument(COINM, "BTCUSD_PERP", "BTC", "USD", Settlement.INVERSE, 100.0)
UNSIZED = Instrument(OKX, "ETH-USDT-SWAP", "ETH", "USDT", Settlement.LINEAR)


def intake():
    catalogue = Catalogue({BYBIT: lambda _: None, COINM: lambda _: None, OKX: lambda _: None})
    for one in (LINEAR, THOUSAND, INVERSE, HUNDRED, UNSIZED):
        catalogue.add(one.venue, [one], "test", None)
    told = {BYBIT: Completeness.FULL, COINM: Completeness.SAMPLED, OKX: Completeness.SAMPLED}
    return ForeignIntake(catalogue, told)


def report(venue=BYBIT, size=2.0, unit=SizeUnit.BASE, price=50_000.0, at: int | None = T0, ident=""):
    when = None if at is None else UnixMs(at)
    return LiquidationReport(venue, "X", PositionSide.LONG, size, unit, price, PriceKind.FILL, when, ident=ident)


def test_money_is_made_by_the_contract():
    take = intake().take
    linear = take(report(), ["BTCUSDT"], None)
    assert (linear.notional, linear.quantity_base, linear.history) == (100_000_000_000, 2.0, True)
    thousand = take(report(price=0.01), ["1000PEPEUSDT"], None)
    assert (thousand.notional, thousand.quantity_base, thousand.price) == (20_000, 2_000.0, 0.01 / 1000)
    inverse = take(report(size=3.0, unit=SizeUnit.CONTRACTS, venue=COINM), ["BTCUSD_PERP"], None)
    assert (inverse.notional, inverse.quantity_base) == (300_000_000, 300 / 50_000)
    dollars = take(report(size=250.0), ["BTCUSD"], None)
    assert dollars.notional == 250_000_000, "the size of an inverse contract counts contracts"


def test_a_size_nobody_trusted_has_told_makes_no_money():
    row = intake().take(report(OKX, 5.0, SizeUnit.CONTRACTS), ["ETH-USDT-SWAP"], None)
    assert (row.notional, row.quantity_base, row.size) == (None, None, 5.0)


def test_a_contract_is_known_however_it_is_spelled():
    take = intake().take
    assert take(report(), ["btcusdt"], None).instrument is LINEAR
    assert take(report(), ["BTC", "BTCUSDT"], None).instrument is LINEAR
    with pytest.raises(ValueError, match="no list knows the contract 'DOGE' of bybit"):
        take(report(), ["DOGE"], None)
    with pytest.raises(ValueError, match="no list knows"):
        take(report(VenueId("ftx")), ["BTCUSDT"], None)


def test_equal_rows_are_several_where_all_is_told_and_one_where_samples_are():
    take = intake().take
    full = [take(report(), ["BTCUSDT"], None).key for _ in range(3)]
    assert [key.rpartition(":")[2] for key in full] == ["0", "1", "2"]
    sampled = {take(report(COINM, unit=SizeUnit.CONTRACTS), ["BTCUSD_PERP"], None).key for _ in range(2)}
    assert len(sampled) == 1
    assert len({take(report(ident="7"), ["BTCUSDT"], None).key for _ in range(2)}) == 1


def test_a_row_needs_a_moment_and_a_believable_sum():
    take = intake().take
    assert take(report(at=None), ["BTCUSDT"], T0).at == T0
    with pytest.raises(ValueError, match="no time is given"):
        take(report(at=None), ["BTCUSDT"], None)
    with pytest.raises(ValueError, match="not believable"):
        take(report(size=1e12), ["BTCUSDT"], None)
