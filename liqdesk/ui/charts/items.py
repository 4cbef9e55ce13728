"""What charts paint with: graphics items laid out in whole pixels of the drawing area, not in data units."""

from collections.abc import Sequence

from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from liqdesk.ui.charts.geometry import EMPTY, BarRects, Rects

_HATCH_STEP = 7.0
_HATCH_FAINTEST = 0.3


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
            self._bounds = bounds

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        raise NotImplementedError


class _Fill:
    """Rectangles of one colour in the memory layout QPainter takes as it is."""

    def __init__(self) -> None:
        self.brush = QBrush()
        self._array = PrimitiveArray(_rect_class(), 4)

    def set_rects(self, rects: Rects) -> None:
        self._array.resize(len(rects))
        self._array.ndarray()[:] = rects

    def rects(self) -> Rects:
        copied: Rects = self._array.ndarray().copy()
        return copied

    def paint(self, painter: QPainter) -> None:
        if len(self._array):
            painter.setBrush(self.brush)
            painter.drawRects(*self._array.drawargs())


def _rect_class() -> type[QRectF]:
    return QRectF


class BarsItem(PixelItem):
    """Bars of both sides: four brushes, however many bars there are."""

    def __init__(self, parent: QGraphicsItem, depth: float, cached: bool) -> None:
        super().__init__(parent, depth, cached)
        self._short, self._short_tips, self._long, self._long_tips = _Fill(), _Fill(), _Fill(), _Fill()
        self._back = QBrush()
        self._back_rect = QRectF()

    def dress(self, short: QColor, long: QColor, back: QColor) -> None:
        """Take these colours; `back` lies behind a bucket that is still open."""
        for fill, colour, share in (
            (self._short, short, 1.0),
            (self._short_tips, short, 0.45),
            (self._long, long, 1.0),
            (self._long_tips, long, 0.45),
        ):
            shade = QColor(colour)
            shade.setAlphaF(share)
            fill.brush = QBrush(shade)
        self._back = QBrush(back)
        self.update()

    def show_bars(self, short: BarRects, long: BarRects, back: QRectF | None = None) -> None:
        """Show these bars, and a back drop over `back`."""
        self._short.set_rects(short.bodies)
        self._short_tips.set_rects(short.tips)
        self._long.set_rects(long.bodies)
        self._long_tips.set_rects(long.tips)
        self._back_rect = back or QRectF()
        self.update()

    def bars(self) -> tuple[Rects, Rects]:
        """What is drawn for shorts and for longs, tips included: x, y, width, height."""
        return _whole(self._short, self._short_tips), _whole(self._long, self._long_tips)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        if not self._back_rect.isEmpty():
            painter.fillRect(self._back_rect, self._back)
        for fill in (self._short, self._short_tips, self._long, self._long_tips):
            fill.paint(painter)


def _whole(bodies: _Fill, tips: _Fill) -> Rects:
    whole = bodies.rects()
    for tip in tips.rects():
        own = whole[:, 0] == tip[0]
        whole[own, 1] = whole[own, 1].clip(max=tip[1])
        whole[own, 3] += tip[3]
    return whole if len(whole) else EMPTY.copy()


class GridItem(PixelItem):
    """A few faint lines at the labelled places, and the zero line."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        super().__init__(parent, depth, cached=True)
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
            painter.drawLines(_diagonals(left, right, high))


def _diagonals(left: float, right: float, high: float) -> list[QLineF]:
    """Rising lines through a stretch; all of them belong to one pattern, so neighbours meet."""
    first = left - left % _HATCH_STEP
    count = int((right - first + high) // _HATCH_STEP) + 1
    return [
        QLineF(QPointF(first + n * _HATCH_STEP, 0), QPointF(first + n * _HATCH_STEP - high, high)) for n in range(count)
    ]


class BandItem(PixelItem):
    """The column under the pointer."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        super().__init__(parent, depth)
        self._colour = QColor()

    def dress(self, colour: QColor) -> None:
        """Take this colour."""
        self._colour = colour
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.fillRect(self._bounds, self._colour)


class CaptionItem(PixelItem):
    """Short texts at fixed places of the drawing area."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        super().__init__(parent, depth, cached=True)
        self._texts: tuple[tuple[QPointF, str, QColor, QColor], ...] = ()
        self._font = QFont()

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands there."""
        return tuple(text for _, text, _, _ in self._texts)

    def dress(self, font: QFont) -> None:
        """Take this font."""
        self._font = font
        self.update()

    def show_texts(self, texts: tuple[tuple[QPointF, str, QColor, QColor], ...]) -> None:
        """Write each text from its left base point in the first colour, on a plate of the second."""
        if texts != self._texts:
            self._texts = texts
            self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        for point, text, colour, plate in self._texts:
            box = QRectF(point.x(), point.y() - metrics.ascent(), metrics.horizontalAdvance(text), metrics.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(plate)
            painter.drawRoundedRect(box.adjusted(-5, -2, 5, 2), 3, 3)
            painter.setPen(colour)
            painter.drawText(point, text)


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
