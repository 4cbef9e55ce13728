"""The way of a failure from whatever thread it came up on to the window's."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class Courier(QObject):
    """What is sent on any thread is given to `take` on the window's, in its order."""

    sent = Signal(object)

    def __init__(self, take: Callable[[object], None], window: QObject) -> None:
        super().__init__(window)
        self._take = take
        self.sent.connect(self._arrived, Qt.ConnectionType.QueuedConnection)

    def send(self, value: object) -> None:
        """Have it given to the taker soon."""
        self.sent.emit(value)

    def _arrived(self, value: object) -> None:
        self._take(value)
