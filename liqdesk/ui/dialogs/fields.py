"""Small widgets that dialogs share: controls that leave the wheel to the page, lines of plain text."""

from types import MappingProxyType

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSlider, QSpinBox, QWidget

from liqdesk.domain.language import marked
from liqdesk.ui.theme import Role, Theme

LABELS = MappingProxyType(
    {
        "blue-orange": marked("blue and orange"),
        "by-position": marked("by position: long green, short red"),
        "by-pressure": marked("by pressure: short green, long red"),
        "utc": marked("UTC"),
        "local": marked("this computer's"),
        "system": marked("like the system"),
    }
)
"""What choices are called, where their own word is not plain enough."""


class QuietComboBox(QComboBox):
    """Leaves the wheel to the page it stands on until it was chosen: scrolling past must not change a setting."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class QuietSpinBox(QSpinBox):
    """As `QuietComboBox`, for numbers; leaves undo to the dialog while nothing is half typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(6, 0, 6, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if _undoes(event) and self.lineEdit().text() == self.textFromValue(self.value()).join(
            (self.prefix(), self.suffix())
        ):
            event.ignore()
            return False
        return super().event(event)


class QuietSlider(QSlider):
    """As `QuietComboBox`, for ways to slide along; it lies."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class QuietLineEdit(QLineEdit):
    """A line that leaves undo and redo to the dialog while nothing in it is half typed."""

    def event(self, event: QEvent) -> bool:
        if _undoes(event) and not self.isUndoAvailable() and not self.isRedoAvailable():
            event.ignore()
            return False
        return super().event(event)


def _undoes(event: QEvent) -> bool:
    """Whether this asks who takes the keys of undo and redo."""
    if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def text_line(text: str, theme: Theme, role: Role, parent: QWidget) -> QLabel:
    """A plain, wrapping label."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font(role))
    made.setWordWrap(True)
    return made
