"""The chart's panel: what is shown is chosen in a slim bar, and the chart below is kept up to date while it is seen."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from liqdesk.analytics.choice import Choice, of_coin
from liqdesk.analytics.events import MARKET
from liqdesk.analytics.journal import RANKED_SIDE
from liqdesk.analytics.views import WINDOWS, LiveFrame, TimelineQuery, TimelineView
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import tr
from liqdesk.domain.time import SECOND, DurationMs, UnixMs, floor_to
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Desk
from liqdesk.engine.filtering import choice_of
from liqdesk.settings.model import BucketWidth, ChartSettings, Zone
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.event_bands import EventBand
from liqdesk.ui.charts.export import Export, Table
from liqdesk.ui.charts.measuring import Words
from liqdesk.ui.charts.reading import summary_of
from liqdesk.ui.charts.timeline import TimelineChart
from liqdesk.ui.charts.timeline_table import HEADER, rows_of_bars
from liqdesk.ui.format import AT_LEAST
from liqdesk.ui.panels.coin_box import CoinBox
from liqdesk.ui.panels.filter_note import FilterNote
from liqdesk.ui.panels.measures import measured
from liqdesk.ui.panels.venue_box import VenueBox
from liqdesk.ui.replay.mark import ReplayMark
from liqdesk.ui.theme import Theme

_COINS_EVERY = 15 * SECOND
_REDRAWN_EVERY = DurationMs(10 * SECOND)
"""A gap can begin without a word: where nobody says anything any more."""
_EVENTS = 100
"""As many of the newest events are looked through for those to shade."""

_FLOOR_FROM, _VENUE_FROM, _PRICE_FROM, _COIN_FROM = 700, 600, 490, 370
"""As wide must the panel be for each of these to be shown."""


class TimelinePanel(QWidget):
    """Asks the desk for a timeline while it is visible and something changed, never more often than frames come.

    `export_wanted`: what is shown is to go into a file. `tell` gets a sentence on what was saved or copied.
    """

    export_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        parent: QWidget | None = None,
        cursor: Cursor | None = None,
        tell: Callable[[str], object] = lambda _: None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        chart = desk.settings.value.chart
        self._zone: Zone = desk.settings.value.look.zone
        self._choice = choice_of(desk.settings.value)
        self._query = self._filtered(
            TimelineQuery(WINDOWS[chart.bucket], desk.settings.value.chart_panels.coin or None, None, chart.price_base)
        )
        self._asked: tuple[TimelineQuery, int, UnixMs] | None = None
        self._view: TimelineView | None = None
        self._described_at = 0
        self._coins_at = 0
        self._names: dict[str, str] = {}
        self.chart = TimelineChart(theme, self, cursor)
        self.replay_mark = ReplayMark(desk, theme, self.chart)
        self.chart.measuring.ask = self._measured
        self._widths = self._width_buttons(chart.bucket)
        self._coin = CoinBox(theme, tr("Coin"), tr("all coins"), self)
        self._venue = VenueBox(self)
        self._price = CoinBox(theme, tr("Price of"), None, self)
        self._floor = QLabel(tr("{at_least} at least").format(at_least=AT_LEAST), self)
        self._back = QToolButton(self)
        self._filter_note = FilterNote(desk, theme, lambda: self._query.base is not None, self)
        self._build()
        self.export = Export(self.chart, lambda: "timeline", desk.now, lambda: desk.mode, self.table, tell)
        self.chart.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        desk.settings.subscribe(lambda settings: settings.chart, self._take_settings)
        desk.settings.subscribe(lambda settings: settings.look.zone, self._take_zone)
        desk.settings.subscribe(choice_of, self._take_choice)
        self._name_choice()
        theme.changed.connect(self._dress)
        self._dress()
        desk.follow(chart.price_base)

    @property
    def query(self) -> TimelineQuery:
        """What is asked of the desk."""
        return self._query

    def visible_span(self) -> Span | None:
        """The time that is shown; None where nothing is yet."""
        window = self.chart.window_shown
        if window is None:
            return None
        start, end = window.shown
        return Span(UnixMs(int(start)), UnixMs(int(end)))

    def menu(self) -> QMenu:
        """What can be done with what is shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.export.save, self.export.copy])
        menu.addSeparator()
        menu.addAction(tr("Export what is shown…")).triggered.connect(lambda _checked=False: self.export_wanted.emit())
        if not self.chart.window_shown or not self.chart.window_shown.following:
            menu.addAction(tr("Back to the present")).triggered.connect(lambda _checked=False: self.chart.follow())
        return menu

    def table(self) -> Table:
        """The bars that are shown."""
        return Table(HEADER, () if self._view is None else rows_of_bars(self._view, self.visible_span()))

    def _open_menu(self, place: QPoint) -> None:
        self.menu().popup(self.chart.mapToGlobal(place))

    def show_frame(self, frame: LiveFrame) -> None:
        """Come up to date with the desk; does nothing while the panel is not seen."""
        if self.isVisible():
            self._names = {str(venue.id): venue.name for venue in frame.venues}
            self._filter_note.name_venues(self._names)
            self._venue.offer(frame.venues)
            self._refresh()

    def show_coin(self, base: str | None) -> None:
        """Show one coin, or all of them."""
        self._ask(TimelineQuery(self._query.bucket, base, self._query.venue, self._query.price_base))

    def choose_coin(self, base: str | None) -> None:
        """Show one coin, or all of them, now and at the next start."""
        settings = self._desk.settings.value
        panels = settings.chart_panels.model_copy(update={"coin": base or ""})
        self._desk.replace_settings(settings.model_copy(update={"chart_panels": panels}))
        self.show_coin(base)

    def show_coin_and_price(self, base: str) -> None:
        """Show one coin under its own price; where it is empty, all of them under the price that is shown."""
        self.show_coin(base or None)
        if base:
            self.set_price_base(base)

    def show_venue(self, venue: VenueId | None) -> None:
        """Show one venue, or all of them."""
        self._ask(TimelineQuery(self._query.bucket, self._query.base, venue, self._query.price_base))

    def set_width(self, width: BucketWidth) -> None:
        """Let each bar hold this much time, from now on and at the next start."""
        self._save(bucket=width)

    def set_price_base(self, base: str) -> None:
        """Draw this coin's price, from now on and at the next start."""
        self._save(price_base=base)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for box, room in ((self._venue, _VENUE_FROM), (self._price, _PRICE_FROM), (self._coin, _COIN_FROM)):
            box.setVisible(event.size().width() >= self._theme.px(room))
        self._show_floor()
        layout = self.layout()
        if layout is not None:
            layout.activate()  # what stays gets the room at once, not when Qt comes to it

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        """Ask the desk and draw, if anything can be different from what is drawn."""
        if not self.isVisible():
            return
        now = self._desk.now()
        asked = (self._query, self._desk.revision, floor_to(now, min(self._query.bucket, _REDRAWN_EVERY)))
        if asked == self._asked:
            return
        self._asked = asked
        self._view = view = self._desk.timeline(self._query)
        self.chart.show_view(view, self._zone, self._events(view))
        self.chart.measuring.refresh()
        self._show_floor()
        if now - self._coins_at >= _COINS_EVERY or now < self._coins_at:
            self._coins_at = now
            bases = tuple(self._desk.bases())
            self._coin.offer(bases)
            self._price.offer(bases)
        if abs(now - self._described_at) >= SECOND:
            self._described_at = now
            self.chart.setAccessibleDescription(summary_of(view, self._zone))

    def _measured(self, span: Span) -> Words:
        query = self._query
        among = of_coin(query.among, query.base)
        if query.venue is not None:
            among = replace(among or Choice(), venues=frozenset((query.venue,)))
        words = measured(self._desk, span, among, query.base, query.price_base, self._names)
        return words if query.venue is None else (*words, self._venue.label)

    def _events(self, view: TimelineView) -> tuple[EventBand, ...]:
        """The market's events, and those of the coin on show, inside the view."""
        scopes = (MARKET, view.query.base)
        shown = [entry.event for entry in self._desk.journal(_EVENTS) if entry.event.scope in scopes]
        return tuple(
            EventBand(Span(event.opened_at, event.closed_at or view.at), RANKED_SIDE[event.kind])
            for event in shown
            if (event.closed_at or view.at) > view.start
        )

    def _show_floor(self) -> None:
        """Tell that the bars are floors, where there is room; each of them shows it too."""
        roomy = self.width() >= self._theme.px(_FLOOR_FROM)
        self._floor.setVisible(roomy and self._view is not None and self._view.at_least)

    def _take_choice(self, choice: Choice | None) -> None:
        """Another filter: what it says of coins and venues stands in place of those chosen here before."""
        before, now = self._choice or Choice(), choice or Choice()
        self._choice = choice
        base = self._query.base if (before.bases, before.but) == (now.bases, now.but) else None
        venue = self._query.venue if before.venues == now.venues else None
        self._name_choice()
        self._ask(replace(self._query, base=base, venue=venue))

    def _name_choice(self) -> None:
        choice = self._choice or Choice()
        self._coin.call_everything(tr("all coins") if choice.bases is None else tr("filtered"))
        self._venue.call_everything(tr("all venues") if choice.venues is None else tr("filtered"))

    def _filtered(self, query: TimelineQuery) -> TimelineQuery:
        """A coin or a venue chosen here stands in place of those of the filter."""
        choice = self._choice or Choice()
        if query.base is not None:
            choice = replace(choice, bases=None, but=None)
        if query.venue is not None:
            choice = replace(choice, venues=None)
        return replace(query, among=None if choice == Choice() else choice)

    def _ask(self, query: TimelineQuery) -> None:
        query = self._filtered(query)
        if query == self._query:
            return
        self._query = query
        self._coin.set_base(query.base)
        self._filter_note.renew()
        self._price.set_base(query.price_base)
        self._mark_width(query)
        self._venue.set_venue(query.venue)
        self._refresh()

    def _save(self, **changes: str) -> None:
        settings = self._desk.settings.value
        chart = settings.chart.model_copy(update=changes)
        self._desk.replace_settings(settings.model_copy(update={"chart": chart}))

    def _take_settings(self, chart: ChartSettings) -> None:
        if chart.price_base != self._query.price_base:
            self._desk.follow(chart.price_base)
        self._ask(TimelineQuery(WINDOWS[chart.bucket], self._query.base, self._query.venue, chart.price_base))

    def _take_zone(self, zone: Zone) -> None:
        self._zone = zone
        if self._view is not None:
            self.chart.show_view(self._view, zone, self._events(self._view))

    def _mark_width(self, query: TimelineQuery) -> None:
        for button in self._widths.buttons():
            button.setChecked(WINDOWS[button.text()] == query.bucket)

    def _width_buttons(self, chosen: BucketWidth) -> QButtonGroup:
        group = QButtonGroup(self)
        group.setExclusive(True)
        for number, width in enumerate(BucketWidth, 1):
            button = QToolButton(self)
            button.setText(width.value)
            button.setCheckable(True)
            button.setChecked(width is chosen)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setAccessibleName(tr("Bars of {value}").format(value=width.value))
            button.setToolTip(tr("Bars of {value} (key {number})").format(value=width.value, number=number))
            button.clicked.connect(lambda _checked=False, width=width: self.set_width(width))
            group.addButton(button)
        return group

    def _build(self) -> None:
        self._venue.chosen.connect(self.show_venue)
        self._coin.chosen.connect(self.choose_coin)
        self._coin.set_base(self._query.base)
        self._price.chosen.connect(self.set_price_base)
        self._price.set_base(self._query.price_base)
        self._floor.setToolTip(
            tr(
                "Some venues publish only part of their liquidations, so every bar is a floor: "
                "at least this much was liquidated. Bars with a pale tip are such floors."
            )
        )
        self._back.setText(tr("now ›"))
        self._back.setToolTip(tr("Back to the present (F or End)"))
        self._back.setAccessibleName(tr("Back to the present"))
        self._back.clicked.connect(lambda: self.chart.follow())
        self._back.setVisible(False)
        self.chart.following.connect(lambda following: self._back.setVisible(not following))
        self.chart.customContextMenuRequested.connect(self._open_menu)
        bar = QHBoxLayout()
        px = self._theme.px
        bar.setContentsMargins(px(8), px(6), px(8), px(4))
        bar.setSpacing(px(6))
        widths = QHBoxLayout()
        widths.setSpacing(px(2))
        for button in self._widths.buttons():
            widths.addWidget(button)
        bar.addLayout(widths)
        bar.addSpacing(px(6))
        bar.addWidget(self._coin)
        bar.addWidget(self._venue)
        bar.addWidget(self._price)
        bar.addWidget(self._filter_note, 1)
        bar.addStretch(0)
        bar.addWidget(self._back)
        bar.addWidget(self._floor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.chart, 1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusProxy(self.chart)

    def _dress(self) -> None:
        surface = self._theme.tokens.surface
        self._floor.setStyleSheet(
            f"QLabel {{ color: {surface.dim}; border: 1px solid {surface.line};"
            f" border-radius: {self._theme.px(8)}px; padding: 1px {self._theme.px(7)}px;"
            f" font-size: {self._theme.px(11)}px; }}"
        )
        self.setStyleSheet(f"TimelinePanel {{ background: {surface.panel}; }}")
