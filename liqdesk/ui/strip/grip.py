"""How the strip is taken by the mouse: dragged by the desktop where it does that, else by hand; let go, it was a click or not."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

RESTS_MS = 400
"""So long after its last move a window that the desktop dragged, and that was let go, counts as put down."""


class Grip(QObject):
    """Follows the left button over one window; `put_down` is called once a drag is over and it stands where it was left."""

    def __init__(self, widget: QWidget, put_down: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget, self._put_down = widget, put_down
        self._pressed_at: QPoint | None = None
        self._held: QPoint | None = None
        self._dragged = self._down = False
        self.rests = QTimer(self)
        self.rests.setSingleShot(True)
        self.rests.setInterval(RESTS_MS)
        self.rests.timeout.connect(self._rested)

    def press(self, event: QMouseEvent) -> None:
        """The button went down."""
        self._pressed_at = event.globalPosition().toPoint()
        self._held = None
        self._down = True

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved, by which a drag may begin, go on, or be seen to have ended."""
        at = event.globalPosition().toPoint()
        if self._held is not None:
            self._widget.move(at - self._held)
        elif not event.buttons() & Qt.MouseButton.LeftButton:
            self._end()  # not every desktop tells when it lets go
        elif self._pressed_at is not None:
            self._begin(at, self._pressed_at)

    def _begin(self, at: QPoint, pressed_at: QPoint) -> None:
        if (at - pressed_at).manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed_at = None
        self._dragged = True
        handle = self._widget.windowHandle()
        if handle is None or not handle.startSystemMove():
            self._held = pressed_at - self._widget.pos()
            self._widget.move(at - self._held)

    def release(self) -> bool:
        """The button came up; whether that was a click."""
        clicked = self._pressed_at is not None
        by_hand = self._held is not None
        self._end()
        if by_hand and self._dragged:
            self._rested()
        return clicked

    def _end(self) -> None:
        """Nobody holds it. Where a desktop dragged it, that is told before the place it was dragged to."""
        if self._down:
            self._pressed_at = self._held = None
            self._down = False
            if self._dragged:
                self.rests.start()

    def moved(self) -> None:
        """The window stands elsewhere."""
        if self._dragged:
            self.rests.start()

    def forget(self) -> None:
        """What moves the window from now on is not the user."""
        self._dragged = False
        self.rests.stop()

    def _rested(self) -> None:
        if self._dragged and not self._down:  # held still for a while it is not let go
            self.forget()
            self._put_down()
