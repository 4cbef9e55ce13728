"""Shares, metals, indices and currencies are told from coins by their names, and no coin is taken for one."""

import pytest

from liqdesk.venues.wire.tradfi import no_coin


@pytest.mark.parametrize(
    "name", ["NVDA", "AAPL", "AAPLX", "TSLAON", "XAU", "XAUUSD", "EUR", "EURUSD", "USDJPY", "NAS100", "SPY", "WTI"]
)
def test_what_no_chain_has(name):
    assert no_coin(name)


@pytest.mark.parametrize(
    "name",
    [
        "BTC",
        "ETH",
        "X",
        "ON",
        "SPX",
        "META",
        "GME",
        "PAXG",
        "XAUT",
        "USD",
        "USDUSD",
        "USDC",
        "TRX",
        "KRWX",
        "EURT",
        "",
        "100",
    ],
)
def test_coins_and_what_may_be_one(name):
    assert not no_coin(name)
