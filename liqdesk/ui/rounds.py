"""Hands a frame to the panels one at a time, so that no single turn of the loop pays for all of them."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from liqdesk.analytics.views import LiveFrame


class Shows(Protocol):
    """Whatever draws a frame."""

    def show_frame(self, frame: LiveFrame) -> None: ...


class Round(QObject):
    """One panel a turn; what each paints is painted before the next one's turn. A frame that comes meanwhile is shown to
    those still waiting in place of the older one, and to the others in a round of its own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frame: LiveFrame | None = None
        self._waiting: list[Shows] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    @property
    def over(self) -> bool:
        """Whether every panel shows what it was given last."""
        return not self._waiting

    def begin(self, frame: LiveFrame, panels: Sequence[Shows]) -> None:
        """Show `frame` to all of `panels`, those first that were left waiting."""
        self._frame = frame
        left = [panel for panel in self._waiting if panel in panels]
        self._waiting = left + [panel for panel in panels if panel not in left]
        self._timer.start()

    def _next(self) -> None:
        if self._frame is None or not self._waiting:
            self._timer.stop()
            return
        self._waiting.pop(0).show_frame(self._frame)
