"""Where the docks of the main window first stand: tape and journal on the right, the others as tabs at the bottom."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from liqdesk.ui.panels.chart_room import ChartRoom
from liqdesk.ui.panels.docks import Dock, tabs_height
from liqdesk.ui.panels.layout import RoomKept
from liqdesk.ui.theme import Theme

CHARTS = ("bubbles", "price-map", "multiples", "cumulative", "venues-chart", "treemap", "history")
"""Charts beside the timeline."""

TABS = ("venues", "market", "alerts", "cross-check", *CHARTS)
"""Docks that share one place at the bottom, the first in front."""

HIDDEN = ("cross-check", *CHARTS)
"""Docks that nobody sees before they ask for them."""

GIVES_WAY = ("journal", *TABS)
_NARROW, _LEAST = 1160, 215
"""In a window less wide, a panel gets along with so little, whatever it would like: Qt lays docks that do not fit over others."""

_CHART_LEAST = 238
"""The chart in the middle keeps so much beside the tape."""

PROMISED = QSize(900, 560)
"""The window can be made as small as this, whatever the size of its texts."""

LOW = 520
"""In a window less high, chart and tape need all the room there is."""

_TABS_HEIGHT, _TABS_SHARE = 226, 0.29
"""How high the docks at the bottom first are, and the most they take of a window."""


class Arrangement(QObject):
    """Places the docks, by name, around the middle of a window, and goes with it."""

    def __init__(self, window: QMainWindow, docks: Mapping[str, Dock], theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._theme = theme
        self._low = False
        self._put_away: list[Dock] = []
        self._sizes: dict[str, QSize] = {}
        self._held: dict[str, QSize] | None = None
        self._at_scale: dict[int, dict[str, QSize]] = {}
        self._thousand = theme.px(1_000)
        self._crowding = QTimer(self)
        self._crowding.setSingleShot(True)
        self._crowding.timeout.connect(self._give_width)
        theme.changed.connect(self._hold)
        theme.changed.connect(self._bound)
        self._bound()
        for name, dock in docks.items():
            dock.resized.connect(partial(self._note, name))
            dock.visibilityChanged.connect(lambda _: self._crowding.start())
            dock.dockLocationChanged.connect(lambda _: self._crowding.start())
        self.room = ChartRoom(
            window,
            [docks[name] for name in CHARTS],
            [docks[name] for name in TABS],
            lambda dock: dock in self._put_away,
        )

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
        self.room.begin(RoomKept())
        px, docks, window = self._theme.px, self._docks, self._window
        wide = min(
            px(520), max(px(408), round(window.width() * 0.345)), max(px(_LEAST), window.width() - px(_CHART_LEAST))
        )
        high = min(px(_TABS_HEIGHT), round(window.height() * _TABS_SHARE))
        window.resizeDocks([docks["tape"]], [wide], Qt.Orientation.Horizontal)
        window.resizeDocks([docks[TABS[0]]], [high], Qt.Orientation.Vertical)
        window.resizeDocks([docks["tape"], docks["journal"]], [px(460), high], Qt.Orientation.Vertical)

    def make_room(self) -> bool:
        """Put docks away while the window is low, and back when it is not any more; whether it is low.

        The journal gives way to the tape above it; where there is none, it stays.

        One that the user calls for meanwhile comes.
        """
        self._give_width()
        low = self._window.height() < self._theme.px(LOW)
        if low and not self._low:
            beside = not (self._docks["tape"].isHidden() or self._docks["tape"].isFloating())
            docks = (self._docks[name] for name in GIVES_WAY if beside or name != "journal")
            self._put_away = [dock for dock in docks if not (dock.isHidden() or dock.isFloating())]
            for dock in self._put_away:
                dock.hide()
        elif self._low and not low:
            self.put_back()
        self._low = low
        return low

    def _give_width(self) -> None:
        """Let panels be as narrow as they have to be here, or as wide as they would like to be at least."""
        narrow = self._window.width() < self._theme.px(_NARROW) or self._crowded()
        least = self._theme.px(_LEAST) if narrow else 0
        for dock in self._docks.values():
            if dock.widget().minimumWidth() != least:
                dock.widget().setMinimumWidth(least)

    def _crowded(self) -> bool:
        """Whether what stands side by side, with what is behind it, would like more than there is."""
        wishes = {area: [0] for area in Qt.DockWidgetArea}
        for dock in self._docks.values():
            if dock.seen and not dock.isFloating():
                together = (dock, *self._window.tabifiedDockWidgets(dock))
                wish = max(one.widget().minimumSizeHint().width() for one in together if not one.isHidden())
                wishes[self._window.dockWidgetArea(dock)].append(wish)
        row = max(sum(wishes[Qt.DockWidgetArea.BottomDockWidgetArea]), self._theme.px(_CHART_LEAST))
        beside = max(wishes[Qt.DockWidgetArea.RightDockWidgetArea]) + max(wishes[Qt.DockWidgetArea.LeftDockWidgetArea])
        return row + beside > self._window.width()

    def put_back(self) -> None:
        """Show what was put away, the venues before those behind them, as large as it last was in a window of full height."""
        sizes = dict(self._sizes)  # showing them makes sizes of no importance
        for dock in self._put_away:
            dock.show()
        if self._docks[TABS[0]] in self._put_away:
            self._docks[TABS[0]].raise_()
        if self._put_away:
            self._resize(sizes)
            self._sizes = sizes
        self._put_away, self._low = [], False

    def _bound(self) -> None:
        """The window is no smaller than can be read, and as small as is promised with texts of any size."""
        px = self._theme.px
        self._window.setMinimumSize(min(PROMISED.width(), px(660)), min(PROMISED.height(), px(420)))

    def _hold(self) -> None:
        """Texts take another size: docks will be as large as when texts last had it, whatever they need for a moment."""
        before, self._thousand = self._thousand, self._theme.px(1_000)
        if before == self._thousand:
            return
        self._at_scale[before] = self._sizes
        self._sizes = dict(self._at_scale.get(self._thousand, self._sizes))
        if self._held is None:
            QTimer.singleShot(0, self._window, self._let_go)
        self._held = dict(self._sizes)

    def _let_go(self) -> None:
        """All parts have the new size of texts: docks are as large as they were, as far as there is room."""
        held, self._held = self._held or {}, None
        QApplication.sendEvent(self._window, QEvent(QEvent.Type.LayoutRequest))
        self._apply([name for name in held if self._docks[name].seen and not self._docks[name].isFloating()], held)

    def _resize(self, sizes: Mapping[str, QSize]) -> None:
        known = [name for name in ("tape", "journal", TABS[0]) if name in sizes]
        if known:
            self._apply(known, sizes)
        else:
            self.size()

    def _apply(self, known: Sequence[str], sizes: Mapping[str, QSize]) -> None:
        """Give these docks those sizes, as far as there is room."""
        docks = [self._docks[name] for name in known]
        self._window.resizeDocks(docks, [sizes[name].width() for name in known], Qt.Orientation.Horizontal)
        high = [sizes[name].height() + tabs_height(self._window, self._docks[name]) for name in known]
        self._window.resizeDocks(docks, high, Qt.Orientation.Vertical)

    def _note(self, name: str, size: QSize) -> None:
        """Remember how large a dock is while the window is high enough for all."""
        if not self._low and self._held is None and self._window.height() >= self._theme.px(LOW):
            self._sizes[name] = size

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
