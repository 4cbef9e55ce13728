"""The view of the market table."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.tables.market import Column, MarketModel, MarketRow
from liqdesk.ui.tables.text_table import HEAD, ROW, TextView
from liqdesk.ui.theme import Theme

ROWS_WISHED = 8
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class MarketView(TextView[MarketRow]):
    """Paints the rows of a `MarketModel`; `choose` is called with a row that is clicked, or entered by key."""

    def __init__(
        self, model: MarketModel, theme: Theme, choose: Callable[[int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(model, theme, parent)
        self._choose = choose
        self.setAccessibleName(tr("Market"))
        self.setAccessibleDescription(tr("Price, volatility, open interest and funding of the most liquidated coins."))
        self.clicked.connect(self._clicked)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(700), self._theme.px(HEAD + ROW * ROWS_WISHED) + 2)

    def _clicked(self, index: QModelIndex) -> None:
        self._choose(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS:
            self._choose(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def ink(self, row: MarketRow, column: int) -> str:
        tokens = self._theme.tokens
        if column in row.stale:
            return tokens.surface.faint
        if column in (Column.SHORT, Column.LONG):
            return (tokens.short if column == Column.SHORT else tokens.long).text
        return tokens.surface.text if column in (Column.COIN, Column.PRICE) else tokens.surface.dim
