"""The market's prices: one story for BTC, every other coin after it with a mind of its own, the same for the same seed."""

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from math import exp, sqrt

from liqdesk.simulator.coins import COIN_OF

Story = Callable[[int], float]
"""The logarithm of BTC's price over its level in `COINS`, at Unix ms."""

Anchors = tuple[tuple[int, float], ...]
"""Values at seconds of a telling, joined smoothly."""

_MASK = (1 << 64) - 1
_OCTAVES = tuple((seconds, sqrt(seconds / 128)) for seconds in (2, 8, 32, 128, 512))
_ALT_OCTAVES = tuple((seconds, sqrt(seconds / 64)) for seconds in (4, 32, 256))


def lattice(index: int, salt: int) -> float:
    """A number in -1..1 that depends on nothing but the arguments."""
    x = (index * 0x9E3779B97F4A7C15 + salt * 0xD1B54A32D192ED03 + 0x632BE59BD9B4E019) & _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return ((x ^ (x >> 31)) >> 11) / (1 << 52) - 1.0


def _noise(at_s: float, salt: int, octaves: tuple[tuple[int, float], ...]) -> float:
    total = 0.0
    for number, (span, weight) in enumerate(octaves):
        index, rest = divmod(at_s / span, 1.0)
        low, high = lattice(int(index), salt + number), lattice(int(index) + 1, salt + number)
        total += weight * (low + (high - low) * rest)
    return total


def restlessness(at_ms: int, salt: int) -> float:
    """The small change of BTC's price that tells no story, as a logarithm; about 3 hundredths of a percent."""
    return 0.0003 * _noise(at_ms / 1_000, salt * 16, _OCTAVES)


def level(seed: int) -> float:
    """Where the story of `seed` finds BTC; the story of `seed` + 1 begins where this one ends."""
    return 0.008 * lattice(seed, 77)


class Market:
    """The prices of all coins while a story is told; each is constant within a second of the clock."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._second = -1
        self._btc = 0.0
        self._known: dict[str, float] = {}

    def price(self, base: str, at_ms: int) -> float:
        """USD of one coin."""
        second = at_ms // 1_000
        if second != self._second:
            self._second = second
            self._btc = self._story(second * 1_000)
            self._known.clear()
        price = self._known.get(base)
        if price is None:
            price = self._known[base] = self._compute(base, second)
        return price

    def quote(self, base: str, at_ms: int) -> Decimal:
        """The same as an exact decimal with seven significant digits; BTC to a tenth."""
        price = self.price(base, at_ms)
        return Decimal(f"{price:.1f}") if base == "BTC" else Decimal(f"{Decimal(f'{price:.7g}'):f}")

    def _compute(self, base: str, second: int) -> float:
        coin = COIN_OF[base]
        if coin.rank == 0:
            return coin.price * exp(self._btc)
        own = 0.0011 * _noise(second, 1_000 * coin.rank, _ALT_OCTAVES)
        return coin.price * exp(self._btc * coin.beta + own)


def along(anchors: Anchors, at: int) -> float:
    """The value at `at` on the line through the anchors, smooth at each; constant outside them."""
    if at <= anchors[0][0]:
        return anchors[0][1]
    for (left, low), (right, high) in pairwise(anchors):
        if at <= right:
            part = (at - left) / (right - left)
            return low + (high - low) * part * part * (3 - 2 * part)
    return anchors[-1][1]
