"""The panel of the past: a chart of any stretch, and beside it what it is made of; asked from the disk, never in memory."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.past.views import Extent, PastBars, PastQuery
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import tr
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, DurationMs, UnixMs, floor_to
from liqdesk.engine.desk import Desk, Mode
from liqdesk.engine.filtering import choice_of
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.axes import clock_ahead
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.export import Export, Table
from liqdesk.ui.charts.past_chart import SHORTEST, PastChart, width_for
from liqdesk.ui.charts.past_reading import HEADER, rows_of_past, summary_of_past
from liqdesk.ui.format import fmt_date, fmt_moment
from liqdesk.ui.panels.history_asking import Asking
from liqdesk.ui.panels.history_bar import SPANS, HistoryBar
from liqdesk.ui.panels.history_pages import Doors, HistoryPages, Question
from liqdesk.ui.panels.late import ShownPanel
from liqdesk.ui.panels.shelf import Shelf
from liqdesk.ui.replay.mark import ReplayMark
from liqdesk.ui.theme import Theme

FIRST_SPAN = "7d"
CALENDAR_DAYS = 53 * 7
RESTED_MS = 40
"""What is looked at is asked for once the hand has rested so long; the picture moves with it at once."""

_BESIDE = 0.5
"""As much more than is in sight is asked for on both sides, so that dragging shows it at once."""

_AROUND = 12 * HOUR
"""So much is shown around an order that is chosen."""

LOOK_EVERY = DurationMs(2 * SECOND)
"""How often it is looked whether anything is recorded by now."""

_RENEWED_WITHIN = DurationMs(5 * MINUTE)
"""However long the bars, what is said of the stretch in sight is never older: an outage must not wait for its hour to end."""

_COINS_EVERY = 30 * MINUTE
_WIDE = 1.9
"""So much wider than high, chart and parts stand side by side."""
_CHART = 0.58


class HistoryPanel(ShownPanel):
    """`coin_chosen` carries a coin that is chosen in its table, for the other charts."""

    coin_chosen = Signal(str)

    def __init__(
        self, desk: Desk, theme: Theme, cursor: Cursor, tell: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.theme = theme
        self._tell = tell
        self.zone: Zone = desk.settings.value.look.zone
        self._choice = choice_of(desk.settings.value)
        self._extent: Extent | None = None
        self._span_name: str | None = FIRST_SPAN
        self._names: tuple[tuple[str, str, str], ...] = ()
        self._coins_at: UnixMs | None = None
        self.asking = Asking(self._fail, self._wait, self)
        self.bar = HistoryBar(theme, self)
        self.chart = PastChart(theme, cursor)
        doors = Doors(
            self.show_stretch, self.show_moment, self._choose_coin, self._choose_venue, tell, desk.now, self.mode
        )
        self.pages = HistoryPages(theme, doors, self)
        self.shelf = Shelf(theme, tr("Parts of the stretch in sight"), self.pages.titles, self)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._rested = QTimer(self)
        self._rested.setSingleShot(True)
        self._rested.setInterval(RESTED_MS)
        self._rested.timeout.connect(self._rest)
        self._compose(tell)
        self._connect()
        self._dress()

    def _compose(self, tell: Callable[[str], object]) -> None:
        for widget, stretch in ((self.chart, 5), (self.shelf, 4)):
            self.splitter.addWidget(widget)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        self.splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.splitter, 1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusProxy(self.chart)
        words = tr("what was recorded here, not the replay")
        self.replay_mark = ReplayMark(self.desk, self.theme, self.chart, words=words)
        self.export = Export(self.chart, lambda: "history", self.desk.now, self.mode, self.table, tell)

    def _connect(self) -> None:
        settings = self.desk.settings
        settings.subscribe(lambda value: value.look.zone, self._take_zone)
        settings.subscribe(choice_of, self._take_choice)
        settings.subscribe(lambda value: value.chart.price_base, lambda _base: self.refresh())
        self.bar.span_chosen.connect(self.choose_span)
        self.bar.stretch_chosen.connect(self.show_stretch)
        self.bar.changed.connect(self._chosen_anew)
        self.chart.looked.connect(self._looked)
        self.chart.opened.connect(self.show_stretch)
        self.shelf.changed.connect(self.refresh)
        self.theme.changed.connect(self._dress)

    @property
    def among(self) -> Choice | None:
        """What counts: what the filter lets through, of the chosen coin."""
        base, wide = self.bar.coin.base, self._choice
        if base is None:
            return wide
        if wide is None:
            return Choice(frozenset({base}))
        return Choice(frozenset({base}) if wide.has_coin(base) else frozenset(), None, wide.venues, wide.side)

    def mode(self) -> Mode:
        """Where the archive's rows come from: also while a replay is shown, it is what was recorded here."""
        return Mode.LIVE if self.desk.mode is Mode.REPLAY else self.desk.mode

    def choose_span(self, name: str) -> None:
        """Show the newest stretch of that name."""
        self._span_name = name
        self._look_again()

    def show_stretch(self, span: object) -> None:
        """Show a stretch of time, as far as there is any of it."""
        if isinstance(span, Span) and self._extent is not None:
            self._span_name = None
            length = max(float(span.end - span.start), float(SHORTEST))
            middle = (span.start + span.end) / 2
            self.chart.look_at(self._first, self.desk.now(), length, middle + length / 2, self.zone)

    def show_moment(self, at: UnixMs) -> None:
        """Show the time around a moment, and mark it."""
        self.show_stretch(Span(UnixMs(at - _AROUND), UnixMs(at + _AROUND)))
        self.chart.point_at(at)

    def show_coin(self, base: str | None) -> None:
        """Show one coin, or all of them."""
        self.bar.coin.set_base(base)
        self._chosen_anew()

    def show_frame(self, frame: LiveFrame) -> None:
        self._names = tuple((one.id, one.name, one.short) for one in frame.venues)
        if not self.isVisible():
            return
        now = self.desk.now()
        if self._extent is None or self._extent.whole is None:
            self.refresh()
            return
        bars = self.chart.bars
        step = max(MINUTE, DurationMs(0) if bars is None else min(bars.bucket, _RENEWED_WITHIN))
        window = self.chart.window_shown
        if window is not None and floor_to(now, step) != floor_to(window.live, step):
            self.chart.move_on(now)

    def _rest(self) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:  # the program has not begun to work, or has ended: there is nobody to ask
            return
        self.refresh()

    def refresh(self) -> None:
        """Ask for what is in sight, unless it is known or on its way."""
        if not self.isVisible():
            return
        if self.desk.archive.why:
            self._fail(self.desk.archive.why)
            return
        past, now = self.desk.archive.recorded, self.desk.now()
        known = self._extent is not None and self._extent.whole is not None
        self.asking.ask("extent", now // (HOUR if known else LOOK_EVERY), past.extent, self._take_extent)
        span = self.chart.span
        if self._extent is None or self._extent.whole is None or span is None:
            return
        if self._coins_at is None or not 0 <= now - self._coins_at < _COINS_EVERY:
            self._coins_at = now
            self.bar.offer(self.desk.bases(), self.desk.archive.imported.exists())
        query = PastQuery(span, self.among)
        self._ask_bars(query)
        days = PastQuery(self._calendar_span(span, now), query.among)
        about = Question(query, days, self.zone, lambda at: clock_ahead(at, self.zone), self._names)
        self.pages.ask(self.asking, past, about, self.shelf.seen)
        self.pages.calendar.mark(span if span.end - span.start <= CALENDAR_DAYS * DAY // 2 else None)
        self.bar.show_stretch(span, self.zone)

    def _ask_bars(self, query: PastQuery) -> None:
        span, archive = query.span, self.desk.archive
        base = self.bar.coin.base or self.desk.settings.value.chart.price_base
        width = width_for(span.end - span.start, self.chart.canvas.width())
        beside = int((span.end - span.start) * _BESIDE) // MINUTE * MINUTE
        around = Span(UnixMs(max(self._first, span.start - beside)), UnixMs(min(self.desk.now(), span.end + beside)))
        around = Span(min(around.start, span.start), max(around.end, span.end))
        both = self.bar.with_imported

        async def work() -> tuple[PastBars, PastBars | None]:
            bars = await archive.recorded.bars(query, width, base, around)
            if not both:
                return bars, None
            try:
                return bars, await archive.imported.bars(query, width, base, around)
            except ExpectedFailure as fault:
                self._tell(tr("Imported rows are left out: {why}").format(why=fault))
                return bars, None

        self.asking.ask("bars", (query, width, base, both), work, self._take_bars)

    def _take_bars(self, answer: tuple[PastBars, PastBars | None]) -> None:
        bars, imported = answer
        self.chart.show_bars(bars, imported)
        self.chart.setAccessibleDescription(summary_of_past(bars, self.zone))

    def _take_extent(self, extent: Extent) -> None:
        fresh, self._extent = self._extent is None or self._extent.whole is None, extent
        whole = extent.whole
        if whole is None:
            self.chart.say(tr("Nothing is recorded yet: the archive begins with the first order that is heard."))
            self.bar.say_since("", "")
            return
        told = tr("recorded since {day}").format(day=fmt_date(whole.start, self.zone))
        tip = tr("Recorded since {moment}. All sums are of coins alone.").format(
            moment=fmt_moment(whole.start, self.zone)
        )
        if extent.orders_since is not None:
            tip += " " + tr("Single orders are kept since {moment}; of older ones only sums.").format(
                moment=fmt_moment(extent.orders_since, self.zone)
            )
        self.bar.say_since(told, tip)
        if fresh:
            self._look_again()

    @property
    def _first(self) -> UnixMs:
        """The oldest moment there is anything of."""
        whole = None if self._extent is None else self._extent.whole
        return self.desk.now() if whole is None else whole.start

    def _look_again(self) -> None:
        """Look at the stretch whose name is chosen."""
        if self._extent is None or self._extent.whole is None or self._span_name is None:
            return
        now = self.desk.now()
        length = SPANS[self._span_name][0] or max(now - self._first, SHORTEST)
        self.chart.look_at(self._first, now, float(length), None, self.zone)

    def _looked(self) -> None:
        window = self.chart.window_shown
        if window is not None:
            named = self._span_name if window.following and self._is_named() else None
            self._span_name = named
            self.bar.mark(named)
        self._rested.start()

    def _is_named(self) -> bool:
        """Whether what is in sight is as long as the span whose name is chosen."""
        span = self.chart.span
        if self._span_name is None or span is None:
            return False
        length = SPANS[self._span_name][0] or max(self.desk.now() - self._first, SHORTEST)
        return abs(span.end - span.start - length) <= 2 * MINUTE

    def _calendar_span(self, span: Span, now: UnixMs) -> Span:
        """The days of the calendar: the newest ones, or those around a stretch that is older."""
        end = now
        if span.start < now - CALENDAR_DAYS * DAY:
            middle = (span.start + span.end) // 2
            end = min(now, UnixMs(floor_to(UnixMs(middle), DurationMs(30 * DAY)) + CALENDAR_DAYS * DAY // 2))
        start = max(self._first, end - CALENDAR_DAYS * DAY)
        return PastQuery(Span(UnixMs(min(start, end - DAY)), end)).outward(HOUR).span

    def _chosen_anew(self) -> None:
        self.asking.drop("bars")
        self.refresh()

    def _choose_coin(self, base: str) -> None:
        self.show_coin(None if self.bar.coin.base == base else base)
        self.coin_chosen.emit(base)

    def _choose_venue(self, venue: str) -> None:
        settings = self.desk.settings.value
        chosen = () if settings.filter.venues == (venue,) else (venue,)
        wanted = settings.filter.model_copy(update={"venues": chosen})
        self.desk.replace_settings(settings.model_copy(update={"filter": wanted}))

    def _take_zone(self, zone: Zone) -> None:
        self.zone = zone
        window = self.chart.window_shown
        if window is not None:
            self.chart.renew(window, zone)

    def _take_choice(self, choice: Choice | None) -> None:
        self._choice = choice
        self._chosen_anew()

    def _fail(self, sentence: str) -> None:
        self.chart.say(sentence[:1].upper() + sentence[1:])
        self.pages.clear()

    def _wait(self, name: str, on: bool) -> None:
        if name in ("bars", "extent"):
            self.chart.wait(on)
        self.pages.wait(name, on)

    def table(self) -> Table:
        """What the chart draws, as rows; imported ones are marked."""
        rows: list[tuple[object, ...]] = []
        for bars, source in ((self.chart.bars, "recorded"), (self.chart.imported, "imported")):
            rows += [] if bars is None else rows_of_past(bars, source)
        return Table(HEADER, rows)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._rested.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.asking.drop_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = event.size()
        wide = size.width() > _WIDE * size.height()
        way = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if way is not self.splitter.orientation() or event.oldSize().width() <= 0:
            self.splitter.setOrientation(way)
            length = size.width() if wide else size.height()
            self.splitter.setSizes([round(length * _CHART), round(length * (1 - _CHART))])
        self._rested.start()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(300), self.theme.px(150))

    def _dress(self) -> None:
        self.setStyleSheet(f"HistoryPanel {{ background: {self.theme.tokens.surface.panel}; }}")
