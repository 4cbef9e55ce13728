"""A panel that is built when it is first seen: what nobody opens costs no import, no memory and no time."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from liqdesk.analytics.views import LiveFrame


class ShownPanel(QWidget):
    """A panel that shows frames."""

    def show_frame(self, frame: LiveFrame) -> None:
        """Come up to date."""
        raise NotImplementedError


Built = TypeVar("Built", bound=ShownPanel)


class LatePanel(ShownPanel, Generic[Built]):
    """Stands where the panel comes to stand that `build` makes, with this one as its parent; hands frames on to it."""

    def __init__(self, build: Callable[[QWidget], Built], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build = build
        self._built: Built | None = None
        self._latest: LiveFrame | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def built(self) -> Built | None:
        """The panel; None before it was first seen."""
        return self._built

    def show_frame(self, frame: LiveFrame) -> None:
        self._latest = frame
        if self._built is not None:
            self._built.show_frame(frame)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._built is None:
            self._built = self._build(self)
            self._column.addWidget(self._built)
            self.setFocusProxy(self._built)
            if self._latest is not None:
                self._built.show_frame(self._latest)
