"""One window per profile: a second start shows the first one's and ends."""

import asyncio
import contextlib
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE_MS = 1_000
LONGEST_MESSAGE = 64
SHOW = b"show 1\n"
SHOWN = "liqdesk is running already with this profile; its window was brought to the front."

STARTS_WITHIN_S = 20.0
ASK_EVERY_S = 0.1


def _name(lock: Path) -> str:
    return f"liqdesk-{hashlib.sha256(str(lock).encode()).hexdigest()[:16]}"


def show_the_other(lock: Path) -> bool:
    """Ask whoever holds this profile to come to the front; False where nobody with a window answers."""
    wire = QLocalSocket()
    wire.connectToServer(_name(lock))
    if not wire.waitForConnected(PATIENCE_MS):
        return False
    wire.write(SHOW)
    written = wire.waitForBytesWritten(PATIENCE_MS)
    wire.disconnectFromServer()
    return written


async def show_the_starting(lock: Path, stop: asyncio.Event) -> bool:
    """The same of one that holds the profile and may only be starting: it answers once its window is there."""
    for _ in range(round(STARTS_WITHIN_S / ASK_EVERY_S)):
        if show_the_other(lock):
            return True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), ASK_EVERY_S)
        if stop.is_set():
            break
    return False


class FrontDoor(QObject):
    """Listens for second starts, of this user alone."""

    show_requested = Signal()

    def __init__(self, lock: Path, parent: QObject) -> None:
        super().__init__(parent)
        QLocalServer.removeServer(_name(lock))
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(_name(lock))

    def _answer(self) -> None:
        wire = self._server.nextPendingConnection()
        if wire is not None:
            wire.readyRead.connect(lambda: self._read(wire))
            wire.disconnected.connect(wire.deleteLater)

    def _read(self, wire: QLocalSocket) -> None:
        said = bytes(wire.read(LONGEST_MESSAGE).data())
        if said.startswith(SHOW):
            self.show_requested.emit()
        wire.disconnectFromServer()
