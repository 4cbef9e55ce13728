"""Small widgets that dialogs share: controls that leave the wheel to the page, lines of plain text."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QValidator, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSlider, QSpinBox, QWidget

from liqdesk.ui.theme import Role, Theme

_MOST_DIGITS = 9
"""Longer numbers than this nobody means; they are taken no further."""


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
    """As `QuietComboBox`, for numbers; leaves undo to the dialog while nothing is half typed.

    A number out of bounds can be typed, so that what is wrong with it can be said: Qt's own box drops the digit that is too
    much, and another number stands there. `typed` tells it with every key. It never is the value, which comes back once typing
    is over; `went_back` tells that.
    """

    typed = Signal(int)
    went_back = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(6, 0, 6, 0)
        self.lineEdit().textEdited.connect(lambda _text: self.typed.emit(self.number_typed))

    @property
    def number_typed(self) -> int:
        """The number as it stands there, also one out of bounds; the value where there is none."""
        digits = _digits_of(self.lineEdit().text().removeprefix(self.prefix()).removesuffix(self.suffix()))
        return int(digits) if digits else self.value()

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        found = super().validate(text, pos)
        digits = _digits_of(text.removeprefix(self.prefix()).removesuffix(self.suffix()))
        if digits and not self.minimum() <= int(digits) <= self.maximum():
            return QValidator.State.Intermediate, text, pos
        return found

    def focusOutEvent(self, event: QFocusEvent) -> None:
        wrong = not self.hasAcceptableInput()
        super().focusOutEvent(event)
        if wrong:
            self.interpretText()
            self.went_back.emit()

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


def _digits_of(text: str) -> str:
    """The digits of a number as it is typed, without the marks of thousands; empty where something else stands there."""
    digits = "".join(sign for sign in text if sign.isdecimal())
    others = set(text) - set(digits) - set(",.'’ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")
    return digits if not others and len(digits) <= _MOST_DIGITS else ""


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
