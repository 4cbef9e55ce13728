"""Brings the strip, puts it away and keeps it on the screen, as its settings say."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QToolTip

from liqdesk.domain.language import marked, tr
from liqdesk.engine.desk import Desk
from liqdesk.settings.strip import StripSettings
from liqdesk.ui.format import tool_tip
from liqdesk.ui.strip import orders
from liqdesk.ui.strip.desktop import NO_TOP, WAYLAND, Desktop
from liqdesk.ui.strip.menu import StripDoors
from liqdesk.ui.strip.remembered import SpotFile
from liqdesk.ui.strip.strip import Strip
from liqdesk.ui.theme import Theme

SETTLES_MS = 250
"""Monitors come and go in several steps; the strip moves once they are done."""

THROUGH = marked(
    "Clicks go through the strip now. View › Let clicks through the strip takes that back, or the tray's menu."
)


class StripKeeper(QObject):
    """Owns the strip, which is made when it is first wanted. `gone` says that it was put away.

    `tell` brings a sentence to the user; `reachable` says whether the program can be reached without the strip.
    """

    gone = Signal()

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        file: Path,
        desktop: Desktop,
        doors: StripDoors,
        tell: Callable[[str], None],
        reachable: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._theme, self._desktop, self._doors = desk, theme, desktop, doors
        self._file = SpotFile(file)
        self._tell = tell
        self._reachable = reachable
        self._strip: Strip | None = None
        self._through = orders.strip_of(desk).click_through
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLES_MS)
        self._settling.timeout.connect(self.settle)
        self._end = desk.settings.subscribe(lambda value: value.strip, self._follow)

    @property
    def strip(self) -> Strip | None:
        """The strip; None before it was wanted."""
        return self._strip

    @property
    def on_screen(self) -> bool:
        """Whether it is there now."""
        return self._strip is not None and self._strip.isVisible()

    def start(self) -> None:
        """Bring it if it was there when the program ended."""
        self._follow(orders.strip_of(self._desk))

    def close(self) -> None:
        """The program ends: the strip goes, and comes back at the next start; a second time does nothing."""
        end, self._end = self._end, lambda: None
        end()
        self._settling.stop()
        if self._strip is not None:
            self._strip.hide()
            self._strip.deleteLater()
            self._strip = None

    def settle(self) -> None:
        """The monitors are what they are now: stand on one of them."""
        self._settling.stop()
        if self._strip is not None:
            self._strip.stand()

    def _follow(self, settings: StripSettings) -> None:
        if settings.shown and not self.on_screen:
            self._bring()
        elif not settings.shown and self._strip is not None and self._strip.isVisible():
            self._strip.hide()
            self.gone.emit()
        if settings.click_through and not self._through and self.on_screen:
            self._explain()
        self._through = settings.click_through

    def _bring(self) -> None:
        if self._strip is None:
            self._strip = Strip(self._desk, self._theme, self._file, self._desktop, self._doors, self._reachable)
            self._strip.closed.connect(lambda: orders.show(self._desk, False))
            self._watch_monitors()
        self._strip.stand()
        self._strip.show()
        if not self._desktop.places_windows and not self._file.told(WAYLAND):
            self._tell(tr(NO_TOP))

    def _explain(self) -> None:
        self._tell(tr(THROUGH))
        if self._strip is not None:
            below = self._strip.mapToGlobal(QPoint(0, self._strip.height()))
            QToolTip.showText(below, tool_tip(tr(THROUGH)), self._strip)

    def _watch_monitors(self) -> None:
        app = QGuiApplication.instance()
        if not isinstance(app, QGuiApplication):
            return
        app.screenAdded.connect(self._watch)
        app.screenRemoved.connect(self._changed)
        app.primaryScreenChanged.connect(self._changed)
        for screen in QGuiApplication.screens():
            self._watch(screen)

    def _watch(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(self._changed)
        self._changed()

    def _changed(self, _what: object = None) -> None:
        self._settling.start()
