"""What panels with one chart of sums have in common: a slim bar, asking only while seen, taking the chart along."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import tr
from liqdesk.domain.time import SECOND, DurationMs, UnixMs, floor_to
from liqdesk.engine.desk import Desk
from liqdesk.engine.filtering import choice_of
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.export import Export, Table
from liqdesk.ui.panels.coin_box import CoinBox
from liqdesk.ui.panels.filter_note import FilterNote
from liqdesk.ui.panels.late import ShownPanel
from liqdesk.ui.replay.mark import ReplayMark
from liqdesk.ui.theme import Theme

_COINS_EVERY = 15 * SECOND
_REDRAWN_EVERY = DurationMs(5 * SECOND)
"""Time passes, and a gap can begin, where nobody says anything."""


class ChartPanel(ShownPanel):
    """Who builds on it answers `question`, asks the desk and draws in `ask`, and gives the table and the sentence of it."""

    def __init__(self, desk: Desk, theme: Theme, slug: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.theme = theme
        self._slug = slug
        self.zone: Zone = desk.settings.value.look.zone
        self._asked: tuple[object, ...] | None = None
        self._coins_at = self._described_at = UnixMs(0)
        self._chart = QWidget(self)
        self._coin: CoinBox | None = None
        self.names: dict[str, str] = {}
        self.choice = choice_of(desk.settings.value)
        desk.settings.subscribe(choice_of, self._take_choice)
        desk.settings.subscribe(lambda settings: settings.look.zone, self._take_zone)
        theme.changed.connect(self._dress)

    def question(self) -> object:
        """What decides the answer, beside time and the market."""
        raise NotImplementedError

    def has_own_coin(self) -> bool:
        """Whether one coin is shown in place of the filter's."""
        return False

    def remember(self, **choices: object) -> None:
        """Keep these of the charts' choices for the next start."""
        settings = self.desk.settings.value
        panels = settings.chart_panels.model_copy(update=choices)
        if panels != settings.chart_panels:
            self.desk.replace_settings(settings.model_copy(update={"chart_panels": panels}))

    def ask(self) -> None:
        """Ask the desk and draw."""
        raise NotImplementedError

    def table(self) -> Table:
        """What is drawn, as rows."""
        raise NotImplementedError

    def summary(self) -> str:
        """What is drawn, in a sentence."""
        raise NotImplementedError

    def show_frame(self, frame: LiveFrame) -> None:
        if self.isVisible():
            self.names = {str(venue.id): venue.name for venue in frame.venues}
            self.note.name_venues(self.names)
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Ask and draw, if anything can be different from what is drawn."""
        if not self.isVisible():
            return
        now = self.desk.now()
        asked = (self.question(), self.choice, self.zone, self.desk.revision, floor_to(now, _REDRAWN_EVERY))
        if asked == self._asked:
            return
        self._asked = asked
        self.ask()
        if self._coin is not None and not 0 <= now - self._coins_at < _COINS_EVERY:
            self._coins_at = now
            self._coin.offer(tuple(self.desk.bases()))
        if not 0 <= now - self._described_at < SECOND:
            self._described_at = now
            self._chart.setAccessibleDescription(self.summary())

    def compose(self, chart: QWidget, bar: Sequence[QWidget | None], tell: Callable[[str], object]) -> None:
        """Put a slim bar above the chart; None in the bar is the room between left and right."""
        px = self.theme.px
        self._chart = chart
        self.note = FilterNote(self.desk, self.theme, self.has_own_coin, self)
        row = QHBoxLayout()
        row.setContentsMargins(px(8), px(6), px(8), px(4))
        row.setSpacing(px(6))
        for widget in bar:
            if widget is None:
                row.addWidget(self.note, 1)
                row.addStretch(0)
            else:
                row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(chart, 1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusProxy(chart)
        self.export = Export(chart, lambda: self._slug, self.desk.now, lambda: self.desk.mode, self.table, tell)
        self.replay_mark = ReplayMark(self.desk, self.theme, chart)
        self._dress()

    def coin_box(self, choose: Callable[[str | None], None]) -> CoinBox:
        """A box with all coins and each of them."""
        self._coin = CoinBox(self.theme, tr("Coin"), tr("all coins"), self)
        self._coin.chosen.connect(choose)
        return self._coin

    def choices(self, named: Sequence[tuple[str, str]], choose: Callable[[str], None]) -> tuple[QWidget, QButtonGroup]:
        """Buttons of which one is down, each with its text and its tool tip in English, in a row of their own."""
        holder, group = QWidget(self), QButtonGroup(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.px(2))
        for text, hint in named:
            button = self.button(tr(text), tr(hint))
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, text=text: choose(text))
            group.addButton(button)
            row.addWidget(button)
        return holder, group

    def button(self, text: str, hint: str) -> QToolButton:
        """A button of the bar."""
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(hint)
        button.setAccessibleName(hint)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return button

    def _take_choice(self, choice: Choice | None) -> None:
        self.choice = choice
        self.refresh()

    def _take_zone(self, zone: Zone) -> None:
        self.zone = zone
        self.refresh()

    def _dress(self) -> None:
        self.setStyleSheet(f"{type(self).__name__} {{ background: {self.theme.tokens.surface.panel}; }}")
