"""The sheet of keys: those of the commands as they are in force, and those of charts and tables."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.commands import KeyLine
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
Lines = Sequence[tuple[str, str]]
Group = tuple[str, Lines]
COLUMNS = 3
_TITLE = 2
"""A title takes as much room as so many lines."""


def key_words(keys: Sequence[str]) -> str:
    """Keys as this system writes them: `?  or  F1`."""
    native = QKeySequence.SequenceFormat.NativeText
    portable = QKeySequence.SequenceFormat.PortableText
    return "  or  ".join(QKeySequence(key, portable).toString(native) for key in keys)


def balanced(groups: Sequence[Group], columns: int) -> list[list[Group]]:
    """The groups in their order, in so many columns that the highest is as low as it can be."""
    heights = [_TITLE + len(lines) for _, lines in groups]
    limit = max(heights)
    while len(placed := _placed(groups, heights, limit)) > columns:
        limit += 1
    return placed


def _placed(groups: Sequence[Group], heights: Sequence[int], limit: int) -> list[list[Group]]:
    """Columns no higher than `limit`, each as full as it can be."""
    placed: list[list[Group]] = [[]]
    high = 0
    for group, height in zip(groups, heights, strict=True):
        if placed[-1] and high + height > limit:
            placed.append([])
            high = 0
        placed[-1].append(group)
        high += height
    return placed


def _told(lines: Lines) -> Lines:
    return [(tr(key), tr(does)) for key, does in lines]


class KeysDialog(QDialog):
    """Lists every key, menu by menu in columns of about one height; Esc closes. It scrolls where the screen is low."""

    def __init__(self, commands: Sequence[KeyLine], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(tr("Keys"))
        menus: dict[str, list[tuple[str, str]]] = {}
        for line in commands:
            if line.keys:
                menus.setdefault(line.menu, []).append((key_words(line.keys), line.title))
        groups = [*menus.items(), (tr("Chart"), _told(CHART)), (tr("Tables"), _told(TABLES))]
        self._inside = QWidget(self)
        row = QHBoxLayout(self._inside)
        row.setContentsMargins(theme.px(24), theme.px(18), theme.px(24), theme.px(22))
        row.setSpacing(theme.px(44))
        forms = (balanced(groups, columns) for columns in range(COLUMNS, 0, -1))
        for column in next((form for form in forms if self._wide(form) <= self._most().width()), [groups]):
            row.addLayout(self._column(column))
        scroll = QScrollArea(self)
        scroll.setAccessibleName(tr("Keys"))
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        bar = scroll.verticalScrollBar().sizeHint().width()
        self.resize((self._inside.sizeHint() + QSize(bar, 2)).boundedTo(self._most()))

    def _most(self) -> QSize:
        """As large as it may be: nearly the screen, or the window over which it stands."""
        window = self.parentWidget()
        most = self.screen().availableSize() * 0.94
        return most if window is None else most.expandedTo(window.window().size())

    def _wide(self, form: Iterable[Iterable[Group]]) -> int:
        """How wide these columns are with all around them."""
        px, metrics = self._theme.px, QFontMetrics(self._theme.font(Role.BODY))
        wide = px(24) * 2 - px(44)
        for column in form:
            lines = [line for _, group in column for line in group]
            wide += (
                px(44) + px(28) + sum(max(metrics.horizontalAdvance(line[part]) for line in lines) for part in (0, 1))
            )
        return wide

    def _column(self, groups: Iterable[Group]) -> QGridLayout:
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
