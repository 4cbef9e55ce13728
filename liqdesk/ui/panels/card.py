"""A titled part of a panel, with what can be chosen of it at the right of its title."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.panels.elided import ElidedLabel
from liqdesk.ui.theme import Role, Theme


class Card(QWidget):
    """Holds one widget below its title; `note` stands beside the title, fainter."""

    def __init__(
        self, theme: Theme, title: str, body: QWidget, choices: Sequence[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.body = body
        self._title = QLabel(tr(title), self)
        self._note = ElidedLabel(theme, self)
        self._note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._title, self._note):
            label.setFont(theme.font(Role.CAPTION))
        self._alone = False
        self._choices = tuple(choices)
        self._head = QWidget(self)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(theme.px(8), theme.px(4), theme.px(4), theme.px(2))
        row.setSpacing(theme.px(6))
        row.addWidget(self._title)
        row.addWidget(self._note, 1)
        for choice in choices:
            row.addWidget(choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(body, 1)
        self.setFocusProxy(body)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def note(self) -> str:
        """What stands beside the title."""
        return self._note.whole

    def say(self, note: str) -> None:
        """Let this stand beside the title."""
        self._note.say(note)
        self._arrange()

    def stand_alone(self, on: bool) -> None:
        """Whether something else says what this is: then no title is needed, and no line without anything else in it."""
        self._alone = on
        self._arrange()

    def _arrange(self) -> None:
        self._title.setVisible(not self._alone)
        self._head.setVisible(not self._alone or bool(self.note or self._choices))

    def _dress(self) -> None:
        surface = self._theme.tokens.surface
        for label, ink in ((self._title, surface.dim), (self._note, surface.faint)):
            palette = label.palette()
            palette.setColor(label.foregroundRole(), ink)
            label.setPalette(palette)
            label.setFont(self._theme.font(Role.CAPTION))
