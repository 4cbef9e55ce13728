"""The view of the history of alerts: newest first, the level on a plate, what is not of the live market marked."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.tables.alerts import AlertRow, AlertsModel, Column
from liqdesk.ui.tables.levels import level_plate
from liqdesk.ui.tables.text_table import HEAD, LEFT, PAD, ROW, TextView
from liqdesk.ui.theme import Role, Theme, colour

ROWS_WISHED = 7
_CENTRE = Qt.AlignmentFlag.AlignCenter


class AlertsView(TextView[AlertRow]):
    """Paints the rows of an `AlertsModel`; `open_row` is called with a row that is to be looked at closely.

    `nothing` is what stands where there are no rows.
    """

    def __init__(
        self, model: AlertsModel, theme: Theme, open_row: Callable[[int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(model, theme, parent)
        self._open_row = open_row
        self._nothing = ""
        self.setAccessibleName(tr("Alerts"))
        self.setAccessibleDescription(tr("One alert a line, the newest first; Enter opens it."))
        self.doubleClicked.connect(self._clicked)

    @property
    def nothing(self) -> str:
        """What stands where there are no rows."""
        return self._nothing

    def say_nothing(self, sentence: str) -> None:
        """Say this where there are no rows."""
        if sentence != self._nothing:
            self._nothing = sentence
            self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(520), self._theme.px(HEAD + ROW * ROWS_WISHED) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_row(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        self._open_row(index.row())

    def paint_nothing(self, painter: QPainter) -> None:
        px = self._theme.px
        painter.setPen(colour(self._theme.tokens.surface.faint))
        where = self.viewport().rect().adjusted(px(PAD), px(14), -px(PAD), -px(PAD))
        painter.drawText(where, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self._nothing)

    def paint_ground(self, painter: QPainter, where: QRect, row: AlertRow, current: bool) -> None:
        tokens = self._theme.tokens
        if row.going_on and not current:
            painter.fillRect(where, colour(tokens.surface.raised))
        super().paint_ground(painter, where, row, current)
        if row.going_on and not current:
            fill = tokens.surface.dim if row.position is None else tokens.side(row.position).fill
            painter.fillRect(QRect(0, where.top(), self._theme.px(2), where.height()), colour(fill))

    def paint_cell(self, painter: QPainter, cell: QRect, row: AlertRow, column: int, metrics: QFontMetrics) -> None:
        if column == Column.LEVEL:
            self._paint_level(painter, cell, row)
        elif column == Column.ALERT:
            self._paint_alert(painter, cell, row, metrics)
        else:
            super().paint_cell(painter, cell, row, column, metrics)

    def _paint_level(self, painter: QPainter, cell: QRect, row: AlertRow) -> None:
        back, ink = level_plate(row.level, self._theme.tokens.surface)
        self._plate(painter, cell, row.cells[Column.LEVEL], back, ink)

    def _plate(self, painter: QPainter, cell: QRect, text: str, back: str, ink: str) -> int:
        """A word on a plate at the left of a cell; how wide the plate is."""
        px = self._theme.px
        painter.save()
        painter.setFont(self._theme.font(Role.CAPTION))
        wide = QFontMetrics(painter.font()).horizontalAdvance(text) + px(10)
        where = QRect(cell.left() - px(2), cell.top() + (cell.height() - px(17)) // 2, wide, px(17))
        painter.fillRect(where, colour(back))
        painter.setPen(colour(ink))
        painter.drawText(where, _CENTRE, text)
        painter.restore()
        return wide

    def _paint_alert(self, painter: QPainter, cell: QRect, row: AlertRow, metrics: QFontMetrics) -> None:
        tokens, text, left = self._theme.tokens, row.cells[Column.ALERT], cell
        if row.mark:
            wide = self._plate(painter, left, row.mark, tokens.surface.mark_back, tokens.surface.mark)
            left = left.adjusted(wide + self._theme.px(5), 0, 0, 0)
        if row.position is not None:
            glyph, _, text = text.partition(" ")
            painter.save()
            painter.setPen(colour(tokens.side(row.position).text))
            painter.drawText(left, LEFT, glyph)
            painter.restore()
            left = left.adjusted(metrics.horizontalAdvance(f"{glyph} "), 0, 0, 0)
        painter.drawText(left, LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, left.width()))

    def ink(self, row: AlertRow, column: int) -> str:
        surface = self._theme.tokens.surface
        if column in (Column.ALERT, Column.USD):
            return surface.text if row.heard else surface.dim
        return surface.dim if column == Column.TIME or row.heard else surface.faint
