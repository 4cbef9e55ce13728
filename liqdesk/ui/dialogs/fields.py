"""Settings fields as widgets: which widget a field asks for follows from its type and bounds in the model."""

from collections.abc import Callable
from enum import StrEnum
from types import MappingProxyType

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo
from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QSpinBox, QWidget

from liqdesk.ui.theme import Role, Theme

LABELS = MappingProxyType(
    {
        "blue-orange": "blue and orange",
        "by-position": "by position: long green, short red",
        "by-pressure": "by pressure: short green, long red",
        "utc": "UTC",
        "local": "this computer's",
        "system": "like the system",
    }
)
"""What choices are called, where their own word is not plain enough."""

Value = bool | int | str
Changed = Callable[[Value], None]


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
    """As `QuietComboBox`, for numbers."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def title_of(name: str, field: FieldInfo) -> str:
    """What the field is called for people."""
    return field.title or name.replace("_", " ").capitalize()


def choice(kind: type[StrEnum], value: str, changed: Changed, parent: QWidget) -> QComboBox:
    """A list to choose one of."""
    box = QuietComboBox(parent)
    for one in kind:
        box.addItem(LABELS.get(one.value, one.value), one.value)
    box.setCurrentIndex(box.findData(str(value)))
    box.currentIndexChanged.connect(lambda index: changed(str(box.itemData(index))))
    return box


def number(field: FieldInfo, value: int, changed: Changed, parent: QWidget) -> QSpinBox:
    """A whole number within the field's bounds; told when typing is done or a step was taken."""
    box = QuietSpinBox(parent)
    low = next((int(str(one.ge)) for one in field.metadata if isinstance(one, Ge)), 0)
    high = next((int(str(one.le)) for one in field.metadata if isinstance(one, Le)), 2**31 - 1)
    box.setRange(low, high)
    box.setGroupSeparatorShown(True)
    box.setSingleStep(1_000)
    box.setKeyboardTracking(False)
    box.setValue(value)
    box.lineEdit().setTextMargins(6, 0, 6, 0)
    box.valueChanged.connect(changed)
    return box


def line(value: str, changed: Changed, typed: Changed, parent: QWidget) -> QLineEdit:
    """A line of text; `typed` hears every keystroke, `changed` the finished line."""
    edit = QLineEdit(value, parent)
    edit.textEdited.connect(typed)
    edit.editingFinished.connect(lambda: changed(edit.text()))
    return edit


def tick(value: bool, changed: Changed, parent: QWidget) -> QCheckBox:
    """On or off."""
    box = QCheckBox(parent)
    box.setChecked(value)
    box.toggled.connect(changed)
    return box


def field_widget(field: FieldInfo, value: object, changed: Changed, typed: Changed, parent: QWidget) -> QWidget:
    """The widget for a field with that value. Raises TypeError for a type that has none."""
    kind = field.annotation
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return choice(kind, str(value), changed, parent)
    if kind is bool:
        return tick(bool(value), changed, parent)
    if kind is int and isinstance(value, int):
        return number(field, value, changed, parent)
    if kind is str:
        return line(str(value), changed, typed, parent)
    raise TypeError(f"no widget shows a {kind}")


def text_line(text: str, theme: Theme, role: Role, parent: QWidget) -> QLabel:
    """A plain, wrapping label."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font(role))
    made.setWordWrap(True)
    return made
