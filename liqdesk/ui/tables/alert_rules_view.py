"""The view of the rules: each with its conditions below one another, what keeps it quiet in a line of its own."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.tables.alert_rules import Column, RuleRow, RulesModel, Standing
from liqdesk.ui.tables.text_table import LEFT, PAD, TextView
from liqdesk.ui.theme import Theme, colour

NOTHING = marked("No rules. New rule… makes one; without a rule nothing ever rings.")


class RulesView(TextView[RuleRow]):
    """Paints the rows of a `RulesModel`; `edit` and `switch` are called with the id of a rule."""

    def __init__(
        self,
        model: RulesModel,
        theme: Theme,
        edit: Callable[[str], None],
        switch: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, theme, parent)
        self._rows = model
        self._edit = edit
        self._switch = switch
        self.setAccessibleName(tr("Rules"))
        self.setAccessibleDescription(tr("Rules with what was measured last; Enter changes one, Space switches it."))
        self.doubleClicked.connect(self._clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts: dict[int, Callable[[str], None]] = {
            Qt.Key.Key_Return: self._edit, Qt.Key.Key_Enter: self._edit, Qt.Key.Key_Space: self._switch,
        }  # fmt: skip
        act, row = acts.get(event.key()), self.currentIndex().row()
        if act is not None and 0 <= row < len(self._rows.rows):
            act(self._rows.rows[row].id)
        else:
            super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        self._edit(self._rows.rows[index.row()].id)

    def paint_nothing(self, painter: QPainter) -> None:
        px = self._theme.px
        painter.setPen(colour(self._theme.tokens.surface.faint))
        where = self.viewport().rect().adjusted(px(PAD), px(14), -px(PAD), -px(PAD))
        painter.drawText(where, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, tr(NOTHING))

    def paint_row(self, painter: QPainter, where: QRect, row: RuleRow, asked: QRegion) -> None:
        if len(row.cells) > 1:
            super().paint_row(painter, where, row, asked)
            return
        surface, pad = self._theme.tokens.surface, self._theme.px(PAD)
        left = max(self.columnViewportPosition(Column.STATE), 0)
        cell = QRect(left + pad, where.top(), where.width() - left - 2 * pad, where.height())
        painter.setPen(colour(surface.fault if row.standing is Standing.IMPAIRED else surface.dim))
        metrics = QFontMetrics(painter.font())
        painter.drawText(cell, LEFT, metrics.elidedText(row.cells[0], Qt.TextElideMode.ElideRight, cell.width()))

    def ink(self, row: RuleRow, column: int) -> str:
        surface = self._theme.tokens.surface
        if column == Column.STATE:
            return {
                Standing.ARMED: surface.good,
                Standing.WAITING: surface.dim,
                Standing.IMPAIRED: surface.fault,
                Standing.OFF: surface.faint,
            }[row.standing]
        if row.standing is Standing.OFF:
            return surface.faint
        if column == Column.MEASURED:
            return surface.text if row.passed else surface.dim
        return surface.text if column == Column.RULE else surface.dim
