"""The market panel: the most liquidated coins, and the market beside their liquidations."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.engine.desk import Desk
from liqdesk.ui.tables.market import MarketModel, MarketRow, row_of
from liqdesk.ui.tables.market_view import MarketView
from liqdesk.ui.theme import Theme

COINS_SHOWN = 20
EVERY = DurationMs(2 * SECOND)
"""Figures that are read once a minute need no more haste."""


class MarketPanel(QWidget):
    """Asks the desk for its coins every other second while it is seen; `chosen` carries the coin that is clicked."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._latest: LiveFrame | None = None
        self._drawn: int | None = None
        self._model = MarketModel(self)
        self._view = MarketView(self._model, theme, self.choose, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self.setFocusProxy(self._view)

    @property
    def view(self) -> MarketView:
        """The table."""
        return self._view

    @property
    def rows(self) -> tuple[MarketRow, ...]:
        """What is shown."""
        return self._model.rows

    def show_frame(self, frame: LiveFrame) -> None:
        """Take the newest figures, as long as somebody looks."""
        self._latest = frame
        if self.isVisible() and frame.at // EVERY != self._drawn:
            self._drawn = frame.at // EVERY
            names = {venue.id: venue.name for venue in frame.venues}
            self._model.show_rows(tuple(row_of(coin, names) for coin in self._desk.coins(COINS_SHOWN)))

    def showEvent(self, event: QShowEvent) -> None:
        if self._latest is not None:
            self.show_frame(self._latest)

    def choose(self, row: int) -> None:
        """Tell that the coin of that row was chosen."""
        if 0 <= row < len(self._model.rows):
            self.chosen.emit(self._model.rows[row].base)
