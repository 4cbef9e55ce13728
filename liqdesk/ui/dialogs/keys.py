"""The sheet of keys: those of the commands as they are in force, and those of charts and tables."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.commands import ALERTS, VIEW, KeyLine, menu_title
from liqdesk.ui.theme import Role, Theme

CHART = (
    (marked("wheel  or  +  −"), marked("zoom")),
    (marked("drag  or  ←  →"), marked("move through time")),
    (marked("F  or  End"), marked("follow now")),
)
TABLES = (
    (marked("Tab"), marked("next part of the window")),
    ("↑  ↓", marked("move through rows")),
    (marked("Enter"), marked("open an event, an alert or a rule")),
    (marked("Space"), marked("switch the chosen venue or rule on or off")),
)
Lines = Iterable[tuple[str, str]]


def key_words(keys: Sequence[str]) -> str:
    """Keys as this system writes them: `?  or  F1`."""
    native = QKeySequence.SequenceFormat.NativeText
    portable = QKeySequence.SequenceFormat.PortableText
    return "  or  ".join(QKeySequence(key, portable).toString(native) for key in keys)


def _told(lines: Lines) -> Lines:
    return [(tr(key), tr(does)) for key, does in lines]


class KeysDialog(QDialog):
    """Lists every key; Esc closes."""

    def __init__(self, commands: Sequence[KeyLine], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(tr("Keys"))
        menus: dict[str, list[tuple[str, str]]] = {}
        for line in commands:
            if line.keys:
                menus.setdefault(line.menu, []).append((key_words(line.keys), line.title))
        view, alerts = menu_title(VIEW), menu_title(ALERTS)
        window = [line for menu, lines in menus.items() if menu not in (view, alerts) for line in lines]
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(24), theme.px(18), theme.px(32), theme.px(24))
        row.setSpacing(theme.px(48))
        row.addLayout(self._column(((tr("Window"), window), (view, menus.get(view, ())))))
        row.addLayout(
            self._column(((alerts, menus.get(alerts, ())), (tr("Chart"), _told(CHART)), (tr("Tables"), _told(TABLES))))
        )

    def _column(self, groups: Iterable[tuple[str, Lines]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._theme.px(28))
        grid.setVerticalSpacing(self._theme.px(7))
        row = 0
        for title, lines in groups:
            if row:
                grid.setRowMinimumHeight(row, self._theme.px(30))
            grid.addWidget(self._label(title, Role.STRONG), row, 0, 1, 2, Qt.AlignmentFlag.AlignBottom)
            row += 1
            for key, does in lines:
                grid.addWidget(self._label(key, Role.BODY), row, 0)
                grid.addWidget(self._label(does, Role.BODY), row, 1)
                row += 1
        grid.setRowStretch(row, 1)
        return grid

    def _label(self, text: str, role: Role) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self._theme.font(role))
        return label
