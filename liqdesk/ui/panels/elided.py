"""A line of small words that is cut where there is no room."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from liqdesk.ui.format import tool_tip
from liqdesk.ui.theme import Role, Theme

_AS_HIGH_AS = "Xg"


class ElidedLabel(QLabel):
    """A line that is cut where there is no room; its tool tip has the whole.

    It paints its words itself: another text of a label of Qt's has the whole window laid out anew, all docks in it, and no
    words need more room here than others do.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._whole = self._cut_to = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(Role.SMALL))
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(_AS_HIGH_AS)

    @property
    def whole(self) -> str:
        """All of it."""
        return self._whole

    def text(self) -> str:
        """As much of it as there is room for."""
        return self._cut_to

    def say(self, sentence: str) -> None:
        """Show this."""
        if sentence != self._whole:
            self._whole = sentence
            self.setToolTip(tool_tip(sentence))
            self.setAccessibleName(sentence)
            self._cut()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (
            QEvent.Type.StyleChange,
            QEvent.Type.FontChange,
        ):  # another padding, or another size of letters
            self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment() | Qt.TextFlag.TextSingleLine, self._cut_to)
        painter.end()

    def _cut(self) -> None:
        room = self.contentsRect().width()
        cut_to = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if cut_to != self._cut_to:
            self._cut_to = cut_to
            self.update()
