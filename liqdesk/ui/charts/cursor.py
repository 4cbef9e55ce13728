"""The moment under the pointer, told from chart to chart: each draws a line where another one is pointed at."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from liqdesk.ui.charts.shared_axis import SharedAxis


@dataclass(frozen=True, slots=True)
class Pointed:
    """A moment in Unix ms, and the chart that is pointed at."""

    at: float
    by: QObject


class Cursor(QObject):
    """One for all charts of a window; `moved` carries what is `pointed` at now."""

    moved = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pointed: Pointed | None = None
        self.axis = SharedAxis(self)
        """What the same charts share of the axis of time."""

    @property
    def pointed(self) -> Pointed | None:
        """Where the pointer is; None while it is on no chart."""
        return self._pointed

    def point(self, by: QObject, at: float | None) -> None:
        """A chart says which moment (Unix ms) it is pointed at; None: the pointer has left it."""
        old = self._pointed
        if at is None and (old is None or old.by is not by):
            return  # the pointer is on another chart by now
        self._pointed = None if at is None else Pointed(at, by)
        if self._pointed != old:
            self.moved.emit(self._pointed)

    def link(self, chart: QWidget, draw: Callable[[float | None], None]) -> None:
        """Call `draw` with the moment pointed at in another chart, None for none, as long as `chart` is seen and there."""

        def heard(pointed: Pointed | None) -> None:
            if chart.isVisible():
                draw(None if pointed is None or pointed.by is chart else pointed.at)

        connection = self.moved.connect(heard)
        chart.destroyed.connect(lambda: QObject.disconnect(connection))
