"""A look at the desk that is over when every panel shows it."""

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

from liqdesk.ui.main_window import MainWindow

WITHIN_MS = 5_000


def look(window: MainWindow) -> None:
    """Have the window take the desk's newest frame, and wait until all of it does."""
    window.bridge.look()
    late = QDeadlineTimer(WITHIN_MS)
    while not window.settle_ready():
        assert not late.hasExpired()
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
