"""Which half of the bars is whose: a caption in each, where no bar is; in a half too low for one, none."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QGraphicsItem

from liqdesk.analytics.views import TimelineView
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.ui.charts.geometry import Frame
from liqdesk.ui.charts.items import CaptionItem
from liqdesk.ui.theme import Role, Theme, colour

_LOWEST = 32
"""A half lower than this has bars alone: its caption would lie over them, or over the line between the halves."""
_EDGE, _ABOVE, _BELOW, _CLEAR = 10, 18, 8, 25
"""From the left and right edge, from the upper and the lower one to the base line, and what bars must keep clear of."""
WORDS = {PositionSide.SHORT: marked("▲ shorts liquidated"), PositionSide.LONG: marked("▼ longs liquidated")}


@dataclass(frozen=True, slots=True)
class SideBars:
    """What bars of one half come to: amounts from `start` (Unix ms) on, in steps of `bucket`; `up` for the upper half."""

    amounts: NDArray[np.float64]
    start: UnixMs
    bucket: DurationMs
    up: bool


def caption_place(frame: Frame, bars: SideBars, wide: float, unit: float, wanted: int = 0) -> tuple[int, float] | None:
    """The first place without a bar for a caption, its number and its left edge; None where there is none.

    Places are at the left (0), in the middle and at the right; `wanted` is looked at first. `unit` is the scale of the texts.
    """
    lefts = (_EDGE * unit, (frame.width - wide) / 2, frame.width - _EDGE * unit - wide)
    half = frame.zero if bars.up else frame.height - frame.zero
    if half < _LOWEST * unit or lefts[0] > lefts[2]:
        return None
    for place in sorted(range(3), key=lambda place: (place != wanted, place)):
        left = lefts[place]
        first, end = (int((frame.moment(x) - bars.start) // bars.bucket) for x in (left, left + wide))
        highest = float(bars.amounts[max(0, first) : max(0, end + 1)].max(initial=0))
        if highest * frame.height / frame.heights.both <= half - _CLEAR * unit:
            return place, left
    return None


class SideCaptions:
    """The two captions. One stays in its place as long as no bar gets there, and then goes to the next place that is free."""

    def __init__(self, theme: Theme, parent: QGraphicsItem, depth: float) -> None:
        self._theme = theme
        self._items = {side: CaptionItem(parent, depth) for side in WORDS}
        self._places = dict.fromkeys(WORDS, 0)

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands there, shorts first."""
        return tuple(text for item in self._items.values() for text in item.texts)

    @property
    def boxes(self) -> tuple[QRectF, ...]:
        """Where they stand, in the same order."""
        return tuple(item.boundingRect() for item in self._items.values() if item.texts)

    def dress(self) -> None:
        """Take the theme's type."""
        for item in self._items.values():
            item.dress(self._theme.font(Role.CAPTION))

    def write(self, view: TimelineView, frame: Frame) -> None:
        """Put the captions where there is room beside these bars."""
        tokens, px = self._theme.tokens, self._theme.px
        metrics = QFontMetricsF(self._theme.font(Role.CAPTION))
        for side, item in self._items.items():
            words, up = tr(WORDS[side]), side is PositionSide.SHORT
            bars = SideBars(view.short if up else view.long, view.start, view.query.bucket, up)
            found = caption_place(frame, bars, metrics.horizontalAdvance(words), px(100) / 100, self._places[side])
            if found is None:
                item.show_texts(())
                continue
            self._places[side], left = found
            base, plate = base_line(frame, up, px(100) / 100), colour(tokens.surface.panel, 0.72)
            item.show_texts(((QPointF(left, base), words, colour(tokens.side(side).text), plate),))


def base_line(frame: Frame, up: bool, unit: float) -> float:
    """How far down a caption stands."""
    return _ABOVE * unit if up else frame.height - _BELOW * unit
