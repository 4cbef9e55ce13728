"""The view of the cross-check's table: titles and remarks across all columns, coins in them."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QRegion
from PySide6.QtWidgets import QAbstractItemView, QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.format import UNKNOWN
from liqdesk.ui.tables.crosscheck import GAP, Column, CrossCheckModel, Kind, Line
from liqdesk.ui.tables.text_table import HEAD, LEFT, PAD, RIGHT, TextView
from liqdesk.ui.theme import Role, Theme, colour

_ROW = 22
_ROWS_WISHED = 8
_SHARE = 52
_SHORTS = frozenset({Column.SHORT_OURS, Column.SHORT_THEIRS})
_LONGS = frozenset({Column.LONG_OURS, Column.LONG_THEIRS})
_CHANGES = frozenset({Column.SHORT_CHANGE, Column.LONG_CHANGE})


class CrossCheckTable(TextView[Line]):
    """Paints the lines of a `CrossCheckModel`; where there is too little room its columns are scrolled."""

    def __init__(self, model: CrossCheckModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("Cross-check"))
        self.setAccessibleDescription(
            tr("Our totals beside those of third-party services, coin by coin, never added up.")
        )
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(700), self._theme.px(HEAD + _ROW * _ROWS_WISHED))

    def paint_row(self, painter: QPainter, where: QRect, row: Line, asked: QRegion) -> None:
        if row.kind is Kind.COIN:
            super().paint_row(painter, where, row, asked)
        else:
            self._paint_words(painter, where, row)
            painter.setFont(self._theme.font(Role.SMALL))

    def paint_cell(self, painter: QPainter, cell: QRect, row: Line, column: int, metrics: QFontMetrics) -> None:
        if column in _CHANGES:
            self._paint_change(painter, cell, row.cells[column])
        else:
            super().paint_cell(painter, cell, row, column, metrics)

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
        painter.drawText(inner, RIGHT, right)
        painter.setFont(self._theme.font(Role.STRONG if title else Role.SMALL))
        painter.setPen(colour(surface.text if title else surface.dim))
        room = inner.width() - (metrics.horizontalAdvance(right) + px(2 * PAD) if right else 0)
        shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, LEFT, shown)

    def _paint_change(self, painter: QPainter, cell: QRect, text: str) -> None:
        """Dollars and percent in places of their own, so that each stands below its like."""
        amount, _, share = text.partition(GAP)
        painter.drawText(cell.adjusted(0, 0, -self._theme.px(_SHARE), 0), RIGHT, amount)
        painter.drawText(cell, RIGHT, share)

    def ink(self, row: Line, column: int) -> str:
        tokens = self._theme.tokens
        if row.cells[column] == UNKNOWN:
            return tokens.surface.faint
        if column in _SHORTS:
            return tokens.short.text
        if column in _LONGS:
            return tokens.long.text
        return tokens.surface.text if column == Column.COIN else tokens.surface.dim
