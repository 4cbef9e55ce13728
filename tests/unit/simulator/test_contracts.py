"""The listings: enough of them, the known contract sizes, and notionals that need no rounding."""

from decimal import Decimal

import pytest

from liqdesk.simulator.contracts import VENUES, contracts, micro_per_step
from tests.fakes.forced import contract


@pytest.mark.parametrize("venue", VENUES)
def test_a_venue_lists_enough_and_each_symbol_once(venue: str) -> None:
    listed = contracts(venue)
    assert 15 <= len(listed) <= 80
    assert len({each.symbol for each in listed}) == len(listed)
    assert {each.venue for each in listed} == {venue}
    assert {"BTC", "ETH", "SOL"} <= {each.base for each in listed}


@pytest.mark.parametrize("venue", VENUES)
def test_every_notional_is_a_whole_number_of_millionths(venue: str) -> None:
    for each in contracts(venue):
        if each.inverse or each.counts_in == "quote":
            exact = each.size_step * each.multiplier * 1_000_000
        else:
            exact = each.size_step * each.multiplier * each.price_step * 1_000_000
        assert exact == int(exact) >= 1, each.symbol


@pytest.mark.parametrize(
    ("venue", "symbol", "multiplier", "scale"),
    [
        ("binance-usdm", "1000PEPEUSDT", "1", 1_000),
        ("binance-coinm", "BTCUSD_PERP", "100", 1),
        ("binance-coinm", "ETHUSD_PERP", "10", 1),
        ("bybit", "SHIB1000USDT", "1", 1_000),
        ("bybit", "BTCUSD", "1", 1),
        ("okx", "BTC-USDT-SWAP", "0.01", 1),
        ("okx", "ETH-USDT-SWAP", "0.1", 1),
        ("okx", "BTC-USD-SWAP", "100", 1),
        ("gateio", "ETH_USDT", "0.01", 1),
        ("gateio", "BTC_USD", "1", 1),
        ("htx", "BTC-USDT", "0.001", 1),
    ],
)
def test_contract_sizes(venue: str, symbol: str, multiplier: str, scale: int) -> None:
    each = contract(venue, symbol)
    assert (each.multiplier, each.scale) == (Decimal(multiplier), scale)


def test_steps_are_written_without_exponents() -> None:
    for venue in VENUES:
        for each in contracts(venue):
            assert "E+" not in f"{each.size_step}{each.multiplier}{each.price_step}"


def test_a_step_has_a_worth() -> None:
    assert micro_per_step(contract("bybit", "BTCUSDT"), Decimal(94_000)) == 94_000_000
    assert micro_per_step(contract("binance-coinm", "BTCUSD_PERP"), Decimal(94_000)) == 100_000_000
    assert micro_per_step(contract("bitget", "BTCUSDT"), Decimal(94_000)) == 1


def test_an_unknown_venue_lists_nothing() -> None:
    with pytest.raises(KeyError):
        contracts("nowhere")
