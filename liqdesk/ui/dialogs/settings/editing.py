"""What an editor of one field is, and what it is linked to."""

from typing import Any, Protocol

from PySide6.QtWidgets import QHBoxLayout, QWidget

from liqdesk.settings.places import Place
from liqdesk.ui.theme import Theme


class Link(Protocol):
    """The way from an editor to the settings and to the sentence beside it."""

    @property
    def theme(self) -> Theme:
        """The looks."""
        ...

    @property
    def place(self) -> Place:
        """The field that is edited."""
        ...

    @property
    def value(self) -> Any:
        """The value in force."""
        ...

    def offer(self, value: object, *, words: str = "", merges: bool = False) -> bool:
        """Put a value in force, or say beside the field what is wrong with it; whether it is in force now."""
        ...

    def check(self, value: object) -> None:
        """Say what would be wrong with a value, or take back what was said."""
        ...

    def complain(self, sentence: str) -> None:
        """Say so beside the field; an empty sentence takes it back."""
        ...


class Editor(QWidget):
    """Edits the value of a link; knows how to show another one, and narrows itself to what a search looks for."""

    def __init__(self, link: Link, parent: QWidget) -> None:
        super().__init__(parent)
        self.link = link
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(link.theme.px(8))

    def show_value(self, value: Any) -> None:
        """Show this value, which is in force."""
        raise NotImplementedError

    def narrow(self, wanted: str) -> None:
        """Show the parts that hold these words; all of them where none does or none are wanted."""

    def described(self, widget: QWidget, name: str = "") -> QWidget:
        """`widget` with the name and the description of the field for those who cannot see it."""
        place = self.link.place
        widget.setAccessibleName(name or place.title)
        widget.setAccessibleDescription(place.description)
        if self.focusProxy() is None:
            self.setFocusProxy(widget)
        return widget
