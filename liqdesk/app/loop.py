"""The one event loop: Qt's, driven by asyncio.Runner; Qt itself never ends it."""

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QEvent, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from liqdesk.app.batched_loop import BatchedLoop
from liqdesk.app.crash import CrashHooks
from liqdesk.app.paths import APP_ID
from liqdesk.app.signals import stop_on_signals
from liqdesk.app.sources import leave_sources_unread

log = logging.getLogger("qt")

LEVEL_OF = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

HARMLESS = ("This plugin does not support propagateSizeHints", "This plugin does not support raise")


class Application(QApplication):
    """Turns every wish to quit (menu, session end, Cmd-Q) into a request that the running coroutine answers."""

    stop_requested = Signal()

    def event(self, event: QEvent) -> bool:
        """Qt's event hook."""
        if event.type() is QEvent.Type.Quit:
            event.ignore()
            self.stop_requested.emit()
            return True
        return super().event(event)


def make_application(arguments: list[str]) -> Application:
    """The application object, named, with Qt's messages going into the log."""
    if sys.platform == "win32":
        import ctypes

        # By this name, which the installer's shortcut carries too, the taskbar and the notifications know the program. Untried.
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)
    leave_sources_unread()
    qInstallMessageHandler(_to_log)
    Application.setApplicationName("liqdesk")
    Application.setApplicationDisplayName("liqdesk")
    Application.setDesktopFileName(APP_ID)
    app = Application(arguments)
    app.setQuitOnLastWindowClosed(False)
    return app


def _to_log(kind: QtMsgType, context: object, message: str) -> None:
    if not message.startswith(HARMLESS):
        log.log(LEVEL_OF.get(kind, logging.WARNING), "%s", message)


class StopOnRequest(QObject):
    """Sets an event when Qt or the system asks the program to stop."""

    def __init__(self, app: Application, stop: asyncio.Event) -> None:
        super().__init__(app)
        self._stop = stop
        app.stop_requested.connect(self._request)
        # The session ends: whatever is to be kept is kept by ending now. Some systems give no later moment for it.
        app.commitDataRequest.connect(self._request)

    def _request(self) -> None:
        self._stop.set()


def run_qt(app: Application, main: Callable[[asyncio.Event], Coroutine[Any, Any, int]], hooks: CrashHooks) -> int:
    """Run `main(stop)` on the Qt loop to its end; `stop` is set by a signal or by Qt's wish to quit."""

    async def whole() -> int:
        loop = asyncio.get_running_loop()
        hooks.watch(loop)
        stop = asyncio.Event()
        StopOnRequest(app, stop)
        stop_on_signals(loop, stop)
        return await main(stop)

    with asyncio.Runner(loop_factory=lambda: BatchedLoop(app)) as runner:
        return runner.run(whole())
