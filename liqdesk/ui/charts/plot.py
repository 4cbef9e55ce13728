"""One pyqtgraph plot without its furniture: an axis on the right, perhaps a clock below, and room for our own items."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPixmapCache
from PySide6.QtWidgets import QGraphicsItem, QWidget

from liqdesk.ui.charts.axes import Ticks, seconds
from liqdesk.ui.charts.graph import PlotWidget
from liqdesk.ui.theme import Role, Theme

_CACHE_KB = 96 * 1024
"""Room for the cached items of a large window at two device pixels per logical one; Qt's own limit is 10 MB."""


class Plot:
    """Holds a `PlotWidget`; values on the right axis, time along the bottom in Unix ms."""

    def __init__(self, theme: Theme, clock: bool, resized: Callable[[], None]) -> None:
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), _CACHE_KB))
        self._theme = theme
        self._widget: Any = PlotWidget(enableMenu=False)
        self._widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._widget.setFrameShape(self._widget.Shape.NoFrame)
        self._item: Any = self._widget.getPlotItem()
        self._item.hideButtons()
        self._item.layout.setContentsMargins(0, 0, 0, 0)
        self._item.showAxes((False, False, True, clock), showValues=(False, False, True, clock))
        self._view: Any = self._item.getViewBox()
        self._view.setMouseEnabled(False, False)
        self._view.disableAutoRange()
        self._values: Any = self._item.getAxis("right")
        self._clock: Any = self._item.getAxis("bottom") if clock else None
        self._view.sigResized.connect(lambda _view: resized())

    @property
    def widget(self) -> QWidget:
        """What goes into a layout."""
        widget: QWidget = self._widget
        return widget

    @property
    def viewport(self) -> QWidget:
        """What receives the pointer."""
        viewport: QWidget = self._widget.viewport()
        return viewport

    @property
    def area(self) -> QGraphicsItem:
        """The parent of items that are laid out in pixels of the drawing area, and clipped to it."""
        area: QGraphicsItem = self._view
        return area

    @property
    def outer(self) -> QGraphicsItem:
        """The parent of items that also reach over the axes."""
        outer: QGraphicsItem = self._item
        return outer

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the drawing area."""
        rect: QRectF = self._view.rect()
        return rect.width(), rect.height()

    @property
    def axis_rect(self) -> QRectF:
        """Where the value axis stands, in pixels of `outer`."""
        rect: QRectF = self._values.geometry()
        return rect

    def line(self) -> Any:
        """A new empty line that keeps its shape when there are more points than pixels."""
        item = self._widget.plot([], [], connect="finite", antialias=True)
        item.setClipToView(True)
        item.setDownsampling(auto=True, method="peak")
        return item

    def show_range(self, start: float, end: float, low: float, high: float) -> None:
        """Show this time (Unix ms) and these values."""
        self._view.setRange(xRange=(seconds(start), seconds(end)), yRange=(low, high), padding=0)

    def label(self, values: Ticks, times: Ticks) -> None:
        """Write these labels, times in Unix ms."""
        self._values.setTicks([values])
        if self._clock is not None:
            self._clock.setTicks([[(seconds(at), text) for at, text in times]])

    def dress(self) -> None:
        """Take the theme's colours and font."""
        surface = self._theme.tokens.surface
        self._widget.setBackground(QColor(surface.panel))
        self._values.setWidth(self._theme.px(64))
        if self._clock is not None:
            self._clock.setHeight(self._theme.px(22))
        for axis in (self._values, self._clock):
            if axis is None:
                continue
            axis.setPen(QColor(surface.panel))
            axis.setTextPen(QColor(surface.faint))
            axis.setStyle(tickFont=label_font(self._theme), tickLength=0, tickTextOffset=7)


def label_font(theme: Theme) -> QFont:
    """What axis labels are written in."""
    font = theme.font(Role.CAPTION)
    font.setWeight(QFont.Weight.Normal)
    return font
