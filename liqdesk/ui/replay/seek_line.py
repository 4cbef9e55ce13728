"""The line of a recording: where it is, where events were found, and where to go."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip, QWidget

from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import tr
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from liqdesk.engine.replay import ReplayView
from liqdesk.settings.model import Zone
from liqdesk.ui.format import fmt_clock
from liqdesk.ui.theme import Theme, colour

_STEPS = {
    Qt.KeyboardModifier.NoModifier: 10 * SECOND,
    Qt.KeyboardModifier.ShiftModifier: SECOND,
    Qt.KeyboardModifier.ControlModifier: MINUTE,
}


class SeekLine(QSlider):
    """`sought` carries a moment; while the handle is dragged nothing is sought, only told. Values are seconds from the start."""

    sought = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._span = Span(UnixMs(0), UnixMs(0))
        self._at = UnixMs(0)
        self._events: tuple[UnixMs, ...] = ()
        self._winding: float | None = None
        self.zone = Zone.UTC
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Moment of the recording"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(26))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(70), self._theme.px(26))

    def show_view(self, view: ReplayView) -> None:
        """Stand where the recording is; a handle that is being dragged stays in the hand."""
        shown = (view.span, view.at, view.events, view.winding)
        if shown == (self._span, self._at, self._events, self._winding):
            return
        self._span, self._at, self._events, self._winding = shown
        self.setRange(0, max(1, (view.span.end - view.span.start) // SECOND))
        if not self.isSliderDown():
            self.setValue((view.at - view.span.start) // SECOND)
        self.setAccessibleDescription(fmt_clock(view.at, self.zone))
        self.update()

    def moment_at(self, x: float) -> UnixMs:
        """The moment under a place on the line."""
        inner = self._inner()
        share = min(1.0, max(0.0, (x - inner.left()) / max(1.0, inner.width())))
        return UnixMs(round(self._span.start + share * (self._span.end - self._span.start)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._drag_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._drag_to(event)
        else:
            self._tell(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderDown(False)
            self.sought.emit(self.moment_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.modifiers())
        match event.key():
            case Qt.Key.Key_Left if step is not None:
                self.sought.emit(UnixMs(self._at - step))
            case Qt.Key.Key_Right if step is not None:
                self.sought.emit(UnixMs(self._at + step))
            case Qt.Key.Key_Home:
                self.sought.emit(self._span.start)
            case Qt.Key.Key_End:
                self.sought.emit(self._span.end)
            case _:
                event.ignore()

    def _drag_to(self, event: QMouseEvent) -> None:
        self.setValue((self.moment_at(event.position().x()) - self._span.start) // SECOND)
        self._tell(event)
        self.update()

    def _tell(self, event: QMouseEvent) -> None:
        where = self.mapToGlobal(QPoint(round(event.position().x()), self.height()))
        QToolTip.showText(where, fmt_clock(self.moment_at(event.position().x()), self.zone), self)

    def _inner(self) -> QRectF:
        px = self._theme.px
        return QRectF(px(7), self.height() / 2 - px(2), max(1, self.width() - 2 * px(7)), px(4))

    def _x_of(self, at: float) -> float:
        inner, span = self._inner(), self._span
        return inner.left() + inner.width() * (at - span.start) / max(1, span.end - span.start)

    def paintEvent(self, event: QPaintEvent) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        inner = self._inner()
        at = self._span.start + self.value() * SECOND if self.isSliderDown() else self._at
        here = self._x_of(at)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(surface.line))
        painter.drawRoundedRect(inner, px(2), px(2))
        painter.setBrush(colour(surface.dim if self._winding is not None else surface.mark))
        painter.drawRoundedRect(
            QRectF(inner.left(), inner.top(), max(0.0, here - inner.left()), inner.height()), px(2), px(2)
        )
        for found in self._events:
            painter.fillRect(
                QRectF(self._x_of(found) - px(1), inner.top() - px(5), px(2), px(14)), colour(surface.text)
            )
        painter.setBrush(colour(surface.text))
        painter.drawEllipse(QRectF(here - px(6), self.height() / 2 - px(6), px(12), px(12)))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colour(surface.accent))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        painter.end()
