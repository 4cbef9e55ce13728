"""The way of the focus through the window: from panel to panel by key, and which of them has it is seen."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from liqdesk.ui.panels.docks import Dock


class FocusPath(QObject):
    """Goes through `stops`, the widgets that are gone to in their order, of those that are seen; marks the dock that has it."""

    def __init__(self, stops: Callable[[], Sequence[QWidget]], docks: Sequence[Dock], window: QWidget) -> None:
        super().__init__(window)
        self._stops = stops
        self._docks = docks
        self._window = window
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._mark)

    def forward(self) -> None:
        """To the next panel."""
        self._go(1)

    def back(self) -> None:
        """To the panel before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        stops = [stop for stop in self._stops() if stop.isVisible() and not stop.visibleRegion().isEmpty()]
        if not stops:
            return
        held = QApplication.focusWidget()
        at = next((number for number, stop in enumerate(stops) if held is not None and _within(held, stop)), None)
        wanted = (0 if by > 0 else -1) if at is None else (at + by) % len(stops)
        stop = stops[wanted]
        stop.window().activateWindow()
        stop.setFocus(Qt.FocusReason.TabFocusReason)

    def _mark(self, _before: QWidget | None, now: QWidget | None) -> None:
        if not (isValid(self._window) and self._window.isVisible()):
            return  # its parts lose the focus one after the other while the window comes to its end
        for dock in self._docks:
            dock.mark(now is not None and _within(now, dock))


def _within(held: QWidget, stop: QWidget) -> bool:
    return held is stop or stop.isAncestorOf(held)


def in_reading_order(docks: Sequence[Dock]) -> list[QWidget]:
    """The panels of docks as one reads the window: those on top first, from the left; floating ones last."""

    def place(dock: Dock) -> tuple[bool, int, int]:
        return dock.isFloating(), dock.y(), dock.x()

    return [dock.widget() for dock in sorted(docks, key=place) if dock.isVisible()]
