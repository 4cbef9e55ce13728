"""Drawing what happens: how large, on which venue, in which coin, at which price, and in what clusters."""

from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import accumulate
from math import erf, exp, log, sqrt
from random import Random

from liqdesk.simulator.coins import COIN_OF, Coin
from liqdesk.simulator.contracts import contracts
from liqdesk.simulator.market import Contract, Forced, Side
from liqdesk.simulator.prices import Market

TAIL_ALPHA = 1.35
TAIL_FROM = 1.6448536
"""The 95th percentile of the normal distribution, where the body of order sizes ends."""
CEILING_USD = 30_000_000.0

VENUE_WEIGHT = {
    "bybit": 0.34,
    "binance-usdm": 0.20,
    "bitget": 0.14,
    "okx": 0.13,
    "gateio": 0.11,
    "htx": 0.05,
    "binance-coinm": 0.03,
    "aster": 0.02,
    "backpack": 0.02,
    "orderly": 0.02,
    "poloniex": 0.02,
    "deribit": 0.02,
    "bitfinex": 0.01,
    "kraken-futures": 0.01,
    "dydx-v4": 0.02,
    "lighter": 0.06,
    "hyperliquid": 0.12,
}
"""How the orders spread over the venues."""

VENUE_LAG_MS = {
    "bybit": 0,
    "binance-usdm": 120,
    "binance-coinm": 900,
    "okx": 350,
    "gateio": 1_100,
    "bitget": 700,
    "htx": 2_400,
    "aster": 500,
    "backpack": 600,
    "orderly": 900,
    "poloniex": 1_500,
    "deribit": 300,
    "bitfinex": 1_300,
    "kraken-futures": 800,
    "dydx-v4": 1_200,
    "lighter": 150,
    "hyperliquid": 60,
}
"""How long after the first venue each one usually reaches the same price; a draw adds up to as much and a little again."""

LONGEST_LAG_MS = 5_000

NEAR_MARKET = frozenset(
    {
        *("binance-usdm", "binance-coinm", "aster", "deribit", "bitfinex", "kraken-futures"),
        *("dydx-v4", "lighter", "hyperliquid", "backpack", "orderly"),
    }
)
"""Those that state the price of a fill, or a mark; all others state the bankruptcy price, which lies beyond the market."""


def draw_usd(rng: Random, mu: float, sigma: float) -> float:
    """One order in USD: a log-normal body, above its 95th percentile a Pareto tail, nothing above the ceiling."""
    z = rng.gauss(0.0, 1.0)
    if z <= TAIL_FROM:
        return min(exp(mu + sigma * z), CEILING_USD)
    start = exp(mu + sigma * TAIL_FROM)
    if start >= CEILING_USD:
        return CEILING_USD
    least = (CEILING_USD / start) ** -TAIL_ALPHA
    return float(start * (least + (1.0 - least) * rng.random()) ** (-1.0 / TAIL_ALPHA))


def mean_usd(mu: float, sigma: float) -> float:
    """The expectation of `draw_usd`, up to the little that the ceiling takes away."""
    body = exp(mu + sigma * sigma / 2) * 0.5 * (1 + erf((TAIL_FROM - sigma) / sqrt(2)))
    return body + 0.05 * exp(mu + sigma * TAIL_FROM) * TAIL_ALPHA / (TAIL_ALPHA - 1)


def _orders_weight(contract: Contract, coin: Coin) -> float:
    """The share of a venue's orders: the coin's money over its mean order, spread over the coin's contracts."""
    if contract.venue == "binance-coinm":
        product = 1.0
    elif contract.inverse or contract.quote != "USDT":
        product = 0.06
    else:
        product = 0.02 if contract.symbol[-2:].isdigit() else 1.0
    return product * coin.share / mean_usd(coin.mu, coin.sigma)


@dataclass(frozen=True, slots=True)
class Choice:
    """Contracts with the running sums of their weights."""

    contracts: tuple[Contract, ...]
    sums: tuple[float, ...]

    def draw(self, rng: Random) -> Contract:
        """One contract."""
        return self.contracts[min(bisect(self.sums, rng.random() * self.sums[-1]), len(self.contracts) - 1)]


@cache
def choice_of(venue: str) -> Choice:
    """Where a venue's orders happen."""
    listed = contracts(venue)
    return Choice(listed, tuple(accumulate(_orders_weight(each, COIN_OF[each.base]) for each in listed)))


@dataclass(frozen=True, slots=True)
class _Scale:
    """What is needed of a contract to price and size an order fast."""

    tick: float
    tick_exact: Decimal
    scale: int
    step_worth: float
    """USD of a size step, over the price where the price enters."""
    price_enters: bool
    near_market: bool


@cache
def _scale_of(contract: Contract) -> _Scale:
    """Contracts are few and frozen: each is measured once."""
    price_enters = not contract.inverse and contract.counts_in != "quote"
    if contract.counts_in == "quote":
        worth = contract.size_step
    else:
        worth = contract.size_step * (contract.multiplier if contract.counts_in == "contracts" else 1)
    return _Scale(
        tick=float(contract.price_step),
        tick_exact=contract.price_step,
        scale=contract.scale,
        step_worth=float(worth),
        price_enters=price_enters,
        near_market=contract.venue in NEAR_MARKET,
    )


def size_of(contract: Contract, usd: float, price: Decimal) -> Decimal:
    """The size worth about `usd` at the venue's `price`, on the size step, one step at least."""
    scale = _scale_of(contract)
    worth = scale.step_worth * float(price) if scale.price_enters else scale.step_worth
    return max(round(usd / worth), 1) * contract.size_step


class Orders:
    """Draws forced orders in the market it is given; `size_factor` makes every order so much larger."""

    def __init__(self, rng: Random, market: Market, size_factor: float = 1.0) -> None:
        self._rng = rng
        self._market = market
        self._extra_mu = log(size_factor)

    def usd(self, contract: Contract) -> float:
        """How large an order in this contract is."""
        coin = COIN_OF[contract.base]
        return draw_usd(self._rng, coin.mu + self._extra_mu, coin.sigma)

    def price(self, contract: Contract, position: Side, at_ms: int) -> Decimal:
        """What the venue states: a fill near the market on some, on others the bankruptcy price beyond it."""
        scale = _scale_of(contract)
        rng = self._rng
        away = 0.0006 * rng.random() if scale.near_market else 0.003 + 0.012 * rng.random() * rng.random()
        factor = 1.0 - away if position == "long" else 1.0 + away
        ticks = round(self._market.price(contract.base, at_ms) * scale.scale * factor / scale.tick)
        return max(ticks, 1) * scale.tick_exact

    def order(self, number: int, at_ms: int, contract: Contract, position: Side) -> Forced:
        """One forced order."""
        price = self.price(contract, position, at_ms)
        size = size_of(contract, self.usd(contract), price)
        return Forced(number, at_ms, contract, position, size, price)


class Venues:
    """The venues that take part, and where and when the next order happens."""

    def __init__(self, rng: Random, venues: Iterable[str]) -> None:
        self._rng = rng
        self._names = tuple(sorted(venues))
        self._sums = tuple(accumulate(VENUE_WEIGHT[name] for name in self._names))
        if not self._names:
            raise ValueError("a story needs at least one venue")

    def draw(self) -> str:
        """The venue of the next account that is closed."""
        return self._names[min(bisect(self._sums, self._rng.random() * self._sums[-1]), len(self._names) - 1)]

    def lag_ms(self, venue: str) -> int:
        """How long after the common moment this venue acts."""
        usual = VENUE_LAG_MS[venue]
        return min(int(usual * (0.5 + self._rng.random()) + 400 * self._rng.random()), LONGEST_LAG_MS)


def batch_size(rng: Random) -> int:
    """How many orders one closed account gives: mostly one, now and then up to a few dozen, all at one moment."""
    if rng.random() < 0.9:
        return 1
    return min(1 + int(rng.paretovariate(1.2)), 58)


class Excitement:
    """The part of the rate that earlier orders bring about: each order begets `branching` more, on average."""

    def __init__(self, branching: float, half_life_ms: int) -> None:
        self._branching = branching
        self._decay_per_ms = log(2) / half_life_ms
        self.rate = 0.0

    def pass_time(self, span_ms: int) -> None:
        """Let it fade."""
        self.rate *= exp(-self._decay_per_ms * span_ms)

    def add(self, orders: int) -> None:
        """So many orders happened; `rate` is in orders per second."""
        self.rate += orders * self._branching * self._decay_per_ms * 1_000


def poisson(rng: Random, mean: float) -> int:
    """A Poisson draw; the normal form above 60."""
    if mean > 60:
        return max(0, round(rng.gauss(mean, sqrt(mean))))
    limit, product, count = exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def spread(rng: Random, count: int, start_ms: int, span_ms: int) -> Iterator[int]:
    """`count` moments within the span, in order."""
    yield from sorted(start_ms + int(rng.random() * span_ms) for _ in range(count))
