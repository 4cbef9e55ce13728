"""One file on a card: its name, what it holds in two columns, and what is wrong with it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from liqdesk.domain.liquidation import PositionSide
from liqdesk.settings.model import Zone
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.files.doors import Account
from liqdesk.ui.dialogs.files.words import facts_of, sentence, wrong_lines
from liqdesk.ui.theme import Role, Theme, colour


class AccountCard(QFrame):
    """Shows one account; `done`: of a file that was taken in."""

    def __init__(self, account: Account, zone: Zone, done: bool, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(account.file)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(10))
        column.setSpacing(theme.px(6))
        column.addWidget(text_line(account.file, theme, Role.STRONG, self))
        self.words: list[str] = [account.file]
        if account.failed:
            self._say(column, sentence(account.failed), theme.tokens.surface.fault)
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnMinimumWidth(0, theme.px(110))
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(facts_of(account, zone, done)):
            self._put(grid, row, name, value)
        column.addLayout(grid)
        for note in account.notes:
            self._say(column, sentence(note), theme.tokens.surface.dim)
        for number, line in enumerate(wrong_lines(account)):
            self._say(column, line, theme.tokens.surface.fault if not number else theme.tokens.surface.dim)

    def _put(self, grid: QGridLayout, row: int, name: str, value: str) -> None:
        ink = {
            "▼": self._theme.tokens.side(PositionSide.LONG).text,
            "▲": self._theme.tokens.side(PositionSide.SHORT).text,
        }.get(name[:1])
        left = text_line(name, self._theme, Role.BODY, self)
        right = text_line(value, self._theme, Role.BODY, self)
        right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        palette = left.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour(ink or self._theme.tokens.surface.dim))
        left.setPalette(palette)
        for place, label in enumerate((left, right)):
            grid.addWidget(label, row, place, Qt.AlignmentFlag.AlignTop)
        self.words += [name, value]

    def _say(self, column: QVBoxLayout, text: str, ink: str) -> None:
        label = text_line(text, self._theme, Role.SMALL, self)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        palette = label.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour(ink))
        label.setPalette(palette)
        column.addWidget(label)
        self.words.append(text)
