"""Waits for an answer without blaming another for a standstill of our own."""

from PySide6.QtCore import QObject, QTimer, Signal

GRACE_MS = 250


class Patience(QObject):
    """Emits `ended` some time after `wait`, unless `stop` comes first.

    When a loop that stood still goes on, its timers may come before what arrived meanwhile is read. So at its end a wait
    goes on a little, in which what has arrived is read.
    """

    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)

    def wait(self, milliseconds: int) -> None:
        """Wait from now, in place of any wait before."""
        self._last = False
        self._timer.start(milliseconds)

    def stop(self) -> None:
        """The answer came."""
        self._timer.stop()

    def _look(self) -> None:
        if self._last:
            self.ended.emit()
        else:
            self._last = True
            self._timer.start(GRACE_MS)
