"""Tables of words: a model over plain rows, and a view that paints them itself, because a delegate for each cell costs ten
times as much."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.format import tool_tip
from liqdesk.ui.tables.heads import Heads
from liqdesk.ui.theme import Role, Theme, colour

Index = QModelIndex | QPersistentModelIndex

HEAD, ROW, PAD = 22, 24, 8
LEAST = 44
"""No column of words is pressed to less than this."""
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Head:
    """One column: its title, its width in logical pixels, and how much it takes of the room that is left.

    Figures stand at the right. `goes` is the place in which it gives way where there is no room: 1 first, 0 never, those of
    one place together. It then shrinks to `least`, or is gone where that is 0.
    """

    title: str
    width: int
    grows: int = 0
    goes: int = 0
    least: int = 0
    right: bool = True
    hint: str = ""

    @property
    def side(self) -> Qt.AlignmentFlag:
        """Where its texts stand."""
        return RIGHT if self.right else LEFT


class TextRow(Protocol):
    """What a row must have; what else it holds is for the view to paint by."""

    @property
    def cells(self) -> tuple[str, ...]:
        """One text for each column; a line across all columns may have fewer."""
        ...

    @property
    def tip(self) -> str:
        """More about the row, line by line."""
        ...


Row = TypeVar("Row", bound=TextRow)


class TextModel(QAbstractTableModel, Generic[Row]):
    """Adapts the rows to Qt; the view hears only of what became different.

    `same` is what a row is about: rows that are about the same things in the same order keep the selection. `paint` is what
    else than its cells a row is painted by.
    """

    def __init__(
        self,
        heads: Sequence[Head],
        same: Callable[[Row], Hashable],
        paint: Callable[[Row], Hashable] = lambda row: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.heads = tuple(heads)
        self._same = same
        self._paint = paint
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self._rows

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Put `rows` in the place of those shown."""
        before = self._rows
        if [self._same(one) for one in before] != [self._same(one) for one in rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        self._rows = rows
        for number, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old is not new:
                self._tell(number, old, new)

    def key(self, number: int) -> Hashable:
        """What the row of that number is about; None where there is no such row."""
        return self._same(self._rows[number]) if 0 <= number < len(self._rows) else None

    def number_of(self, key: Hashable) -> int:
        """Which row is about that; -1 where none is."""
        return next((number for number, row in enumerate(self._rows) if self._same(row) == key), -1)

    def _tell(self, number: int, old: Row, new: Row) -> None:
        """Name the cells that differ: most often an age alone, and painting is what costs."""
        if self._paint(old) != self._paint(new) or len(old.cells) != len(new.cells):
            self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.heads) - 1))
            return
        across = len(new.cells) < len(self.heads)  # a line of words has other places than the columns
        for column, (was, said) in enumerate(zip(old.cells, new.cells, strict=True)):
            if was != said:
                last = len(self.heads) - 1 if across else column
                self.dataChanged.emit(self.index(number, 0 if across else column), self.index(number, last))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.heads)

    def spoken(self, row: Row, column: int) -> str:
        """What is read out of a cell to those who do not see it."""
        return row.cells[column]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(row.tip)
        if column >= len(row.cells):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[column]
        return self.spoken(row, column) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        head = self.heads[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(head.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(tr(head.hint))
        return int(head.side.value) if role == Qt.ItemDataRole.TextAlignmentRole else None


class TextView(QTableView, Generic[Row]):
    """Paints the rows of a `TextModel`; columns that matter least give way where there is no room.

    Where rows come and go, the row that the keyboard is on and, away from the top, the one at the top stay what they were.
    Subclasses say which ink a cell has, and paint what is more than text.
    """

    def __init__(self, model: TextModel[Row], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = model
        self._theme = theme
        self._place: tuple[Hashable, Hashable] = (None, None)
        self._standing: list[tuple[int, int, int]] = []
        self._set_up_heads()  # before the model: a head hears of its rows first, and would take the keyboard's row away
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._note_place)
        model.modelReset.connect(self._find_place)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        theme.changed.connect(self._dress)
        self._dress()

    def _note_place(self) -> None:
        top = self.rowAt(0) if self.verticalScrollBar().value() else -1
        self._place = self._table.key(self.currentIndex().row()), self._table.key(top)

    def _find_place(self) -> None:
        current, top = self._place
        if current is not None:
            self.setCurrentIndex(self._table.index(self._table.number_of(current), 0))
        self.updateGeometries()
        if top is None:
            self.verticalScrollBar().setValue(0)
        else:
            index = self._table.index(self._table.number_of(top), 0)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)

    def _set_up_heads(self) -> None:
        down = self.verticalHeader()
        down.hide()
        down.setDefaultSectionSize(self._theme.px(ROW))
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalHeader(Heads(self._theme, PAD, self))
        across = self.horizontalHeader()
        across.setFixedHeight(self._theme.px(HEAD))
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setHighlightSections(False)
        across.setMinimumSectionSize(1)  # widths are ours; Qt's own least would push the last column over the edge

    def _dress(self) -> None:
        """Wear the theme's present colours: a head that is slim and quiet, in the panel's own."""
        surface, px = self._theme.tokens.surface, self._theme.px
        self.horizontalHeader().setStyleSheet(
            f"QHeaderView {{ background: {surface.panel}; border: none; }}"
            f"QHeaderView::section {{ background: {surface.panel}; color: {surface.faint}; border: none;"
            f" border-bottom: 1px solid {surface.line}; padding: 0 {px(PAD)}px;"
            f" font-size: {px(11)}px; font-weight: 500; }}"
        )
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px, heads = self._theme.px, self._table.heads
        titles = QFontMetrics(
            self._theme.font(Role.CAPTION)
        )  # in another language one may be longer than what is below
        widths = [max(px(head.width), titles.horizontalAdvance(tr(head.title)) + 2 * px(PAD)) for head in heads]
        shown = set(range(len(heads)))
        for place in sorted({head.goes for head in heads if head.goes}):
            if sum(widths[one] for one in shown) <= self.viewport().width():
                break
            for one in [one for one in shown if heads[one].goes == place]:
                widths[one] = px(heads[one].least)
                if not widths[one]:
                    shown.remove(one)
        left = self.viewport().width() - sum(widths[one] for one in shown)
        if left < 0:
            self._press(widths, shown, -left)
        parts = max(1, sum(heads[one].grows for one in shown))
        for one, head in enumerate(heads):
            self.setColumnHidden(one, one not in shown)
            self.setColumnWidth(one, widths[one] + max(0, left) * head.grows // parts)

    def _press(self, widths: list[int], shown: Collection[int], over: int) -> None:
        """Take what is too much from words, the last ones first, and only then from figures.

        All stay inside: what is cut there says so, but at the edge of the table a figure would lose digits unseen.
        """
        heads = self._table.heads
        words = [one for one in sorted(shown) if not heads[one].right]
        figures = [one for one in sorted(shown) if heads[one].right]
        for one in reversed(words):
            taken = min(over, max(0, widths[one] - self._theme.px(LEAST)))
            widths[one] -= taken
            over -= taken
        for number, one in enumerate(figures):
            taken = min(-(-over // (len(figures) - number)), widths[one])
            widths[one] -= taken
            over -= taken

    def paintEvent(self, event: QPaintEvent) -> None:
        surface = self._theme.tokens.surface
        asked = event.region()  # some cells here and there, most often: their common rectangle is the whole table
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour(surface.panel))
        painter.setFont(self._theme.font(Role.SMALL))
        if not self._table.rows:
            self.paint_nothing(painter)
        current = self.currentIndex().row() if self.hasFocus() else -1
        self._standing = self._columns()
        for number, row in enumerate(self._table.rows):
            where = QRect(0, self.rowViewportPosition(number), self.viewport().width(), self.rowHeight(number))
            if asked.intersects(where):
                self.paint_ground(painter, where, row, number == current)
                self.paint_row(painter, where, row, asked)
                painter.fillRect(QRect(0, where.bottom(), where.width(), 1), colour(surface.line, 0.55))
        painter.end()

    def _columns(self) -> list[tuple[int, int, int]]:
        """Number, left edge and width of those that are shown."""
        return [
            (column, self.columnViewportPosition(column), self.columnWidth(column))
            for column in range(len(self._table.heads))
            if not self.isColumnHidden(column)
        ]

    def paint_nothing(self, painter: QPainter) -> None:
        """What stands where there are no rows."""

    def paint_ground(self, painter: QPainter, where: QRect, row: Row, current: bool) -> None:
        """What lies below a row's texts: the mark of the row that the keyboard is on."""
        if current:
            surface = self._theme.tokens.surface
            painter.fillRect(where, colour(surface.selection))
            painter.fillRect(QRect(0, where.top(), self._theme.px(2), where.height()), colour(surface.accent))

    def paint_row(self, painter: QPainter, where: QRect, row: Row, asked: QRegion) -> None:
        """The cells of a row, as far as they were asked for."""
        pad, metrics = self._theme.px(PAD), QFontMetrics(painter.font())
        for column, left, width in self._standing:
            if asked.intersects(QRect(left, where.top(), width, where.height())):
                painter.setPen(colour(self.ink(row, column)))
                cell = QRect(left + pad, where.top(), width - 2 * pad, where.height())
                self.paint_cell(painter, cell, row, column, metrics)

    def paint_cell(self, painter: QPainter, cell: QRect, row: Row, column: int, metrics: QFontMetrics) -> None:
        """One cell, in the pen that is set; a text too long for it is cut and says so."""
        text = metrics.elidedText(row.cells[column], Qt.TextElideMode.ElideRight, cell.width())
        painter.drawText(cell, self._table.heads[column].side, text)

    def ink(self, row: Row, column: int) -> str:
        """The colour of a cell's text."""
        raise NotImplementedError
