"""Who holds positions in the simulated market: how much is open in each contract, and who pays for holding it.

What is closed by force is gone, and takes with it what frightened holders close by themselves, which is far more; both come
back by half in ten minutes, as the stories are short. The funding before a story is what made it possible: shorts who pay
before a squeeze, longs who pay before a flush.
"""

from collections.abc import Iterable
from decimal import Decimal

from liqdesk.simulator.coins import COIN_OF
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.prices import lattice

USD_OF_SHARE = 8_000_000
"""Dollars open in a contract for each thousandth of the liquidated money that its coin has."""

FRIGHTENED = Decimal("0.08")
"""This share of what is open leaves by choice when very much is closed by force: a violent hour costs some percent."""

ALARM = Decimal("0.0028")
"""When this share of what is open was closed by force, half of those who can be frightened have gone."""

LEAST_LEFT = Decimal("0.3")
HALF_BACK_MS = 600_000
USUAL_FUNDING = Decimal("0.0001")
FUNDING_STEP = Decimal("0.00000001")


class Crowd:
    """One venue's holders. `funding` is what longs pay shorts each eight hours in its largest coin, as a fraction."""

    interval_ms = 28_800_000

    def __init__(self, funding: Decimal = USUAL_FUNDING) -> None:
        self._funding = funding
        self._closed: dict[str, tuple[int, Decimal]] = {}

    def take(self, events: Iterable[Forced]) -> None:
        """These positions are gone."""
        for event in events:
            symbol = event.contract.symbol
            self._closed[symbol] = (event.at, self._closed_at(symbol, event.at) + event.size)

    def open(self, contract: Contract, at_ms: int) -> Decimal:
        """How much is open at `at_ms` Unix ms, counted as the contract's sizes are."""
        whole = _whole(contract)
        closed = self._closed_at(contract.symbol, at_ms)
        left = whole - closed - _followers(whole, closed)
        return max(left, whole * LEAST_LEFT).quantize(contract.size_step)

    def funding(self, contract: Contract) -> Decimal:
        """What longs pay for the coming interval, as a fraction of their position."""
        own = Decimal(str(lattice(COIN_OF[contract.base].rank, 4_711))) * self._funding / 5
        return (self._funding + own).quantize(FUNDING_STEP)

    def next_funding(self, now_ms: int) -> int:
        """When it is paid, Unix ms."""
        return (now_ms // self.interval_ms + 1) * self.interval_ms

    def _closed_at(self, symbol: str, at_ms: int) -> Decimal:
        since, size = self._closed.get(symbol, (at_ms, Decimal(0)))
        return size * Decimal(str(0.5 ** (max(0, at_ms - since) / HALF_BACK_MS)))


def _followers(whole: Decimal, closed: Decimal) -> Decimal:
    """What is closed by choice beside so much that was closed by force: steep at first, ever flatter."""
    return whole * FRIGHTENED * closed / (closed + whole * ALARM)


def _whole(contract: Contract) -> Decimal:
    """What is open while nothing happens, at the price where every story begins."""
    coin = COIN_OF[contract.base]
    usd = Decimal(str(coin.share)) * USD_OF_SHARE
    unit = Decimal(str(coin.price)) * contract.scale
    if contract.counts_in == "quote" or (contract.inverse and contract.counts_in == "base"):
        return usd
    if contract.inverse:
        return usd / contract.multiplier
    return usd / (unit if contract.counts_in == "base" else unit * contract.multiplier)
