"""The second step: who is listened to, with what each one publishes, and how small an order is shown."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QScrollArea, QWidget

from liqdesk.analytics.views import VenueView
from liqdesk.domain.language import figure, marked, tr
from liqdesk.domain.money import chosen_usd
from liqdesk.domain.venue import Completeness, Standing, VenueId
from liqdesk.engine.desk import Desk
from liqdesk.settings.changes import ChangeList
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.first_run.segments import Segments
from liqdesk.ui.dialogs.first_run.step import Step
from liqdesk.ui.theme import Role, Theme

MINIMA = (0, 1_000, 10_000, 50_000, 250_000)
NO_ROWS = 2**62
"""After every row there will be: a frame of figures alone."""

WHOLE = marked("Whole: every liquidation is published")
IN_PART = marked("In part: samples, at most one a second, or nothing that proves silence; totals say “at least”")
TRIAL = marked("Experimental: off until you switch them on")


def grouped(venues: Sequence[VenueView]) -> tuple[tuple[str, Sequence[VenueView]], ...]:
    """The venues that can be switched, by how whole they are; groups without any are left out."""
    switchable = [one for one in venues if one.standing is not Standing.TAPES_ONLY]
    regular = [one for one in switchable if one.standing is Standing.REGULAR]
    groups = (
        (tr(WHOLE), [one for one in regular if one.completeness is Completeness.FULL]),
        (tr(IN_PART), [one for one in regular if one.completeness is not Completeness.FULL]),
        (tr(TRIAL), [one for one in switchable if one.standing is Standing.EXPERIMENTAL]),
    )
    return tuple((title, members) for title, members in groups if members)


def minimum_title(usd: int) -> str:
    """What the button of a smallest order says."""
    return figure(chosen_usd(usd)) if usd else tr("Every order")


class VenuesStep(Step):
    """A switch for each exchange."""

    title = marked("Who is listened to")
    about = marked(
        "All are public feeds: no account, no key. Each one says how whole it is, and every total says it again."
    )
    fields = ("venues.switched", "tape.minimum_usd")
    scrolls = True

    def __init__(self, desk: Desk, changes: ChangeList, theme: Theme, parent: QWidget) -> None:
        super().__init__(desk, changes, theme, parent)
        self.switches: dict[VenueId, QCheckBox] = {}
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll = scroll
        self._list = QWidget(scroll)
        self._grid = QGridLayout(self._list)
        self._grid.setContentsMargins(0, 0, theme.px(12), 0)
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(5))
        self._grid.setColumnMinimumWidth(0, theme.px(140))
        self._grid.setColumnStretch(1, 1)
        for title, members in grouped(desk.frame(NO_ROWS)[0].venues):
            self._add_group(title, members)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        scroll.setWidget(self._list)
        self.column.addWidget(scroll, 1)
        self.head(tr("Smallest order on the tape (smaller ones still count)"))
        own = int(self.value("tape.minimum_usd"))
        options = [(usd, minimum_title(usd)) for usd in sorted({*MINIMA, own})]
        self.minimum = Segments(tr("Smallest order on the tape"), options, theme, self)
        self.minimum.chosen.connect(lambda usd: self.put("tape.minimum_usd", usd))
        self.column.addWidget(self.minimum)
        if self.switches:
            self.setFocusProxy(next(iter(self.switches.values())))

    def begin(self) -> None:
        super().begin()
        enabled = {str(one.id): one.enabled for one in self.desk.frame(NO_ROWS)[0].venues}
        enabled |= self.value("venues.switched")
        for venue, box in self.switches.items():
            before = box.blockSignals(True)
            box.setChecked(enabled.get(str(venue), box.isChecked()))
            box.blockSignals(before)
        self.minimum.show_value(self.value("tape.minimum_usd"))

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        self._keep_in_sight()
        return moved

    def _keep_in_sight(self) -> None:
        focused = self.window().focusWidget()
        if focused is not None and self._list.isAncestorOf(focused):
            self._scroll.ensureWidgetVisible(focused)

    def _add_group(self, title: str, members: Sequence[VenueView]) -> None:
        px = self.theme.px
        row = self._grid.rowCount()
        head = text_line(title, self.theme, Role.STRONG, self._list)
        head.setContentsMargins(0, px(6) if row > 1 else 0, 0, px(2))
        self._grid.addWidget(head, row, 0, 1, 2)
        for number, venue in enumerate(members, start=row + 1):
            box = QCheckBox(venue.name.replace("&", "&&"), self._list)
            box.setChecked(venue.enabled)
            caveat = tr(venue.caveat)
            caveat = f"{caveat[0].upper()}{caveat[1:]}. " if caveat else ""
            about = f"{caveat}{tr(venue.publishes)}"
            box.setAccessibleDescription(
                tr("{title}. {about} Hides: {hides}").format(title=title, about=about, hides=tr(venue.hides))
            )
            box.setToolTip(tr("Hides: {hides}").format(hides=tr(venue.hides)))
            box.toggled.connect(partial(self._switch, venue.id))
            line = text_line(about, self.theme, Role.SMALL, self._list)
            line.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            line.setContentsMargins(0, px(3), 0, 0)
            self._grid.addWidget(box, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(line, number, 1)
            self.switches[venue.id] = box

    def _switch(self, venue: VenueId, on: bool) -> None:
        self.put("venues.switched", {**self.value("venues.switched"), str(venue): on})
