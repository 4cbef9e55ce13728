"""The panel of coins: what was liquidated of each in every window, and the market beside it, sorted by any column."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from liqdesk.analytics.coin_board import CoinBoardView
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.engine.desk import Desk
from liqdesk.settings.panels import CoinTableSettings
from liqdesk.ui.panels.elided import ElidedLabel
from liqdesk.ui.panels.filter_words import of_words
from liqdesk.ui.tables.coin_order import Order, kept, ordered
from liqdesk.ui.tables.coins import CoinRow, CoinsModel, Column, board_words, row_of, value_of
from liqdesk.ui.tables.coins_view import CoinsView, Orders
from liqdesk.ui.theme import Role, Theme

COINS_SHOWN = 60
_BELOW = 22
EVERY = DurationMs(2 * SECOND)
"""Figures that are read once a minute need no more haste."""


class CoinsPanel(QWidget):
    """Asks the desk for its coins every other second while it is seen; `chosen` carries the coin that is clicked.

    While pointer or keyboard are in the table its rows keep their places; the column sorted by is remembered.
    """

    chosen = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._latest: LiveFrame | None = None
        self._drawn: object = None
        self._board: CoinBoardView | None = None
        self._bases: list[str] = []
        self._order = _order_of(desk.settings.value.coin_table)
        self._model = CoinsModel(self)
        self._model.mark(self._order)
        self._view = CoinsView(
            self._model,
            theme,
            Orders(
                self.choose,
                lambda column: self.sort(self._order.by(column)),
                self._sort_beside,
                lambda largest_first: self.sort(Order(self._order.column, largest_first)),
            ),
            self,
        )
        self._below = ElidedLabel(theme, self)
        self._compose()
        self._view.held_changed.connect(self._say)
        desk.settings.subscribe(lambda value: value.coin_table, self._take_settings)
        desk.settings.subscribe(lambda value: (value.filter, value.groups), self._take_filter)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def view(self) -> CoinsView:
        """The table."""
        return self._view

    @property
    def rows(self) -> tuple[CoinRow, ...]:
        """What is shown."""
        return self._model.rows

    @property
    def order(self) -> Order:
        """By which column the rows are sorted."""
        return self._order

    @property
    def summary(self) -> str:
        """The line below the table."""
        return self._below.whole

    def show_frame(self, frame: LiveFrame) -> None:
        """Take the newest figures, as long as somebody looks."""
        self._latest = frame
        if self.isVisible() and frame.at // EVERY != self._drawn:
            self._drawn = frame.at // EVERY
            self._board = self._desk.coins(COINS_SHOWN)
            self._show()

    def sort(self, order: Order) -> None:
        """Sort by this from now on, at once and also while the rows are held."""
        before = self._desk.settings.value
        table = CoinTableSettings(sort=Column(order.column).key, largest_first=order.largest_first)
        self._desk.replace_settings(before.model_copy(update={"coin_table": table}))

    def showEvent(self, event: QShowEvent) -> None:
        if self._latest is not None:
            self.show_frame(self._latest)

    def choose(self, row: int) -> None:
        """Tell that the coin of that row was chosen."""
        if 0 <= row < len(self._model.rows):
            self.chosen.emit(self._model.rows[row].base)

    def _sort_beside(self, step: int) -> None:
        """Sort by the next column that is seen, on one side or the other of that which is sorted by."""
        seen = [column for column in Column if not self._view.isColumnHidden(column)]
        beyond = [column for column in seen if (column - self._order.column) * step > 0]
        if beyond:
            self.sort(Order(min(beyond, key=lambda column: abs(column - self._order.column))))

    def _take_settings(self, table: CoinTableSettings) -> None:
        order = _order_of(table)
        if order != self._order:
            self._order = order
            self._bases = []
            self._model.mark(order)
            self._show()

    def _take_filter(self, _: object) -> None:
        self._drawn = None
        self._bases = []
        if self._latest is not None:
            self.show_frame(self._latest)

    def _show(self) -> None:
        board = self._board
        if board is None:
            return
        names = {} if self._latest is None else {venue.id: venue.name for venue in self._latest.venues}
        lines = {line.base: line for line in board.coins}
        now = ordered(lines, lambda base: value_of(lines[base], board, self._order.column), self._order.largest_first)
        self._bases = kept(self._bases, now) if self._view.held else now
        self._model.show_rows(tuple(row_of(lines[base], board, names) for base in self._bases))
        self._say()

    def _say(self) -> None:
        board, frame = self._board, self._latest
        if board is None or frame is None:
            return
        of = of_words(self._desk.settings.value.filter, {str(venue.id): venue.name for venue in frame.venues})
        self._below.say(board_words(board, len(self._bases), of, self._view.held))

    def _compose(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._below)
        self._below.setFont(self._theme.font(Role.CAPTION))
        self._below.setIndent(0)
        self._below.setFixedHeight(self._theme.px(_BELOW))
        self.setFocusProxy(self._view)

    def _dress(self) -> None:
        surface, px = self._theme.tokens.surface, self._theme.px
        self._below.setForegroundRole(QPalette.ColorRole.WindowText)  # the other role is half as strong
        self._below.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._below.setStyleSheet(
            f"QLabel {{ color: {surface.dim}; background: {surface.panel}; padding: 0 {px(8)}px;"
            f" border-top: 1px solid {surface.line}; }}"
        )


def _order_of(table: CoinTableSettings) -> Order:
    """The order that was remembered; a column that is no more gives way to the shorts of the hour."""
    known = {column.key: column for column in Column}
    return Order(known.get(table.sort, Column.SHORT_1H), table.largest_first)
