"""A drawing area with an axis on the right, perhaps a clock below, and room for items that are laid out in pixels."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmapCache, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from liqdesk.ui.charts.axes import Ticks
from liqdesk.ui.charts.items import PixelItem
from liqdesk.ui.charts.line import LineItem, Range
from liqdesk.ui.theme import Role, Theme

_CACHE_KB = 96 * 1024
"""Room for the cached items of a large window at two device pixels per logical one; Qt's own limit is 10 MB."""

_AXIS_WIDTH, _CLOCK_HEIGHT = 64, 22
_OFFSET = 7.0
_OVERHANG = 15.0
"""So far may a label reach over the end of its axis; one that would reach farther is left out."""

_LINE_DEPTH = 0.5
_Placed = tuple[float | None, float, str]
"""The x and y of a label, and its text."""


class Plot:
    """Values on the right axis, time along the bottom in Unix ms; `resized` is called when the area has another size."""

    def __init__(self, theme: Theme, clock: bool, resized: Callable[[], None]) -> None:
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), _CACHE_KB))
        self._theme = theme
        self._has_clock = clock
        self._view = _View(self._take_room)
        self._outer = QGraphicsRectItem()
        self._area = QGraphicsRectItem(self._outer)
        self._area.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsChildrenToShape)
        for item in (self._outer, self._area):
            item.setPen(Qt.PenStyle.NoPen)
            item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._view.scene().addItem(self._outer)
        self._labels = _Labels(self._outer)
        self._lines: list[LineItem] = []
        self._resized = resized
        self._values: Ticks = []
        self._times: Ticks = []
        self._axis = QRectF()
        self._shown: Range = (0.0, 1.0, 0.0, 1.0)

    @property
    def widget(self) -> QWidget:
        """What goes into a layout."""
        return self._view

    @property
    def viewport(self) -> QWidget:
        """What receives the pointer."""
        return self._view.viewport()

    @property
    def area(self) -> QGraphicsItem:
        """The parent of items that are laid out in pixels of the drawing area, and clipped to it."""
        return self._area

    @property
    def outer(self) -> QGraphicsItem:
        """The parent of items that also reach over the axes."""
        return self._outer

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the drawing area."""
        rect = self._area.rect()
        return rect.width(), rect.height()

    @property
    def axis_rect(self) -> QRectF:
        """Where the value axis stands, in pixels of `outer`."""
        return self._axis

    @property
    def shown(self) -> Range:
        """What is shown."""
        return self._shown

    @property
    def labels(self) -> tuple[Ticks, Ticks]:
        """What is written on the value axis, and below."""
        return self._values, self._times

    def line(self) -> LineItem:
        """A new empty line."""
        item = LineItem(self._area, _LINE_DEPTH)
        self._lines.append(item)
        return item

    def show_range(self, start: float, end: float, low: float, high: float) -> None:
        """Show this time (Unix ms) and these values."""
        self._shown = start, end, low, high
        self._place_lines()
        self._write()

    def label(self, values: Ticks, times: Ticks) -> None:
        """Write these labels, times in Unix ms."""
        self._values, self._times = values, times
        self._write()

    def dress(self) -> None:
        """Take the theme's colours and font."""
        surface = self._theme.tokens.surface
        self._view.setBackgroundBrush(QColor(surface.panel))
        self._labels.dress(label_font(self._theme), QColor(surface.faint))
        self._lay_out()

    def _take_room(self) -> None:
        before = self.size
        self._lay_out()
        if self.size != before:
            self._resized()

    def _lay_out(self) -> None:
        """Share the room between the area and its axes."""
        if not self._view.has_room:
            return
        px, room = self._theme.px, self._view.viewport().size()
        wide = float(max(0, room.width() - px(_AXIS_WIDTH)))
        tall = float(max(0, room.height() - (px(_CLOCK_HEIGHT) if self._has_clock else 0)))
        whole = QRectF(0, 0, room.width(), room.height())
        if (wide, tall) == self.size and whole == self._outer.rect():
            return
        self._view.setSceneRect(whole)
        self._outer.setRect(whole)
        self._area.setRect(QRectF(0, 0, wide, tall))
        self._axis = QRectF(wide, 0, room.width() - wide, tall)
        self._labels.place(whole)
        self._place_lines()
        self._write()

    def _place_lines(self) -> None:
        for line in self._lines:
            line.show_range(self._area.rect(), self._shown)

    def _write(self) -> None:
        start, end, low, high = self._shown
        wide, tall = self.size
        placed: list[_Placed] = [(None, (high - value) / (high - low) * tall, text) for value, text in self._values]
        if self._has_clock:
            placed += [((at - start) / (end - start) * wide, tall, text) for at, text in self._times]
        self._labels.write(placed, self._axis)


class _View(QGraphicsView):
    """Shows a scene as large as itself."""

    def __init__(self, resized: Callable[[], None]) -> None:
        super().__init__()
        self.has_room = False
        self._resized = resized
        scene = QGraphicsScene(self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setInteractive(False)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.has_room = True
        self._resized()


class _Labels(PixelItem):
    """The words on the axes."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, _LINE_DEPTH)
        self._font = QFont()
        self._ink = QColor()
        self._given: tuple[list[_Placed], QRectF] = ([], QRectF())
        self._words: list[tuple[QRectF, Qt.AlignmentFlag, str]] | None = None

    def dress(self, font: QFont, ink: QColor) -> None:
        """Take this font and this colour."""
        self._font, self._ink = font, ink
        self._words = None
        self.update()

    def write(self, placed: list[_Placed], axis: QRectF) -> None:
        """Write each text below its x, or, where that is None, on the value axis at its y."""
        if (placed, axis) != self._given:
            self._given, self._words = (placed, axis), None
            self.update()

    def _laid_out(self) -> list[tuple[QRectF, Qt.AlignmentFlag, str]]:
        placed, axis = self._given
        metrics = QFontMetricsF(self._font)
        tall, found = metrics.height(), []
        for x, y, text in placed:
            wide = metrics.horizontalAdvance(text)
            if x is None:
                box = QRectF(axis.left() + _OFFSET, y - tall / 2, wide, tall)
                seen = axis.top() - _OVERHANG <= box.top() and box.bottom() <= axis.bottom() + _OVERHANG
                flag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            else:
                box = QRectF(x - wide / 2, y + _OFFSET, wide, tall)
                seen = box.left() >= -_OVERHANG and box.right() <= axis.left() + _OVERHANG
                flag = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            if seen:
                found.append((box, flag, text))
        return found

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._words is None:
            self._words = self._laid_out()
        painter.setFont(self._font)
        painter.setPen(self._ink)
        for box, flag, text in self._words:
            painter.drawText(box, flag | Qt.TextFlag.TextDontClip, text)


def label_font(theme: Theme) -> QFont:
    """What axis labels are written in."""
    font = theme.font(Role.CAPTION)
    font.setWeight(QFont.Weight.Normal)
    return font
