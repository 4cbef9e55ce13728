"""The venues panel: who is heard, how whole, how late; and the switch for each."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.language import tr
from liqdesk.domain.time import SECOND
from liqdesk.domain.venue import SILENT, VenueId
from liqdesk.engine.desk import Desk
from liqdesk.ui.tables.venues import VenueRow, VenuesModel, row_of, silent_row
from liqdesk.ui.tables.venues_view import VenuesView
from liqdesk.ui.theme import Theme


class VenuesPanel(QWidget):
    """Shows every venue of the frame and, below, those that publish nothing.

    Space or the context menu switches the one under the cursor.
    """

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._silent = tuple(silent_row(one) for one in SILENT)
        self._desk = desk
        self._latest: LiveFrame | None = None
        self._drawn: tuple[int, tuple[tuple[LaneState, str], ...]] | None = None
        self._model = VenuesModel(self)
        self._view = VenuesView(self._model, theme, self.switch, self)
        self._view.customContextMenuRequested.connect(self._offer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self.setFocusProxy(self._view)

    @property
    def view(self) -> VenuesView:
        """The table."""
        return self._view

    @property
    def rows(self) -> tuple[VenueRow, ...]:
        """What is shown."""
        return self._model.rows

    def show_frame(self, frame: LiveFrame) -> None:
        """Take the newest states, at once where one is another, and else once a second; kept for later while hidden."""
        self._latest = frame
        now = (frame.at // SECOND, tuple((venue.state, venue.sentence) for venue in frame.venues))
        if self.isVisible() and now != self._drawn:
            self._drawn = now
            names = {venue.id: venue.name for venue in frame.venues}
            self._model.show_rows((*(row_of(venue, frame.at, names) for venue in frame.venues), *self._silent))

    def showEvent(self, event: QShowEvent) -> None:
        if self._latest is not None:
            self.show_frame(self._latest)

    def show_venue(self, venue: VenueId) -> None:
        """Go to the line of a venue."""
        row = self._model.number_of(venue)
        self._view.setCurrentIndex(self._model.index(row, 0))
        self._view.setFocus()

    def switch(self, row: int) -> None:
        """Switch the venue in that row on or off, if it can be."""
        if 0 <= row < len(self._model.rows) and self._model.rows[row].switchable:
            one = self._model.rows[row]
            self._desk.enable_venue(one.id, not one.enabled)

    def menu_for(self, row: int) -> QMenu:
        """What can be done with the venue in that row."""
        one = self._model.rows[row]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Switch off") if one.enabled else tr("Switch on")).triggered.connect(lambda: self.switch(row))
        retry = menu.addAction(tr("Try again now"))
        retry.setEnabled(one.enabled)
        retry.triggered.connect(lambda: self._desk.retry(one.id))
        return menu

    def _offer(self, at: QPoint) -> None:
        row = self._view.rowAt(at.y())
        if row >= 0 and self._model.rows[row].switchable:
            self.menu_for(row).popup(self._view.viewport().mapToGlobal(at))
