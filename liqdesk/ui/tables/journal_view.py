"""The view of the journal: newest first."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.tables.journal import Column, JournalModel, JournalRow
from liqdesk.ui.tables.text_table import HEAD, PAD, ROW, TextView
from liqdesk.ui.theme import Theme, colour

ROWS_WISHED = 7
NOTHING = marked("No squeeze or flush so far. One is noted here while it happens.")


class JournalView(TextView[JournalRow]):
    """Paints the rows of a `JournalModel`; `open_row` is called with a row that is to be looked at closely."""

    def __init__(
        self, model: JournalModel, theme: Theme, open_row: Callable[[int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(model, theme, parent)
        self._open_row = open_row
        self.setAccessibleName(tr("Journal of squeezes and flushes"))
        self.setAccessibleDescription(tr("One event a line, the newest first; Enter opens its card."))
        self.doubleClicked.connect(self._clicked)

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
        painter.setPen(colour(self._theme.tokens.surface.faint))
        where = self.viewport().rect().adjusted(*[self._theme.px(PAD) * sign for sign in (1, 1, -1, -1)])
        painter.drawText(where, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, tr(NOTHING))

    def paint_ground(self, painter: QPainter, where: QRect, row: JournalRow, current: bool) -> None:
        tokens = self._theme.tokens
        if row.going_on and not current:
            painter.fillRect(where, colour(tokens.surface.raised))
        super().paint_ground(painter, where, row, current)
        if row.going_on and row.position is not None:
            edge = QRect(0, where.top(), self._theme.px(2), where.height())
            painter.fillRect(edge, colour(tokens.side(row.position).fill))

    def ink(self, row: JournalRow, column: int) -> str:
        tokens = self._theme.tokens
        if column == Column.KIND and row.position is not None:
            return tokens.side(row.position).text
        return tokens.surface.text if column in (Column.KIND, Column.USD, Column.SCOPE) else tokens.surface.dim
