"""The editor of coin groups: a name and its coins on each line."""

import re
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.settings.groups import OTHER
from liqdesk.ui.dialogs.fields import QuietLineEdit, text_line
from liqdesk.ui.dialogs.settings.editing import Editor, Link
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.theme import Role

Groups = dict[str, tuple[str, ...]]
REST = marked(
    "Every coin of no group belongs to the group “{other}”. Rules and filters can ask for a group by its name."
)


def coins_in(text: str) -> tuple[str, ...]:
    """The coins in a line, each once, in large letters."""
    return tuple(dict.fromkeys(coin.upper() for coin in re.split(r"[\s,;]+", text) if coin))


@dataclass(frozen=True, slots=True)
class Line:
    """The widgets of one group."""

    whole: QWidget
    name: QuietLineEdit
    coins: QuietLineEdit
    remove: QPushButton


class GroupsEditor(Editor):
    """Offers all groups whenever a line is finished."""

    def __init__(self, link: Link, parent: QWidget) -> None:
        super().__init__(link, parent)
        self.lines: list[Line] = []
        px = link.theme.px
        column = QVBoxLayout()
        column.setSpacing(px(6))
        self._column = QVBoxLayout()
        self._column.setSpacing(px(6))
        self.add = button(tr("Add group"), tr("Add a group of coins"), self._begin, self)
        rest = text_line(tr(REST).format(other=OTHER), link.theme, Role.SMALL, self)
        rest.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column.addLayout(self._column)
        column.addWidget(rest)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.row.addLayout(column, 1)

    def show_value(self, value: Groups) -> None:
        if self._told() != value or len(self.lines) != len(value):
            for line in self.lines:
                line.whole.hide()
                line.whole.deleteLater()
            self.lines = [self._line() for _ in value]
        for line, (name, coins) in zip(self.lines, value.items(), strict=True):
            line.name.setText(name)
            line.coins.setText(", ".join(coins))
            self._call(line)

    def _begin(self) -> None:
        line = self._line()
        self.lines.append(line)
        self._call(line)
        line.whole.show()
        line.name.setFocus()

    def _line(self) -> Line:
        px = self.link.theme.px
        whole = QWidget(self)
        name, coins = QuietLineEdit(whole), QuietLineEdit(whole)
        line = Line(whole, name, coins, button(tr("Remove"), tr("Remove the group"), lambda: self._remove(line), whole))
        name.setPlaceholderText(tr("name"))
        name.setFixedWidth(px(120))
        coins.setPlaceholderText(tr("coins, such as DOGE, PEPE, WIF"))
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(name)
        row.addWidget(coins, 1)
        row.addWidget(line.remove)
        for edit in (name, coins):
            edit.editingFinished.connect(self._finished)
        self._column.addWidget(whole)
        return line

    def _call(self, line: Line) -> None:
        """Names for those who do not see where a widget stands."""
        name = line.name.text() or tr("a new group")
        line.name.setAccessibleName(tr("Name of the group {name}").format(name=name))
        line.coins.setAccessibleName(tr("Coins of the group {name}").format(name=name))
        line.remove.setAccessibleName(tr("Remove the group {name}").format(name=name))

    def _remove(self, line: Line) -> None:
        self.lines.remove(line)
        line.whole.hide()
        line.whole.deleteLater()
        self.add.setFocus()
        self._finished()

    def _told(self) -> Groups:
        """What the lines say; lines begun and left empty say nothing."""
        said = ((line.name.text().strip(), coins_in(line.coins.text())) for line in self.lines)
        return {name: coins for name, coins in said if name or coins}

    def _finished(self) -> None:
        begun = [line for line in self.lines if line.name.text().strip() or line.coins.text().strip()]
        if any(not line.name.text().strip() or not line.coins.text().strip() for line in begun):
            if not any(line.whole.isAncestorOf(focus) for line in begun if (focus := self._focus()) is not None):
                self.link.complain(tr("A group needs a name and coins."))
            return
        names = [line.name.text().strip() for line in begun]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            self.link.complain(tr("Two groups are called {twice}.").format(twice=twice))
            return
        self.link.offer(self._told())

    def _focus(self) -> QWidget | None:
        window = self.window()
        return window.focusWidget()
