"""Lines in groups under their titles: a model, a painter and a view that is moved through from a field beside it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.palette.entry import Entry, Group
from liqdesk.ui.theme import Role, Theme, colour

Index = QModelIndex | QPersistentModelIndex
LINE, TITLE = 28, 24
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CHECK = "✓"


class LineModel(QAbstractListModel):
    """The lines with a title before each group; titles can be neither chosen nor gone to."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Entry | Group, ...] = ()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Put these in place of those shown."""
        lines: list[Entry | Group] = []
        group: Group | None = None
        for entry in entries:
            if entry.group is not group:
                group = entry.group
                lines.append(group)
            lines.append(entry)
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The entry in that row; None where there is none or a title stands."""
        one = self.lines[row] if 0 <= row < len(self.lines) else None
        return one if isinstance(one, Entry) else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(one.value) if isinstance(one, Group) else one.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tr(one.value) if isinstance(one, Group) else spoken(one)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        one = self.lines[index.row()]
        if isinstance(one, Group) or not one.possible:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def spoken(entry: Entry) -> str:
    """A line for ears."""
    state = tr("chosen") if entry.checked else ""
    return ", ".join(part for part in (entry.title, state, entry.detail, entry.key) if part)


class LinePainter(QStyledItemDelegate):
    """Paints plain text: the title, its detail fainter, the key at the right."""

    def __init__(self, model: LineModel, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        title = isinstance(self._model.lines[index.row()], Group)
        return QSize(self._theme.px(120), self._theme.px(TITLE if title else LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one = self._model.lines[index.row()]
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if isinstance(one, Group):
            self._paint_title(painter, rect, one)
        else:
            self._paint_line(painter, rect, one, bool(state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _paint_title(self, painter: QPainter, rect: QRect, group: Group) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        painter.setFont(self._theme.font(Role.CAPTION))
        painter.setPen(colour(surface.faint))
        painter.drawText(rect.adjusted(px(14), px(4), -px(14), 0), _LEFT, tr(group.value))

    def _paint_line(self, painter: QPainter, rect: QRect, entry: Entry, chosen: bool) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        if chosen:
            painter.fillRect(rect.adjusted(px(4), 0, -px(4), 0), colour(surface.selection))
            painter.fillRect(QRect(rect.left() + px(4), rect.top(), px(2), rect.height()), colour(surface.accent))
        inner = rect.adjusted(px(14), 0, -px(14), 0)
        small = QFontMetrics(self._theme.font(Role.SMALL))
        painter.setFont(self._theme.font(Role.SMALL))
        at_right = CHECK if entry.checked else entry.key
        if at_right:
            painter.setPen(colour(surface.accent if entry.checked else surface.dim))
            painter.drawText(inner, _RIGHT, at_right)
            inner.setRight(inner.right() - small.horizontalAdvance(at_right) - px(12))
        body = self._theme.font(Role.BODY)
        metrics = QFontMetrics(body)
        painter.setFont(body)
        painter.setPen(colour(surface.text if entry.possible else surface.faint))
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _LEFT, title)
        inner.setLeft(inner.left() + metrics.horizontalAdvance(title) + px(10))
        if entry.detail and inner.width() > px(24):
            painter.setFont(self._theme.font(Role.SMALL))
            painter.setPen(colour(surface.dim))
            painter.drawText(inner, _LEFT, small.elidedText(entry.detail, Qt.TextElideMode.ElideRight, inner.width()))


class LineView(QListView):
    """The lines as a list that never takes the focus from the field that moves through it; `chosen` carries an `Entry`."""

    chosen = Signal(object)
    moved = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = LineModel(self)
        self.setModel(self._lines)
        self.setItemDelegate(LinePainter(self._lines, theme, self))
        self._theme = theme
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.entered.connect(self._point)
        self.clicked.connect(lambda index: self._take(index.row()))

    @property
    def lines(self) -> tuple[Entry | Group, ...]:
        """Entries and the titles of their groups, as shown."""
        return self._lines.lines

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is shown, without the titles."""
        return tuple(one for one in self._lines.lines if isinstance(one, Entry))

    @property
    def current(self) -> Entry | None:
        """The line that Enter takes."""
        return self._lines.entry(self.currentIndex().row())

    @property
    def wanted_height(self) -> int:
        """How high the lines are together."""
        px = self._theme.px
        return sum(px(TITLE if isinstance(one, Group) else LINE) for one in self._lines.lines) + 2 * self.frameWidth()

    def show_entries(self, entries: Sequence[Entry], keep: str = "") -> None:
        """Show these, the first of them current, or the one of the name to `keep`."""
        self._lines.show_entries(entries)
        rows = self._rows()
        kept = [row for row in rows if keep and self._named(row) == keep]
        self._go((kept or rows or [-1])[0])
        if not kept:
            self.scrollToTop()

    def step(self, by: int) -> None:
        """Move on by so many lines, or back, around the ends by single steps."""
        rows = self._rows()
        if not rows:
            return
        at = rows.index(self.currentIndex().row()) if self.currentIndex().row() in rows else 0
        wanted = at + by
        self._go(rows[wanted % len(rows) if abs(by) == 1 else min(max(0, wanted), len(rows) - 1)])

    def step_group(self, forward: bool) -> None:
        """Move to the first line of the next group, or of the one before."""
        rows = self._rows()
        firsts = [row for row in rows if row == 0 or isinstance(self.lines[row - 1], Group)] or rows[:1]
        if not firsts:
            return
        now = self.currentIndex().row()
        following = [row for row in firsts if row > now] if forward else [row for row in reversed(firsts) if row < now]
        self._go((following or [firsts[0] if forward else firsts[-1]])[0])

    def take(self) -> None:
        """Do what Enter does."""
        self._take(self.currentIndex().row())

    def _rows(self) -> list[int]:
        return [row for row, one in enumerate(self.lines) if isinstance(one, Entry) and one.possible]

    def _named(self, row: int) -> str:
        entry = self._lines.entry(row)
        return "" if entry is None else entry.name

    def _go(self, row: int) -> None:
        index = self._lines.index(row, 0) if row >= 0 else QModelIndex()
        self.setCurrentIndex(index)
        if row == 1:
            self.scrollToTop()  # with the title above it
        self.moved.emit()

    def _point(self, index: Index) -> None:
        if self._lines.entry(index.row()) is not None and self._lines.flags(index):
            self.setCurrentIndex(self._lines.index(index.row(), 0))
            self.moved.emit()

    def _take(self, row: int) -> None:
        entry = self._lines.entry(row)
        if entry is not None and entry.possible:
            self.chosen.emit(entry)
