"""The row of one field: its mark, its title, its editor, the way back to the default, and what is wrong with it."""

import re
from html import escape
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from liqdesk.domain.language import tr
from liqdesk.settings.model import Settings
from liqdesk.settings.places import Place, value_at, value_words
from liqdesk.settings.section import Control
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.settings.doors import SettingsDoors
from liqdesk.ui.dialogs.settings.editing import Editor
from liqdesk.ui.dialogs.settings.editors import editor_for
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.dialogs.settings.swatch import Swatch
from liqdesk.ui.theme import Role, Theme, colour

WIDE = {Control.VENUES, Control.GROUPS, Control.RULES, Control.TARGETS, Control.KEYS}
"""What takes the whole width, under its title."""

TITLE_WIDTH = 168
UNLIMITED = 16_777_215
"""Qt's own word for a width without a limit."""


class Mark(QWidget):
    """A small dot before what differs from its default."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.on = False
        self.setFixedSize(QSize(theme.px(8), theme.px(20)))

    def set_on(self, on: bool) -> None:
        """Show it or not; its room stays."""
        self.on = on
        self.setAccessibleName(tr("changed") if on else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.on:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._theme.tokens.surface.accent))
        size = self._theme.px(6)
        painter.drawEllipse(0, (self.height() - size) // 2, size, size)
        painter.end()


class FieldRow(QWidget):
    """Links one field of the settings with its editor; follows changes from elsewhere. `wanted` is what a search looks for."""

    def __init__(self, place: Place, doors: SettingsDoors, parent: QWidget, wanted: str = "") -> None:
        super().__init__(parent)
        self._place = place
        self._doors = doors
        self._wanted = wanted
        self._default = value_at(Settings(), place.path)
        theme = doors.theme
        self.wide = place.control in WIDE
        self.mark = Mark(theme, self)
        self.title = text_line(place.title, theme, Role.BODY, self)
        self.note = text_line(place.description, theme, Role.SMALL, self)
        self.note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.error = text_line("", theme, Role.SMALL, self)
        self.error.setForegroundRole(QPalette.ColorRole.BrightText)
        self.error.setAccessibleName(tr("What is wrong with {title}").format(title=place.title))
        self.reset = button(
            tr("Reset"),
            tr("Reset {title} to {place}").format(title=place.title, place=value_words(place, self._default)),
            self._reset,
            self,
        )
        self.reset.setFlat(True)
        kept = self.reset.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(kept)
        self.editor: Editor = editor_for(self, doors, self)
        self.title.setBuddy(self.editor)
        self._slim = False
        self._swatch = Swatch(theme, self) if place.path == ("look", "colours") else None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, theme.px(3), 0, theme.px(3))
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(3))
        self.note.setVisible(bool(place.description))
        self._compose()
        self._mark_hits()
        self.error.hide()
        self._show(self.value)
        self.destroyed.connect(
            doors.desk.settings.subscribe(lambda settings: value_at(settings, place.path), self._show)
        )
        theme.changed.connect(self._mark_hits)

    @property
    def theme(self) -> Theme:
        """The looks."""
        return self._doors.theme

    @property
    def place(self) -> Place:
        """The field."""
        return self._place

    @property
    def value(self) -> Any:
        """The value in force."""
        return value_at(self._doors.desk.settings.value, self._place.path)

    def offer(self, value: object, *, words: str = "", merges: bool = False) -> bool:
        """Put a value in force, or say below the field what is wrong with it; whether it is in force."""
        sentence = self._doors.changes.change(self._place, value, words, merges)
        self.complain(sentence)
        return not sentence

    def check(self, value: object) -> None:
        """Say what would be wrong with a value."""
        self.complain(self._doors.changes.fault(self._place, value))

    def complain(self, sentence: str) -> None:
        """Say so below the field; an empty sentence takes it back."""
        said = f"{sentence[0].upper()}{sentence[1:]}" if sentence else ""
        self.error.setText(said if not said or said.endswith((".", "?", "!")) else f"{said}.")
        self.error.setVisible(bool(said))
        spoken = self.editor.focusProxy()
        if spoken is not None:
            spoken.setAccessibleDescription(said or self._place.description)

    def _show(self, value: Any) -> None:
        self.complain("")
        self.editor.show_value(value)
        if self._wanted:
            self.editor.narrow(self._wanted)
        changed = value != self._default
        self.mark.set_on(changed)
        self.reset.setVisible(changed)
        self.title.setAccessibleDescription(tr("Differs from the default") if changed else "")

    def _reset(self) -> None:
        self.offer(self._default)
        self.editor.setFocus()

    def set_slim(self, slim: bool) -> None:
        """Whether there is little width: then the editor stands below the title."""
        if slim == self._slim:
            return
        self._slim = slim
        for widget in self._parts:
            self._grid.removeWidget(widget)
        for column in range(4):
            self._grid.setColumnStretch(column, 0)
        self._compose()

    @property
    def _parts(self) -> tuple[QWidget, ...]:
        parts = (self.mark, self.title, self.reset, self.editor, self.note, self.error)
        return parts if self._swatch is None else (*parts, self._swatch)

    def _compose(self) -> None:
        if self.wide:
            self._compose_wide()
        elif self._slim:
            self._compose_slim()
        else:
            self._compose_usual()

    def _compose_wide(self) -> None:
        grid, top = self._grid, Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.mark, 0, 0, top)
        if self._place.title == self._place.group:
            self.title.hide()
            grid.addWidget(self.note, 0, 1)
        else:
            grid.addWidget(self.title, 0, 1)
            grid.addWidget(self.note, 1, 1, 1, 2)
        grid.addWidget(self.reset, 0, 2, Qt.AlignmentFlag.AlignRight | top)
        grid.addWidget(self.error, 2, 1, 1, 2)
        grid.addWidget(self.editor, 3, 1, 1, 2)
        grid.setColumnStretch(1, 1)

    def _compose_slim(self) -> None:
        grid = self._grid
        grid.addWidget(self.mark, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        self.title.setMinimumWidth(0)
        self.title.setMaximumWidth(UNLIMITED)
        grid.addWidget(self.title, 0, 1)
        grid.addWidget(self.reset, 0, 2)
        below = (self.editor, self.note, self.error, *(self._parts[6:]))
        for number, widget in enumerate(below, start=1):
            grid.addWidget(widget, number, 1, 1, 2)
        grid.setColumnStretch(1, 1)

    def _compose_usual(self) -> None:
        grid, width = self._grid, self.theme.px(TITLE_WIDTH)
        self.title.setFixedWidth(width)
        middle = Qt.AlignmentFlag.AlignVCenter
        if self.title.fontMetrics().horizontalAdvance(self._place.title) <= width:
            grid.addWidget(self.title, 0, 1, middle)
        else:
            grid.addWidget(self.title, 0, 1, 3, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.mark, 0, 0, middle)
        grid.addWidget(self.editor, 0, 2)
        grid.addWidget(self.reset, 0, 3, middle)
        grid.addWidget(self.note, 1, 2, 1, 2)
        grid.addWidget(self.error, 2, 2, 1, 2)
        if self._swatch is not None:
            grid.addWidget(self._swatch, 3, 2)
        grid.setColumnStretch(2, 1)

    def _mark_hits(self) -> None:
        for label, text in ((self.title, self._place.title), (self.note, self._place.description)):
            show_hits(label, text, self._wanted, self.theme)


def show_hits(label: QLabel, text: str, wanted: str, theme: Theme) -> None:
    """The text, with every place where it holds a wanted word on the colour of selections."""
    words = sorted({word for word in wanted.lower().split() if word in text.lower()}, key=len, reverse=True)
    if not words:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        return
    back = theme.tokens.surface.selection
    pieces = re.split(f"({'|'.join(map(re.escape, words))})", text, flags=re.IGNORECASE)
    marked = (
        f'<span style="background-color: {back}">{escape(piece)}</span>' if number % 2 else escape(piece)
        for number, piece in enumerate(pieces)
    )
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setText("".join(marked))
