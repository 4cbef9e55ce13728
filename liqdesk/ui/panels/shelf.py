"""Pages of which as many stand side by side as there is room for; buttons above say which comes first."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.panels.card import Card
from liqdesk.ui.theme import Theme

LEAST = 300
_BETWEEN = 10


class Shelf(QWidget):
    """Holds named pages; `changed` tells that others are seen."""

    changed = Signal()

    def __init__(
        self, theme: Theme, name: str, pages: Sequence[tuple[str, Card]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pages = tuple(page for _, page in pages)
        self._bar = QTabBar(self)
        self._bar.setAccessibleName(name)
        self._bar.setExpanding(False)
        self._bar.setDrawBase(False)
        self._bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for title, _ in pages:
            self._bar.addTab(tr(title))
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(6), 0, theme.px(6), 0)
        row.setSpacing(theme.px(_BETWEEN))
        for page in self._pages:
            row.addWidget(page, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addLayout(row, 1)
        self._bar.currentChanged.connect(lambda _number: self._arrange())
        theme.changed.connect(self._dress)
        self._dress()
        self._arrange()

    @property
    def seen(self) -> tuple[Card, ...]:
        """The pages there is room for, from the chosen one on."""
        return tuple(page for page in self._pages if not page.isHidden())

    @property
    def chosen(self) -> Card:
        """The page that comes first."""
        return self._pages[self._bar.currentIndex()]

    def choose(self, page: Card) -> None:
        """Let this page come first."""
        self._bar.setCurrentIndex(self._pages.index(page))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(140), self._theme.px(56))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _dress(self) -> None:
        """Tabs as slim and quiet as those of the docks."""
        surface, px = self._theme.tokens.surface, self._theme.px
        self._bar.setStyleSheet(
            f"QTabBar {{ background: {surface.panel}; font-size: {px(11)}px; font-weight: 500; }}"
            f"QTabBar::tab {{ background: {surface.panel}; color: {surface.faint}; border: none;"
            f" border-bottom: 2px solid {surface.panel}; padding: {px(4)}px {px(9)}px; }}"
            f"QTabBar::tab:selected {{ color: {surface.text}; border-bottom-color: {surface.accent}; }}"
            f"QTabBar::tab:hover {{ color: {surface.text}; }}"
            f"QTabBar::tab:focus {{ color: {surface.accent}; }}"
            f"QTabBar::scroller {{ width: {px(34)}px; }}"
            f"QTabBar QToolButton {{ background: {surface.panel}; border: none; border-radius: 0; padding: 0; }}"
            f"QTabBar QToolButton:hover {{ background: {surface.hover}; }}"
        )

    def _arrange(self) -> None:
        count = len(self._pages)
        fits = min(count, max(1, self.width() // self._theme.px(LEAST)))
        first = min(self._bar.currentIndex(), count - fits)
        before = self.seen
        for number, page in enumerate(self._pages):
            page.setVisible(first <= number < first + fits)
            page.stand_alone(fits == 1)
        if self.seen != before:
            self.changed.emit()
