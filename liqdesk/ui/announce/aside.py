"""The process that plays and speaks for the window, started when it is first asked for something, and what it answers."""

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QProcess, Signal

from liqdesk.domain.language import tr
from liqdesk.ui.announce.command import player_command

ENDING_MS = 500
"""How long the end of the program waits for a process that was killed."""


class Aside(QObject):
    """Asks the process and hands on what it tells. `gone` comes with the reason when it ended though nobody ended it.

    Nothing here waits: a process that hangs is noticed by whoever misses its answer, and ended by `end`.
    """

    told = Signal(object)
    gone = Signal(str)

    def __init__(self, command: Sequence[str] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = tuple(command or player_command())
        self._process: QProcess | None = None
        self.answered = False
        """Whether the process that runs now has said anything yet: from then on it is quick."""

    @property
    def pid(self) -> int:
        """The process by its id, 0 where none runs."""
        return 0 if self._process is None else self._process.processId()

    def ask(self, request: dict[str, Any]) -> None:
        """Send one request, to a new process where none runs."""
        if self._process is None:
            self._process = self._started()
        self._process.write(json.dumps(request).encode() + b"\n")

    def end(self) -> QProcess | None:
        """End the process at once and forget it; the next request starts another."""
        process, self._process = self._process, None
        self.answered = False
        if process is not None:
            process.readyReadStandardOutput.disconnect()
            process.setParent(QCoreApplication.instance())  # it may end later than this
            process.kill()
        return process

    def close(self) -> None:
        """End the process and see it end."""
        if process := self.end():
            process.waitForFinished(ENDING_MS)

    def _started(self) -> QProcess:
        process = QProcess(self)
        # What Qt and sound libraries write of every start belongs into nobody's terminal.
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(
            lambda code: self._ended(process, tr("the player broke off ({code})").format(code=code))
        )
        process.errorOccurred.connect(lambda error: self._failed(process, error))
        process.start(self._command[0], self._command[1:])
        return process

    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            self.answered = True
            self.told.emit(json.loads(bytes(self._process.readLine().data())))

    def _failed(self, process: QProcess, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._ended(process, tr("the player cannot be started: {why}").format(why=process.errorString()))

    def _ended(self, process: QProcess, why: str) -> None:
        process.deleteLater()
        if process is self._process:
            self._process = None
            self.answered = False
            self.gone.emit(why)
