"""A few choices side by side, one of them taken."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from liqdesk.ui.theme import Theme


class Segments(QWidget):
    """Buttons of which one is down; the arrow keys move on, Tab passes over all. `chosen` brings the value of the new one."""

    chosen = Signal(object)

    def __init__(self, name: str, options: Sequence[tuple[Any, str]], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.group = QButtonGroup(self)
        self.group.setExclusive(True)
        self._values = [value for value, _ in options]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        for number, (_, title) in enumerate(options):
            button = QPushButton(title, self)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("segment", True)
            button.setAccessibleName(f"{name}: {title}")
            button.setMinimumWidth(theme.px(64))
            self.group.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        self.group.idToggled.connect(self._toggled)

    def show_value(self, value: Any) -> None:
        """Have the button of this value down; one that is not among them leaves all as they are."""
        if value in self._values:
            before = self.group.blockSignals(True)
            self.button(value).setChecked(True)
            self.group.blockSignals(before)

    def button(self, value: Any) -> QPushButton:
        """The button of a value."""
        found = self.group.button(self._values.index(value))
        assert isinstance(found, QPushButton)
        return found

    def _toggled(self, number: int, down: bool) -> None:
        if down:
            self.chosen.emit(self._values[number])
