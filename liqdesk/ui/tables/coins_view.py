"""The view of the table of coins."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.tables.coins import SHORTS, SUMS, CoinRow, CoinsModel, Column
from liqdesk.ui.tables.text_table import HEAD, PAD, ROW, TextView
from liqdesk.ui.theme import Theme, colour

ROWS_WISHED = 8
NOTHING = marked("No coin was liquidated where somebody listened.")
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_PLAIN = frozenset((Column.COIN, Column.PRICE, Column.SCORE))
_BAR = 2


@dataclass(frozen=True, slots=True)
class Orders:
    """What the view can be told to do: `choose` the coin of a row, `sort` by a column whose head is clicked, `sort_beside` by the
    next one seen to the left (-1) or right (1), `turn` so that the largest come first, or last."""

    choose: Callable[[int], None]
    sort: Callable[[int], None]
    sort_beside: Callable[[int], None]
    turn: Callable[[bool], None]


class CoinsView(TextView[CoinRow]):
    """Paints the rows of a `CoinsModel`. `held` tells whether pointer or keyboard are in the table, `held_changed` when they
    come and go."""

    held_changed = Signal()

    def __init__(self, model: CoinsModel, theme: Theme, orders: Orders, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, parent)
        self._orders = orders
        self._pointed = False
        self.setAccessibleName(tr("Coins"))
        self.setAccessibleDescription(
            tr(
                "The most liquidated coins with their market. Left and right sort by another column, "
                "Shift with up or down turns the order round, Enter shows a coin in the charts."
            )
        )
        self.clicked.connect(self._clicked)
        across = self.horizontalHeader()
        across.setSectionsClickable(True)
        across.sectionClicked.connect(orders.sort)

    def paint_nothing(self, painter: QPainter) -> None:
        painter.setPen(colour(self._theme.tokens.surface.faint))
        where = self.viewport().rect().adjusted(*[self._theme.px(PAD) * sign for sign in (1, 1, -1, -1)])
        painter.drawText(where, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, tr(NOTHING))

    @property
    def held(self) -> bool:
        """Whether somebody points at a row or is in the table by keyboard: nothing may move under him."""
        return self._pointed or self.hasFocus()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(700), self._theme.px(HEAD + ROW * ROWS_WISHED) + 2)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._pointed = event.type() == QEvent.Type.Enter
            self.held_changed.emit()
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.held_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.held_changed.emit()

    def _clicked(self, index: QModelIndex) -> None:
        self._orders.choose(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _OPENS:
            self._orders.choose(self.currentIndex().row())
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._orders.sort_beside(-1 if key == Qt.Key.Key_Left else 1)
        elif shift and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._orders.turn(key == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def ink(self, row: CoinRow, column: int) -> str:
        tokens = self._theme.tokens
        if column in row.stale:
            return tokens.surface.faint
        if column in SUMS:
            return (tokens.short if column in SHORTS else tokens.long).text
        if column == Column.SPLIT and row.short_share is not None:
            return (tokens.short if row.short_share >= 0.5 else tokens.long).text
        return tokens.surface.text if column in _PLAIN else tokens.surface.dim

    def paint_cell(self, painter: QPainter, cell: QRect, row: CoinRow, column: int, metrics: QFontMetrics) -> None:
        super().paint_cell(painter, cell, row, column, metrics)
        if column == Column.SPLIT and row.short_share is not None:
            self._paint_split(painter, cell, row.short_share)

    def _paint_split(self, painter: QPainter, cell: QRect, short: float) -> None:
        """A thin line below the figure, shared by the sides."""
        tokens, high = self._theme.tokens, self._theme.px(_BAR)
        top = cell.bottom() - high - 1
        wide = round(cell.width() * short)
        painter.fillRect(QRect(cell.left(), top, wide, high), colour(tokens.short.fill))
        painter.fillRect(QRect(cell.left() + wide, top, cell.width() - wide, high), colour(tokens.long.fill))
