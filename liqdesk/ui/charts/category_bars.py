"""Mirrored bars over a handful of classes, such as hours of the day or sizes: shorts upwards, longs downwards."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.charts.canvas import Room, mixed
from liqdesk.ui.charts.fields import Field
from liqdesk.ui.charts.hatch import paint_hatch
from liqdesk.ui.charts.past_words import Category
from liqdesk.ui.charts.read_canvas import ReadCanvas
from liqdesk.ui.theme import Role, Theme, colour

_EDGE, _CLOCK, _TOP = 10, 20, 6
_HEADROOM = 1.06


class CategoryBars(ReadCanvas):
    """Draws classes in their order; arrows go from one to the next.

    Where none is pointed at, the one with most is read; `rest` is said where there is none at all.
    """

    def __init__(self, theme: Theme, name: str, fields: Sequence[Field]) -> None:
        super().__init__(theme, name, fields)
        self._shown: tuple[Category, ...] = ()
        self._rest = ""
        self._pointed: int | None = None

    @property
    def shown(self) -> tuple[Category, ...]:
        """What is drawn."""
        return self._shown

    @property
    def pointed(self) -> int | None:
        """Which one is under the pointer or reached by keys."""
        return self._pointed

    def show_categories(self, shown: Sequence[Category], rest: str) -> None:
        """Draw these."""
        self._shown, self._rest = tuple(shown), rest
        if self._pointed is not None and self._pointed >= len(self._shown):
            self._pointed = None
        self.canvas.renew()
        self._read()

    def point_at(self, number: int | None) -> None:
        """Mark one and read it; None: none."""
        if number != self._pointed:
            self._pointed = number
            self.canvas.update()
            self._read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = Qt.Key(event.key()), len(self._shown)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if not count:
            super().keyPressEvent(event)
        elif step is not None:
            at = count - 1 if self._pointed is None else self._pointed + step
            self._go(min(max(at, 0), count - 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else count - 1)
        elif key == Qt.Key.Key_Escape and self._pointed is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)

    def _go(self, number: int) -> None:
        self.point_at(number)
        self.canvas.setAccessibleName(self._shown[number].spoken)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # only the canvas is watched
        """The pointer over the bars."""
        if event.type() == QEvent.Type.Leave:
            self.point_at(None)
        elif isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseMove:
                left, step = self._columns(self.canvas.room)
                number = int((event.position().x() - left) // step) if step else -1
                self.point_at(number if 0 <= number < len(self._shown) else None)
            elif event.type() == QEvent.Type.MouseButtonPress:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
        return False

    def _columns(self, room: Room) -> tuple[float, float]:
        """Where the first column begins, and how wide each is."""
        left = self._theme.px(_EDGE)
        return left, (room.width - 2 * left) / len(self._shown) if self._shown else 0.0

    def _read(self) -> None:
        if not self._shown:
            self._read_nothing(self._rest)
            return
        most = max(self._shown, key=lambda one: one.short + one.long)
        one = most if self._pointed is None else self._shown[self._pointed]
        self.read_out.show_values(one.values, tr("the most") if self._pointed is None else one.status)

    def _paint(self, painter: QPainter, room: Room) -> None:
        px, tokens = self._theme.px, self._theme.tokens
        left, step = self._columns(room)
        top, bottom = px(_TOP), room.height - px(_CLOCK)
        if not self._shown or bottom - top < px(20):
            return
        up = max((one.short for one in self._shown), default=0.0)
        down = max((one.long for one in self._shown), default=0.0)
        scale = (bottom - top) / ((up + down) * _HEADROOM or 1.0)
        zero = round(top + (up * scale if up + down else (bottom - top) / 2))
        gap = max(1.0, round(step * 0.16))
        for number, one in enumerate(self._shown):
            x = round(left + number * step)
            wide = max(1.0, round(left + (number + 1) * step) - x - gap)
            if one.missing > 0:
                paint_hatch(painter, QRectF(x, top, wide, bottom - top), tokens.surface.gap, one.missing)
            for amount, side, down_from in ((one.short, tokens.short, 0.0), (one.long, tokens.long, 1.0)):
                tall = max(1.0, round(amount * scale)) if amount > 0 else 0.0
                painter.fillRect(QRectF(x, zero + 1 if down_from else zero - tall, wide, tall), colour(side.fill))
        painter.fillRect(
            QRectF(left, zero, room.width - 2 * left, 1), mixed(tokens.surface.faint, tokens.surface.panel, 0.8)
        )
        self._write_labels(painter, left, step, bottom)

    def _write_labels(self, painter: QPainter, left: float, step: float, bottom: float) -> None:
        font = self._theme.font(Role.CAPTION)
        font.setWeight(font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(colour(self._theme.tokens.surface.faint))
        metrics = QFontMetricsF(font)
        widest = max(metrics.horizontalAdvance(one.label) for one in self._shown) + self._theme.px(6)
        each = max(1, -int(-widest // step))
        for number in range(0, len(self._shown), each):
            text = self._shown[number].label
            x = left + (number + 0.5) * step - metrics.horizontalAdvance(text) / 2
            painter.drawText(QPointF(max(2.0, x), bottom + metrics.ascent() + self._theme.px(3)), text)

    def _paint_over(self, painter: QPainter, room: Room) -> None:
        if self._pointed is not None and self._shown:
            left, step = self._columns(room)
            where = QRectF(left + self._pointed * step, 0, step, room.height - self._theme.px(_CLOCK))
            painter.fillRect(where, colour(self._theme.tokens.surface.text, 0.12))
