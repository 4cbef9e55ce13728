"""Runs a player of the system, for when Qt cannot be heard."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QProcess, QTimer

PATIENCE_MS = 4_000
"""How much longer than its sound a player may take; then it hangs."""


class SystemPlayer(QObject):
    """Runs players to its end without waiting for it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: set[QProcess] = set()

    def play(self, command: list[str], length_ms: int, done: Callable[[bool], None]) -> None:
        """Start `command`; `done` hears whether it played to the end."""
        process = QProcess(self)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.setStandardOutputFile(QProcess.nullDevice())
        self._running.add(process)

        def ended(well: bool) -> None:
            if process in self._running:
                self._running.discard(process)
                process.deleteLater()
                done(well)

        def finished(code: int, status: QProcess.ExitStatus) -> None:
            ended(code == 0 and status == QProcess.ExitStatus.NormalExit)

        def failed(error: QProcess.ProcessError) -> None:
            if error == QProcess.ProcessError.FailedToStart:
                ended(False)

        process.finished.connect(finished)
        process.errorOccurred.connect(failed)
        QTimer.singleShot(length_ms + PATIENCE_MS, process, process.kill)
        process.start(command[0], command[1:])

    def close(self) -> None:
        """End what runs."""
        running, self._running = self._running, set()
        for process in running:
            process.kill()
            process.waitForFinished(PATIENCE_MS // 8)
