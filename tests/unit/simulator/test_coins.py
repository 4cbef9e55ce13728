"""The coins: ranked, distinct, with plausible figures."""

from itertools import pairwise

from liqdesk.simulator.coins import COIN_OF, COINS


def test_the_largest_come_first_and_each_once() -> None:
    assert [coin.rank for coin in COINS] == list(range(len(COINS)))
    assert [coin.base for coin in COINS[:2]] == ["BTC", "ETH"]
    assert len(COIN_OF) == len(COINS)
    assert all(larger.share >= smaller.share for larger, smaller in pairwise(COINS))


def test_bitcoin_has_about_a_quarter_of_the_money() -> None:
    assert 0.24 < COINS[0].share / sum(coin.share for coin in COINS) < 0.3
