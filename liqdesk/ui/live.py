"""The bridge from the desk to the window: the only signal that carries market data, one snapshot per repaint."""

from PySide6.QtCore import QObject, QTimer, Signal

from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.engine.desk import Desk

REPAINT_EVERY = DurationMs(100)
HURRIED = DurationMs(60)
"""The same where rows come fast: each then waits for its pixels less than a tenth of a second in all."""
MANY = 20
"""So many rows at one look come fast."""


class LiveBridge(QObject):
    """Asks the desk ten times a second, sixteen times where rows come fast, and emits `frame_ready(LiveFrame)` when something
    changed or a second passed.

    Rests while nobody looks; the rows of that time come with the first frame afterwards, as far as the desk holds them.
    """

    frame_ready = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None, every: DurationMs = REPAINT_EVERY) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sequence = 0
        self._every = every
        self._seen: tuple[int, int] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(every)
        self._timer.timeout.connect(self.look)

    @property
    def awake(self) -> bool:
        """Whether frames are being made."""
        return self._timer.isActive()

    def set_watched(self, watched: bool) -> None:
        """Wake up when the window is seen, rest when it is not."""
        if watched and not self._timer.isActive():
            self.look()
            self._timer.start()
        elif not watched:
            self._timer.stop()

    def start_over(self) -> None:
        """The desk looks at something else: its rows are numbered anew, and come again from the first that is held."""
        self._sequence, self._seen = 0, None
        if self.awake:
            self.look()

    def look(self) -> None:
        """Emit a frame if anything changed since the last one, or its clock's second did."""
        seen = (self._desk.revision, self._desk.now() // SECOND)
        if seen == self._seen:
            return
        self._seen = seen
        frame, self._sequence = self._desk.frame(self._sequence, calm=True)
        self._pace(len(frame.fresh))
        self.frame_ready.emit(frame)

    def _pace(self, rows: int) -> None:
        every = min(HURRIED, self._every) if rows >= MANY else self._every
        if self._timer.interval() != every:
            self._timer.setInterval(every)
