"""The cells of a price map and the bars of its profile, as they are painted."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from liqdesk.ui.charts.geometry import Rects
from liqdesk.ui.charts.items import Fill, PixelItem, mixed
from liqdesk.ui.charts.map_layout import SHADES, Cells
from liqdesk.ui.theme import Theme

_FAINTEST = 0.18


def shade_colours(theme: Theme, short: bool) -> list[str]:
    """The colours of the shades of one side, from the faintest on, as `#rrggbb`."""
    tokens = theme.tokens
    side = tokens.short if short else tokens.long
    steps = [_FAINTEST + (1 - _FAINTEST) * number / (SHADES - 1) for number in range(SHADES)]
    return [mixed(side.fill, tokens.surface.panel, step).name() for step in steps]


class MapItem(PixelItem):
    """Cells of both sides, one brush for each shade."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        super().__init__(parent, depth, cached=True)
        self._ratio = 1.0
        self._short = [Fill() for _ in range(SHADES)]
        self._long = [Fill() for _ in range(SHADES)]

    def dress(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for fills, short in ((self._short, True), (self._long, False)):
            for fill, name in zip(fills, shade_colours(theme, short), strict=True):
                fill.brush = QBrush(name)
        self.update()

    def show_cells(self, short: Cells, long: Cells, bounds: QRectF, ratio: float) -> None:
        """Paint these from now on."""
        self._ratio = ratio
        for fills, cells in ((self._short, short), (self._long, long)):
            for fill, rects in zip(fills, cells.by_shade, strict=True):
                fill.set_rects(rects, ratio)
        self.place(bounds)
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setClipRect(self.boundingRect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.scale(1 / self._ratio, 1 / self._ratio)
        for fill in (*self._short, *self._long):
            fill.paint(painter)


class ProfileItem(PixelItem):
    """Bars by price level in the margin at the right."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        super().__init__(parent, depth, cached=True)
        self._ratio = 1.0
        self._short, self._long = Fill(), Fill()
        self._back, self._edge = QBrush(), QBrush()

    def dress(self, theme: Theme) -> None:
        """Take the theme's colours."""
        tokens = theme.tokens
        self._short.brush, self._long.brush = QBrush(tokens.short.fill), QBrush(tokens.long.fill)
        self._back = QBrush(mixed(tokens.surface.raised, tokens.surface.panel, 0.6))
        self._edge = QBrush(tokens.surface.line)
        self.update()

    def show_bars(self, short: Rects, long: Rects, bounds: QRectF, ratio: float) -> None:
        """Paint these from now on, on a back of their own."""
        self._ratio = ratio
        self._short.set_rects(short, ratio)
        self._long.set_rects(long, ratio)
        self.place(bounds)
        self.update()

    def bars(self) -> tuple[Rects, Rects]:
        """What is drawn for shorts and for longs: x, y, width, height."""
        return self._short.rects(self._ratio), self._long.rects(self._ratio)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        bounds = self.boundingRect()
        painter.setClipRect(bounds)
        painter.fillRect(bounds, self._back)
        painter.fillRect(QRectF(bounds.x(), bounds.y(), 1 / self._ratio, bounds.height()), self._edge)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.scale(1 / self._ratio, 1 / self._ratio)
        for fill in (self._short, self._long):
            fill.paint(painter)
