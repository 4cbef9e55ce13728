"""The docks of a window and where they stand: made, arranged, remembered, put back, and used in layouts by name."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from liqdesk.domain.language import tr
from liqdesk.ui.panels.arrangement import Arrangement
from liqdesk.ui.panels.docks import Dock, Docked
from liqdesk.ui.panels.floats import Floats
from liqdesk.ui.panels.homes import Homes
from liqdesk.ui.panels.layout import WindowLayout
from liqdesk.ui.panels.named_layouts import NamedLayouts
from liqdesk.ui.theme import Theme

OWN_FILE = "layouts.ini"
"""Where the user's own layouts are kept, beside the layout of the window."""


class DockSet:
    """One dock for each of `docked`. `low` is told whether the window is low."""

    def __init__(
        self,
        window: QMainWindow,
        docked: Iterable[Docked],
        theme: Theme,
        resources: Callable[[str], Path],
        low: Callable[[bool], None],
    ) -> None:
        self.docks = tuple(
            Dock(name, tr(title), panel, show, theme, resources, window) for name, title, panel, show in docked
        )
        self._window = window
        self._low = low
        self._by_name = {dock.objectName(): dock for dock in self.docks}
        self._arrangement = Arrangement(window, self._by_name, theme)
        self._homes = Homes(window, self._by_name)
        self.floats = Floats(window, self.docks, self._arrangement.put_back)
        self._fresh = True

    def stand(self, file: Path) -> None:
        """Place the docks around what the window has by now, as the layout in `file` says, if it does."""
        self._arrangement.compose()
        self._layout = WindowLayout(self._window, file, self._homes)
        self.layouts = NamedLayouts(
            self._window,
            self._by_name,
            self._arrangement,
            file.with_name(OWN_FILE),
            self._homes,
            self.make_room,
        )
        self._fresh = not self._layout.restore()
        if not self._fresh:
            self._arrangement.room.begin(self._layout.room)
        self._arrangement.place_newcomers(self._layout.knows)
        self.floats.put_aside()

    def go_to(self, name: str) -> None:
        """Bring a dock to the front and go there. Raises KeyError."""
        dock = self._by_name[name]
        if dock.isHidden():
            dock.toggleViewAction().trigger()
        dock.raise_()
        if dock.isFloating():
            dock.activateWindow()
        dock.widget().setFocus()

    def reset(self) -> None:
        """Every dock where it first was."""
        self._arrangement.put_back()
        self._layout.reset()
        self._arrangement.size()
        self.make_room()

    def make_room(self) -> None:
        """Put docks away while the window is low, and back when it is not any more."""
        self._low(self._arrangement.make_room())

    def seen(self) -> None:
        """The window comes into sight; where nothing was remembered, only now sizes have a meaning."""
        if self._fresh:
            self._fresh = False
            self._arrangement.size()
            QApplication.sendEvent(self._window, QEvent(QEvent.Type.LayoutRequest))
        self.make_room()

    def save(self) -> None:
        """Remember how the docks stand, those of a higher window among them."""
        self._arrangement.put_back()
        self._layout.save(self._arrangement.room.kept, self.floats.state)
