"""The view of the cross-check's table: painted line by line, titles and remarks across all columns."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from liqdesk.ui.format import UNKNOWN
from liqdesk.ui.tables.crosscheck import GAP, Column, CrossCheckModel, Kind, Line
from liqdesk.ui.tables.heads import HEAD, PAD, dress_head
from liqdesk.ui.theme import Role, Theme, colour

_WIDTHS = {
    Column.COIN: 64,
    Column.SHORT_OURS: 102,
    Column.SHORT_THEIRS: 82,
    Column.SHORT_CHANGE: 130,
    Column.LONG_OURS: 102,
    Column.LONG_THEIRS: 82,
    Column.LONG_CHANGE: 130,
}
_ROW = 22
_ROWS_WISHED = 8
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SHORTS = frozenset({Column.SHORT_OURS, Column.SHORT_THEIRS})
_CHANGES = frozenset({Column.SHORT_CHANGE, Column.LONG_CHANGE})
_SHARE = 52
_LONGS = frozenset({Column.LONG_OURS, Column.LONG_THEIRS})


class CrossCheckTable(QTableView):
    """Paints the lines of a `CrossCheckModel`; columns share what room there is, and scroll where there is too little."""

    def __init__(self, model: CrossCheckModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self._theme = theme
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Cross-check")
        self.setAccessibleDescription("Our totals beside those of third-party services, coin by coin, never added up.")
        down = self.verticalHeader()
        down.hide()
        down.setMinimumSectionSize(1)
        down.setDefaultSectionSize(theme.px(_ROW))
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across = self.horizontalHeader()
        across.setFixedHeight(theme.px(HEAD))
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setHighlightSections(False)
        across.setFont(theme.font(Role.CAPTION))
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        dress_head(self.horizontalHeader(), self._theme)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(700), self._theme.px(HEAD + _ROW * _ROWS_WISHED))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px = self._theme.px
        spare = max(0, self.viewport().width() - sum(px(width) for width in _WIDTHS.values()))
        for column in Column:
            self.setColumnWidth(column, px(_WIDTHS[column]) + spare // len(Column))

    def paintEvent(self, event: QPaintEvent) -> None:
        surface = self._theme.tokens.surface
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour(surface.panel))
        current = self.currentIndex().row() if self.hasFocus() else -1
        for number, line in enumerate(self._lines.lines):
            where = QRect(0, self.rowViewportPosition(number), self.viewport().width(), self.rowHeight(number))
            if not where.intersects(event.rect()):
                continue
            if number == current:
                painter.fillRect(where, colour(surface.selection))
            if line.kind is Kind.COIN:
                self._paint_coin(painter, where, line)
            else:
                self._paint_words(painter, where, line)
        painter.end()

    def _paint_words(self, painter: QPainter, where: QRect, line: Line) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        title = line.kind is Kind.TITLE
        text, right = line.cells
        inner = where.adjusted(px(PAD), 0, -px(PAD), 0)
        if title:
            painter.fillRect(where, colour(surface.raised))
        painter.setFont(self._theme.font(Role.SMALL))
        metrics = QFontMetrics(painter.font())
        painter.setPen(colour(surface.faint))
        painter.drawText(inner, _RIGHT, right)
        painter.setFont(self._theme.font(Role.STRONG if title else Role.SMALL))
        painter.setPen(colour(surface.text if title else surface.dim))
        room = inner.width() - (metrics.horizontalAdvance(right) + px(2 * PAD) if right else 0)
        shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, _LEFT, shown)

    def _paint_coin(self, painter: QPainter, where: QRect, line: Line) -> None:
        px = self._theme.px
        painter.setFont(self._theme.font(Role.SMALL))
        metrics = QFontMetrics(painter.font())
        for column in Column:
            left, width = self.columnViewportPosition(column), self.columnWidth(column)
            cell = QRect(left + px(PAD), where.top(), width - 2 * px(PAD), where.height())
            painter.setPen(colour(self._ink(line.cells[column], column)))
            if column in _CHANGES:
                self._paint_change(painter, cell, line.cells[column])
                continue
            text = metrics.elidedText(line.cells[column], Qt.TextElideMode.ElideRight, cell.width())
            painter.drawText(cell, _LEFT if column is Column.COIN else _RIGHT, text)
        painter.fillRect(QRect(0, where.bottom(), where.width(), 1), colour(self._theme.tokens.surface.line, 0.55))

    def _paint_change(self, painter: QPainter, cell: QRect, text: str) -> None:
        """Dollars and percent in places of their own, so that each stands below its like."""
        amount, _, share = text.partition(GAP)
        painter.drawText(cell.adjusted(0, 0, -self._theme.px(_SHARE), 0), _RIGHT, amount)
        painter.drawText(cell, _RIGHT, share)

    def _ink(self, text: str, column: Column) -> str:
        tokens = self._theme.tokens
        if text == UNKNOWN:
            return tokens.surface.faint
        if column in _SHORTS:
            return tokens.short.text
        if column in _LONGS:
            return tokens.long.text
        return tokens.surface.text if column is Column.COIN else tokens.surface.dim
