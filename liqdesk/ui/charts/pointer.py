"""The pointer on a chart: wheel, drag, hover and double click, as calls with pixels of the drawing area."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

_NOTCH = 120.0
_ZOOM_PER_NOTCH = 0.82


@dataclass(frozen=True, slots=True)
class Gestures:
    """Who is told: `zoom(factor, x)`, `pan(pixels to the right)`, `hover(x or None)`, `follow()`.

    `height(y)` is told just before `hover`, to who wants to know; `measure(from x, to x)` while it is dragged with Shift.
    """

    zoom: Callable[[float, float], None]
    pan: Callable[[float], None]
    hover: Callable[[float | None], None]
    follow: Callable[[], None]
    height: Callable[[float], None] | None = None
    measure: Callable[[float, float], None] | None = None


class Pointer(QObject):
    """Watches the viewports of the plots of one chart."""

    def __init__(self, parent: QWidget, viewports: tuple[QWidget, ...], gestures: Gestures) -> None:
        super().__init__(parent)
        self._gestures = gestures
        self._dragged_from: float | None = None
        self._measured_from: float | None = None
        for viewport in viewports:
            viewport.setMouseTracking(True)
            viewport.setCursor(Qt.CursorShape.CrossCursor)
            viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent):
            return self._wheel(event)
        if isinstance(event, QMouseEvent):
            return self._mouse(watched, event)
        if event.type() == QEvent.Type.Leave:
            self._gestures.hover(None)
        return False

    def _wheel(self, event: QWheelEvent) -> bool:
        turned = event.angleDelta()
        if abs(turned.x()) > abs(turned.y()):
            self._gestures.pan(turned.x() / 2)
        elif turned.y():
            self._gestures.zoom(_ZOOM_PER_NOTCH ** (turned.y() / _NOTCH), event.position().x())
        event.accept()
        return True

    def _mouse(self, watched: QObject, event: QMouseEvent) -> bool:
        where: QPointF = event.position()
        kind = event.type()
        if kind == QEvent.Type.MouseButtonDblClick:
            self._gestures.follow()
        elif kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._grab(watched, where.x(), shifted and self._gestures.measure is not None)
        elif kind == QEvent.Type.MouseButtonRelease:
            self._grab(watched, None)
        elif kind == QEvent.Type.MouseMove:
            if self._gestures.height is not None:
                self._gestures.height(where.y())
            self._move(where.x())
        return True

    def _grab(self, watched: QObject, x: float | None, measuring: bool = False) -> None:
        self._dragged_from = None if measuring else x
        self._measured_from = x if measuring else None
        if isinstance(watched, QWidget):
            held = Qt.CursorShape.SplitHCursor if measuring else Qt.CursorShape.ClosedHandCursor
            watched.setCursor(Qt.CursorShape.CrossCursor if x is None else held)
            if x is not None:
                parent = self.parent()
                if isinstance(parent, QWidget):
                    parent.setFocus(Qt.FocusReason.MouseFocusReason)

    def _move(self, x: float) -> None:
        if self._dragged_from is not None and x != self._dragged_from:
            self._gestures.pan(x - self._dragged_from)
            self._dragged_from = x
        if self._measured_from is not None and self._gestures.measure is not None:
            self._gestures.measure(self._measured_from, x)
        self._gestures.hover(x)
