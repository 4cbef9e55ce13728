"""A list of entries with a tick, a title, a sentence and a word at the right, and the buttons under it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from liqdesk.domain.language import tr
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.dialogs.settings.search import holds
from liqdesk.ui.flow import FlowLayout
from liqdesk.ui.theme import Role, Theme, colour

ENTRY = Qt.ItemDataRole.UserRole
HIGHEST = 440
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `side` stands at the right of the title, `fault` is said in red below the sentence."""

    title: str
    sentence: str
    side: str = ""
    on: bool = True
    fault: str = ""


class EntryPainter(QStyledItemDelegate):
    """Draws entries; those that are off are fainter."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        px = self._theme.px
        entry = index.data(ENTRY)
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else px(400)
        inner = width - px(34) - px(10)
        strong = QFontMetrics(self._theme.font(Role.STRONG)).lineSpacing()
        height = strong + self._height(entry.sentence, inner) + self._height(entry.fault, inner)
        return QSize(px(200), height + px(14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        entry: Entry = index.data(ENTRY)
        state = option.state
        rect: QRect = option.rect
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour(surface.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, colour(surface.hover))
        self._paint_tick(painter, rect, entry.on)
        inner = rect.adjusted(px(34), px(7), -px(10), -px(7))
        painter.setFont(self._theme.font(Role.SMALL))
        painter.setPen(colour(surface.dim))
        side = painter.fontMetrics().horizontalAdvance(entry.side)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, entry.side)
        strong = self._theme.font(Role.STRONG)
        painter.setFont(strong)
        painter.setPen(colour(surface.text if entry.on else surface.faint))
        metrics = QFontMetrics(strong)
        room = inner.width() - side - px(12)
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        wrapped = int(Qt.TextFlag.TextWordWrap)
        top = inner.top() + metrics.lineSpacing()
        painter.setFont(self._theme.font(Role.SMALL))
        for text, ink in ((entry.sentence, surface.dim if entry.on else surface.faint), (entry.fault, surface.fault)):
            height = self._height(text, inner.width())
            painter.setPen(colour(ink))
            painter.drawText(QRect(inner.left(), top, inner.width(), height), wrapped, text)
            top += height
        painter.restore()

    def _paint_tick(self, painter: QPainter, rect: QRect, on: bool) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        box = QRect(rect.left() + px(10), rect.top() + px(8), px(14), px(14))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(surface.accent if on else surface.faint))
        painter.setBrush(colour(surface.accent if on else surface.panel))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), px(3), px(3))
        if on:
            painter.setPen(QPen(colour(surface.window), px(2)))
            size, left, top = box.width(), box.left(), box.top()
            way = ((0.25, 0.52), (0.43, 0.70), (0.76, 0.32))
            painter.drawPolyline([QPointF(left + size * x, top + size * y) for x, y in way])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _height(self, text: str, width: int) -> int:
        if not text:
            return 0
        metrics = QFontMetrics(self._theme.font(Role.SMALL))
        return metrics.boundingRect(QRect(0, 0, max(1, width), 10_000), int(Qt.TextFlag.TextWordWrap), text).height()


class EntryList(QListWidget):
    """Shows entries, as high as they are. Space and a click on a tick toggle one, Enter and a double click open it."""

    toggled = Signal(int)
    opened = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setItemDelegate(EntryPainter(theme, self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(self.row(item)))
        theme.changed.connect(self.viewport().update)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these; the same position stays chosen."""
        chosen = self.currentRow()
        while self.count() > len(entries):
            self.takeItem(self.count() - 1)
        for number, entry in enumerate(entries):
            item = self.item(number) if number < self.count() else QListWidgetItem(self)
            if item.data(ENTRY) != entry:
                item.setData(ENTRY, entry)
                spoken = (entry.title, tr("on") if entry.on else tr("off"), entry.sentence, entry.side, entry.fault)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, spoken)))
        if entries:
            self.setCurrentRow(min(max(0, chosen), len(entries) - 1))
        self._fit()

    def entry(self, number: int) -> Entry:
        """What is shown at a position."""
        found: Entry = self.item(number).data(ENTRY)
        return found

    def narrow(self, wanted: str) -> None:
        """Show what holds these words, or all where nothing does."""
        texts = [f"{entry.title} {entry.sentence} {entry.side}" for entry in map(self.entry, range(self.count()))]
        hits = [holds(text, wanted) for text in texts]
        for number, hit in enumerate(hits):
            self.item(number).setHidden(not hit and any(hits))
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentRow()
        if row >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(row)
        elif row >= 0 and event.key() == Qt.Key.Key_Space:
            self.toggled.emit(row)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        item = self.itemAt(place)
        if item is not None and place.x() < self._theme.px(30) and event.button() is Qt.MouseButton.LeftButton:
            self.toggled.emit(self.row(item))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self._fit()

    def _fit(self) -> None:
        heights = [self.sizeHintForRow(number) for number in range(self.count()) if not self.isRowHidden(number)]
        high = min(sum(heights), self._theme.px(HIGHEST)) + 2 * self.frameWidth()
        if high != self.height():
            self.setFixedHeight(max(high, self._theme.px(40)))


def titled_buttons(
    deeds: Sequence[tuple[str, str, Callable[[], object]]], layout: FlowLayout, parent: QWidget
) -> dict[str, QPushButton]:
    """Buttons by their English titles, put into a row: each with what it does for those who do not see the list above."""
    made = {title: button(tr(title), tr(name), act, parent) for title, name, act in deeds}
    for one in made.values():
        layout.addWidget(one)
    return made
