"""A drawing area with time across and prices upwards; arithmetic only, no Qt."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.ui.charts.geometry import Frame, Heights

_SHRINK_BELOW = 0.55
_ROOM = 0.08
_LEAST = 4e-4
"""So much of a price, either way, is shown at least: where it stands still there is still something to see."""

Floats = NDArray[np.float64]

UNPRICED = (0.0, 1.0)
"""Stands for the prices from bottom to top where nobody told one: room to draw in, never a scale."""


@dataclass(frozen=True, slots=True)
class PriceFrame:
    """Size in logical pixels, device pixels per logical one, the span (Unix ms) and the prices from bottom to top."""

    width: float
    height: float
    ratio: float
    start: float
    end: float
    low: float
    high: float

    @property
    def scale(self) -> float:
        """Logical pixels per millisecond."""
        return self.width / (self.end - self.start)

    @property
    def priced(self) -> bool:
        """Whether prices are known here, so that they may be written beside it."""
        return (self.low, self.high) != UNPRICED

    @property
    def times(self) -> Frame:
        """The same stretch of time, for what does not ask for prices."""
        return Frame(self.width, self.height, self.ratio, self.start, self.end, Heights(1.0, 1.0))

    def snap(self, value: float) -> float:
        """The nearest edge of a device pixel."""
        return round(value * self.ratio) / self.ratio

    def x(self, at: float) -> float:
        """The x of a moment."""
        return (at - self.start) * self.scale

    def y(self, price: float) -> float:
        """The y of a price."""
        return (self.high - price) / (self.high - self.low) * self.height

    def xs(self, at: NDArray[np.int64]) -> Floats:
        """The x of many moments."""
        return (at.astype(np.float64) - self.start) * self.scale

    def ys(self, price: Floats) -> Floats:
        """The y of many prices."""
        return (self.high - price) * (self.height / (self.high - self.low))

    def moment(self, x: float) -> float:
        """The moment at an x."""
        return self.start + x / self.scale

    def price(self, y: float) -> float:
        """The price at a y."""
        return self.high - y * (self.high - self.low) / self.height


def steadied_prices(old: tuple[float, float] | None, low: float, high: float) -> tuple[float, float]:
    """Prices to show for these: with room around, growing at once and shrinking only when there was far too much."""
    if old is not None and old[0] <= low and high <= old[1] and high - low >= _SHRINK_BELOW * (old[1] - old[0]):
        return old
    room = max((high - low) * _ROOM, high * _LEAST)
    return low - room, high + room


def line_range(at: NDArray[np.int64], price: Floats, start: float, end: float) -> tuple[float, float] | None:
    """The lowest and the highest price of a line within a stretch; None where it has no point there."""
    first, last = np.searchsorted(at, (start, end))
    seen = price[max(0, first - 1) : last + 1]
    seen = seen[np.isfinite(seen)]
    return (float(seen.min()), float(seen.max())) if len(seen) else None


def widest(*ranges: tuple[float, float] | None) -> tuple[float, float] | None:
    """What holds all these ranges; None where there is none."""
    known = [one for one in ranges if one is not None]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None
