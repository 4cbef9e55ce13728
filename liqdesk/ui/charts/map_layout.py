"""How a map of prices is cut and shaded: columns of round times, levels of round prices, money in logarithmic shades; no Qt."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.price_map import PriceMap, Raster, Sums
from liqdesk.domain.language import figure, tr
from liqdesk.ui.charts.axes import time_step
from liqdesk.ui.charts.geometry import Rects, nice_step
from liqdesk.ui.charts.price_frame import PriceFrame

SHADES = 12
DECADES = 3.0
"""The faintest shade is of a thousandth of the strongest."""

_COLUMN, _LEVEL = 8.0, 9.0
"""So wide are columns and so high are levels at least, in logical pixels."""


def raster_of(frame: PriceFrame, zoom: float) -> Raster:
    """The raster for what a frame shows: the finest round one whose cells can be told apart; `zoom` enlarges the cells."""
    bucket = time_step(frame.end - frame.start, frame.width / (_COLUMN * zoom))
    step = nice_step(frame.high - frame.low, frame.height / (_LEVEL * zoom))
    first = math.floor(frame.low / step)
    start = math.floor(frame.start / bucket) * bucket
    return Raster(
        start,
        bucket,
        math.ceil((frame.end - start) / bucket),
        first * step,
        step,
        math.ceil(frame.high / step - 1e-9) - first,
    )


def shades_of(sums: Sums, peak: int) -> NDArray[np.int64]:
    """The shade of each sum: 0 where there is nothing, else 1 to `SHADES`, by the logarithm of its part of `peak`."""
    filled = sums > 0
    part = np.log10(np.maximum(sums, 1) / max(peak, 1)) / DECADES + 1
    return np.where(filled, np.clip(np.ceil(part * SHADES), 1, SHADES), 0).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Rectangles of one side by shade: `by_shade[n]` are those of shade n + 1, in logical pixels of the frame."""

    by_shade: tuple[Rects, ...]

    @property
    def count(self) -> int:
        """How many cells hold anything."""
        return sum(len(rects) for rects in self.by_shade)


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges on device pixels: of columns, left to right; and of levels: top, middle and bottom of each, from the lowest."""

    lefts: NDArray[np.float64]
    rights: NDArray[np.float64]
    tops: NDArray[np.float64]
    middles: NDArray[np.float64]
    bottoms: NDArray[np.float64]

    @classmethod
    def of(cls, frame: PriceFrame, raster: Raster) -> "Edges":
        """The edges of a raster in a frame; one device pixel stays free between neighbours."""
        pixel = 1 / frame.ratio
        across = raster.start + np.arange(raster.columns + 1, dtype=np.float64) * raster.bucket
        xs = np.rint((across - frame.start) * frame.scale * frame.ratio) / frame.ratio
        prices = (round(raster.low / raster.step) + np.arange(raster.levels + 1, dtype=np.float64)) * raster.step
        ys = np.rint(frame.ys(prices) * frame.ratio) / frame.ratio
        tops, bottoms = ys[1:], ys[:-1] - pixel
        middles = np.rint((tops + bottoms) / 2 * frame.ratio) / frame.ratio
        return cls(xs[:-1], xs[1:] - pixel, tops, middles, bottoms)

    def cells(self, sums: Sums, peak: int, upper: bool) -> Cells:
        """The cells of one side: shorts in the upper half of their level, longs in the lower."""
        shades = shades_of(sums, peak)
        found = []
        for shade in range(1, SHADES + 1):
            level, column = np.nonzero(shades == shade)
            rects = np.empty((len(level), 4))
            rects[:, 0] = self.lefts[column]
            rects[:, 2] = self.rights[column] - rects[:, 0]
            rects[:, 1] = self.tops[level] if upper else self.middles[level]
            rects[:, 3] = (self.middles[level] if upper else self.bottoms[level]) - rects[:, 1]
            found.append(rects)
        return Cells(tuple(found))

    def bars(self, sums: NDArray[np.int64], most: int, left: float, wide: float, upper: bool, ratio: float) -> Rects:
        """The bars of one side of a profile from `left` on, the longest of both sides `wide`."""
        level = np.flatnonzero(sums > 0)
        rects = np.empty((len(level), 4))
        rects[:, 0] = left
        rects[:, 2] = np.maximum(np.rint(sums[level] / max(most, 1) * wide * ratio), 1) / ratio
        rects[:, 1] = self.tops[level] if upper else self.middles[level]
        rects[:, 3] = (self.middles[level] if upper else self.bottoms[level]) - rects[:, 1]
        return rects


def span_words(bucket: int) -> str:
    """How much time a column holds: `5 min`, `2 h`."""
    minutes = bucket // 60_000
    return tr("{minutes} min").format(minutes=minutes) if minutes < 60 else tr("{hours} h").format(hours=minutes // 60)


def step_words(step: float) -> str:
    """How wide a level is, with just the decimals it has: `50`, `0.0005`."""
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    return figure(f"{step:,.{places}f}")


def price_words(raster: Raster, level: int) -> str:
    """From where to where a level reaches."""
    places = max(0, -math.floor(math.log10(raster.step) + 1e-9))
    low = (round(raster.low / raster.step) + level) * raster.step
    return figure(f"{low:,.{places}f}–{low + raster.step:,.{places}f}")


def map_rows(made: PriceMap) -> list[tuple[str, float, float, float, float]]:
    """The cells that hold anything: time in UTC, lowest and highest price, dollars long and short."""
    raster = made.raster
    found = []
    for level, column in zip(*np.nonzero(made.long + made.short), strict=True):
        low = (round(raster.low / raster.step) + int(level)) * raster.step
        when = str(np.datetime64(raster.start + int(column) * raster.bucket, "ms")) + "Z"
        long, short = (round(int(side[level, column]) / 1e6, 2) for side in (made.long, made.short))
        found.append((when, low, low + raster.step, long, short))
    return sorted(found)
