"""The live chart: price above, mirrored bars below, on one axis of time that follows the present or the user."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from liqdesk.analytics.views import TimelineView
from liqdesk.domain.language import tr
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.axes import Ticks, time_ticks
from liqdesk.ui.charts.bars import BarPlot
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.cursor_line import MEASURED, CursorLine, MeasuredBand
from liqdesk.ui.charts.event_bands import EventBand
from liqdesk.ui.charts.measuring import Measuring, Place
from liqdesk.ui.charts.plot import Plot
from liqdesk.ui.charts.pointer import Gestures, Pointer
from liqdesk.ui.charts.price import PricePlot
from liqdesk.ui.charts.reading import gap_sentence, nothing_to_see, reading_of
from liqdesk.ui.charts.readout import ReadOut
from liqdesk.ui.charts.shared_axis import Stretch, taken_to
from liqdesk.ui.charts.steps import moved_by
from liqdesk.ui.charts.window import TimeWindow
from liqdesk.ui.format import zone_name
from liqdesk.ui.theme import Theme, colour

_LABEL_WIDTH = 78.0


class TimelineChart(QWidget):
    """Draws a `TimelineView`. Wheel zooms, drag pans, double click, F or End goes back to the present.

    `following` tells whether the present is followed, whenever that changes.
    """

    following = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None, cursor: Cursor | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cursor = cursor or Cursor(self)
        self._view: TimelineView | None = None
        self._window: TimeWindow | None = None
        self._zone = Zone.UTC
        self._pointed: UnixMs | None = None
        self._times: Ticks = []
        self._clock_name = ""
        self._labels_for: tuple[object, ...] = ()
        self._upper = Plot(theme, clock=False, resized=self._redraw)
        self._lower = Plot(theme, clock=True, resized=self._redraw)
        self.price = PricePlot(theme, self._upper)
        self.bars = BarPlot(theme, self._lower)
        self.read_out = ReadOut(theme, self)
        self.elsewhere = CursorLine((self._upper.area, self._lower.area), 9)
        self.measured = MeasuredBand((self._upper.area, self._lower.area), 1)
        self._cursor.link(self, self._mark_elsewhere)
        self._cursor.axis.join(self, self._take_stretch, self._draw_elsewhere)
        self._pointer = Pointer(
            self,
            (self._upper.viewport, self._lower.viewport),
            Gestures(self._zoom, self._pan, self._hover, self.follow, measure=self._measure),
        )
        place = Place(lambda: self._window, lambda: QPoint(theme.px(8), self.read_out.height() + theme.px(6)))
        self.measuring = Measuring(self, self._cursor.axis, place, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.read_out)
        column.addWidget(self._upper.widget, 28)
        column.addWidget(self._lower.widget, 72)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Liquidations over time"))
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def window_shown(self) -> TimeWindow | None:
        """The stretch of time on show; None before the first view."""
        return self._window

    def show_view(self, view: TimelineView, zone: Zone, events: tuple[EventBand, ...] = ()) -> None:
        """Draw this view, with labels on that clock, and these events shaded."""
        self.bars.show_events(events)
        old = self._view
        self._view, self._zone = view, zone
        live = UnixMs(view.start + len(view.long) * view.query.bucket)
        before = self._window
        if before is None:
            self._window = self._cursor.axis.adapted(TimeWindow.of(view.query.bucket, view.start, live))
        else:
            self._window = before.moved_on(view.query.bucket, view.start, live)
        if before is None or before.span != self._window.span:
            self._cursor.axis.show(self, self._window, by_hand=False)
        if old is not None and old.query != view.query:
            self.bars.forget_heights()
            if old.query.price_base != view.query.price_base:
                self.price.forget_scale()
        self._redraw()

    def follow(self) -> None:
        """Back to the present."""
        if self._window is not None:
            self._go(self._window.follow())
            self._cursor.axis.follow(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.measuring.key(event):
            return
        if self._window is None or not self._key(self._window, Qt.Key(event.key())):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._dress()
        super().changeEvent(event)

    def _key(self, window: TimeWindow, key: Qt.Key) -> bool:
        """Whether the key meant something here."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if step is not None:
            self._point_next(step)
            return True
        moved = moved_by(window, key)
        if moved is not None:
            self._look(moved)
        elif key == Qt.Key.Key_Escape and self._pointed is not None:
            self._cursor.point(self, None)
            self._point_at(None)
        else:
            return False
        return True

    def _measure(self, x: float, to: float) -> None:
        frame = self.bars.frame
        if frame is not None:
            self.measuring.drag(frame.moment(x), frame.moment(to))

    def _zoom(self, factor: float, x: float) -> None:
        frame = self.bars.frame
        if self._window is not None and frame is not None:
            self._look(self._window.zoomed(factor, frame.moment(x)))

    def _pan(self, pixels: float) -> None:
        frame = self.bars.frame
        if self._window is not None and frame is not None:
            self._look(self._window.panned(-pixels / frame.scale))

    def _look(self, window: TimeWindow) -> None:
        self._go(window)
        self._cursor.axis.show(self, window)

    def _take_stretch(self, stretch: Stretch) -> None:
        if self._window is not None:
            self._go(taken_to(self._window, stretch))

    def _go(self, window: TimeWindow) -> None:
        old, self._window = self._window, window
        self._redraw()
        if old is None or old.following != window.following:
            self.following.emit(window.following)

    def _hover(self, x: float | None) -> None:
        frame, view = self.bars.frame, self._view
        if x is None or frame is None or view is None or not 0 <= x < frame.width:
            self._cursor.point(self, None)
            self._point_at(None)
            return
        self._cursor.point(self, frame.moment(x))
        index = int((frame.moment(x) - view.start) // view.query.bucket)
        self._point_at(UnixMs(view.start + index * view.query.bucket))

    def _point_next(self, step: int) -> None:
        view = self._view
        if view is None or self._window is None:
            return
        bucket = view.query.bucket
        at = view.start + (len(view.long) - 1) * bucket if self._pointed is None else self._pointed + step * bucket
        at = min(max(at, view.start), view.start + (len(view.long) - 1) * bucket)
        self._look(self._window.showing(at, at + bucket))
        self._cursor.point(self, at + bucket / 2)
        self._point_at(UnixMs(at))

    def _point_at(self, at: UnixMs | None) -> None:
        if at != self._pointed:
            self._pointed = at
            self._read()

    def _read(self) -> None:
        """Bring read-out and marked column up to date."""
        view = self._view
        if view is None:
            return
        last = len(view.long) - 1
        index = last if self._pointed is None else (self._pointed - view.start) // view.query.bucket
        known = 0 <= index <= last
        reading = reading_of(view, index) if known else None
        self.read_out.show_reading(reading, view.query.price_base, self._zone)
        pointed = known and self._pointed is not None
        column = self.bars.column(index) if pointed else None
        self.bars.point_at(column)
        self.price.point_at(column)
        gap = reading.gap if pointed and reading is not None else None
        self.bars.label_gap(gap, "" if gap is None else gap_sentence(gap, self._zone))

    def _redraw(self) -> None:
        view, window = self._view, self._window
        if view is None or window is None:
            return
        start, end = window.shown
        times = self._labels(start, end)
        ratio = self.devicePixelRatioF()
        self.bars.draw(view, start, end, ratio, times)
        self.bars.say(nothing_to_see(view, self._zone), self._clock_name)
        self.price.draw(view, start, end, ratio, times)
        self._draw_elsewhere()
        self._read()

    def _mark_elsewhere(self, at: float | None) -> None:
        """Another chart is pointed at there."""
        self.elsewhere.mark(at)
        self._draw_elsewhere()

    def _draw_elsewhere(self) -> None:
        if self._window is not None:
            sizes = (self._upper.size, self._lower.size)
            self.elsewhere.draw(*self._window.shown, sizes, self.devicePixelRatioF())
            self.measured.draw(self._cursor.axis.measured, *self._window.shown, sizes)

    def _labels(self, start: float, end: float) -> Ticks:
        """The labelled moments; worked out anew only when the stretch, the room or the clock is another."""
        asked = (start, end, self._lower.size[0], self._zone)
        if asked != self._labels_for:
            self._labels_for = asked
            count = max(2.0, self._lower.size[0] / self._theme.px(_LABEL_WIDTH))
            self._times = time_ticks(start, end, count, self._zone)
            self._clock_name = zone_name(UnixMs(round(end)), self._zone)
        return self._times

    def _dress(self) -> None:
        surface = self._theme.tokens.surface
        self.elsewhere.dress(colour(surface.faint))
        self.measured.dress(colour(surface.accent, MEASURED))
        self.bars.dress()
        self.price.dress()
        self._redraw()
