"""The players that systems bring along, for when Qt cannot be heard."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer

PATIENCE_MS = 4_000
"""How much longer than its sound a player may take; then it hangs."""

WINSOUND = "import sys, winsound; winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME)"

Find = Callable[[str], str | None]


def player_of_system(path: Path, volume: float, find: Find = shutil.which, platform: str = sys.platform) -> list[str]:
    """The command that plays a file at `volume` (0 to 1) on the system's default output; empty where there is none."""
    if platform == "win32":
        return [sys.executable, "-c", WINSOUND, str(path)]
    for name, options in (
        ("pw-play", [f"--volume={volume:.3f}"]),
        ("paplay", [f"--volume={round(volume * 65_536)}"]),
        ("aplay", ["--quiet"]),
        ("afplay", ["--volume", f"{volume:.3f}"]),
    ):
        if found := find(name):
            return [found, *options, str(path)]
    return []


class SystemPlayer(QObject):
    """Runs such a player to its end without waiting for it."""

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
