"""The list of pages: which one is seen, where something differs from its default, where a search found something."""

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from liqdesk.domain.language import tr
from liqdesk.settings.section import Page
from liqdesk.ui.theme import Role, Theme, colour

PAGE = Qt.ItemDataRole.UserRole
CHANGED = Qt.ItemDataRole.UserRole + 1
HITS = Qt.ItemDataRole.UserRole + 2


class PagePainter(QStyledItemDelegate):
    """Draws a page's title with its dot, or with the number of hits."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(30))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        state = option.state
        rect = option.rect
        rect = rect.adjusted(0, 0, -px(8), 0)
        hits = index.data(HITS)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected) and hits is None
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(surface.selection if chosen else surface.hover))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), px(4), px(4))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colour(surface.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 2, -1, -2), px(4), px(4))
        inner = rect.adjusted(px(10), 0, -px(10), 0)
        painter.setFont(self._theme.font(Role.BODY))
        painter.setPen(colour(surface.faint if hits == 0 else surface.text))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, _title(index.data(PAGE)))
        if hits:
            painter.setFont(self._theme.font(Role.SMALL))
            painter.setPen(colour(surface.accent))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(hits))
        elif hits is None and index.data(CHANGED):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(surface.accent))
            middle = QPointF(inner.right() - px(3), inner.center().y() + 0.5)
            painter.drawEllipse(middle, px(3), px(3))
        painter.restore()


class PageList(QListWidget):
    """Tells `chosen` with a `Page` when a person turns to one."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Pages of settings"))
        self.setFixedWidth(theme.px(154))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setStyleSheet("QListView { background: transparent; border: none; }")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(PagePainter(theme, self))
        for page in Page:
            item = QListWidgetItem(self)
            item.setData(PAGE, page)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, tr(page.value))
        self.currentRowChanged.connect(lambda row: self.chosen.emit(list(Page)[row]))
        self.itemClicked.connect(lambda item: self.chosen.emit(Page(item.data(PAGE))))
        theme.changed.connect(self.viewport().update)

    @property
    def page(self) -> Page:
        """The page that is chosen."""
        return list(Page)[max(0, self.currentRow())]

    def choose(self, page: Page) -> None:
        """Choose a page."""
        self.setCurrentRow(list(Page).index(page))

    def mark(self, changed: Collection[Page]) -> None:
        """Put a dot beside these."""
        for number, page in enumerate(Page):
            self.item(number).setData(CHANGED, page in changed)
            self._speak(number)

    def show_hits(self, hits: Mapping[Page, int] | None) -> None:
        """Show how much was found on each page; None: nothing is looked for."""
        for number, page in enumerate(Page):
            self.item(number).setData(HITS, None if hits is None else hits[page])
            self._speak(number)

    def _speak(self, number: int) -> None:
        item = self.item(number)
        hits, words = item.data(HITS), _title(item.data(PAGE))
        if hits is not None:
            words = tr("{words}, {hits} found").format(words=words, hits=hits)
        elif item.data(CHANGED):
            words = tr("{words}, changed").format(words=words)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)


def _title(page: Any) -> str:
    return tr(Page(page).value)
