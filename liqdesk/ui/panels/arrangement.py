"""Where the docks of the main window first stand: tape and journal on the right, the others as tabs at the bottom."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from liqdesk.ui.theme import Theme

TABS = ("venues", "market", "cross-check")
"""Docks that share one place at the bottom, the first in front."""

HIDDEN = ("cross-check",)
"""Docks that nobody sees before they ask for them."""


class Arrangement:
    """Places the docks, by name, around the middle of a window."""

    def __init__(self, window: QMainWindow, docks: Mapping[str, QDockWidget], theme: Theme) -> None:
        self._window = window
        self._docks = docks
        self._theme = theme

    def compose(self) -> None:
        """Put every dock where it first stands."""
        window, docks = self._window, self._docks
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docks["tape"])
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, docks[TABS[0]])
        for name in ("journal", *TABS[1:]):
            self._join(name)
        for name in HIDDEN:
            docks[name].hide()
        docks[TABS[0]].raise_()

    def size(self) -> None:
        """Give the docks their first sizes."""
        px, docks = self._theme.px, self._docks
        wanted = min(px(520), max(px(392), round(self._window.width() * 0.345)))
        self._window.resizeDocks([docks["tape"]], [wanted], Qt.Orientation.Horizontal)
        self._window.resizeDocks([docks[TABS[0]]], [px(226)], Qt.Orientation.Vertical)
        self._window.resizeDocks([docks["tape"], docks["journal"]], [px(460), px(226)], Qt.Orientation.Vertical)

    def place_newcomers(self, knows: Callable[[str], bool]) -> None:
        """A layout from before a dock was there leaves it wherever it pleases: bring it to its place."""
        newcomers = [name for name in ("journal", *TABS[1:]) if not knows(name)]
        for name in newcomers:
            self._docks[name].setFloating(False)
            self._join(name)
            self._docks[name].setVisible(name not in HIDDEN)
        if newcomers:
            self._docks[TABS[0]].raise_()

    def _join(self, name: str) -> None:
        """The journal goes under the tape, every other dock behind the venues."""
        if name == "journal":
            self._window.splitDockWidget(self._docks["tape"], self._docks[name], Qt.Orientation.Vertical)
        else:
            self._window.tabifyDockWidget(self._docks[TABS[0]], self._docks[name])
