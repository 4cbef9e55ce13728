"""A panel that is built when it is first seen, and then steps once a second: what nobody opens costs nothing at all."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.engine.desk import CALM_STEP

LOWEST = 92
"""What is built late asks for no more height than the tables it may stand behind, so that no dock grows when it comes."""


class ShownPanel(QWidget):
    """A panel that shows frames."""

    def show_frame(self, frame: LiveFrame) -> None:
        """Come up to date."""
        raise NotImplementedError


Built = TypeVar("Built", bound=ShownPanel)


class LatePanel(ShownPanel, Generic[Built]):
    """Stands where the panel comes to stand that `build` makes, with this one as its parent; hands frames on to it.

    Of two frames within a second it gets one: on a chart of hours nobody sees the half of a second, and panels of another
    `turn`, 0 or 1, get the other, so that no frame has to pay for all of them. The frames of turn 0 are those at which texts
    of whole seconds change.
    """

    def __init__(self, build: Callable[[QWidget], Built], parent: QWidget | None = None, turn: int = 0) -> None:
        super().__init__(parent)
        self._build = build
        self._built: Built | None = None
        self._latest: LiveFrame | None = None
        self._turn = turn
        self._shown_at: UnixMs | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(least.width(), min(least.height(), LOWEST))

    @property
    def built(self) -> Built | None:
        """The panel; None before it was first seen."""
        return self._built

    def show_frame(self, frame: LiveFrame) -> None:
        self._latest = frame
        if self._built is not None and self._due(frame.at):
            self._shown_at = frame.at
            self._built.show_frame(frame)

    def _due(self, at: UnixMs) -> bool:
        """Whether it is this panel's turn, or the last one was a second ago, or time was set back."""
        last = self._shown_at
        return last is None or not 0 <= at - last < SECOND or at // CALM_STEP % 2 == self._turn

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._built is None:
            self._built = self._build(self)
            self._column.addWidget(self._built)
            self.setFocusProxy(self._built)
            if self._latest is not None:
                self._built.show_frame(self._latest)
