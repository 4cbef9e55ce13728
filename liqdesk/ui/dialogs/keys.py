"""The sheet of keys: those of the commands as they are in force, and those of charts and tables."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.commands import ALERTS, INSIDE, LAYOUTS, VIEW, KeyLine, menu_title
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
IN_REPLAYS = marked("While a recording is replayed")
COLUMNS = 3
Lines = Sequence[tuple[str, str]]
Titled = tuple[str, Lines]


def key_words(keys: Sequence[str]) -> str:
    """Keys as this system writes them: `?  or  F1`."""
    native = QKeySequence.SequenceFormat.NativeText
    portable = QKeySequence.SequenceFormat.PortableText
    return "  or  ".join(QKeySequence(key, portable).toString(native) for key in keys)


def _told(lines: Lines) -> Lines:
    return [(tr(key), tr(does)) for key, does in lines]


def grouped(commands: Sequence[KeyLine]) -> list[Titled]:
    """Keys and what they do, by where they count."""
    view, layouts, alerts = menu_title(VIEW), menu_title(f"{VIEW}{INSIDE}{LAYOUTS}"), menu_title(ALERTS)
    own = {view: view, layouts: menu_title(LAYOUTS), alerts: alerts}
    window, replays = tr("Window"), tr(IN_REPLAYS)
    groups: dict[str, list[tuple[str, str]]] = {title: [] for title in (window, *own.values(), replays)}
    for line in commands:
        if line.keys:
            title = replays if line.id.startswith("replay-") else own.get(line.menu, window)
            groups[title].append((key_words(line.keys), line.title))
    told = [(title, lines) for title, lines in groups.items() if lines]
    return [*told, (tr("Chart"), _told(CHART)), (tr("Tables"), _told(TABLES))]


def columns(groups: Sequence[Titled]) -> list[list[Titled]]:
    """The groups in their order, cut into the columns of which the highest is the lowest it can be."""
    ways = (
        [list(groups[begin:end]) for begin, end in pairwise((0, *cuts, len(groups)))]
        for cuts in combinations(range(1, len(groups)), COLUMNS - 1)
    )
    return min(ways, key=lambda way: max(sum(map(_height, column)) for column in way))


def _height(group: Titled) -> int:
    return len(group[1]) + 2


class KeysDialog(QDialog):
    """Lists every key, in columns of about one height that scroll where the screen is too small; Esc closes."""

    def __init__(self, commands: Sequence[KeyLine], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(tr("Keys"))
        sheet = QWidget(self)
        row = QHBoxLayout(sheet)
        row.setContentsMargins(theme.px(24), theme.px(18), theme.px(32), theme.px(24))
        row.setSpacing(theme.px(48))
        for groups in columns(grouped(commands)):
            row.addLayout(self._column(groups))
        scroll = QScrollArea(self)
        scroll.setAccessibleName(tr("Keys"))
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(sheet)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        scroll.setFocus()
        self.resize(sheet.sizeHint() + QSize(scroll.verticalScrollBar().sizeHint().width(), 0))

    def _column(self, groups: Sequence[Titled]) -> QGridLayout:
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
