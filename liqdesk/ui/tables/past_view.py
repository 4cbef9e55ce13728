"""The views of the tables of the past."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.ui.tables.past import (
    BOTH,
    COIN,
    LONGS,
    SHORTS,
    SIZE,
    VENUE,
    OrderRow,
    OrdersModel,
    PartRow,
    PartsModel,
)
from liqdesk.ui.tables.text_table import HEAD, LEFT, ROW, TextView
from liqdesk.ui.theme import Theme, colour

_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_ROWS = 6
_BAR = 2


class PartsView(TextView[PartRow]):
    """Coins or venues; Enter or a click tells `choose` which is meant."""

    def __init__(
        self, model: PartsModel, theme: Theme, name: str, choose: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(model, theme, parent)
        self._parts = model
        self._choose = choose
        self.setAccessibleName(name)
        self.clicked.connect(lambda index: self._take(index.row()))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(HEAD + ROW * _ROWS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS:
            self._take(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _take(self, number: int) -> None:
        if 0 <= number < len(self._parts.rows):
            self._choose(self._parts.rows[number].key)

    def ink(self, row: PartRow, column: int) -> str:
        tokens = self._theme.tokens
        inks = {SHORTS: tokens.short.text, LONGS: tokens.long.text, BOTH: tokens.surface.text, 0: tokens.surface.text}
        return inks.get(column, tokens.surface.dim)

    def paint_cell(self, painter: QPainter, cell: QRect, row: PartRow, column: int, metrics: QFontMetrics) -> None:
        if column != 0 or not paint_brief(painter, cell, row.cells[0], row.brief, metrics):
            super().paint_cell(painter, cell, row, column, metrics)
        if column == 0 and row.short_share is not None:
            tokens, high = self._theme.tokens, self._theme.px(_BAR)
            top, wide = cell.bottom() - high - 1, round(cell.width() * row.short_share)
            painter.fillRect(QRect(cell.left(), top, wide, high), colour(tokens.short.fill))
            painter.fillRect(QRect(cell.left() + wide, top, cell.width() - wide, high), colour(tokens.long.fill))


def paint_brief(painter: QPainter, cell: QRect, name: str, brief: str, metrics: QFontMetrics) -> bool:
    """Write the shorter name where there is one and no room for the whole one; whether that was so."""
    short = bool(brief) and metrics.horizontalAdvance(name) > cell.width()
    if short:
        painter.drawText(cell, LEFT, metrics.elidedText(brief, Qt.TextElideMode.ElideRight, cell.width()))
    return short


class OrdersView(TextView[OrderRow]):
    """The largest orders; Enter or a click tells `choose` the moment of one. `nothing` is said where there is none."""

    recorded = True

    def __init__(
        self, model: OrdersModel, theme: Theme, choose: Callable[[UnixMs], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(model, theme, parent)
        self._orders = model
        self._choose = choose
        self.nothing = ""
        self.setAccessibleName(tr("Largest orders"))
        self.clicked.connect(self._clicked)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(380), self._theme.px(HEAD + ROW * _ROWS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS:
            self._clicked(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        if index.isValid():
            self._choose(self._orders.rows[index.row()].at)

    def chosen_row(self) -> Liquidation | None:
        """The order that the keyboard is on, or else the largest; None where there is none."""
        rows, index = self._orders.rows, self.currentIndex()
        return rows[max(0, index.row())].order if rows else None

    def paint_nothing(self, painter: QPainter) -> None:
        painter.setPen(colour(self._theme.tokens.surface.dim))
        painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.nothing)

    def ink(self, row: OrderRow, column: int) -> str:
        tokens = self._theme.tokens
        side = tokens.short if row.side is PositionSide.SHORT else tokens.long
        return side.text if column == COIN else tokens.surface.text if column == SIZE else tokens.surface.dim

    def paint_cell(self, painter: QPainter, cell: QRect, row: OrderRow, column: int, metrics: QFontMetrics) -> None:
        if column != VENUE or not paint_brief(painter, cell, row.cells[VENUE], row.brief, metrics):
            super().paint_cell(painter, cell, row, column, metrics)
