"""The editor of keys: every command with its key, which is pressed to be chosen."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.commands import KeyLine, key_text
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.settings.doors import SettingsDoors
from liqdesk.ui.dialogs.settings.editing import Editor, Link
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.dialogs.settings.search import holds
from liqdesk.ui.theme import Role

Chosen = dict[str, str]
PRESS = marked("Press a key…")
HINT = marked(
    "Choose a key with its button, then press the new one. Escape keeps the old one, Backspace takes it away."
)
OTHERS = {
    "F": marked("the chart: it follows now"),
    "End": marked("the chart: it follows now"),
    "+": marked("the chart: it zooms"),
    "-": marked("the chart: it zooms"),
}
"""Keys of parts of the window, which a command would take away from them."""

MOVING = {
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Left,
    Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
}  # fmt: skip
"""Keys that move through the window and press its buttons, unless Ctrl or Alt is held."""

MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}


def spoken(keys: tuple[str, ...]) -> str:
    """Keys as this system writes them; a dash where there is none."""
    form = QKeySequence.SequenceFormat
    native = (QKeySequence(key, form.PortableText).toString(form.NativeText) for key in keys)
    return "  or  ".join(native) or "–"


class KeyButton(QPushButton):
    """Shows a key; pressed, it takes the next one. Escape and leaving it keep the old one, Backspace takes it away."""

    pressed_key = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        self._shown = ""
        self._waiting = False
        self.clicked.connect(lambda: self._wait(True))

    def show_keys(self, text: str) -> None:
        """What it wears."""
        self._shown = text
        self._wait(False)

    def event(self, event: QEvent) -> bool:
        if self._waiting and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()  # while it listens, no key does anything else
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return not self._waiting and super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._waiting:
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in MODIFIERS or event.isAutoRepeat():
            return
        self._wait(False)
        if key is Qt.Key.Key_Escape:
            return
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and not event.modifiers():
            self.pressed_key.emit("")
            return
        # A sign that needs Shift is that sign: Shift+/ is ? on one keyboard and something else on another.
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.text() and not event.text().isalnum() and event.text().isprintable() and event.text() != " ":
            held &= ~Qt.KeyboardModifier.ShiftModifier
        sequence = QKeySequence(QKeyCombination(held, key))
        self.pressed_key.emit(sequence.toString(QKeySequence.SequenceFormat.PortableText))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self._waiting:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._wait(False)

    def _wait(self, on: bool) -> None:
        self._waiting = on
        self.setText(tr(PRESS) if on else self._shown)


@dataclass(frozen=True, slots=True)
class Line:
    """The widgets of one command."""

    command: KeyLine
    title: QLabel
    key: KeyButton
    away: QPushButton
    reset: QPushButton

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """All of them."""
        return (self.title, self.key, self.away, self.reset)


class KeysEditor(Editor):
    """Offers the chosen keys by the command's id. A key that is taken is refused, with whose it is."""

    def __init__(self, link: Link, doors: SettingsDoors, parent: QWidget) -> None:
        super().__init__(link, parent)
        self._commands = doors.commands
        self.lines: dict[str, Line] = {}
        self._heads: list[tuple[QLabel, str]] = []
        px = link.theme.px
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(5))
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(4, 2)
        column = QVBoxLayout()
        column.setSpacing(px(6))
        hint = text_line(tr(HINT), link.theme, Role.SMALL, self)
        hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column.addWidget(hint)
        column.addLayout(self._grid)
        self.row.addLayout(column, 1)
        self._said = text_line("", link.theme, Role.SMALL, self)
        self._said.setForegroundRole(QPalette.ColorRole.BrightText)
        self._said.hide()
        menu = ""
        for command in doors.commands():
            if command.menu != menu:
                menu = command.menu
                head = text_line(menu, link.theme, Role.CAPTION, self)
                head.setContentsMargins(0, px(8) if self.lines else 0, 0, 0)
                self._grid.addWidget(head, self._grid.rowCount(), 0)
                self._heads.append((head, menu))
            self._add(command)
        if not self.lines:
            self._grid.addWidget(
                text_line(tr("There is no window whose keys could be chosen."), link.theme, Role.BODY, self)
            )

    def show_value(self, value: Chosen) -> None:
        self._said.hide()
        self._said.clear()
        in_force = {line.id: line.keys for line in self._commands()}
        for ident, line in self.lines.items():
            line.key.show_keys(spoken(in_force.get(ident, ())))
            line.reset.setVisible(ident in value)
            line.away.setEnabled(bool(in_force.get(ident)))

    @property
    def said(self) -> str:
        """What is wrong with the key pressed last; empty where nothing is."""
        return self._said.text()

    def narrow(self, wanted: str) -> None:
        keys = {line.id: " ".join(line.keys) for line in self._commands()}
        hits = {
            ident
            for ident, line in self.lines.items()
            if holds(f"{line.command.menu} {line.command.title} {keys.get(ident, '')}", wanted)
        } or set(self.lines)
        menus = {self.lines[ident].command.menu for ident in hits}
        for ident, line in self.lines.items():
            for widget in line.widgets[:-1]:
                widget.setVisible(ident in hits)
            line.reset.setVisible(ident in hits and ident in self.link.value)
        for head, menu in self._heads:
            head.setVisible(menu in menus)

    def _add(self, command: KeyLine) -> None:
        px = self.link.theme.px
        title = text_line(command.title, self.link.theme, Role.BODY, self)
        title.setMinimumWidth(px(80))
        title.setMaximumWidth(px(168))
        key = KeyButton(self)
        key.setMinimumWidth(px(112))
        key.setAccessibleName(tr("Key of {title}").format(title=command.title))
        key.pressed_key.connect(lambda pressed: self._take(command, pressed))
        away = button(
            tr("Clear"),
            tr("Take the key of {title} away").format(title=command.title),
            lambda: self._choose(command, ""),
            self,
        )
        usual = spoken(command.usual)
        reset = button(
            tr("Reset"),
            tr("Reset the key of {title} to {usual}").format(title=command.title, usual=usual),
            lambda: self._reset(command),
            self,
        )
        for one in (away, reset):
            one.setFlat(True)
        kept = reset.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        reset.setSizePolicy(kept)
        line = Line(command, title, key, away, reset)
        row = self._grid.rowCount()
        for column, widget in enumerate(line.widgets):
            self._grid.addWidget(widget, row, column)
        self._grid.setRowMinimumHeight(row + 1, 0)  # where it is said what is wrong with the key
        self.lines[command.id] = line
        if self.focusProxy() is None:
            self.setFocusProxy(key)

    def _take(self, command: KeyLine, pressed: str) -> None:
        key = key_text(pressed)
        refusal = self._refusal(command, key) if pressed else ""
        self._say(command, refusal)
        if not refusal:
            self._choose(command, key)

    def _say(self, command: KeyLine, sentence: str) -> None:
        """Below the command's key, which may be far from the top."""
        self._grid.removeWidget(self._said)
        row = self._grid.getItemPosition(self._grid.indexOf(self.lines[command.id].key))[0]  # type: ignore[index]  # a tuple
        self._grid.addWidget(self._said, row + 1, 0, 1, 5)
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    def _refusal(self, command: KeyLine, key: str) -> str:
        if not key:
            return tr("That is no key a command can have.")
        combination = _combination(key)
        free = combination.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if combination.key() in MOVING and not free:
            return tr("{value} moves through the window and presses its buttons; hold Ctrl or Alt with it.").format(
                value=spoken((key,))
            )
        if key in OTHERS:
            return tr("{value} is a key of {other}.").format(value=spoken((key,)), other=tr(OTHERS[key]))
        holder = next((line for line in self._commands() if key in line.keys and line.id != command.id), None)
        if holder is None:
            return ""
        return tr("{value} is the key of “{title}”. Take it away there first, or press another.").format(
            value=spoken((key,)), title=holder.title
        )

    def _choose(self, command: KeyLine, key: str) -> None:
        told = spoken((key,)) if key else tr("no key")
        self.link.offer(
            {**self.link.value, command.id: key},
            words=tr("Key of “{title}”: {told}").format(title=command.title, told=told),
        )

    def _reset(self, command: KeyLine) -> None:
        """The usual keys again, unless another command has been given one of them meanwhile."""
        holders = {key: line for line in self._commands() for key in line.keys if line.id != command.id}
        taken = next((key for key in command.usual if key in holders), None)
        if taken is not None:
            self._say(
                command,
                tr("{value} is now the key of “{title}”. Reset that one first.").format(
                    value=spoken((taken,)), title=holders[taken].title
                ),
            )
            return
        rest = {name: key for name, key in self.link.value.items() if name != command.id}
        self.link.offer(rest, words=tr("Key of “{title}” reset").format(title=command.title))
        self.lines[command.id].key.setFocus()


def _combination(key: str) -> QKeyCombination:
    """The keys pressed together in a key's text."""
    combination: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]  # the stub leaves out that it can be
    return combination
