"""Where bars and gaps fall on the pixels, and how tall the axis is; arithmetic only, no Qt."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rects = NDArray[np.float64]
"""One row per rectangle: x, y, width, height in logical pixels, y downwards."""

_MANTISSAS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_FLOOR_USD = 1_000.0
_SHRINK_BELOW = 0.55
_OTHER_SIDE = 0.16
_CAP = 2.0
_GROUP_PIXELS = 2.0


def nice_ceiling(value: float) -> float:
    """The smallest round number that is not below `value`; `value` must be positive."""
    size = 10.0 ** math.floor(math.log10(value))
    for mantissa in _MANTISSAS:
        if mantissa * size >= value * (1 - 1e-12):
            return mantissa * size
    return 10.0 * size


def nice_step(span: float, count: float) -> float:
    """The step of 1, 2 or 5 times a power of ten that cuts `span` into at most `count` pieces."""
    rough = span / max(count, 1.0)
    size = 10.0 ** math.floor(math.log10(rough))
    for mantissa in (1.0, 2.0, 5.0):
        if mantissa * size >= rough * (1 - 1e-12):
            return mantissa * size
    return 10.0 * size


@dataclass(frozen=True, slots=True)
class Heights:
    """How many dollars the axis reaches above the zero line (shorts) and below it (longs)."""

    short: float
    long: float

    @property
    def both(self) -> float:
        """The whole axis."""
        return self.short + self.long


def fitted(short_peak: float, long_peak: float) -> Heights:
    """The heights for these largest bars: round, with headroom, and neither side squeezed out of sight."""
    short = nice_ceiling(max(short_peak * 1.06, _FLOOR_USD))
    long = nice_ceiling(max(long_peak * 1.06, _FLOOR_USD))
    least = max(short, long) * _OTHER_SIDE
    return Heights(max(short, least), max(long, least))


def steadied(old: Heights | None, short_peak: float, long_peak: float) -> Heights:
    """`fitted`, except that the axis grows at once but shrinks only when it became much too tall."""
    new = fitted(short_peak, long_peak)
    if old is None:
        return new
    grown = max(old.short, new.short), max(old.long, new.long)
    if new.both < _SHRINK_BELOW * (grown[0] + grown[1]):
        return new
    return Heights(*grown)


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawing area: its size in logical pixels, device pixels per logical one, the span shown and the axis.

    `start` and `end` are Unix ms as floats; the area is `width` wide and `height` high.
    """

    width: float
    height: float
    ratio: float
    start: float
    end: float
    heights: Heights

    @property
    def scale(self) -> float:
        """Logical pixels per millisecond."""
        return self.width / (self.end - self.start)

    @property
    def zero(self) -> float:
        """The y of the zero line, on a whole device pixel."""
        return self.snap(self.height * self.heights.short / self.heights.both)

    def snap(self, value: float) -> float:
        """The nearest edge of a device pixel."""
        return round(value * self.ratio) / self.ratio

    def x(self, at: float) -> float:
        """The x of a moment."""
        return (at - self.start) * self.scale

    def moment(self, x: float) -> float:
        """The moment at an x."""
        return self.start + x / self.scale

    def y(self, usd: float) -> float:
        """The y of an amount; longs are negative."""
        return self.zero - usd * self.height / self.heights.both


@dataclass(frozen=True, slots=True, eq=False)
class BarRects:
    """Rectangles of one side: the bodies, and the tips that are drawn paler where a total is a floor.

    `box` is left, top, right, bottom of all of them together.
    """

    bodies: Rects
    tips: Rects
    box: tuple[float, float, float, float]


EMPTY: Rects = np.empty((0, 4), dtype=np.float64)
NO_BARS = BarRects(EMPTY, EMPTY, (0.0, 0.0, 0.0, 0.0))


def visible(frame: Frame, start: float, bucket: float, count: int) -> slice:
    """The buckets that reach into the frame."""
    first = math.floor((frame.start - start) / bucket)
    last = math.ceil((frame.end - start) / bucket)
    return slice(min(max(first, 0), count), min(max(last, 0), count))


def bar_rects(
    frame: Frame, start: float, bucket: float, usd: NDArray[np.float64], up: bool, at_least: bool
) -> BarRects:
    """The bars of one side for buckets from `start` on, each on whole device pixels.

    A bar that is worth anything is at least one device pixel high. Where buckets are narrower than two pixels, each
    drawn column takes the largest of its buckets.
    """
    columns = _columns(frame, start, bucket, usd)
    if columns is None:
        return NO_BARS
    x, width, amounts = columns
    pixel, zero = 1.0 / frame.ratio, frame.zero
    tall = np.maximum(np.rint(amounts * (frame.height / frame.heights.both * frame.ratio)), 1.0)
    tall *= pixel
    bodies = np.empty((len(x), 4))
    bodies[:, 0], bodies[:, 2], bodies[:, 3] = x, width, tall
    tips = EMPTY
    if at_least:
        tipped = tall >= 3 * _CAP
        bodies[tipped, 3] -= _CAP
        tips = bodies[tipped]
        tips[:, 1] = zero - tips[:, 3] - _CAP if up else zero + pixel + tips[:, 3]
        tips[:, 3] = _CAP
    bodies[:, 1] = zero - bodies[:, 3] if up else zero + pixel
    highest = float(tall.max())
    top, bottom = (zero - highest, zero) if up else (zero + pixel, zero + pixel + highest)
    return BarRects(bodies, tips, (float(x[0]), top, float(x[-1]) + width, bottom))


def one_bar(frame: Frame, start: float, bucket: float, usd: float, up: bool, at_least: bool) -> BarRects:
    """What `bar_rects` gives for a single bucket, without the arrays."""
    step = bucket * frame.scale
    if usd <= 0 or start >= frame.end or start + bucket <= frame.start:
        return NO_BARS
    pixel = 1.0 / frame.ratio
    tall = max(round(usd * frame.height / frame.heights.both * frame.ratio), 1) * pixel
    tip = _CAP if at_least and tall >= 3 * _CAP else 0.0
    x, width = frame.snap(frame.x(start)), bar_width(step, frame.ratio)
    top = frame.zero - tall if up else frame.zero + pixel
    body = np.array(((x, top + tip if up else top, width, tall - tip),))
    tips = np.array(((x, top if up else top + tall - tip, width, tip),)) if tip else EMPTY
    return BarRects(body, tips, (x, top, x + width, top + tall))


def _columns(
    frame: Frame, start: float, bucket: float, usd: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float, NDArray[np.float64]] | None:
    """Left edges, the common width and the amounts of the columns that are not empty."""
    part = visible(frame, start, bucket, len(usd))
    amounts = usd[part]
    step = bucket * frame.scale
    group = max(1, math.ceil(_GROUP_PIXELS / (step * frame.ratio)))
    first = part.start
    if group > 1:
        amounts, first = _grouped(amounts, first, group, round(start / bucket))
    filled = np.flatnonzero(amounts > 0)
    if not len(filled):
        return None
    left = start + (first + filled * group) * bucket - frame.start
    x = np.rint(left * (frame.scale * frame.ratio)) / frame.ratio
    return x, bar_width(step * group, frame.ratio), amounts[filled]


def _grouped(amounts: NDArray[np.float64], first: int, group: int, origin: int) -> tuple[NDArray[np.float64], int]:
    """The largest of each `group` neighbours; groups are tied to the clock, so that scrolling never regroups them."""
    lead = (origin + first) % group
    padded = np.zeros(math.ceil((lead + len(amounts)) / group) * group)
    padded[lead : lead + len(amounts)] = amounts
    return padded.reshape(-1, group).max(axis=1), first - lead


def bar_width(step: float, ratio: float) -> float:
    """How wide bars are that stand `step` apart: whole device pixels, with a gap where there is room for one."""
    device = step * ratio
    if device < 3:
        return math.ceil(device) / ratio
    gap = max(1, round(device * 0.16))
    return (math.floor(device) - gap) / ratio


def gap_rects(frame: Frame, spans: list[tuple[int, int]]) -> list[tuple[float, float]]:
    """Left and right pixel of each span, cut to the frame; a span that is no pixel wide still gets one."""
    found = []
    for start, end in spans:
        left, right = frame.x(start), frame.x(end)
        if right > 0 and left < frame.width:
            left = max(0.0, frame.snap(left))
            found.append((left, min(frame.width, max(frame.snap(right), left + 1 / frame.ratio))))
    return found
