"""Opens the dialogs over the window; none of them stops anything."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from liqdesk.analytics.views import LiveFrame
from liqdesk.engine.desk import Desk
from liqdesk.ui.dialogs.about import AboutDialog
from liqdesk.ui.dialogs.event import EventDialog
from liqdesk.ui.dialogs.keys import KeysDialog
from liqdesk.ui.dialogs.settings import SettingsDialog
from liqdesk.ui.dialogs.share import ShareDialog
from liqdesk.ui.theme import Theme


class DialogOpener:
    """Knows what each dialog needs; `show_frame` keeps the open cards of events up to date."""

    def __init__(self, desk: Desk, theme: Theme, window: QWidget) -> None:
        self._desk = desk
        self._theme = theme
        self._window = window
        self._latest: LiveFrame | None = None

    def show_frame(self, frame: LiveFrame) -> None:
        """The newest numbers, for the dialogs that show some."""
        self._latest = frame
        for card in self._window.findChildren(EventDialog):
            card.show_frame(frame)

    def open_settings(self) -> None:
        """Show the settings."""
        venues = () if self._latest is None else self._latest.venues
        self._open(SettingsDialog(self._desk, self._theme, venues, self._window))

    def open_share(self) -> None:
        """Show the hour as a picture for others."""
        self._open(ShareDialog(self._desk.hour_card(), self._desk.mode, self._theme, self._window))

    def open_event(self, ident: str) -> None:
        """Show the card of one event; it keeps up while the event goes on."""
        names = {} if self._latest is None else {str(venue.id): venue.name for venue in self._latest.venues}
        self._open(EventDialog(self._desk, ident, self._theme, names, self._window))

    def open_standing(self) -> None:
        """Show the card of the event that goes on, or else of the newest one."""
        newest = self._desk.standing() or next(reversed(self._desk.journal(1)), None)
        if newest is not None:
            self.open_event(newest.event.id)

    def open_keys(self) -> None:
        """Show the sheet of keys."""
        self._open(KeysDialog(self._theme, self._window))

    def open_about(self) -> None:
        """Show version and licences."""
        self._open(AboutDialog(self._theme, self._window))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
