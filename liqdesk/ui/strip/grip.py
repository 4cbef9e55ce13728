"""How the strip is taken by the mouse: dragged by the desktop where it does that, else by hand; let go, it was a click or not."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget


class Grip:
    """Follows the left button over one window. After `begun`, its moves are the user's doing."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._pressed_at: QPoint | None = None
        self._held: QPoint | None = None

    def press(self, event: QMouseEvent) -> None:
        """The button went down."""
        self._pressed_at = event.globalPosition().toPoint()
        self._held = None

    def move(self, event: QMouseEvent) -> bool:
        """The pointer moved; whether a drag begins with that."""
        at = event.globalPosition().toPoint()
        if self._held is not None:
            self._widget.move(at - self._held)
            return False
        pressed_at = self._pressed_at
        if pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        if (at - pressed_at).manhattanLength() < QApplication.startDragDistance():
            return False
        self._pressed_at = None
        handle = self._widget.windowHandle()
        if handle is None or not handle.startSystemMove():
            self._held = pressed_at - self._widget.pos()
            self._widget.move(at - self._held)
        return True

    def release(self) -> bool:
        """The button came up; whether that was a click."""
        clicked = self._pressed_at is not None
        self._pressed_at = self._held = None
        return clicked
