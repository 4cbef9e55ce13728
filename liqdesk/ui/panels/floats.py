"""Docks that float hide with their window and come with it: nobody keeps them up to date while it is away."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow
from shiboken6 import Shiboken

from liqdesk.ui.panels.docks import Dock
from liqdesk.ui.panels.layout import LAYOUT_VERSION


class Floats(QObject):
    """Watches a window and its docks. While it is minimised they stay where the desktop leaves them.

    `whole` puts the docks as they are to be remembered. `changed`: a dock came or went.
    """

    changed = Signal()

    def __init__(self, window: QMainWindow, docks: Sequence[Dock], whole: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._docks, self._make_whole = window, docks, whole
        self._aside: list[Dock] = []
        self._whole: QByteArray | None = None
        window.installEventFilter(self)
        for dock in docks:
            dock.visibilityChanged.connect(lambda _: self.changed.emit())

    @property
    def seen(self) -> bool:
        """Whether one of them is on the screen."""
        return any(dock.isFloating() and dock.isVisible() and not dock.isMinimized() for dock in self._docks)

    @property
    def state(self) -> QByteArray | None:
        """Qt's account of the docks as they stood when the window was put away; None while it is there."""
        return self._whole

    def put_aside(self) -> None:
        """The window is put away, or not there yet."""
        if self._whole is None:
            self._make_whole()
            self._whole = self._window.saveState(LAYOUT_VERSION)
            self._aside = [dock for dock in self._docks if dock.isFloating() and not dock.isHidden()]
            for dock in self._aside:
                dock.hide()

    def _bring(self) -> None:
        if self._window.isVisible() and not self._window.isMinimized():
            aside, self._aside, self._whole = self._aside, [], None
            for dock in aside:
                dock.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only looks; not at a window that is being destroyed, which hides once more and has no docks any longer."""
        if not Shiboken.isValid(self._window):
            return False
        if event.type() is QEvent.Type.Hide and not event.spontaneous():
            self.put_aside()
        elif event.type() in (QEvent.Type.Show, QEvent.Type.WindowStateChange):
            QTimer.singleShot(0, self, self._bring)  # once the desktop knows the window, it puts them above it
        return False
