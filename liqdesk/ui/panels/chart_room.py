"""Height for charts at the bottom of the window: lent where nobody sized the docks by hand, and given back."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QMainWindow

from liqdesk.ui.panels.docks import Dock, tabs_height
from liqdesk.ui.panels.layout import RoomKept

_SHARE = 0.46
"""So much of the window's height a chart is lent when it is opened, unless it has more already."""


class ChartRoom(QObject):
    """Watches the separators of a window, and lends its charts height while they are open.

    What a person drags is theirs: from then on nothing that opens or closes changes it. `put_away` says of a dock whether it
    only waits until the window is high enough again.
    """

    def __init__(
        self,
        window: QMainWindow,
        charts: Sequence[Dock],
        bottom: Sequence[Dock],
        put_away: Callable[[Dock], bool],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._charts, self._bottom = charts, bottom
        self._put_away = put_away
        self._kept = RoomKept()
        self._height = 0
        self._held_at: QSize | None = None
        window.installEventFilter(self)
        for dock in window.findChildren(Dock):
            dock.resized.connect(partial(self._resized, dock))
        for dock in charts:
            dock.toggleViewAction().triggered.connect(lambda shown, dock=dock: self._lend(dock, shown))
            dock.toggleViewAction().toggled.connect(self._give_back)
            dock.topLevelChanged.connect(self._give_back)

    @property
    def kept(self) -> RoomKept:
        """What a layout is to remember."""
        return self._kept

    def begin(self, kept: RoomKept) -> None:
        """The docks stand anew, as somebody left them or as the program places them."""
        self._kept = kept

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonPress:
            self._held_at = self._window.size()
        elif event.type() is QEvent.Type.MouseButtonRelease:
            self._held_at = None
        return False

    def _resized(self, dock: Dock, _size: QSize) -> None:
        """A dock that changes while the mouse holds the window, which does not, is dragged by its separator."""
        if self._held_at == self._window.size():
            self._kept = RoomKept(given=True)
        if dock in self._bottom and dock.seen and not dock.isFloating():
            self._height = dock.height()

    def _lend(self, dock: Dock, shown: bool) -> None:
        high = round(self._window.height() * _SHARE)
        if not shown or self._kept != RoomKept() or dock.isFloating() or not 0 < self._height < high:
            return
        self._kept = RoomKept(before=self._height)
        self._window.resizeDocks([dock], [high], Qt.Orientation.Vertical)

    def _give_back(self, _on: bool) -> None:
        """Once no chart is left at the bottom, the others are as high as they were."""
        if not self._kept.before or any(self._stands(dock) for dock in self._charts):
            return
        before, self._kept = self._kept.before, RoomKept()
        standing = next((one for one in self._bottom if self._stands(one)), None)
        if standing is not None:
            high = before + tabs_height(self._window, standing)
            self._window.resizeDocks([standing], [high], Qt.Orientation.Vertical)

    def _stands(self, dock: Dock) -> bool:
        return (not dock.isHidden() or self._put_away(dock)) and not dock.isFloating()
