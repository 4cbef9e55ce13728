"""The editor of venues: each with its switch and with what it publishes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from liqdesk.analytics.views import VenueView
from liqdesk.domain.language import tr
from liqdesk.domain.venue import Standing, VenueId
from liqdesk.engine.desk import Desk
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.settings.doors import SettingsDoors
from liqdesk.ui.dialogs.settings.editing import Editor, Link
from liqdesk.ui.dialogs.settings.search import holds
from liqdesk.ui.theme import Role

NO_ROWS = 2**62
"""After every row there will be: a frame of figures alone."""


class VenuesEditor(Editor):
    """Switches venues; one that was never switched by hand keeps its default."""

    def __init__(self, link: Link, doors: SettingsDoors, parent: QWidget) -> None:
        super().__init__(link, parent)
        self._desk: Desk = doors.desk
        self.switches: dict[VenueId, QCheckBox] = {}
        self._lines: list[tuple[str, QCheckBox, QLabel]] = []
        px = link.theme.px
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(7))
        grid.setColumnMinimumWidth(0, px(140))
        grid.setColumnStretch(1, 1)
        self.row.addLayout(grid, 1)
        for venue in doors.venues:
            if venue.standing is not Standing.TAPES_ONLY:
                self._add(grid, venue)
        if not self.switches:
            told = text_line(tr("The venues are not known yet."), link.theme, Role.BODY, self)
            grid.addWidget(told, 0, 0, 1, 2)

    def show_value(self, value: dict[str, bool]) -> None:
        enabled = {venue.id: venue.enabled for venue in self._desk.frame(NO_ROWS)[0].venues}
        for venue, box in self.switches.items():
            before = box.blockSignals(True)
            box.setChecked(value.get(str(venue), enabled.get(venue, box.isChecked())))
            box.blockSignals(before)

    def narrow(self, wanted: str) -> None:
        shown = [holds(text, wanted) for text, _, _ in self._lines]
        for hit, (_, box, about) in zip(shown, self._lines, strict=True):
            box.setVisible(hit or not any(shown))
            about.setVisible(hit or not any(shown))

    def _add(self, grid: QGridLayout, venue: VenueView) -> None:
        box = QCheckBox(venue.name.replace("&", "&&"), self)
        box.setChecked(venue.enabled)
        box.setAccessibleDescription(
            tr("Publishes: {publishes} Hides: {hides}").format(publishes=tr(venue.publishes), hides=tr(venue.hides))
        )
        box.toggled.connect(lambda on: self._switch(venue, on))
        trial = (
            tr("Experimental: {caveat}. ").format(caveat=tr(venue.caveat))
            if venue.standing is Standing.EXPERIMENTAL
            else ""
        )
        about = text_line(trial + tr(venue.publishes), self.link.theme, Role.SMALL, self)
        about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        about.setContentsMargins(0, self.link.theme.px(3), 0, 0)
        row = grid.rowCount()
        grid.addWidget(box, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(about, row, 1)
        self.switches[venue.id] = box
        self._lines.append((f"{venue.name} {tr(venue.publishes)}", box, about))
        if self.focusProxy() is None:
            self.setFocusProxy(box)

    def _switch(self, venue: VenueView, on: bool) -> None:
        switched = {**self.link.value, str(venue.id): on}
        words = tr("{name} on") if on else tr("{name} off")
        self.link.offer(switched, words=words.format(name=venue.name))
