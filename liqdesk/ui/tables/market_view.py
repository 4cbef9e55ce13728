"""The view of the market table: painted row by row, because a delegate for each cell costs ten times as much."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from liqdesk.ui.tables.market import Column, MarketModel, MarketRow
from liqdesk.ui.theme import Role, Theme, colour

_WIDTHS = {
    Column.COIN: 70,
    Column.SHORT: 88,
    Column.LONG: 88,
    Column.PRICE: 88,
    Column.CHANGE_5M: 64,
    Column.CHANGE_1H: 64,
    Column.VOLATILITY_5M: 62,
    Column.VOLATILITY_1H: 62,
    Column.INTEREST: 78,
    Column.INTEREST_1H: 64,
    Column.FUNDING: 102,
    Column.SPREAD: 72,
}
_FIRST_TO_GO = (
    Column.SPREAD,
    Column.VOLATILITY_5M,
    Column.CHANGE_5M,
    Column.VOLATILITY_1H,
    Column.INTEREST_1H,
    Column.CHANGE_1H,
    Column.FUNDING,
    Column.INTEREST,
)
_ROW = 24
_HEADER = 22
_PAD = 8
_ROWS_WANTED = 8
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class MarketView(QTableView):
    """Paints the rows of a `MarketModel`; columns that matter least give way where there is no room.

    `choose` is called with a row that is clicked, or entered by key.
    """

    def __init__(
        self, model: MarketModel, theme: Theme, choose: Callable[[int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = model
        self._theme = theme
        self._choose = choose
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Market")
        self.setAccessibleDescription("Price, volatility, open interest and funding of the most liquidated coins.")
        self.clicked.connect(self._clicked)
        down = self.verticalHeader()
        down.hide()
        down.setDefaultSectionSize(theme.px(_ROW))
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across = self.horizontalHeader()
        across.setFixedHeight(theme.px(_HEADER))
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setHighlightSections(False)
        across.setFont(theme.font(Role.CAPTION))
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        surface = self._theme.tokens.surface
        self.horizontalHeader().setStyleSheet(
            f"QHeaderView {{ background: {surface.panel}; border: none; }}"
            f"QHeaderView::section {{ background: {surface.panel}; color: {surface.faint}; border: none;"
            f" border-bottom: 1px solid {surface.line}; padding: 0 {self._theme.px(_PAD)}px;"
            f" font-size: {self._theme.px(11)}px; font-weight: 500; }}"
        )
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(700), self._theme.px(_HEADER + _ROW * _ROWS_WANTED) + 2)

    def _clicked(self, index: QModelIndex) -> None:
        self._choose(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS:
            self._choose(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px, room = self._theme.px, self.viewport().width()
        shown = list(Column)
        for spare in _FIRST_TO_GO:
            if sum(px(_WIDTHS[one]) for one in shown) <= room:
                break
            shown.remove(spare)
        left = max(0, room - sum(px(_WIDTHS[one]) for one in shown))
        for one in Column:
            self.setColumnHidden(one, one not in shown)
            self.setColumnWidth(one, px(_WIDTHS[one]) + left // len(shown))

    def paintEvent(self, event: QPaintEvent) -> None:
        surface = self._theme.tokens.surface
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour(surface.panel))
        painter.setFont(self._theme.font(Role.SMALL))
        current = self.currentIndex().row() if self.hasFocus() else -1
        for number, row in enumerate(self._rows.rows):
            top = self.rowViewportPosition(number)
            where = QRect(0, top, self.viewport().width(), self.rowHeight(number))
            if not where.intersects(event.rect()):
                continue
            if number == current:
                painter.fillRect(where, colour(surface.selection))
                painter.fillRect(QRect(0, top, self._theme.px(2), where.height()), colour(surface.accent))
            self._paint_row(painter, where, row)
            painter.fillRect(QRect(0, where.bottom(), where.width(), 1), colour(surface.line, 0.55))
        painter.end()

    def _paint_row(self, painter: QPainter, where: QRect, row: MarketRow) -> None:
        px = self._theme.px
        metrics = QFontMetrics(painter.font())
        for column in Column:
            if self.isColumnHidden(column):
                continue
            left, width = self.columnViewportPosition(column), self.columnWidth(column)
            cell = QRect(left + px(_PAD), where.top(), width - 2 * px(_PAD), where.height())
            painter.setPen(colour(self._ink(row, column)))
            text = metrics.elidedText(row.cells[column], Qt.TextElideMode.ElideRight, cell.width())
            painter.drawText(cell, _LEFT if column is Column.COIN else _RIGHT, text)

    def _ink(self, row: MarketRow, column: Column) -> str:
        tokens = self._theme.tokens
        if column in row.stale:
            return tokens.surface.faint
        if column in (Column.SHORT, Column.LONG):
            return (tokens.short if column is Column.SHORT else tokens.long).text
        return tokens.surface.text if column in (Column.COIN, Column.PRICE) else tokens.surface.dim
