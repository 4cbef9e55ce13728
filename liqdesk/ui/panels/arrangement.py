"""Where the docks of the main window first stand: the tape on the right, venues and market as tabs at the bottom."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

from liqdesk.ui.theme import Theme


class Arrangement:
    """Places tape, venues and market, in this order, around the middle of a window."""

    def __init__(self, window: QMainWindow, docks: tuple[QDockWidget, QDockWidget, QDockWidget], theme: Theme) -> None:
        self._window = window
        self._tape, self._venues, self._market = docks
        self._theme = theme
        for dock in docks:
            dock.visibilityChanged.connect(self._name_tabs)

    def compose(self) -> None:
        """Put every dock where it first stands."""
        window = self._window
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._tape)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self._venues)
        window.tabifyDockWidget(self._venues, self._market)
        self._venues.raise_()

    def size(self) -> None:
        """Give the docks their first sizes."""
        px = self._theme.px
        wanted = min(px(520), max(px(392), round(self._window.width() * 0.345)))
        self._window.resizeDocks([self._tape], [wanted], Qt.Orientation.Horizontal)
        self._window.resizeDocks([self._venues], [px(226)], Qt.Orientation.Vertical)

    def place_newcomers(self, knows: Callable[[str], bool]) -> None:
        """A layout from before a dock was there leaves it wherever it pleases: bring it to its place."""
        if not knows(self._market.objectName()):
            self._market.setFloating(False)
            self._window.tabifyDockWidget(self._venues, self._market)
            self._market.show()
            self._venues.raise_()

    def _name_tabs(self) -> None:
        """Qt makes the bars of tabs as it needs them."""
        for bar in self._window.findChildren(QTabBar):
            bar.setAccessibleName("Panels")
