"""Where stacked bars fall on the pixels: whole device pixels, one over the other; arithmetic only, no Qt."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from liqdesk.ui.charts.geometry import Frame, bar_width, visible

_GROUP_PIXELS = 2.0
Edges = NDArray[np.int32]
"""One row per rectangle: left, top, right, bottom in device pixels, the last two inside it."""


def stack_edges(frame: Frame, start: float, bucket: float, parts: Sequence[NDArray[np.int64]], up: bool) -> list[Edges]:
    """The rectangles of each part (micro-USD per bucket) of one side, the first part next to the zero line.

    A stack that is worth anything is at least one pixel high. Where buckets are narrower than two pixels, each drawn column
    takes the largest of its buckets, with the parts of that one.
    """
    if not parts:
        return []
    amounts = np.stack(parts).astype(np.float64)
    seen = visible(frame, start, bucket, amounts.shape[1])
    amounts = amounts[:, seen].clip(min=0)
    group = max(1, math.ceil(_GROUP_PIXELS / (bucket * frame.scale * frame.ratio)))
    first = seen.start
    if group > 1:
        amounts, first = _largest(amounts, first, group, round(start / bucket))
    filled = np.flatnonzero(amounts.sum(axis=0) > 0)
    amounts = amounts[:, filled]
    left = np.rint((start + (first + filled * group) * bucket - frame.start) * (frame.scale * frame.ratio))
    wide = max(1, round(bar_width(bucket * group * frame.scale, frame.ratio) * frame.ratio))
    heights = np.rint(amounts.cumsum(axis=0) * (frame.height / frame.heights.both * frame.ratio / 1e6))
    heights[-1] = np.maximum(heights[-1], 1)
    zero = round(frame.zero * frame.ratio)
    found, lower = [], np.zeros(len(filled))
    for upper in heights:
        tall = upper > lower
        edges = np.empty((int(tall.sum()), 4), dtype=np.int32)
        edges[:, 0] = left[tall]
        edges[:, 2] = left[tall] + wide - 1
        edges[:, 1] = zero - upper[tall] if up else zero + 1 + lower[tall]
        edges[:, 3] = (zero - lower[tall] if up else zero + 1 + upper[tall]) - 1
        found.append(edges)
        lower = upper
    return found


def _largest(amounts: NDArray[np.float64], first: int, group: int, origin: int) -> tuple[NDArray[np.float64], int]:
    """The largest of each `group` neighbours; groups are tied to the clock, so that scrolling never regroups them."""
    lead = (origin + first) % group
    wide = math.ceil((lead + amounts.shape[1]) / group) * group
    padded = np.zeros((len(amounts), wide))
    padded[:, lead : lead + amounts.shape[1]] = amounts
    best = padded.sum(axis=0).reshape(-1, group).argmax(axis=1) + np.arange(0, wide, group)
    return padded[:, best], first - lead
