"""The preview of the side colours."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.theme import Role, Theme, colour


class Swatch(QWidget):
    """Shows both sides in the colours in force: the preview of the preset."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(tr("Preview of the bar colours"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(260), self._theme.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, tokens = self._theme.px, self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(tokens.surface.panel))
        middle = self.height() // 2
        heights = (4, 7, 5, 10, 16, 18, 13, 9, 6, 4, 3, 5)
        for number, height in enumerate(heights):
            x, up, down = px(8 + 8 * number), px(height), px(heights[-number - 1] * 0.6)
            painter.fillRect(QRect(x, middle - up, px(6), up), colour(tokens.short.fill))
            painter.fillRect(QRect(x, middle + 1, px(6), down), colour(tokens.long.fill))
        painter.fillRect(QRect(0, middle, self.width(), 1), colour(tokens.surface.line))
        painter.setFont(self._theme.font(Role.SMALL))
        words = QRect(px(116), 0, self.width() - px(116), self.height() // 2)
        painter.setPen(colour(tokens.short.text))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, tr("▲ shorts liquidated"))
        painter.setPen(colour(tokens.long.text))
        painter.drawText(words.translated(0, words.height()), Qt.AlignmentFlag.AlignVCenter, tr("▼ longs liquidated"))
        painter.end()
