"""The sheet of keys: those of the commands as they are in force, and those of charts and tables."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QResizeEvent
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


def columns(groups: Sequence[Titled], count: int = COLUMNS) -> list[list[Titled]]:
    """The groups in their order, cut into so many columns of which the highest is the lowest it can be."""
    ways = (
        [list(groups[begin:end]) for begin, end in pairwise((0, *cuts, len(groups)))]
        for cuts in combinations(range(1, len(groups)), min(count, len(groups)) - 1)
    )
    return min(ways, key=lambda way: max(sum(map(_height, column)) for column in way))


def _height(group: Titled) -> int:
    return len(group[1]) + 2


class KeySheet(QWidget):
    """The groups in as many columns of about one height as there is room for, up to `COLUMNS`."""

    def __init__(self, groups: Sequence[Titled], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._groups = groups
        metrics = QFontMetrics(theme.font(Role.BODY))
        self._keys = max(metrics.horizontalAdvance(key) for _, lines in groups for key, _ in lines)
        self._parts = {title: self._part(title, lines) for title, lines in groups}
        self._count = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(24), theme.px(18), theme.px(32), theme.px(24))
        self._row.setSpacing(theme.px(48))
        self._arrange(COLUMNS)

    @property
    def count(self) -> int:
        """How many columns there are."""
        return self._count

    def minimumSizeHint(self) -> QSize:
        return QSize(self._needs(1), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = event.size().width()
        self._arrange(next((count for count in range(COLUMNS, 1, -1) if self._needs(count) <= room), 1))

    def _needs(self, count: int) -> int:
        """How wide so many columns are."""
        margins = self._row.contentsMargins()
        wide = [
            max(self._parts[title].sizeHint().width() for title, _ in column) for column in columns(self._groups, count)
        ]
        return sum(wide) + self._row.spacing() * (len(wide) - 1) + margins.left() + margins.right()

    def _arrange(self, count: int) -> None:
        if count == self._count:
            return
        self._count = count
        while (item := self._row.takeAt(0)) is not None:
            if (layout := item.layout()) is not None:
                layout.deleteLater()
        for groups in columns(self._groups, count):
            column = QVBoxLayout()
            column.setSpacing(self._theme.px(20))
            for title, _ in groups:
                column.addWidget(self._parts[title])
            column.addStretch(1)
            self._row.addLayout(column)
        self._row.addStretch(1)

    def _part(self, title: str, lines: Lines) -> QWidget:
        part = QWidget(self)
        grid = QGridLayout(part)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._theme.px(28))
        grid.setVerticalSpacing(self._theme.px(7))
        grid.setColumnMinimumWidth(0, self._keys)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._label(title, Role.STRONG), 0, 0, 1, 2)
        for row, (key, does) in enumerate(lines, 1):
            grid.addWidget(self._label(key, Role.BODY), row, 0)
            grid.addWidget(self._label(does, Role.BODY), row, 1)
        return part

    def _label(self, text: str, role: Role) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self._theme.font(role))
        return label


class KeysDialog(QDialog):
    """Lists every key; scrolls where the screen is too small; Esc closes."""

    def __init__(self, commands: Sequence[KeyLine], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.sheet = KeySheet(grouped(commands), theme, self)
        scroll = QScrollArea(self)
        scroll.setAccessibleName(tr("Keys"))
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.sheet)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        scroll.setFocus()
        self.resize(self.sheet.sizeHint() + QSize(scroll.verticalScrollBar().sizeHint().width(), 0))
