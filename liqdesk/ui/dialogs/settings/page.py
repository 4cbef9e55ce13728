"""A page of settings: rows of fields and deeds under the titles of their groups."""

from collections import deque
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from liqdesk.settings.places import Path, Place
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.settings.deeds import Deed, DeedRow
from liqdesk.ui.dialogs.settings.doors import SettingsDoors
from liqdesk.ui.dialogs.settings.row import FieldRow
from liqdesk.ui.theme import Role

Item = Place | Deed
AT_ONCE, AT_A_TIME = 7, 2
USUAL = 590
"""From this width on, editors stand beside their titles."""


class SettingsPage(QScrollArea):
    """Scrolls over its items, in groups of the order given. `wanted`: what is marked in them.

    What is seen first is made at once, the rest a few rows at a time, so that nothing waits for a long page.
    """

    def __init__(
        self,
        items: Sequence[tuple[str, Item]],
        doors: SettingsDoors,
        parent: QWidget,
        wanted: str = "",
        empty: str = "",
    ) -> None:
        super().__init__(parent)
        self._doors = doors
        self._wanted = wanted
        self._rows: dict[Path, FieldRow] = {}
        self._deeds: dict[str, DeedRow] = {}
        self._group = ""
        groups = list(dict.fromkeys(group for group, _ in items))
        self._waiting = deque(sorted(items, key=lambda one: groups.index(one[0])))
        px = doors.theme.px
        self._usual = px(USUAL)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = QWidget(self)
        self.inside.setBackgroundRole(QPalette.ColorRole.Base)
        self._column = QVBoxLayout(self.inside)
        self._column.setContentsMargins(px(20), px(12), px(20), px(20))
        self._column.setSpacing(px(3))
        if not items and empty:
            self._column.addWidget(text_line(empty, doors.theme, Role.BODY, self.inside))
        self._column.addStretch(1)
        self._build(AT_ONCE)
        self.setWidget(self.inside)
        self.inside.setAutoFillBackground(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self._later = QTimer(self)
        self._later.setInterval(0)
        self._later.timeout.connect(self._go_on)
        self._later.start()

    @property
    def rows(self) -> Mapping[Path, FieldRow]:
        """The rows of fields, all of them made by now."""
        self.finish()
        return self._rows

    @property
    def deeds(self) -> Mapping[str, DeedRow]:
        """The rows of deeds by their titles, all of them made by now."""
        self.finish()
        return self._deeds

    def finish(self) -> None:
        """Make what is not made yet."""
        self._build(len(self._waiting))

    def resizeEvent(self, event: QResizeEvent) -> None:
        for row in self._rows.values():
            self._fit(row)
        for deed in self._deeds.values():
            self._fit(deed)
        super().resizeEvent(event)

    def _fit(self, row: FieldRow | DeedRow) -> None:
        row.set_slim(self.width() < self._usual)

    def _go_on(self) -> None:
        self._build(AT_A_TIME)
        if not self._waiting:
            self._later.stop()

    def _build(self, count: int) -> None:
        for _ in range(min(count, len(self._waiting))):
            group, item = self._waiting.popleft()
            if group != self._group:
                self._begin(group)
            row = self._row(item)
            self._fit(row)
            self._column.insertWidget(self._column.count() - 1, row)
            row.show()

    def _begin(self, group: str) -> None:
        px = self._doors.theme.px
        head = QHBoxLayout()
        head.setContentsMargins(px(18), px(14) if self._group else 0, 0, px(4))
        head.addWidget(text_line(group, self._doors.theme, Role.STRONG, self.inside))
        self._column.insertLayout(self._column.count() - 1, head)
        self._group = group

    def _row(self, item: Item) -> FieldRow | DeedRow:
        if isinstance(item, Deed):
            row = self._deeds[item.title] = DeedRow(item, self._doors, self.inside, self._wanted)
            return row
        made = self._rows[item.path] = FieldRow(item, self._doors, self.inside, self._wanted)
        return made
