"""One swell of a tint, and still again."""

from PySide6.QtCore import QObject, QTimer, Signal

STEP_MS = 40
RISES, FALLS = 5, 30
STRONGEST = 0.34


class Pulse(QObject):
    """Swells once and fades within a second and a half; `changed` says that `strength` (0 to 1) is another."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._step = RISES + FALLS
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self.step)

    @property
    def strength(self) -> float:
        """How strong the tint is now."""
        if self._step <= RISES:
            return STRONGEST * self._step / RISES
        return STRONGEST * max(0.0, 1 - (self._step - RISES) / FALLS)

    @property
    def beating(self) -> bool:
        """Whether it goes on."""
        return self._timer.isActive()

    def begin(self) -> None:
        """Swell; what goes on already is not begun again."""
        if not self.beating:
            self._step = 0
            self._timer.start()

    def still(self) -> None:
        """Be over at once."""
        self._timer.stop()
        self._step = RISES + FALLS
        self.changed.emit()

    def step(self) -> None:
        """The next of its steps."""
        self._step += 1
        if self._step >= RISES + FALLS:
            self._timer.stop()
        self.changed.emit()
