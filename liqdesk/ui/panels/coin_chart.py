"""A panel with one chart of the single orders of a coin: the coin and the stretch of time are chosen in a slim bar."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from liqdesk.analytics.choice import Choice, of_coin
from liqdesk.analytics.views import WINDOWS, LiveFrame
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import marked, tr
from liqdesk.domain.money import micro_usd
from liqdesk.domain.time import SECOND, DurationMs, UnixMs, floor_to
from liqdesk.engine.desk import Desk
from liqdesk.engine.filtering import choice_of
from liqdesk.settings.model import TapeSettings, Zone
from liqdesk.ui.charts.export import Export
from liqdesk.ui.charts.measuring import Words
from liqdesk.ui.charts.time_chart import TimeChart
from liqdesk.ui.panels.coin_box import CoinBox
from liqdesk.ui.panels.filter_note import FilterNote
from liqdesk.ui.panels.late import ShownPanel
from liqdesk.ui.panels.measures import measured
from liqdesk.ui.replay.mark import ReplayMark
from liqdesk.ui.theme import Theme

SPANS = ("1h", "4h", "24h")
_COINS_EVERY = 15 * SECOND
_REDRAWN_EVERY = DurationMs(5 * SECOND)
"""Time passes, and a gap can begin, where nobody says anything."""

_NOTE_FROM, _SPANS_FROM = 560, 286
"""As wide must the panel be for its note, and for the buttons of its spans, to be shown."""


@dataclass(frozen=True, slots=True)
class About:
    """What a chart is called: in the file names of its pictures, and in a short note with its tool tip."""

    slug: str
    note: str
    tip: str


BUBBLES = About(
    "bubbles",
    marked("every order at its price"),
    marked(
        "Each bubble is one order at the price its venue told; the area is its money. Venues tell different prices: "
        "what was filled, or at which price the position was bankrupt. Orders below the tape's minimum are only counted."
    ),
)
PRICE_MAP = About(
    "price-map",
    marked("orders that happened, no models"),
    marked(
        "Sums of orders by the price their venues told and by time, shorts in the upper half of each level, longs in the "
        "lower. Nothing is modelled: where positions might be liquidated in future is not shown."
    ),
)


class CoinChartPanel(ShownPanel):
    """Asks the desk for the orders of its coin while it is seen and something changed, never more often than frames come."""

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        chart: TimeChart,
        about: About,
        base: str,
        tell: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._base = base
        self._zone: Zone = desk.settings.value.look.zone
        self._minimum = micro_usd(desk.settings.value.tape.minimum_usd)
        self._asked: tuple[object, ...] | None = None
        self._coins_at = self._described_at = 0
        self._names: dict[str, str] = {}
        self._choice = choice_of(desk.settings.value)
        self._filtered = FilterNote(desk, theme, lambda: True, self)
        self.chart = chart
        chart.measuring.ask = self._measured
        self._coin = CoinBox(theme, tr("Coin"), None, self, wording="{base}")
        self._note = QLabel(tr(about.note), self)
        self._spans = QWidget(self)
        self._back = QToolButton(self)
        self.export = Export(
            chart, lambda: f"{about.slug}-{self._base}", desk.now, lambda: desk.mode, chart.table, tell
        )
        self.replay_mark = ReplayMark(desk, theme, chart)
        self._build(about)
        desk.settings.subscribe(lambda settings: settings.look.zone, self._take_zone)
        desk.settings.subscribe(lambda settings: settings.tape, self._take_minimum)
        desk.settings.subscribe(choice_of, self._take_choice)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def base(self) -> str:
        """The coin on show."""
        return self._base

    def show_frame(self, frame: LiveFrame) -> None:
        if self.isVisible():
            self._names = {str(venue.id): venue.name for venue in frame.venues}
            self._filtered.name_venues(self._names)
            self._refresh()

    def show_coin(self, base: str) -> None:
        """Show this coin."""
        if base != self._base:
            self._base = base
            self._coin.set_base(base)
            self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._note.setVisible(event.size().width() >= self._theme.px(_NOTE_FROM))
        self._spans.setVisible(event.size().width() >= self._theme.px(_SPANS_FROM))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        """Ask the desk and draw, if anything can be different from what is drawn."""
        if not self.isVisible():
            return
        now = self._desk.now()
        asked = (
            self._base,
            self._choice,
            self._minimum,
            self._zone,
            self._desk.revision,
            floor_to(now, _REDRAWN_EVERY),
        )
        if asked == self._asked:
            return
        self._asked = asked
        self.chart.show_view(self._desk.orders(self._base, self._choice), self._minimum, self._zone)
        self.chart.measuring.refresh()
        self._describe(now)

    def _measured(self, span: Span) -> Words:
        among = of_coin(self._choice, self._base)
        return measured(self._desk, span, among, self._base, self._base, self._names)

    def _describe(self, now: UnixMs) -> None:
        if not 0 <= now - self._coins_at < _COINS_EVERY:
            self._coins_at = now
            self._coin.offer(tuple(self._desk.bases()))
        if not 0 <= now - self._described_at < SECOND:
            self._described_at = now
            self.chart.setAccessibleDescription(self.chart.summary())

    def _take_zone(self, zone: Zone) -> None:
        self._zone = zone
        self._refresh()

    def _take_choice(self, choice: Choice | None) -> None:
        self._choice = choice
        self._refresh()

    def _take_minimum(self, tape: TapeSettings) -> None:
        self._minimum = micro_usd(tape.minimum_usd)
        self._refresh()

    def _span_button(self, window: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(window)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.setAccessibleName(tr("Show {window}").format(window=window))
        button.setToolTip(tr("Show {window} (the wheel shows more or less)").format(window=window))
        button.clicked.connect(lambda: self.chart.show_span(WINDOWS[window]))
        return button

    def _build(self, about: About) -> None:
        px = self._theme.px
        self._coin.set_base(self._base)
        self._coin.chosen.connect(self.show_coin)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setToolTip(tr(about.tip))
        self._back.setText(tr("now ›"))
        self._back.setToolTip(tr("Back to the present (F or End)"))
        self._back.setAccessibleName(tr("Back to the present"))
        self._back.clicked.connect(lambda: self.chart.follow())
        self._back.setVisible(False)
        self.chart.following.connect(lambda following: self._back.setVisible(not following))
        bar = QHBoxLayout()
        bar.setContentsMargins(px(8), px(6), px(8), px(4))
        bar.setSpacing(px(6))
        bar.addWidget(self._coin)
        spans = QHBoxLayout(self._spans)
        spans.setContentsMargins(0, 0, 0, 0)
        spans.setSpacing(px(2))
        for window in SPANS:
            spans.addWidget(self._span_button(window))
        bar.addWidget(self._spans)
        bar.addWidget(self._filtered, 1)
        bar.addStretch(0)
        bar.addWidget(self._back)
        bar.addWidget(self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.chart, 1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusProxy(self.chart)

    def _dress(self) -> None:
        surface = self._theme.tokens.surface
        self._note.setStyleSheet(f"QLabel {{ color: {surface.faint}; font-size: {self._theme.px(11)}px; }}")
        self.setStyleSheet(f"CoinChartPanel {{ background: {surface.panel}; }}")
