"""The panel of the largest coins side by side: how many, over which window, on one scale or each on its own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.courses import CoursesQuery
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import tr
from liqdesk.domain.time import MINUTE, SECOND, DurationMs, floor_to
from liqdesk.engine.desk import Desk
from liqdesk.engine.filtering import choice_of
from liqdesk.settings.model import Zone
from liqdesk.settings.panels import CoinsWindow
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.export import Export
from liqdesk.ui.charts.tiles import Tiles
from liqdesk.ui.panels.filter_note import FilterNote
from liqdesk.ui.panels.late import ShownPanel
from liqdesk.ui.replay.mark import ReplayMark
from liqdesk.ui.theme import Theme

COUNTS = (6, 9, 12)
BUCKETS = (("1h", MINUTE), ("4h", DurationMs(5 * MINUTE)))
"""The windows to choose from, and how much time a bar of each holds."""

_COUNTS_FROM, _SAME_FROM = 230, 310
"""As wide must the panel be for the buttons of how many coins, and of their scale."""

EVERY = DurationMs(2 * SECOND)
"""So many figures at once need no more haste."""


class MultiplesPanel(ShownPanel):
    """Asks the desk for the largest coins every other second while it is seen; `chosen` carries the coin that is clicked."""

    chosen = Signal(str)

    def __init__(
        self, desk: Desk, theme: Theme, cursor: Cursor, tell: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._zone: Zone = desk.settings.value.look.zone
        kept = desk.settings.value.chart_panels
        window = next((one for one in BUCKETS if one[0] == kept.multiples.value), BUCKETS[0])
        count = kept.multiples_count if kept.multiples_count in COUNTS else COUNTS[0]
        self._query = CoursesQuery(count, *window, choice_of(desk.settings.value))
        self._one_scale = kept.one_scale
        self._asked: tuple[object, ...] | None = None
        self.tiles = Tiles(theme, cursor, self)
        self.tiles.chosen.connect(self.chosen)
        self.export = Export(
            self.tiles, lambda: f"coins-{self._query.window}", desk.now, lambda: desk.mode, self.tiles.table, tell
        )
        self.replay_mark = ReplayMark(desk, theme, self.tiles)
        self._note = FilterNote(desk, theme, lambda: False, self)
        self._build()
        desk.settings.subscribe(choice_of, self._take_choice)
        desk.settings.subscribe(lambda settings: settings.look.zone, self._take_zone)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def query(self) -> CoursesQuery:
        """What is asked of the desk."""
        return self._query

    def show_frame(self, frame: LiveFrame) -> None:
        if self.isVisible():
            self._note.name_venues({str(venue.id): venue.name for venue in frame.venues})
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for buttons, room in ((self._counts, _COUNTS_FROM), ([self._same], _SAME_FROM)):
            for button in buttons:
                button.setVisible(event.size().width() >= self._theme.px(room))

    def show_count(self, count: int) -> None:
        """Show so many coins."""
        self._query = replace(self._query, count=count)
        self._remember(multiples_count=count)
        self._refresh()

    def show_window(self, window: str, bucket: DurationMs) -> None:
        """Show the coins that are the largest in this window."""
        self._query = replace(self._query, window=window, bucket=bucket)
        self._remember(multiples=CoinsWindow(window))
        self._refresh()

    def _share_scale(self, on: bool) -> None:
        self.tiles.use_same_scale(on)
        self._remember(one_scale=on)

    def _remember(self, **choices: object) -> None:
        settings = self._desk.settings.value
        panels = settings.chart_panels.model_copy(update=choices)
        if panels != settings.chart_panels:
            self._desk.replace_settings(settings.model_copy(update={"chart_panels": panels}))

    def _take_choice(self, choice: Choice | None) -> None:
        self._query = replace(self._query, among=choice)
        self._refresh()

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        asked = (self._query, self._zone, floor_to(self._desk.now(), EVERY))
        if asked != self._asked:
            self._asked = asked
            self.tiles.show_view(self._desk.courses(self._query), self._zone)
            self.tiles.setAccessibleDescription(self.tiles.summary())

    def _take_zone(self, zone: Zone) -> None:
        self._zone = zone
        self._refresh()

    def _group(self, choices: Sequence[tuple[str, str, Callable[[], None]]], down: str) -> QHBoxLayout:
        """Buttons of which one is down; each with its text, its name and what it does."""
        group, row = QButtonGroup(self), QHBoxLayout()
        row.setSpacing(self._theme.px(2))
        for text, name, act in choices:
            button = QToolButton(self)
            button.setText(text)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setCheckable(True)
            button.setChecked(text == down)
            button.clicked.connect(lambda _checked=False, act=act: act())
            group.addButton(button)
            row.addWidget(button)
        return row

    def _build(self) -> None:
        px = self._theme.px
        bar = QHBoxLayout()
        bar.setContentsMargins(px(8), px(6), px(8), px(4))
        bar.setSpacing(px(10))
        windows = [
            (window, tr("The last {window}").format(window=window), partial(self.show_window, window, bucket))
            for window, bucket in BUCKETS
        ]
        counts = [
            (str(count), tr("The {count} largest coins").format(count=count), partial(self.show_count, count))
            for count in COUNTS
        ]
        bar.addLayout(self._group(windows, self._query.window))
        bar.addLayout(self._group(counts, str(self._query.count)))
        self._counts = [button for button in self.findChildren(QToolButton) if button.text() in map(str, COUNTS)]
        self._same = same = QToolButton(self)
        same.setText(tr("one scale"))
        same.setCheckable(True)
        same.setAccessibleName(tr("All coins on one scale"))
        same.setToolTip(tr("Draw all coins on the scale of the largest, so that heights can be compared"))
        same.setChecked(self._one_scale)
        self.tiles.use_same_scale(self._one_scale)
        same.toggled.connect(self._share_scale)
        bar.addWidget(same)
        bar.addWidget(self._note, 1)
        bar.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.tiles, 1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusProxy(self.tiles)

    def _dress(self) -> None:
        self.setStyleSheet(f"MultiplesPanel {{ background: {self._theme.tokens.surface.panel}; }}")
