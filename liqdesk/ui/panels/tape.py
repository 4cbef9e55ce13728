"""The tape's panel: the rows that pass the filter, and how many of how many they are below."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPalette, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.views import LiveFrame, VenueView
from liqdesk.domain.language import tr
from liqdesk.domain.time import SECOND
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.desk import Desk
from liqdesk.engine.filtering import choice_of
from liqdesk.settings.model import TapeSettings, Zone
from liqdesk.ui.format import fmt_count
from liqdesk.ui.panels.elided import ElidedLabel
from liqdesk.ui.panels.filter_words import minimum_text, of_words, without_filter
from liqdesk.ui.replay.mark import ReplayMark
from liqdesk.ui.tables.tape import TapeView
from liqdesk.ui.tables.tape_rows import CAPACITY, TapeFilter
from liqdesk.ui.tables.tape_text import Wording
from liqdesk.ui.theme import Theme

_FOOT_FROM = 176
"""As high must the panel be for the line below the rows."""
_LEGEND_FROM = 400
"""As wide must the panel be for the star to be explained at its foot."""
_FOOT_EVERY = SECOND // 2
"""Another text in a label lays the panel out anew."""


class TapePanel(QWidget):
    """Shows the rows of every frame that pass; while hidden it only notes that it must start anew when seen."""

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._stale = True
        self._said = 0
        self._partial = False
        self._names: dict[VenueId, str] = {}
        self._short_names: dict[VenueId, str] = {}
        self.view = TapeView(theme, self)
        self.replay_mark = ReplayMark(desk, theme, self, across=False)
        self._foot = ElidedLabel(theme, self)
        self._foot.setForegroundRole(QPalette.ColorRole.WindowText)
        self._foot.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._legend = QLabel(tr("* publishes only part"), self)
        self._build()
        settings = desk.settings.value
        self._filter = TapeFilter(settings.tape.minimum_usd, choice_of(settings), settings.tradfi.on_tape)
        self._zone: Zone = settings.look.zone
        desk.settings.subscribe(lambda value: (value.tape, choice_of(value)), self._take_settings)
        desk.settings.subscribe(lambda value: value.tradfi.on_tape, self._take_tradfi)
        desk.settings.subscribe(lambda value: value.look.zone, self._take_zone)
        theme.changed.connect(self._dress)
        self._dress()
        self._say()

    @property
    def filter(self) -> TapeFilter:
        """What is shown."""
        return self._filter

    @property
    def footer(self) -> str:
        """The line below the rows."""
        return self._foot.whole

    def show_frame(self, frame: LiveFrame) -> None:
        """Put the frame's rows on top; a hidden panel forgets them and reads them again when it is seen."""
        if not self.isVisible():
            self._stale = True
            return
        self._name_venues(frame.venues)
        if self._stale:
            self._rebuild()
        else:
            self.view.show_frame(frame)
        if frame.at // _FOOT_EVERY != self._said:
            self._said = frame.at // _FOOT_EVERY
            self._say()

    def name_of(self, venue: VenueId) -> str:
        """What a venue is called."""
        return self._names.get(venue, str(venue))

    def look_elsewhere(self) -> None:
        """The desk looks at something else: what is shown is nothing of that."""
        self._stale = True

    def clear_filter(self) -> None:
        """Let everything through, of the usual size."""
        self._desk.replace_settings(without_filter(self._desk.settings.value))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_foot()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._rebuild()
            self._say()

    def _use(self, chosen: TapeFilter) -> None:
        if chosen == self._filter:
            return
        self._filter = chosen
        if self.isVisible():
            self._rebuild()
        else:
            self._stale = True
        self._say()

    def _rebuild(self) -> None:
        """Start anew from what the desk still holds."""
        self._stale = False
        self.view.start_anew(self._filter, self._desk.recent(CAPACITY), self._desk.now())

    def _take_settings(self, taken: tuple[TapeSettings, Choice | None]) -> None:
        tape, choice = taken
        self._use(replace(self._filter, minimum_usd=tape.minimum_usd, choice=choice))

    def _take_tradfi(self, shown: bool) -> None:
        self._use(replace(self._filter, tradfi=shown))

    def _take_zone(self, zone: Zone) -> None:
        self._zone = zone
        self._reword()

    def _name_venues(self, venues: tuple[VenueView, ...]) -> None:
        names = {one.id: one.name for one in venues}
        if names != self._names:
            self._names = names
            self._short_names = {one.id: one.short for one in venues if one.short}
            self._partial = any(one.completeness is not Completeness.FULL for one in venues)
            self._show_foot()
            self._reword()

    def _show_foot(self) -> None:
        roomy = self.height() >= self._theme.px(_FOOT_FROM)
        self._foot.setVisible(roomy)
        self._legend.setVisible(roomy and self._partial and self.width() >= self._theme.px(_LEGEND_FROM))

    def _reword(self) -> None:
        self.view.reword(Wording(self._zone, self._names, self._short_names))

    def _say(self) -> None:
        """The footer, and what stands where rows would be."""
        chosen, rows = self._filter, self.view.tape.rows
        names = {str(venue): name for venue, name in self._names.items()}
        of = of_words(self._desk.settings.value.filter, names) or tr("everything")
        text = tr("{minimum}  ·  {of}  ·  {count} of {considered} rows").format(
            minimum=minimum_text(chosen.minimum_usd),
            of=of,
            count=fmt_count(len(rows)),
            considered=fmt_count(rows.considered),
        )
        self._foot.say(text)
        self.view.empty_text = (
            tr("None of {considered} rows passes the filter.\nEsc clears it.").format(
                considered=fmt_count(rows.considered)
            )
            if rows.considered
            else tr("No liquidation received yet.")
        )

    def _build(self) -> None:
        clear = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        clear.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        clear.activated.connect(self.clear_filter)
        px = self._theme.px
        foot = QHBoxLayout()
        foot.setContentsMargins(px(8), px(3), px(8), px(4))
        foot.setSpacing(px(8))
        foot.addWidget(self._foot, 1)
        foot.addWidget(self.replay_mark)
        foot.addWidget(self._legend)
        self._legend.setToolTip(tr("These venues publish only some of their liquidations, such as one per second."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusProxy(self.view)

    def _dress(self) -> None:
        surface, px = self._theme.tokens.surface, self._theme.px
        for label in (self._foot, self._legend):
            label.setStyleSheet(f"QLabel {{ color: {surface.faint}; font-size: {px(11)}px; }}")
        self.setStyleSheet(f"TapePanel {{ background: {surface.panel}; }}")
