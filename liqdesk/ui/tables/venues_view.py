"""The view of the venues table."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.bars import paint_share
from liqdesk.ui.tables.text_table import HEAD, LEFT, RIGHT, ROW, TextView
from liqdesk.ui.tables.venues import GLYPHS, Column, Tone, VenueRow, VenuesModel
from liqdesk.ui.theme import Theme, colour

_FEWEST, _MOST = 7, 14
"""Rows that the panel would like to show without scrolling."""

NOTHING = marked("The exchanges are about to be called.")


class VenuesView(TextView[VenueRow]):
    """Paints the rows of a `VenuesModel`; `switch` is called with the current row when space is pressed."""

    def __init__(
        self, model: VenuesModel, theme: Theme, switch: Callable[[int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(model, theme, parent)
        self._switch = switch
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(tr("Venues"))
        self.setAccessibleDescription(
            tr("State, completeness, lag and coverage of every exchange; space switches one.")
        )

    def sizeHint(self) -> QSize:
        """As high as the rows need, within reason: those that can be switched come first, the others may be scrolled to."""
        rows = min(max(_FEWEST, sum(row.switchable for row in self._table.rows)), _MOST)
        return QSize(self._theme.px(700), self._theme.px(HEAD + ROW * rows) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._switch(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def paint_cell(self, painter: QPainter, cell: QRect, row: VenueRow, column: int, metrics: QFontMetrics) -> None:
        if column == Column.SHARE:
            self._paint_share(painter, cell, row)
        elif column == Column.STATE:
            self._paint_state(painter, cell, row, metrics)
        else:
            super().paint_cell(painter, cell, row, column, metrics)

    def paint_nothing(self, painter: QPainter) -> None:
        painter.setPen(colour(self._theme.tokens.surface.faint))
        painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, tr(NOTHING))

    def _paint_state(self, painter: QPainter, cell: QRect, row: VenueRow, metrics: QFontMetrics) -> None:
        indent = self._theme.px(16)
        painter.drawText(cell, LEFT, GLYPHS[row.tone])
        room = cell.width() - indent
        if row.countdown:
            room -= metrics.horizontalAdvance("00m") + indent // 2
        text = metrics.elidedText(row.words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(cell.adjusted(indent, 0, 0, 0), LEFT, text)
        if row.countdown:
            after = indent + metrics.horizontalAdvance(text) + indent // 2
            painter.setPen(colour(self._theme.tokens.surface.dim))
            painter.drawText(cell.adjusted(after, 0, 0, 0), LEFT, row.countdown)

    def _paint_share(self, painter: QPainter, cell: QRect, row: VenueRow) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        text_room = px(40)
        painter.drawText(cell, RIGHT, row.cells[Column.SHARE])
        if not row.enabled:
            return
        track = QRectF(cell.left(), cell.center().y() - px(1), max(0, cell.width() - text_room), px(3))
        paint_share(painter, track, row.share, colour(surface.dim), colour(surface.line))

    def ink(self, row: VenueRow, column: int) -> str:
        tokens = self._theme.tokens
        if not row.enabled:
            return tokens.surface.faint
        if column == Column.STATE:
            tones = {Tone.FAULT: tokens.surface.fault, Tone.GOOD: tokens.surface.good}
            return tones.get(row.tone, tokens.surface.dim)
        if column in (Column.SHORT, Column.LONG):
            return (tokens.short if column == Column.SHORT else tokens.long).text
        return tokens.surface.text if column == Column.VENUE else tokens.surface.dim
