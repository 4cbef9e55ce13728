"""Layouts that need no more width than there is: lines that wrap like words, columns that stack."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QLayoutItem, QVBoxLayout, QWidget

from liqdesk.ui.theme import Theme


class FlowLayout(QLayout):
    """Puts its items side by side as far as they fit, the others on lines below; it stands as high as that takes.

    Items of a line are centred on it. `to_right` lets lines end at the right edge, as buttons of dialogs do.
    """

    def __init__(self, between: int, *, to_right: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSpacing(between)
        self._to_right = to_right
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        lines = self._lines(width - margins.left() - margins.right())
        return self._height(lines) + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        return self._around(self._height([self._shown()]), self._width(self._shown()))

    def minimumSize(self) -> QSize:
        shown = self._shown()
        widest = max((item.minimumSize().width() for item in shown), default=0)
        return self._around(max((item.minimumSize().height() for item in shown), default=0), widest)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        inner = rect.marginsRemoved(self.contentsMargins())
        top = inner.top()
        for line in self._lines(inner.width()):
            high = max(item.sizeHint().height() for item in line)
            left = inner.left() + (max(0, inner.width() - self._width(line)) if self._to_right else 0)
            for item in line:
                size = QSize(min(item.sizeHint().width(), inner.width()), item.sizeHint().height())
                item.setGeometry(QRect(QPoint(left, top + (high - size.height()) // 2), size))
                left += size.width() + self.spacing()
            top += high + self.spacing()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _around(self, height: int, width: int) -> QSize:
        margins = self.contentsMargins()
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def _width(self, line: Sequence[QLayoutItem]) -> int:
        return sum(item.sizeHint().width() for item in line) + self.spacing() * max(0, len(line) - 1)

    def _height(self, lines: Sequence[Sequence[QLayoutItem]]) -> int:
        lines = [line for line in lines if line]
        high = sum(max(item.sizeHint().height() for item in line) for line in lines)
        return high + self.spacing() * max(0, len(lines) - 1)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        for item in self._shown():
            if lines and self._width([*lines[-1], item]) <= width:
                lines[-1].append(item)
            else:
                lines.append([item])
        return lines


class Columns(QWidget):
    """Columns side by side, or one below the other where one would be narrower than `least` units."""

    def __init__(
        self, columns: Sequence[QVBoxLayout], least: int, across: int, below: int, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._least, self._across, self._below = least, across, below
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(across))
        for column in columns:
            self._box.addLayout(column, 1)

    @property
    def stacked(self) -> bool:
        """Whether the columns stand one below the other."""
        return self._box.direction() is QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(self._least), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        count, px = self._box.count(), self._theme.px
        stack = event.size().width() < count * px(self._least) + (count - 1) * px(self._across)
        if stack is not self.stacked:
            self._box.setDirection(QBoxLayout.Direction.TopToBottom if stack else QBoxLayout.Direction.LeftToRight)
            self._box.setSpacing(px(self._below if stack else self._across))
