"""Speaks alerts where the system has a voice: one at a time, the newest takes the place of the one being spoken."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from liqdesk.domain.language import tr
from liqdesk.ui.announce.aside import Aside
from liqdesk.ui.announce.patience import Patience
from liqdesk.ui.announce.speakable import speakable

BEGIN_MS = 5_000


class Speech(QObject):
    """Loads nothing before the first text. `trouble` says in a sentence why nobody speaks, or is empty.

    `engine` names one of Qt's voices, empty for the first of the system. Call `close` at the end of the program.
    """

    trouble_changed = Signal(str)

    def __init__(self, parent: QObject | None = None, command: Sequence[str] | None = None, engine: str = "") -> None:
        super().__init__(parent)
        self.trouble = ""
        self.speaking = False
        self._engine = engine
        self._ident = 0
        self._aside = Aside(command, self)
        self._aside.told.connect(self._hear)
        self._aside.gone.connect(self._fail)
        self._begin = Patience(self)
        self._begin.ended.connect(lambda: self._fail(tr("the voice does not answer")))

    def say(self, text: str, volume: float) -> None:
        """Speak plain text at `volume` (0 to 1), in place of what is being spoken."""
        self._ident += 1
        self._begin.wait(BEGIN_MS)
        self._aside.ask(
            {"do": "say", "id": self._ident, "text": speakable(text), "volume": volume, "engine": self._engine}
        )

    def close(self) -> None:
        """Fall silent."""
        self._begin.stop()
        self.speaking = False
        self._aside.close()

    def _hear(self, told: dict[str, Any]) -> None:
        if told["id"] != self._ident:
            return  # of a text that has been replaced
        if told["told"] == "failed":
            self._fail(tr(told["why"]))
            return
        self._begin.stop()
        self.speaking = told["told"] == "playing"
        self._tell("")

    def _fail(self, why: str) -> None:
        self._begin.stop()
        self.speaking = False
        self._aside.end()
        self._tell(tr("Alerts cannot be spoken: {why}.").format(why=why))

    def _tell(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self.trouble_changed.emit(trouble)
