"""What was liquidated at which price and when: sums by price level and column of time; of orders that happened, no models."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.orders import Orders, between, total_of
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.money import MicroUsd

_HALF = 1 << 26
_BINS = 4096

Sums = NDArray[np.int64]
"""Micro-USD by level, from the lowest, and column, from the oldest."""


@dataclass(frozen=True, slots=True)
class Raster:
    """How a map is cut: columns of `bucket` ms from `start` on, levels of `step` dollars from `low` on."""

    start: int
    bucket: int
    columns: int
    low: float
    step: float
    levels: int

    @property
    def end(self) -> int:
        """Where the last column ends, Unix ms."""
        return self.start + self.columns * self.bucket

    @property
    def high(self) -> float:
        """Where the highest level ends."""
        return self.low + self.levels * self.step

    def level(self, price: float) -> int | None:
        """The level that holds a price; None outside."""
        found = int(np.floor(price / self.step)) - round(self.low / self.step)
        return found if 0 <= found < self.levels else None


@dataclass(frozen=True, slots=True, eq=False)
class PriceMap:
    """The sums of a raster. `outside` is what lies beyond its prices; with the sums it is all of its stretch of time."""

    raster: Raster
    long: Sums
    short: Sums
    outside: SideTotal
    total: SideTotal

    @property
    def peak(self) -> int:
        """The most on one side of one cell."""
        return max(int(self.long.max(initial=0)), int(self.short.max(initial=0)))

    def profile(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Micro-USD by level over all columns: longs, shorts."""
        return self.long.sum(axis=1), self.short.sum(axis=1)


def map_of(orders: Orders, raster: Raster) -> PriceMap:
    """The map of the orders within the raster's time; `orders` are in order of time."""
    found = between(orders, raster.start, raster.end)
    level = np.floor(found["price"] / raster.step) - round(raster.low / raster.step)
    inside = (level >= 0) & (level < raster.levels)
    kept = found[inside]
    place = level[inside].astype(np.int64) * raster.columns + (kept["at"] - raster.start) // raster.bucket
    short = (kept["slot"] & 1).astype(np.bool_)
    sides = []
    for side in (~short, short):
        sums = _sums(place[side], kept["micro"][side], raster.levels * raster.columns)
        sides.append(sums.reshape(raster.levels, raster.columns))
    return PriceMap(raster, sides[0], sides[1], total_of(found[~inside]), total_of(found))


def _sums(place: NDArray[np.int64], micro: NDArray[np.int64], count: int) -> Sums:
    """Exact sums by place. Floats add up many times faster; in two halves, none of which needs more digits than they have."""
    high, low = np.divmod(micro, _HALF)
    upper, lower = np.bincount(place, high, count), np.bincount(place, low, count)
    return upper.astype(np.int64) * _HALF + lower.astype(np.int64)


def price_range(orders: Orders, share: float) -> tuple[float, float] | None:
    """The lowest and the highest price, without at most `share` (0 to 1) of the money, farthest out, on either side.

    None where there is no order with a price and a value.
    """
    price, micro = orders["price"], orders["micro"]
    valued = (micro > 0) & (price > 0)
    price, micro = price[valued], micro[valued]
    if not len(price):
        return None
    lowest, highest = float(price.min()), float(price.max())
    if lowest == highest or share <= 0:
        return lowest, highest
    wide = (highest - lowest) / _BINS
    money = np.cumsum(np.bincount(((price - lowest) / wide).astype(np.intp), micro.astype(np.float64)))
    first, last = np.searchsorted(money, (money[-1] * share, money[-1] * (1 - share)))
    inside = price[(price >= lowest + first * wide) & (price < lowest + (last + 1) * wide)]
    return (float(inside.min()), float(inside.max())) if len(inside) else (lowest, highest)


def side_total(long: int, short: int) -> SideTotal:
    """Micro-USD of a cell or a level as a total; that it holds money is all that its count says."""
    return SideTotal(MicroUsd(long), MicroUsd(short), int(long > 0) + int(short > 0))
