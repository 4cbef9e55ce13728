"""What charts of a coin's orders have in common: an axis of time that follows the present or the user, pointer and keys."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from liqdesk.analytics.orders import OrdersView
from liqdesk.domain.language import marked, tr
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.axes import Ticks, price_ticks, time_ticks
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.cursor_line import MEASURED, CursorLine, MeasuredBand
from liqdesk.ui.charts.export import Table
from liqdesk.ui.charts.geometry import gap_rects
from liqdesk.ui.charts.items import Band, CaptionItem, GridItem, HatchItem, TagItem, mixed
from liqdesk.ui.charts.measuring import Measuring, Place
from liqdesk.ui.charts.plot import Plot
from liqdesk.ui.charts.pointer import Gestures, Pointer
from liqdesk.ui.charts.price_frame import PriceFrame
from liqdesk.ui.charts.reading import Watched, hatch_weight
from liqdesk.ui.charts.shared_axis import Stretch, taken_to
from liqdesk.ui.charts.steps import moved_by
from liqdesk.ui.charts.text_line import TextLine
from liqdesk.ui.charts.window import TimeWindow
from liqdesk.ui.format import fmt_price, zone_name
from liqdesk.ui.theme import Role, Theme, colour

_LABEL_WIDTH = 78.0
_LABEL_EVERY = 32.0
_EDGE = 8.0
WAITING = marked("Waiting for the first figures…")


class TimeChart(QWidget):
    """A plot with time across and prices upwards. Wheel zooms, drag pans, double click, F or End goes back to the present.

    Who builds on it says in `draw` what is on the plot, and in `point` what is under the pointer. `following` tells whether
    the present is followed, whenever that changes. `margin` keeps so many pixels at the right for something else than time.
    """

    following = Signal(bool)

    def __init__(self, theme: Theme, name: str, step: DurationMs, cursor: Cursor, margin: float = 0.0) -> None:
        super().__init__()
        self.theme = theme
        self._step = step
        self._cursor = cursor
        self._margin = margin
        self._zone = Zone.UTC
        self._window: TimeWindow | None = None
        self._spot: QPointF | None = None
        self._height = 0.0
        self._times: Ticks = []
        self._clock_name = ""
        self._labels_for: tuple[object, ...] = ()
        self._laid_out: tuple[object, ...] = ()
        self.plot = Plot(theme, clock=True, resized=self.redraw)
        self.read_out = TextLine(theme, Role.SMALL, self)
        self.elsewhere = CursorLine((self.plot.area,), 9)
        self.measured = MeasuredBand((self.plot.area,), 1)
        self._grid = GridItem(self.plot.area, 1)
        self._hatch = HatchItem(self.plot.area, 2)
        self._cross = Band(self.plot.area, 9), Band(self.plot.area, 9)
        self._message = CaptionItem(self.plot.area, 10)
        self._clock = TagItem(self.plot.outer, 7)
        self._tag = TagItem(self.plot.outer, 8)
        self._pointed_price = TagItem(self.plot.outer, 9)
        self._pointer = Pointer(
            self,
            (self.plot.viewport,),
            Gestures(self._zoom, self._pan, self._hover, self.follow, self._take_height, self._measure),
        )
        place = Place(lambda: self._window, lambda: QPoint(theme.px(8), self.read_out.height() + theme.px(6)))
        self.measuring = Measuring(self, cursor.axis, place, theme)
        cursor.link(self, self._mark_elsewhere)
        cursor.axis.join(self, self._take_stretch, self._draw_measured)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.read_out)
        self.column.addWidget(self.plot.widget, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        theme.changed.connect(self.dress)

    def show_view(self, view: OrdersView, minimum: MicroUsd, zone: Zone) -> None:
        """Show these orders, with labels on that clock; smaller ones than `minimum` need not be drawn one by one."""
        raise NotImplementedError

    def table(self) -> Table:
        """What is shown, as rows."""
        raise NotImplementedError

    def summary(self) -> str:
        """What is shown, in words; empty before anything is."""
        raise NotImplementedError

    def draw(self, start: float, end: float) -> None:
        """Show this stretch of time."""
        raise NotImplementedError

    def point(self, at: float | None, y: float) -> None:
        """The pointer is at this moment and height of the drawing area; None: nowhere."""
        raise NotImplementedError

    def point_beside(self, y: float) -> None:
        """The pointer is at this height of the margin."""
        self.point(None, 0.0)

    @property
    def window_shown(self) -> TimeWindow | None:
        """The stretch of time on show; None before the first view."""
        return self._window

    @property
    def zone(self) -> Zone:
        """Whose clock is shown."""
        return self._zone

    @property
    def message(self) -> str:
        """The sentence in the middle, empty where there is something to see."""
        return "".join(self._message.texts)

    @property
    def hatched(self) -> tuple[tuple[float, float, float], ...]:
        """Left, right, missing share of what is hatched."""
        return self._hatch.spans

    @property
    def room(self) -> tuple[float, float]:
        """Width and height for what is drawn over time."""
        width, height = self.plot.size
        return width - self._margin, height

    def move_on(self, first: UnixMs, live: UnixMs, zone: Zone) -> None:
        """There is something from `first` up to `live` (Unix ms); show it on that clock."""
        self._zone = zone
        if self._window is None:
            self._window = self._cursor.axis.adapted(TimeWindow.of(self._step, first, live))
            if not self._window.following:
                self.following.emit(False)
        else:
            self._window = self._window.moved_on(self._step, first, live)
        self.redraw()

    def redraw(self) -> None:
        """Draw the stretch that is shown anew, as far as anything differs."""
        width, height = self.room
        if width < 40 or height < 40:
            return
        if self._window is None:
            self.say(tr(WAITING))
            return
        self.draw(*self._window.shown)
        self._draw_elsewhere()

    def follow(self) -> None:
        """Back to the present."""
        if self._window is not None:
            self._go(self._window.follow())
            self._cursor.axis.follow(self)

    def look(self, window: TimeWindow) -> None:
        """Show this stretch, as the charts do that are linked to this one."""
        self._go(window)
        self._cursor.axis.show(self, window)

    def _take_stretch(self, stretch: Stretch) -> None:
        if self._window is not None:
            self._go(taken_to(self._window, stretch))

    def _go(self, window: TimeWindow) -> None:
        old, self._window = self._window, window
        self.redraw()
        if old is None or old.following != window.following:
            self.following.emit(window.following)

    def show_span(self, span: DurationMs) -> None:
        """Show so much time, up to the present if that is followed."""
        window = self._window
        if window is not None:
            shown = window.zoomed(span / window.span, window.shown[1])
            self.look(shown.follow() if window.following else shown)

    def lay_out(self, frame: PriceFrame, view: Watched, last: float | None) -> bool:
        """Bring axes, grid, gaps and the tag of the last price up to date; whether the frame is another one."""
        times = self._labels(frame)
        every = max(2.0, frame.height / self.theme.px(_LABEL_EVERY))
        ticks = price_ticks(frame.low, frame.high, every) if frame.priced else []
        self._hatch_gaps(frame, view)
        asked = (frame, times, last)
        if asked == self._laid_out:
            return False
        moved = not self._laid_out or self._laid_out[0] != frame
        self._laid_out = asked
        self._mark_price(self._tag, frame, last)
        tall = self.theme.px(17)
        free = [
            tick
            for tick in ticks
            if _EDGE <= frame.y(tick[0]) <= frame.height - _EDGE
            and (last is None or abs(frame.y(tick[0]) - frame.y(last)) > tall)
        ]
        self.plot.show_range(frame.start, frame.end + self._margin / frame.scale, frame.low, frame.high)
        self.plot.label(free, [tick for tick in times if tick[0] < frame.end])
        self._grid.place(QRectF(0, 0, frame.width, frame.height))
        xs, ys = [frame.snap(frame.x(at)) for at, _ in times], [frame.snap(frame.y(price)) for price, _ in ticks]
        self._grid.show_lines(xs, ys, None, 1 / frame.ratio)
        axis = self.plot.axis_rect
        box = QRectF(axis.x() + 2, axis.bottom(), axis.width() - 2, self.theme.px(22))
        self._clock.show_text(box, self._clock_name)
        return moved

    def mark_pointed(self, frame: PriceFrame, price: float | None) -> None:
        """Write the price under the pointer on its axis; None takes it away."""
        self._mark_price(self._pointed_price, frame, price if frame.priced else None)

    def say(self, sentence: str) -> None:
        """Write a sentence in the middle; an empty one takes it away."""
        texts: tuple[tuple[QPointF, str, QColor, QColor], ...] = ()
        if sentence:
            width, height = self.room
            surface, metrics = self.theme.tokens.surface, QFontMetricsF(self.theme.font(Role.BODY))
            sentence = metrics.elidedText(sentence, Qt.TextElideMode.ElideRight, width - self.theme.px(20))
            place = QPointF(round((width - metrics.horizontalAdvance(sentence)) / 2), round(height * 0.45))
            texts = ((place, sentence, colour(surface.dim), colour(surface.panel, 0.9)),)
        self._message.show_texts(texts)

    def dress(self) -> None:
        """Take the theme's colours."""
        surface = self.theme.tokens.surface
        self.plot.dress()
        self._grid.dress(mixed(surface.line, surface.panel, 0.55), colour(surface.line))
        self._hatch.dress(colour(surface.gap))
        self.elsewhere.dress(colour(surface.faint))
        self.measured.dress(colour(surface.accent, MEASURED))
        for line in self._cross:
            line.dress(colour(surface.faint, 0.5))
        self._message.dress(self.theme.font(Role.BODY))
        caption = self.theme.font(Role.CAPTION)
        self._clock.dress(caption, colour(surface.faint), colour(surface.panel))
        self._tag.dress(caption, colour(surface.panel), colour(surface.price))
        self._pointed_price.dress(caption, colour(surface.text), colour(surface.hover))
        self._laid_out = ()
        self.setStyleSheet(f"{type(self).__name__} {{ background: {surface.panel}; }}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.measuring.key(event):
            return
        if self._window is None or not self._key(self._window, Qt.Key(event.key())):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.dress()
            self.redraw()
        super().changeEvent(event)

    def _key(self, window: TimeWindow, key: Qt.Key) -> bool:
        """Whether the key meant something here."""
        moved = moved_by(window, key)
        if moved is not None:
            self.look(moved)
        elif not self.step_by_key(key):
            return False
        return True

    def step_by_key(self, key: Qt.Key) -> bool:
        """A key that points at something; whether it meant anything here."""
        return False

    def pointed_by_key(self, at: float | None) -> None:
        """A key pointed at this moment: tell the other charts."""
        self._cursor.point(self, at)

    def _measure(self, x: float, to: float) -> None:
        if self._window is not None:
            (start, end), width = self._window.shown, self.room[0]
            self.measuring.drag(start + x / width * (end - start), start + min(to, width) / width * (end - start))

    def _zoom(self, factor: float, x: float) -> None:
        if self._window is not None and x < self.room[0]:
            start, end = self._window.shown
            self.look(self._window.zoomed(factor, start + x / self.room[0] * (end - start)))

    def _pan(self, pixels: float) -> None:
        if self._window is not None:
            start, end = self._window.shown
            self.look(self._window.panned(-pixels / self.room[0] * (end - start)))

    def _take_height(self, y: float) -> None:
        self._height = y

    def _hover(self, x: float | None) -> None:
        width, height = self.room
        self._cross_at(x)
        if x is not None and width <= x < width + self._margin:
            self._cursor.point(self, None)
            self.point_beside(self._height)
            return
        if x is None or self._window is None or not (0 <= x < width and 0 <= self._height < height):
            self._cursor.point(self, None)
            self.point(None, 0.0)
            return
        start, end = self._window.shown
        at = start + x / width * (end - start)
        self._cursor.point(self, at)
        self.point(at, self._height)

    def _cross_at(self, x: float | None) -> None:
        """Lines across and down through the pointer, as far as the drawing area goes."""
        (width, height), ratio = self.room, self.devicePixelRatioF()
        across, down = self._cross
        inside = x is not None and 0 <= self._height < height and x < width + self._margin
        y = round(self._height * ratio) / ratio
        across.place(QRectF(0, y, width + self._margin, 1 / ratio) if inside else None)
        over_time = x is not None and inside and x < width
        down.place(QRectF(round((x or 0.0) * ratio) / ratio, 0, 1 / ratio, height) if over_time else None)

    def _mark_elsewhere(self, at: float | None) -> None:
        self.elsewhere.mark(at)
        self._draw_elsewhere()

    def _draw_elsewhere(self) -> None:
        if self._window is not None:
            self.elsewhere.draw(*self._window.shown, (self.room,), self.devicePixelRatioF())
        self._draw_measured()

    def _draw_measured(self) -> None:
        if self._window is not None:
            self.measured.draw(self._cursor.axis.measured, *self._window.shown, (self.room,))

    def _mark_price(self, tag: TagItem, frame: PriceFrame, price: float | None) -> None:
        if price is None or not frame.low <= price <= frame.high:
            tag.show_text(QRectF(), "")
            return
        tall, axis = self.theme.px(17), self.plot.axis_rect
        top = min(max(frame.y(price) - tall / 2, 0.0), max(0.0, frame.height - tall))
        tag.show_text(QRectF(axis.x() + 2, axis.y() + round(top), axis.width() - 4, tall), fmt_price(price))

    def _hatch_gaps(self, frame: PriceFrame, view: Watched) -> None:
        self._hatch.set_height(frame.height)
        weighed = [(gap, hatch_weight(gap)) for gap in view.gaps]
        self._hatch.show_spans(
            tuple(
                (left, right, weight)
                for gap, weight in weighed
                if weight > 0
                for left, right in gap_rects(frame.times, [(gap.span.start, gap.span.end)])
            )
        )

    def _labels(self, frame: PriceFrame) -> Ticks:
        """The labelled moments; worked out anew only when the stretch, the room or the clock is another."""
        asked = (frame.start, frame.end, frame.width, self._zone)
        if asked != self._labels_for:
            self._labels_for = asked
            count = max(2.0, frame.width / self.theme.px(_LABEL_WIDTH))
            self._times = time_ticks(frame.start, frame.end, count, self._zone)
            self._clock_name = zone_name(UnixMs(round(frame.end)), self._zone)
        return self._times
