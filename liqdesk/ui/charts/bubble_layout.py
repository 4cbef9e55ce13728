"""Where bubbles stand and how large they are: area is money, in tiers; arithmetic only, no Qt."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.orders import Orders
from liqdesk.ui.charts.geometry import nice_ceiling
from liqdesk.ui.charts.price_frame import Floats, PriceFrame

TIERS = 26
SMALLEST = 1.6
LARGEST = 26.0
"""Radii in logical pixels."""

_REACH = 3.0
"""A bubble is met by a pointer this far outside of it."""

_MICRO = 1e6
_LEAST_USD = 10_000.0

RADII: tuple[float, ...] = tuple(SMALLEST * (LARGEST / SMALLEST) ** (number / (TIERS - 1)) for number in range(TIERS))
"""The radius of each tier."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much money the largest bubble stands for, in dollars; `zoom` enlarges all radii (the text size)."""

    usd: float
    zoom: float = 1.0

    @classmethod
    def of(cls, largest: int, zoom: float) -> "Scale":
        """The scale for orders of at most `largest` micro-USD: a round sum."""
        return cls(nice_ceiling(max(largest / _MICRO, _LEAST_USD)), zoom)

    def tier(self, usd: float) -> int:
        """The tier of one amount."""
        return int(self.tiers(np.array([usd * _MICRO]))[0])

    def tiers(self, micro: NDArray[np.int64] | Floats) -> NDArray[np.intp]:
        """The tier of each amount, by the radius whose area is as large as the money."""
        radius = LARGEST * np.sqrt(np.maximum(micro, 1) / (_MICRO * self.usd))
        step = math.log(LARGEST / SMALLEST) / (TIERS - 1)
        found = np.rint(np.log(np.maximum(radius, SMALLEST) / SMALLEST) / step)
        return np.clip(found, 0, TIERS - 1).astype(np.intp)

    def radius(self, tier: int) -> float:
        """The radius of a tier in logical pixels."""
        return RADII[tier] * self.zoom


@dataclass(frozen=True, slots=True, eq=False)
class Bubbles:
    """Bubbles in the order they are painted, the largest first: centre, tier, and `kind`: 1 for shorts, plus 2 if sampled.

    `place` is where each stands in the orders they were made of.
    """

    x: Floats
    y: Floats
    tier: NDArray[np.intp]
    kind: NDArray[np.intp]
    place: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.x)


def bubbles_of(orders: Orders, frame: PriceFrame, scale: Scale) -> Bubbles:
    """The bubbles of these orders."""
    tier = scale.tiers(orders["micro"])
    place = np.argsort((TIERS - tier).astype(np.uint8), kind="stable")  # of bytes, which takes no time
    orders, tier = orders[place], tier[place]
    kind = (orders["slot"] & 1).astype(np.intp) + 2 * orders["sampled"].astype(np.intp)
    return Bubbles(frame.xs(orders["at"]), frame.ys(orders["price"]), tier, kind, place)


def met(bubbles: Bubbles, scale: Scale, x: float, y: float) -> int | None:
    """Which bubble a pointer at this place means: the one painted last of those it touches, else the nearest in reach."""
    if not len(bubbles):
        return None
    radius = np.asarray(RADII)[bubbles.tier] * scale.zoom
    beyond = np.hypot(bubbles.x - x, bubbles.y - y) - radius
    inside = np.flatnonzero(beyond <= 0)
    if len(inside):
        return int(inside[-1])
    nearest = int(np.argmin(beyond))
    return nearest if beyond[nearest] <= _REACH else None


def legend_amounts(scale: Scale) -> tuple[float, ...]:
    """Dollars of the bubbles that a legend shows, from small to large."""
    return tuple(scale.usd / part for part in (1000, 100, 10, 1))
