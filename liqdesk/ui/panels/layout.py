"""Where the window and its docks stood: remembered in a file, restored onto screens that exist, and put back."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from liqdesk.ui.panels.homes import Homes, clamped
from liqdesk.ui.room import FRAME

LAYOUT_VERSION = 1
FIRST_SIZE = QSize(1280, 800)


@dataclass(frozen=True, slots=True)
class RoomKept:
    """What a layout remembers: whether a person sized the docks, and how high they were before a chart came (0: none did)."""

    given: bool = False
    before: int = 0


def first_size() -> QSize:
    """How large the window is before the user has had a say: no larger than the screen can show."""
    screen = QGuiApplication.primaryScreen()
    return FIRST_SIZE if screen is None else FIRST_SIZE.boundedTo(screen.availableSize() - FRAME)


def names_in(state: QByteArray, name: str) -> bool:
    """Whether Qt's account of a layout has a place for the dock of that name."""
    return name.encode("utf-16-be") in bytes(state.data())


class WindowLayout:
    """Keeps the layout of one window in an INI file; the state at construction is what `reset` goes back to."""

    def __init__(self, window: QMainWindow, file: Path, homes: Homes) -> None:
        self._window = window
        self._file = file
        self._homes = homes
        self._restored: QByteArray | None = None
        self._first_state = window.saveState(LAYOUT_VERSION)

    def save(self, room: RoomKept, state: QByteArray | None = None) -> None:
        """Write down how the window stands, its docks as in `state` if that is given."""
        kept = QSettings(str(self._file), QSettings.Format.IniFormat)
        kept.setValue("state", self._window.saveState(LAYOUT_VERSION) if state is None else state)
        kept.setValue("homes", self._homes.lines())
        kept.setValue("geometry", self._window.normalGeometry())
        kept.setValue("maximized", "yes" if self._window.isMaximized() else "no")
        kept.setValue("sizes-given", "yes" if room.given else "no")
        kept.setValue("before-charts", room.before)
        kept.sync()

    def restore(self) -> bool:
        """Stand as written down; False where nothing usable was, then at the first size."""
        kept = QSettings(str(self._file), QSettings.Format.IniFormat)
        state, geometry = kept.value("state"), kept.value("geometry")
        self._window.resize(first_size())
        if isinstance(geometry, QRect) and geometry.isValid():
            screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
            self._window.setGeometry(clamped(geometry, screens))
        if kept.value("maximized") == "yes":
            # Only said, not shown: whoever made the window shows it once it is whole, or leaves it in the tray.
            self._window.setWindowState(self._window.windowState() | Qt.WindowState.WindowMaximized)
        if not isinstance(state, QByteArray):
            return False
        self._restored = state
        restored = self._window.restoreState(state, LAYOUT_VERSION)
        self._homes.adopt(kept.value("homes"))
        return restored

    @property
    def room(self) -> RoomKept:
        """Whose sizes those written down are; in a file from before this was asked, the user's."""
        kept = QSettings(str(self._file), QSettings.Format.IniFormat)
        before = str(kept.value("before-charts", "0"))
        return RoomKept(kept.value("sizes-given", "yes") == "yes", int(before) if before.isdecimal() else 0)

    def knows(self, name: str) -> bool:
        """Whether the layout has a place for the dock of that name, as one that was not restored has for all."""
        return self._restored is None or names_in(self._restored, name)

    def reset(self) -> None:
        """Put every dock back where it first was."""
        self._window.restoreState(self._first_state, LAYOUT_VERSION)
