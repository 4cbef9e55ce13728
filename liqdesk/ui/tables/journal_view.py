"""The view of the journal: painted row by row, newest first."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from liqdesk.ui.tables.journal import RIGHT, Column, JournalModel, JournalRow
from liqdesk.ui.theme import Role, Theme, colour

_WIDTHS = {
    Column.TIME: 96,
    Column.KIND: 128,
    Column.SCOPE: 66,
    Column.USD: 92,
    Column.SPAN: 72,
    Column.RANK: 76,
    Column.AFTER: 104,
}
_GROWS = {Column.KIND: 1, Column.AFTER: 1}
_FIRST_TO_GO = (Column.RANK, Column.SPAN, Column.AFTER, Column.SCOPE)
_ROW, _HEADER, _PAD = 24, 22, 8
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NOTHING = "No squeeze or flush so far. One is noted here while it happens."


class JournalView(QTableView):
    """Paints the rows of a `JournalModel`; `open_row` is called with a row that is to be looked at closely."""

    def __init__(
        self, model: JournalModel, theme: Theme, open_row: Callable[[int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = model
        self._theme = theme
        self._open_row = open_row
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Journal of squeezes and flushes")
        self.setAccessibleDescription("One event a line, the newest first; Enter opens its card.")
        self.doubleClicked.connect(self._clicked)
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
        return QSize(self._theme.px(520), self._theme.px(_HEADER + _ROW * 7) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_row(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        self._open_row(index.row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px, room = self._theme.px, self.viewport().width()
        shown = list(Column)
        for spare in _FIRST_TO_GO:
            if sum(px(_WIDTHS[one]) for one in shown) <= room:
                break
            shown.remove(spare)
        left = max(0, room - sum(px(_WIDTHS[one]) for one in shown))
        parts = sum(_GROWS.get(one, 0) for one in shown)
        for one in Column:
            self.setColumnHidden(one, one not in shown)
            self.setColumnWidth(one, px(_WIDTHS[one]) + left * _GROWS.get(one, 0) // parts)

    def paintEvent(self, event: QPaintEvent) -> None:
        surface = self._theme.tokens.surface
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour(surface.panel))
        painter.setFont(self._theme.font(Role.SMALL))
        if not self._rows.rows:
            painter.setPen(colour(surface.faint))
            where = self.viewport().rect().adjusted(*[self._theme.px(_PAD) * sign for sign in (1, 1, -1, -1)])
            painter.drawText(where, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, NOTHING)
        current = self.currentIndex().row() if self.hasFocus() else -1
        for number, row in enumerate(self._rows.rows):
            top = self.rowViewportPosition(number)
            where = QRect(0, top, self.viewport().width(), self.rowHeight(number))
            if where.intersects(event.rect()):
                self._paint_row(painter, where, row, number == current)
        painter.end()

    def _paint_row(self, painter: QPainter, where: QRect, row: JournalRow, current: bool) -> None:
        px, tokens = self._theme.px, self._theme.tokens
        surface = tokens.surface
        if current:
            painter.fillRect(where, colour(surface.selection))
        elif row.going_on:
            painter.fillRect(where, colour(surface.raised))
        if row.going_on and row.position is not None:
            painter.fillRect(QRect(0, where.top(), px(2), where.height()), colour(tokens.side(row.position).fill))
        metrics = QFontMetrics(painter.font())
        for column in Column:
            if self.isColumnHidden(column):
                continue
            left, width = self.columnViewportPosition(column), self.columnWidth(column)
            cell = QRect(left + px(_PAD), where.top(), width - 2 * px(_PAD), where.height())
            text = metrics.elidedText(row.cells[column], Qt.TextElideMode.ElideRight, cell.width())
            painter.setPen(colour(self._ink(row, column)))
            painter.drawText(cell, _RIGHT if column in RIGHT else _LEFT, text)
        painter.fillRect(QRect(0, where.bottom(), where.width(), 1), colour(surface.line, 0.55))

    def _ink(self, row: JournalRow, column: Column) -> str:
        tokens = self._theme.tokens
        if column is Column.KIND and row.position is not None:
            return tokens.side(row.position).text
        return tokens.surface.text if column in (Column.KIND, Column.USD, Column.SCOPE) else tokens.surface.dim
