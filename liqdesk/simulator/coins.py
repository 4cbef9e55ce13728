"""The coins of the simulated market: price levels of January 2026, how much of the money and how large the orders are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coin:
    """A coin: its dollar price where every story begins, and its weight.

    `share` is its part of the liquidated money, in thousandths. `mu` and `sigma` are the log-normal body of its order
    sizes in USD. `beta` is how far it moves for every percent of BTC. `thousands` says that most venues list it by the
    thousand. `rank` counts from 0, the largest first.
    """

    base: str
    price: float
    share: float
    mu: float = 5.142
    sigma: float = 2.084
    beta: float = 1.5
    thousands: bool = False
    rank: int = 0


_MEASURED = (
    Coin("BTC", 94_087.0, 255.0, 7.2, 2.09, 1.0),
    Coin("ETH", 3_128.4, 190.0, 6.958, 2.273, 1.35),
    Coin("SOL", 142.31, 82.0, 6.1, 2.1, 1.5),
    Coin("XRP", 2.0614, 55.0, 5.88, 2.3, 1.3),
    Coin("DOGE", 0.14012, 38.0, 5.28, 2.4, 1.7),
)
"""Sizes of these were measured; the others share one row."""

_OTHERS: tuple[tuple[str, float, float], ...] = (
    ("BNB", 905.2, 22.0),
    ("HYPE", 24.86, 21.0),
    ("SUI", 1.8042, 20.0),
    ("ZEC", 412.6, 18.0),
    ("PEPE", 0.0000059123, 17.0),
    ("ADA", 0.39514, 16.0),
    ("LINK", 13.318, 15.0),
    ("AVAX", 13.942, 14.0),
    ("LTC", 77.42, 11.0),
    ("ENA", 0.22916, 10.5),
    ("BCH", 628.4, 10.0),
    ("WIF", 0.38214, 9.5),
    ("XMR", 641.3, 9.0),
    ("DASH", 58.73, 8.5),
    ("FARTCOIN", 0.39842, 8.0),
    ("BONK", 0.000010842, 7.5),
    ("UNI", 5.4621, 7.0),
    ("AAVE", 171.24, 7.0),
    ("NEAR", 1.7512, 6.5),
    ("DOT", 2.1043, 6.0),
    ("PENGU", 0.012614, 6.0),
    ("WLD", 0.59821, 5.5),
    ("ARB", 0.21034, 5.5),
    ("ASTER", 0.71982, 5.0),
    ("APT", 1.7633, 5.0),
    ("TAO", 284.61, 5.0),
    ("TRUMP", 5.4127, 4.5),
    ("PUMP", 0.0025134, 4.5),
    ("SHIB", 0.0000086214, 4.5),
    ("ONDO", 0.39671, 4.0),
    ("OP", 0.31245, 4.0),
    ("HBAR", 0.11934, 4.0),
    ("TON", 1.7465, 3.5),
    ("XLM", 0.22751, 3.5),
    ("FIL", 1.5128, 3.5),
    ("ETC", 12.614, 3.5),
    ("INJ", 5.2943, 3.0),
    ("TIA", 0.57116, 3.0),
    ("SEI", 0.12482, 3.0),
    ("CRV", 0.41873, 3.0),
    ("LDO", 0.61925, 2.5),
    ("JUP", 0.21127, 2.5),
    ("RENDER", 2.3117, 2.5),
    ("FET", 0.28016, 2.5),
    ("VIRTUAL", 1.0462, 2.5),
    ("PENDLE", 2.1075, 2.0),
    ("FLOKI", 0.000050214, 2.0),
    ("WLFI", 0.16532, 2.0),
    ("TRX", 0.30118, 2.0),
    ("ATOM", 2.5931, 2.0),
    ("ICP", 3.3142, 2.0),
    ("ALGO", 0.13517, 1.5),
    ("XPL", 0.16124, 1.5),
    ("GALA", 0.0067214, 1.5),
    ("STX", 0.37136, 1.5),
    ("IMX", 0.25117, 1.0),
    ("SAND", 0.12534, 1.0),
    ("KAS", 0.047126, 1.0),
)

_BY_THE_THOUSAND = frozenset({"PEPE", "BONK", "SHIB", "FLOKI"})


def _all_coins() -> tuple[Coin, ...]:
    coins = [
        Coin(coin.base, coin.price, coin.share, coin.mu, coin.sigma, coin.beta, rank=rank)
        for rank, coin in enumerate(_MEASURED)
    ]
    for rank, (base, price, share) in enumerate(_OTHERS, len(coins)):
        coins.append(Coin(base, price, share, thousands=base in _BY_THE_THOUSAND, rank=rank))
    return tuple(coins)


COINS: tuple[Coin, ...] = _all_coins()
"""The largest first."""

COIN_OF: dict[str, Coin] = {coin.base: coin for coin in COINS}
