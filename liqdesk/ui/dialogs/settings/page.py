"""A page of settings: rows of fields and deeds under the titles of their groups."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from liqdesk.settings.places import Path, Place
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.settings.deeds import Deed, DeedRow
from liqdesk.ui.dialogs.settings.doors import SettingsDoors
from liqdesk.ui.dialogs.settings.row import FieldRow
from liqdesk.ui.theme import Role

Item = Place | Deed
USUAL = 590
"""From this width on, editors stand beside their titles."""


class SettingsPage(QScrollArea):
    """Scrolls over its items, in groups of the order given. `wanted`: what is marked in them."""

    def __init__(
        self,
        items: Sequence[tuple[str, Item]],
        doors: SettingsDoors,
        parent: QWidget,
        wanted: str = "",
        empty: str = "",
    ) -> None:
        super().__init__(parent)
        self.rows: dict[Path, FieldRow] = {}
        self.deeds: dict[str, DeedRow] = {}
        px = doors.theme.px
        self._usual = px(USUAL)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = self.inside = QWidget(self)
        inside.setBackgroundRole(QPalette.ColorRole.Base)
        column = QVBoxLayout(inside)
        column.setContentsMargins(px(20), px(12), px(20), px(20))
        column.setSpacing(px(3))
        groups: dict[str, list[Item]] = {}
        for group, item in items:
            groups.setdefault(group, []).append(item)
        for number, (group, members) in enumerate(groups.items()):
            head = QHBoxLayout()
            head.setContentsMargins(px(18), px(14) if number else 0, 0, px(4))
            head.addWidget(text_line(group, doors.theme, Role.STRONG, inside))
            column.addLayout(head)
            for item in members:
                column.addWidget(self._row(item, doors, inside, wanted))
        if not groups and empty:
            column.addWidget(text_line(empty, doors.theme, Role.BODY, inside))
        column.addStretch(1)
        self.setWidget(inside)
        inside.setAutoFillBackground(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)

    def resizeEvent(self, event: QResizeEvent) -> None:
        slim = self.width() < self._usual
        for row in self.rows.values():
            row.set_slim(slim)
        for deed in self.deeds.values():
            deed.set_slim(slim)
        super().resizeEvent(event)

    def _row(self, item: Item, doors: SettingsDoors, inside: QWidget, wanted: str) -> QWidget:
        if isinstance(item, Deed):
            row = self.deeds[item.title] = DeedRow(item, doors, inside, wanted)
            return row
        made = self.rows[item.path] = FieldRow(item, doors, inside, wanted)
        return made
