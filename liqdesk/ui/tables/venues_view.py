"""The view of the venues table: painted row by row, because a delegate for each cell costs ten times as much."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from liqdesk.ui.bars import paint_share
from liqdesk.ui.tables.heads import HEAD, PAD, dress_head
from liqdesk.ui.tables.venues import GLYPHS, Column, Tone, VenueRow, VenuesModel
from liqdesk.ui.theme import Role, Theme, colour

_WIDTHS = {
    Column.VENUE: 112,
    Column.STATE: 188,
    Column.FEED: 118,
    Column.SLOTS: 50,
    Column.LAST: 42,
    Column.LAG: 94,
    Column.SHARE: 84,
    Column.SHORT: 88,
    Column.LONG: 86,
}
_GROWS = {Column.STATE: 3, Column.VENUE: 1, Column.FEED: 1, Column.SHARE: 1}
_FIRST_TO_GO = (Column.SLOTS, Column.LAG, Column.FEED, Column.LAST)
_NARROWEST_STATE = 120
_ROW = 24
_FEWEST, _MOST = 7, 14
"""Rows that the panel would like to show without scrolling."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class VenuesView(QTableView):
    """Paints the rows of a `VenuesModel`; columns that matter least give way where there is no room.

    `switch` is called with the current row when space is pressed.
    """

    def __init__(
        self, model: VenuesModel, theme: Theme, switch: Callable[[int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = model
        self._theme = theme
        self._switch = switch
        self.setModel(model)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName("Venues")
        self.setAccessibleDescription("State, completeness, lag and coverage of every exchange; space switches one.")
        down = self.verticalHeader()
        down.hide()
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
        """As high as the rows need, within reason: those that can be switched come first, the others may be scrolled to."""
        rows = min(max(_FEWEST, sum(row.switchable for row in self._rows.rows)), _MOST)
        return QSize(self._theme.px(700), self._theme.px(HEAD + _ROW * rows) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._switch(self.currentIndex().row())
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
        left = room - sum(px(_WIDTHS[one]) for one in shown)
        parts = sum(_GROWS.get(one, 0) for one in shown)
        for one in Column:
            self.setColumnHidden(one, one not in shown)
            self.setColumnWidth(one, px(_WIDTHS[one]) + max(0, left) * _GROWS.get(one, 0) // parts)
        if left < 0:
            self.setColumnWidth(Column.STATE, max(px(_NARROWEST_STATE), px(_WIDTHS[Column.STATE]) + left))

    def paintEvent(self, event: QPaintEvent) -> None:
        surface = self._theme.tokens.surface
        asked = event.region()  # some cells here and there, most often: their common rectangle is the whole table
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour(surface.panel))
        painter.setFont(self._theme.font(Role.SMALL))
        current = self.currentIndex().row() if self.hasFocus() else -1
        for number, row in enumerate(self._rows.rows):
            top = self.rowViewportPosition(number)
            where = QRect(0, top, self.viewport().width(), self.rowHeight(number))
            if not asked.intersects(where):
                continue
            if number == current:
                painter.fillRect(where, colour(surface.selection))
                painter.fillRect(QRect(0, top, self._theme.px(2), where.height()), colour(surface.accent))
            self._paint_row(painter, where, row, asked)
            painter.fillRect(QRect(0, where.bottom(), where.width(), 1), colour(surface.line, 0.55))
        painter.end()

    def _paint_row(self, painter: QPainter, where: QRect, row: VenueRow, asked: QRegion) -> None:
        px = self._theme.px
        metrics = QFontMetrics(painter.font())
        for column in Column:
            if self.isColumnHidden(column):
                continue
            left, width = self.columnViewportPosition(column), self.columnWidth(column)
            if not asked.intersects(QRect(left, where.top(), width, where.height())):
                continue
            cell = QRect(left + px(PAD), where.top(), width - 2 * px(PAD), where.height())
            painter.setPen(colour(self._ink(row, column)))
            if column is Column.SHARE:
                self._paint_share(painter, cell, row)
            elif column is Column.STATE:
                self._paint_state(painter, cell, row, metrics)
            else:
                text = metrics.elidedText(row.cells[column], Qt.TextElideMode.ElideRight, cell.width())
                painter.drawText(cell, _RIGHT if column >= Column.SLOTS else _LEFT, text)

    def _paint_state(self, painter: QPainter, cell: QRect, row: VenueRow, metrics: QFontMetrics) -> None:
        indent = self._theme.px(16)
        painter.drawText(cell, _LEFT, GLYPHS[row.tone])
        room = cell.width() - indent
        if row.countdown:
            room -= metrics.horizontalAdvance("00m") + indent // 2
        text = metrics.elidedText(row.words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(cell.adjusted(indent, 0, 0, 0), _LEFT, text)
        if row.countdown:
            after = indent + metrics.horizontalAdvance(text) + indent // 2
            painter.setPen(colour(self._theme.tokens.surface.dim))
            painter.drawText(cell.adjusted(after, 0, 0, 0), _LEFT, row.countdown)

    def _paint_share(self, painter: QPainter, cell: QRect, row: VenueRow) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        text_room = px(40)
        painter.drawText(cell, _RIGHT, row.cells[Column.SHARE])
        if not row.enabled:
            return
        track = QRectF(cell.left(), cell.center().y() - px(1), max(0, cell.width() - text_room), px(3))
        paint_share(painter, track, row.share, colour(surface.dim), colour(surface.line))

    def _ink(self, row: VenueRow, column: Column) -> str:
        tokens = self._theme.tokens
        if not row.enabled:
            return tokens.surface.faint
        if column is Column.STATE:
            tones = {Tone.FAULT: tokens.surface.fault, Tone.GOOD: tokens.surface.good}
            return tones.get(row.tone, tokens.surface.dim)
        if column in (Column.SHORT, Column.LONG):
            return (tokens.short if column is Column.SHORT else tokens.long).text
        return tokens.surface.text if column is Column.VENUE else tokens.surface.dim
