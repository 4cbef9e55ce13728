"""What charts paint with: graphics items laid out in whole pixels of the drawing area, not in data units."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from liqdesk.ui.charts.geometry import BarRects, Rects
from liqdesk.ui.charts.graph import compat

_NO_EDGES = np.empty((0, 4), dtype=np.int32)
_HATCH_STEP = 7.0
_HATCH_FAINTEST = 0.3


def mixed(over: str, under: str, share: float) -> QColor:
    """`share` of one `#rrggbb` over another, opaque: blending long thin lines at every paint costs more than the bars."""
    top, back = QColor(over), QColor(under)
    return QColor(
        round(top.red() * share + back.red() * (1 - share)),
        round(top.green() * share + back.green() * (1 - share)),
        round(top.blue() * share + back.blue() * (1 - share)),
    )


class PixelItem(QGraphicsItem):
    """An item whose coordinates are logical pixels of its parent; `place` says where it may paint."""

    def __init__(self, parent: QGraphicsItem, depth: float, cached: bool = False) -> None:
        super().__init__(parent)
        self._bounds = QRectF()
        self.setZValue(depth)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        if cached:
            self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def place(self, bounds: QRectF) -> None:
        """Paint only inside `bounds`."""
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._forget_cache(bounds)
            self._bounds = bounds

    def _forget_cache(self, bounds: QRectF) -> None:
        """Qt paints only the new margin of a cached picture that grows, and leaves the old one in its corner."""
        mode = self.cacheMode()
        if mode is not QGraphicsItem.CacheMode.NoCache and bounds.size() != self._bounds.size():
            self.setCacheMode(QGraphicsItem.CacheMode.NoCache)
            self.setCacheMode(mode)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        raise NotImplementedError


class Fill:
    """Rectangles of one colour, in whole device pixels and in the memory layout of QRect: left, top, right, bottom.

    QPainter fills those twice as fast as rectangles of floats, and takes the whole array in one call.
    """

    def __init__(self) -> None:
        self.brush = QBrush()
        self._edges = _NO_EDGES

    def set_rects(self, rects: Rects, ratio: float) -> None:
        """Take rectangles in logical pixels."""
        if not len(rects):
            self._edges = _NO_EDGES
            return
        edges = np.rint(rects * ratio).astype(np.int32)
        edges[:, 2:] += edges[:, :2]
        edges[:, 2:] -= 1
        self._edges = edges

    def rects(self, ratio: float) -> Rects:
        """What is drawn, in logical pixels."""
        found = self._edges.astype(np.float64)
        found[:, 2:] += 1 - found[:, :2]
        return found / ratio

    def paint(self, painter: QPainter) -> None:
        """Fill them."""
        if len(self._edges):
            painter.setBrush(self.brush)
            painter.drawRects(compat.wrapinstance(self._edges.ctypes.data, QRect), len(self._edges))


class BarsItem(PixelItem):
    """Bars of both sides: four brushes, however many bars there are."""

    def __init__(self, parent: QGraphicsItem, depth: float, cached: bool) -> None:
        super().__init__(parent, depth, cached)
        self._ratio = 1.0
        self._short, self._short_tips, self._long, self._long_tips = Fill(), Fill(), Fill(), Fill()

    def dress(self, short: QColor, long: QColor, short_tips: QColor, long_tips: QColor) -> None:
        """Take these colours; opaque ones are painted faster."""
        self._short.brush, self._long.brush = QBrush(short), QBrush(long)
        self._short_tips.brush, self._long_tips.brush = QBrush(short_tips), QBrush(long_tips)
        self.update()

    def show_bars(self, short: BarRects, long: BarRects, ratio: float) -> None:
        """Show these bars; `ratio` is how many device pixels a logical one has."""
        self._ratio = ratio
        self._short.set_rects(short.bodies, ratio)
        self._short_tips.set_rects(short.tips, ratio)
        self._long.set_rects(long.bodies, ratio)
        self._long_tips.set_rects(long.tips, ratio)
        self._confine(short.box, long.box)

    def _confine(self, *boxes: tuple[float, float, float, float]) -> None:
        """Claim no more room than the bars take: what lies beside them need not be painted again."""
        whole = QRectF()
        for left, top, right, bottom in boxes:
            whole = whole.united(QRectF(left, top, right - left, bottom - top))
        self.place(whole)
        self.update()

    def bars(self) -> tuple[Rects, Rects]:
        """What is drawn for shorts and for longs, tips included: x, y, width, height."""
        return (
            _whole(self._short.rects(self._ratio), self._short_tips.rects(self._ratio)),
            _whole(self._long.rects(self._ratio), self._long_tips.rects(self._ratio)),
        )

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self._ratio != 1:
            painter.scale(1 / self._ratio, 1 / self._ratio)
        for fill in (self._short, self._short_tips, self._long, self._long_tips):
            fill.paint(painter)


def _whole(bodies: Rects, tips: Rects) -> Rects:
    """The bodies with their tips joined on."""
    for tip in tips:
        own = bodies[:, 0] == tip[0]
        bodies[own, 1] = bodies[own, 1].clip(max=tip[1])
        bodies[own, 3] += tip[3]
    return bodies


class GridItem(PixelItem):
    """A few faint lines at the labelled places, and the zero line: painted faster than a kept picture of the whole area is
    laid over it."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        super().__init__(parent, depth)
        self._lines: list[QRectF] = []
        self._zero: QRectF | None = None
        self._line = self._strong = QColor()

    def dress(self, line: QColor, strong: QColor) -> None:
        """Take these colours, `strong` for the zero line."""
        self._line, self._strong = line, strong
        self.update()

    def show_lines(self, xs: Sequence[float], ys: Sequence[float], zero: float | None, pixel: float) -> None:
        """Lines at these places, one device pixel (`pixel` logical ones) wide."""
        wide, high = self._bounds.width(), self._bounds.height()
        self._lines = [QRectF(x, 0, pixel, high) for x in xs] + [QRectF(0, y, wide, pixel) for y in ys]
        self._zero = None if zero is None else QRectF(0, zero, wide, pixel)
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        for line in self._lines:
            painter.fillRect(line, self._line)
        if self._zero is not None:
            painter.fillRect(self._zero, self._strong)


class HatchItem(PixelItem):
    """Diagonal hatching over the stretches that were not covered; the more was missing, the stronger."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        super().__init__(parent, depth, cached=True)
        self._spans: tuple[tuple[float, float, float], ...] = ()
        self._height = 0.0
        self._colour = QColor()

    @property
    def spans(self) -> tuple[tuple[float, float, float], ...]:
        """Left, right and missing share of what is hatched."""
        return self._spans

    def dress(self, colour: QColor) -> None:
        """Take this colour."""
        self._colour = colour
        self.update()

    def show_spans(self, spans: tuple[tuple[float, float, float], ...]) -> None:
        """Hatch from left to right, for each (left, right, missing share)."""
        if spans != self._spans:
            self._spans = spans
            self._confine()

    def set_height(self, height: float) -> None:
        """Hatch that high."""
        if height != self._height:
            self._height = height
            self._confine()

    def _confine(self) -> None:
        left = min((span[0] for span in self._spans), default=0.0)
        right = max((span[1] for span in self._spans), default=0.0)
        self.place(QRectF(left, 0, right - left, self._height))
        self.setVisible(bool(self._spans))
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        high = self._bounds.height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for left, right, missing in self._spans:
            shade = QColor(self._colour)
            shade.setAlphaF(_HATCH_FAINTEST + (1 - _HATCH_FAINTEST) * missing)
            painter.setClipRect(QRectF(left, 0, right - left, high))
            if missing >= 1:
                wash = QColor(self._colour)
                wash.setAlphaF(0.16)
                painter.fillRect(QRectF(left, 0, right - left, high), wash)
            painter.setPen(QPen(shade, 1))
            painter.drawLines(diagonals(left, right, high))


def diagonals(left: float, right: float, high: float) -> list[QLineF]:
    """Rising lines through a stretch; all of them belong to one pattern, so neighbours meet."""
    first = left - left % _HATCH_STEP
    count = int((right - first + high) // _HATCH_STEP) + 1
    return [
        QLineF(QPointF(first + n * _HATCH_STEP, 0), QPointF(first + n * _HATCH_STEP - high, high)) for n in range(count)
    ]


class Band:
    """A column of one shade, hidden until it is placed; holds one of Qt's own items, which paints without Python."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        self._item = QGraphicsRectItem(parent)
        self._item.setZValue(depth)
        self._item.setPen(QPen(Qt.PenStyle.NoPen))
        self._item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._item.hide()

    def dress(self, colour: QColor) -> None:
        """Take this colour."""
        self._item.setBrush(colour)

    def place(self, column: QRectF | None) -> None:
        """Stand there; None hides it."""
        self._item.setVisible(column is not None)
        if column is not None:
            self._item.setRect(column)


class CaptionItem(PixelItem):
    """Short texts at fixed places of the drawing area."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        super().__init__(parent, depth)
        self._texts: tuple[tuple[QPointF, str, QColor, QColor], ...] = ()
        self._font = QFont()

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands there."""
        return tuple(text for _, text, _, _ in self._texts)

    def dress(self, font: QFont) -> None:
        """Take this font."""
        self._font = font
        self._confine()

    def show_texts(self, texts: tuple[tuple[QPointF, str, QColor, QColor], ...]) -> None:
        """Write each text from its left base point in the first colour, on a plate of the second."""
        if texts != self._texts:
            self._texts = texts
            self._confine()

    def _confine(self) -> None:
        box = QRectF()
        for point, text, _, _ in self._texts:
            box = box.united(_plate(point, text, QFontMetricsF(self._font)))
        self.setVisible(bool(self._texts))
        self.place(box)
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setFont(self._font)
        for point, text, colour, plate in self._texts:
            painter.fillRect(self._bounds, plate)
            painter.setPen(colour)
            painter.drawText(point, text)


def _plate(point: QPointF, text: str, metrics: QFontMetricsF) -> QRectF:
    """The room around a text."""
    wide = metrics.horizontalAdvance(text)
    return QRectF(point.x() - 5, point.y() - metrics.ascent() - 2, wide + 10, metrics.height() + 4)


class TagItem(PixelItem):
    """A value on its axis, in reverse."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        super().__init__(parent, depth)
        self._font = QFont()
        self._ink = self._plate = QColor()
        self._text = ""

    def dress(self, font: QFont, ink: QColor, plate: QColor) -> None:
        """Take this font and these colours."""
        self._font, self._ink, self._plate = font, ink, plate
        self.update()

    def show_text(self, bounds: QRectF, text: str) -> None:
        """Write `text` into `bounds`; an empty one hides the tag."""
        self.setVisible(bool(text))
        if (bounds, text) != (self._bounds, self._text):
            self.place(bounds)
            self._text = text
            self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._plate)
        painter.drawRoundedRect(self._bounds, 3, 3)
        painter.setPen(self._ink)
        painter.setFont(self._font)
        painter.drawText(self._bounds.adjusted(5, 0, -3, 0), Qt.AlignmentFlag.AlignVCenter, self._text)
