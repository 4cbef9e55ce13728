"""The axis of time that charts share: where one is taken the others go, while linked; and the stretch that is measured."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isclose

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from liqdesk.domain.time import MINUTE
from liqdesk.ui.charts.window import TimeWindow

_LEAST_AROUND = 30.0 * MINUTE
_AROUND = 3.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, Unix ms, that charts show; while `following` its end is the present, whatever it was.

    `by_hand` is False where no person took a chart there. `span_meant` is False where only the present is asked for, with
    as much time as each chart shows.
    """

    start: float
    end: float
    following: bool
    by_hand: bool = True
    span_meant: bool = True


@dataclass(frozen=True, slots=True)
class Move:
    """Where charts are to go, and which one is there already."""

    to: Stretch
    by: QObject | None


class SharedAxis(QObject):
    """One for all charts of a window. `moved` carries a `Move`, `marked` the stretch that is measured, or None.

    `measuring_wanted` asks the chart that has the keyboard to begin.
    """

    moved = Signal(object)
    marked = Signal(object)
    measuring_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._linked = True
        self._latest: Stretch | None = None
        self._measured: tuple[float, float] | None = None

    @property
    def linked(self) -> bool:
        """Whether charts go along with one another."""
        return self._linked

    @property
    def measured(self) -> tuple[float, float] | None:
        """Start and end of the stretch that is measured, Unix ms."""
        return self._measured

    def link(self, on: bool) -> None:
        """Have charts go along with one another from now on, or each its own way."""
        if on is not self._linked:
            self._linked = on
            if on and self._latest is not None:
                self.moved.emit(Move(self._latest, None))

    def show(self, by: QObject, window: TimeWindow, by_hand: bool = True) -> None:
        """A chart was taken there; the others follow, if they are linked."""
        old = self._latest
        if not self._linked:
            return
        if window.following and old is not None and isclose(old.end - old.start, window.span):
            if not old.following:
                self.follow(by)  # back to the present, with as much time as before
            return
        self._latest = Stretch(*window.shown, window.following, by_hand)
        self.moved.emit(Move(self._latest, by))

    def follow(self, by: QObject | None = None) -> None:
        """Back to the present: all charts where nobody says so, else those that are linked to the one that says so."""
        if by is not None and not self._linked:
            return
        if self._latest is not None:
            self._latest = replace(self._latest, following=True)
        self.moved.emit(Move(Stretch(0.0, 0.0, following=True, span_meant=False), by))

    def jump(self, start: float, end: float) -> None:
        """Have every chart, linked or not, show what happened from `start` to `end` in its middle."""
        half = max(_AROUND * (end - start), _LEAST_AROUND) / 2
        middle = (start + end) / 2
        self._latest = Stretch(middle - half, middle + half, following=False)
        self.moved.emit(Move(self._latest, None))

    def mark(self, measured: tuple[float, float] | None) -> None:
        """Show in every chart that this stretch is measured; None: nothing is any more."""
        if measured != self._measured:
            self._measured = measured
            self.marked.emit(measured)

    def adapted(self, window: TimeWindow) -> TimeWindow:
        """The window of a chart that is new, as the others show it by now."""
        return window if self._latest is None or not self._linked else taken_to(window, self._latest)

    def join(self, chart: QWidget, take: Callable[[Stretch], None], mark: Callable[[], None]) -> None:
        """Call `take` with where this chart is to go, as soon as it is seen, and `mark` when another stretch is measured."""
        _Member(self, chart, take, mark)


class _Member(QObject):
    """A chart that goes along; one that is hidden goes when it comes into sight."""

    def __init__(
        self, axis: SharedAxis, chart: QWidget, take: Callable[[Stretch], None], mark: Callable[[], None]
    ) -> None:
        super().__init__(chart)
        self._chart = chart
        self._take = take
        self._mark = mark
        self._waiting: Stretch | None = None
        axis.moved.connect(self._hear)
        axis.marked.connect(self._hear_mark)
        chart.installEventFilter(self)

    def _hear(self, move: Move) -> None:
        if move.by is self._chart:
            self._waiting = None
        elif self._chart.isVisible():
            self._take(move.to)
        else:
            self._waiting = move.to

    def _hear_mark(self, _: object) -> None:
        if self._chart.isVisible():
            self._mark()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and watched is self._chart:
            waiting, self._waiting = self._waiting, None
            if waiting is not None:
                self._take(waiting)
            self._mark()
        return False


def taken_to(window: TimeWindow, stretch: Stretch) -> TimeWindow:
    """A chart's window taken to a stretch, as far as the chart has anything there."""
    if not stretch.span_meant:
        return window.follow()
    return window.at(stretch.start, stretch.end, stretch.following)
