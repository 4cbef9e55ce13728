"""What the steps of the first start have in common: fields of the settings that are in force at once and can be taken back."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from liqdesk.engine.desk import Desk
from liqdesk.settings.changes import ChangeList
from liqdesk.settings.places import places, value_at
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.theme import Role, Theme


class Step(QWidget):
    """One page. `fields` are the settings it changes, by name; `begin` is called whenever it is shown.

    `scrolls` says that it sees to that itself where there is little room.
    """

    title = ""
    about = ""
    fields: tuple[str, ...] = ()
    scrolls = False

    def __init__(self, desk: Desk, changes: ChangeList, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.theme = theme
        self._changes = changes
        self._places = {place.name: place for place in places() if place.name in self.fields}
        self._before: dict[str, Any] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(10))

    def begin(self) -> None:
        """Remember what is in force, for `take_back`."""
        self._before = {name: self.value(name) for name in self.fields}

    def take_back(self) -> None:
        """Put back what was in force when the step was shown."""
        for name, value in self._before.items():
            self.put(name, value)

    def value(self, name: str) -> Any:
        """What is in force."""
        return value_at(self.desk.settings.value, self._places[name].path)

    def put(self, name: str, value: object) -> None:
        """Put a value in force."""
        wrong = self._changes.change(self._places[name], value)
        assert not wrong, wrong

    def head(self, text: str) -> None:
        """The title of what follows."""
        line = text_line(text, self.theme, Role.STRONG, self)
        self.column.addWidget(line)
