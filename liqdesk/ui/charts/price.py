"""The price line above the bars, with the last price marked on its axis."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPen

from liqdesk.analytics.views import TimelineView
from liqdesk.domain.language import tr
from liqdesk.domain.time import SECOND
from liqdesk.ui.charts.axes import Ticks, price_ticks
from liqdesk.ui.charts.items import Band, CaptionItem, GridItem, TagItem, mixed
from liqdesk.ui.charts.plot import Plot
from liqdesk.ui.format import fmt_price
from liqdesk.ui.theme import Role, Theme, colour

_LABEL_EVERY = 27.0
_EDGE = 8.0
_SHRINK_BELOW = 0.55


@dataclass(frozen=True, slots=True)
class _Layout:
    """What decides where everything but the line stands."""

    width: float
    height: float
    ratio: float
    start: float
    end: float
    low: float
    high: float
    base: str
    known: bool
    times: Ticks

    def x(self, at: float) -> float:
        return round((at - self.start) / (self.end - self.start) * self.width * self.ratio) / self.ratio

    def y(self, price: float) -> float:
        return round((self.high - price) / (self.high - self.low) * self.height * self.ratio) / self.ratio

    def pixel(self, at: float, price: float) -> tuple[float, float] | None:
        """Where a point lies; None for what is no number."""
        return (self.x(at), self.y(price)) if math.isfinite(price) else None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The line as it was given to be drawn: how many points, the last one's moment, and the pixel it lies in (None: a gap)."""

    layout: _Layout
    count: int
    newest: int
    tip: tuple[float, float] | None

    @classmethod
    def of(cls, view: TimelineView, layout: _Layout) -> "_Drawn":
        """The whole line of a view."""
        if not len(view.price):
            return cls(layout, 0, 0, None)
        newest = int(view.price_at[-1])
        return cls(layout, len(view.price), newest, layout.pixel(newest, float(view.price[-1])))

    def shows(self, view: TimelineView, layout: _Layout) -> bool:
        """Whether the line of this view looks the same: most ticks lie within the pixel that the line ends in."""
        if layout != self.layout or self.tip is None:
            return False
        same = int(np.searchsorted(view.price_at, self.newest))
        if same != self.count - 1:
            return False
        fresh = zip(view.price_at[same:].tolist(), view.price[same:].tolist(), strict=True)
        return len(view.price) > same and all(layout.pixel(at, price) == self.tip for at, price in fresh)


class PricePlot:
    """Draws the price of a view on the same stretch of time as the bars."""

    def __init__(self, theme: Theme, plot: Plot) -> None:
        self._theme = theme
        self._plot = plot
        self._grid = GridItem(plot.area, 1)
        self._band = Band(plot.area, 3)
        self._line: Any = plot.line()
        self._captions = CaptionItem(plot.area, 6)
        self._tag = TagItem(plot.outer, 7)
        self._scale: tuple[float, float] | None = None
        self._laid_out: _Layout | None = None
        self._ticks: Ticks = []
        self._labelled: Ticks | None = None
        self._drawn: _Drawn | None = None
        self._given: tuple[object, ...] = ()
        self._asked: tuple[object, ...] = ()

    @property
    def points(self) -> tuple[Any, Any]:
        """Seconds and prices of the line as given."""
        found = self._line.getOriginalDataset()
        return found[0], found[1]

    @property
    def captions(self) -> tuple[str, ...]:
        """The texts in the drawing area."""
        return self._captions.texts

    def forget_scale(self) -> None:
        """Fit the axis anew: another coin is shown."""
        self._scale = None

    def dress(self) -> None:
        """Take the theme's colours."""
        surface = self._theme.tokens.surface
        self._plot.dress()
        self._grid.dress(mixed(surface.line, surface.panel, 0.55), colour(surface.line))
        self._band.dress(colour(surface.text, 0.09))
        pen = QPen(colour(surface.price))
        pen.setCosmetic(True)
        self._line.setPen(pen)
        self._captions.dress(self._theme.font(Role.CAPTION))
        self._tag.dress(self._theme.font(Role.CAPTION), colour(surface.panel), colour(surface.price))
        self._laid_out = self._labelled = None

    def draw(self, view: TimelineView, start: float, end: float, ratio: float, times: Ticks) -> None:
        """Show this stretch of the price."""
        width, height = self._plot.size
        if width < 20 or height < 20:
            return
        newest = (view.query.price_base, len(view.price), view.price_at[-1:].tolist(), view.price[-1:].tolist())
        asked = (width, height, ratio, start, end, times, newest)
        if asked == self._asked and self._laid_out is not None:
            return
        self._asked = asked
        low, high = self._fit(view, start, end)
        known = bool(np.isfinite(view.price).any())
        layout = _Layout(width, height, ratio, start, end, low, high, view.query.price_base, known, times)
        if layout != self._laid_out:
            self._laid_out = layout
            self._lay_out(layout)
            self._labelled = None
        if self._drawn is None or not self._drawn.shows(view, layout):
            drawn = _Drawn.of(view, layout)
            if self._drawn is None or newest != self._given:
                self._given = newest
                self._line.setData(view.price_at / SECOND, view.price)
            self._drawn = drawn
        self._mark_last(view, layout)

    def point_at(self, band: QRectF | None) -> None:
        """Mark a column, given in pixels; None marks none."""
        self._band.place(None if band is None else QRectF(band.x(), 0, band.width(), self._plot.size[1]))

    def _fit(self, view: TimelineView, start: float, end: float) -> tuple[float, float]:
        first, last = np.searchsorted(view.price_at, (start, end))
        prices = view.price[max(0, first - 1) : last + 1]
        prices = prices[np.isfinite(prices)]
        if not len(prices):
            return self._scale or (0.0, 1.0)
        low, high = float(prices.min()), float(prices.max())
        room = max((high - low) * 0.12, high * 2e-4)
        old = self._scale
        if old is None or low < old[0] or high > old[1] or high - low < _SHRINK_BELOW * (old[1] - old[0]):
            self._scale = (low - room, high + room)
        return self._scale or (low, high)

    def _lay_out(self, layout: _Layout) -> None:
        self._grid.place(QRectF(0, 0, layout.width, layout.height))
        count = max(2.0, layout.height / _LABEL_EVERY)
        ticks = price_ticks(layout.low, layout.high, count) if layout.known else []
        self._plot.show_range(layout.start, layout.end, layout.low, layout.high)
        self._ticks = [tick for tick in ticks if _EDGE <= layout.y(tick[0]) <= layout.height - _EDGE]
        self._grid.show_lines(
            [layout.x(at) for at, _ in layout.times], [layout.y(price) for price, _ in ticks], None, 1 / layout.ratio
        )
        surface = self._theme.tokens.surface
        text = (
            tr("{base} price").format(base=layout.base)
            if layout.known
            else tr("no price of {base} heard yet").format(base=layout.base)
        )
        place = QPointF(self._theme.px(10), self._theme.px(18))
        self._captions.show_texts(((place, text, colour(surface.dim), colour(surface.panel, 0.72)),))

    def _mark_last(self, view: TimelineView, layout: _Layout) -> None:
        """Write the last price on the axis, and the round prices that it does not cover."""
        last = float(view.price[-1]) if len(view.price) else math.nan
        tall = self._theme.px(17)
        seen = layout.low <= last <= layout.high
        labels = self._ticks
        if seen:
            labels = [tick for tick in self._ticks if abs(layout.y(tick[0]) - layout.y(last)) > tall]
            axis = self._plot.axis_rect
            top = min(max(layout.y(last) - tall / 2, 0.0), max(0.0, layout.height - tall))
            self._tag.show_text(QRectF(axis.x() + 2, axis.y() + round(top), axis.width() - 4, tall), fmt_price(last))
        else:
            self._tag.show_text(QRectF(), "")
        if labels != self._labelled:
            self._labelled = labels
            self._plot.label(labels, [])
