"""A desktop of monitors that come and go, with a pointer and keys held by hand, for a strip to stand on."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt

from liqdesk.ui.monitors import Monitor
from liqdesk.ui.strip.desktop import Desktop
from liqdesk.ui.strip.keeper import StripKeeper
from liqdesk.ui.strip.menu import StripDoors
from liqdesk.ui.strip.strip import Strip
from liqdesk.ui.theme import Theme
from tests.fakes.desk import FakeDesk

DESK = Monitor("desk", QRect(0, 0, 1920, 1040))
SIDE = Monitor("side", QRect(1920, 100, 1280, 800))


class FakeDesktop:
    """Public attributes are what it says; `desktop` is what a strip asks."""

    def __init__(self, places_windows: bool = True) -> None:
        self.monitors = [DESK, SIDE]
        self.keys = Qt.KeyboardModifier.NoModifier
        self.pointer = QPoint(-1, -1)
        self.desktop = Desktop(places_windows, lambda: self.monitors, lambda: self.keys, lambda: self.pointer)


class StripScene:
    """A keeper on such a desktop, and what the strip asked of the program."""

    def __init__(self, desk: FakeDesk, theme: Theme, file: Path, desktop: FakeDesktop | None = None) -> None:
        self.desk, self.theme, self.file = desk, theme, file
        self.system = FakeDesktop() if desktop is None else desktop
        self.asked: list[str] = []
        self.told: list[str] = []
        self.reachable = True
        self.gone = 0
        self.keeper = self.another()

    def another(self) -> StripKeeper:
        """A keeper as a program that starts anew makes it."""
        doors = StripDoors(self._asks("show"), self._asks("event"), self._asks("quit"))
        made = StripKeeper(
            self.desk, self.theme, self.file, self.system.desktop, doors, self.told.append, lambda: self.reachable
        )
        made.gone.connect(self._count)
        return made

    @property
    def strip(self) -> Strip:
        """The strip, which is there."""
        assert self.keeper.strip is not None
        return self.keeper.strip

    def change(self, **changes: object) -> None:
        """Change its settings."""
        value = self.desk.settings.value
        strip = value.strip.model_copy(update=changes)
        self.desk.replace_settings(value.model_copy(update={"strip": strip}))

    def _asks(self, what: str) -> Callable[[], None]:
        return lambda: self.asked.append(what)

    def _count(self) -> None:
        self.gone += 1
