"""Hears from the system that it wakes up, sooner than any clock shows it."""

from collections.abc import Callable

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection

SERVICE, PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
INTERFACE, SIGNAL = "org.freedesktop.login1.Manager", "PrepareForSleep"
"""https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html: true before sleep, false after it."""


class SystemSleep(QObject):
    """Calls `woke` after each sleep while it lives. `listening` is false where there is no system bus to ask."""

    def __init__(self, woke: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._woke = woke
        bus = QDBusConnection.systemBus()
        slot = SLOT("prepare_for_sleep(bool)")
        self.listening = bus.isConnected() and bus.connect(  # type: ignore[call-overload]  # its stub asks for bytes, it for text
            SERVICE, PATH, INTERFACE, SIGNAL, self, slot
        )

    @Slot(bool)
    def prepare_for_sleep(self, begins: bool) -> None:
        """The system is about to sleep, or has just woken up."""
        if not begins:
            self._woke()
