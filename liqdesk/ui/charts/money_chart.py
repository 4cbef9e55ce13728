"""What painted charts of dollars over time have in common: axes, gaps, the pointer, the keys and the linked cursor."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from liqdesk.analytics.views import Gap
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.axes import time_ticks, usd_ticks
from liqdesk.ui.charts.canvas import Canvas, KeptPicture, Room
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.cursor_line import MEASURED
from liqdesk.ui.charts.fields import Field, FieldsLine
from liqdesk.ui.charts.geometry import Frame, Heights, gap_rects, steadied
from liqdesk.ui.charts.measuring import Measuring, Place
from liqdesk.ui.charts.money_ground import Below, Tag, paint_below, paint_tags
from liqdesk.ui.charts.pointer import Gestures, Pointer
from liqdesk.ui.charts.reading import gap_sentence, hatch_weight
from liqdesk.ui.charts.shared_axis import Stretch, taken_to
from liqdesk.ui.charts.steps import moved_by
from liqdesk.ui.charts.window import TimeWindow
from liqdesk.ui.format import zone_name
from liqdesk.ui.theme import Role, Theme, colour

WAITING = marked("Waiting for the first figures…")
_LABEL_WIDTH, _LABEL_EVERY = 78.0, 40.0
_CLOCK = 22
_LEAST = 24.0


@dataclass(frozen=True, slots=True)
class Peaks:
    """The largest amounts to show, in dollars, above the zero line (shorts) and below it (longs)."""

    short: float
    long: float


class MoneyChart(QWidget):
    """Shorts upwards and longs downwards over time. Wheel zooms, drag pans, double click, F or End goes to the present.

    Who builds on it answers `peaks`, paints in `paint_plot` and `paint_pointed`, and tells in `read` what is pointed at. What
    of the plot seldom changes may be painted in `paint_settled`, for as long as `settled` answers the same.
    `following` tells whether the present is followed, whenever that changes.
    """

    following = Signal(bool)

    def __init__(self, theme: Theme, name: str, cursor: Cursor, fields: Sequence[Field], axis: float = 64.0) -> None:
        super().__init__()
        self.theme = theme
        self._cursor = cursor
        self._axis = axis
        self._zone = Zone.UTC
        self._window: TimeWindow | None = None
        self._pointed: UnixMs | None = None
        self._elsewhere: float | None = None
        self._heights: Heights | None = None
        self._frame: Frame | None = None
        self._times: tuple[tuple[float, str], ...] = ()
        self._times_for: tuple[object, ...] = ()
        self.canvas = Canvas(self._back, self._paint, self._paint_over, self)
        self._ground, self._settled = KeptPicture(self._back), KeptPicture(self._back)
        self.read_out = FieldsLine(theme, fields, self)
        self._pointer = Pointer(
            self, (self.canvas,), Gestures(self._zoom, self._pan, self._hover, self.follow, measure=self._measure)
        )
        place = Place(lambda: self._window, lambda: QPoint(theme.px(8), self.canvas.y() + theme.px(6)))
        self.measuring = Measuring(self, cursor.axis, place, theme)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.read_out)
        self.column.addWidget(self.canvas, 1)
        cursor.link(self, self._mark_elsewhere)
        cursor.axis.join(self, self.take_stretch, self.canvas.update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        theme.changed.connect(self._dress)

    def peaks(self, start: float, end: float) -> Peaks:
        """The largest amounts in this stretch."""
        raise NotImplementedError

    def settled(self, frame: Frame) -> object:
        """What `paint_settled` paints, as a value that is equal while that looks the same; asked before each painting."""
        return None

    def paint_settled(self, painter: QPainter, frame: Frame) -> None:
        """Paint over grid and gaps what is kept; clipped to the drawing area."""

    def paint_plot(self, painter: QPainter, frame: Frame) -> None:
        """Paint what the chart is about, over what is kept; clipped to the drawing area."""
        raise NotImplementedError

    def paint_pointed(self, painter: QPainter, frame: Frame, at: UnixMs) -> None:
        """Mark the pointed moment."""
        raise NotImplementedError

    def tags(self, frame: Frame) -> tuple[Tag, ...]:
        """What is written on the axis of amounts itself: where it stands, no label of the axis does."""
        return ()

    def read(self) -> None:
        """Bring the read-out up to date."""
        raise NotImplementedError

    def moment_at(self, at: float) -> UnixMs | None:
        """The moment that is meant where `at` is pointed at; None where there is nothing."""
        raise NotImplementedError

    def stepped(self, at: UnixMs | None, step: int) -> UnixMs | None:
        """The moment `step` after the pointed one, or after the last where none is."""
        raise NotImplementedError

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is hatched."""
        raise NotImplementedError

    @property
    def message(self) -> str:
        """A sentence in the middle where there is nothing to see, else empty."""
        return tr(WAITING)

    @property
    def frame_shown(self) -> Frame | None:
        """Where things are drawn; None before anything was."""
        return self._frame

    @property
    def window_shown(self) -> TimeWindow | None:
        """The stretch of time on show; None before the first view."""
        return self._window

    @property
    def pointed(self) -> UnixMs | None:
        """The moment pointed at here."""
        return self._pointed

    @property
    def elsewhere(self) -> float | None:
        """The moment another chart is pointed at, Unix ms."""
        return self._elsewhere

    @property
    def zone(self) -> Zone:
        """Whose clock is shown."""
        return self._zone

    def renew(self, window: TimeWindow, zone: Zone) -> None:
        """Show this stretch, of figures that may be others."""
        self._zone = zone
        self._look(window)
        self.read()

    def gap_words(self) -> str:
        """What the hatched stretch is that is pointed at; empty where none is."""
        at = self._pointed
        if at is None:
            return ""
        found = (gap for gap in self.gaps if gap.span.start <= at < gap.span.end and hatch_weight(gap) > 0)
        return next((gap_sentence(gap, self._zone) for gap in found), "")

    def forget_heights(self) -> None:
        """Fit the axis anew at the next drawing: something else is shown."""
        self._heights = None

    def follow(self) -> None:
        """Back to the present."""
        if self._window is not None:
            self._look(self._window.follow())
            self._cursor.axis.follow(self)

    def take_stretch(self, stretch: Stretch) -> None:
        """Another chart was taken there."""
        if self._window is not None:
            self._look(taken_to(self._window, stretch))

    def as_others(self, window: TimeWindow) -> TimeWindow:
        """The first window of this chart, as charts that are linked to it show it by now."""
        return self._cursor.axis.adapted(window)

    def point_at(self, at: UnixMs | None) -> None:
        """Mark a moment and read it; None: none."""
        if at != self._pointed:
            self._pointed = at
            self.canvas.update()
            self.read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.measuring.key(event):
            return
        if self._window is None or not self.key(self._window, Qt.Key(event.key())):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._dress()
        super().changeEvent(event)

    def key(self, window: TimeWindow, key: Qt.Key) -> bool:
        """Whether the key meant something here."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if step is not None:
            self._step(window, step)
            return True
        moved = moved_by(window, key)
        if key in (Qt.Key.Key_End, Qt.Key.Key_F):
            self.follow()
        elif moved is not None:
            self.look_by_hand(moved)
        elif key == Qt.Key.Key_Escape and self._pointed is not None:
            self._cursor.point(self, None)
            self.point_at(None)
        else:
            return False
        return True

    def look_by_hand(self, window: TimeWindow) -> None:
        """Show a stretch that the user chose, as the charts do that are linked to this one."""
        self._look(window)
        self._cursor.axis.show(self, window)

    def _step(self, window: TimeWindow, step: int) -> None:
        at = self.stepped(self._pointed, step)
        if at is None:
            return
        if not window.shown[0] <= at <= window.shown[1]:
            self.look_by_hand(window.showing(at, at + window.bucket))
        self._cursor.point(self, float(at))
        self.point_at(at)

    def _look(self, window: TimeWindow) -> None:
        old, self._window = self._window, window
        self.canvas.renew()
        if old is None or old.following != window.following:
            self.following.emit(window.following)

    def _measure(self, x: float, to: float) -> None:
        if self._frame is not None:
            self.measuring.drag(self._frame.moment(x), self._frame.moment(min(to, self._frame.width)))

    def _zoom(self, factor: float, x: float) -> None:
        if self._window is not None and self._frame is not None:
            self.look_by_hand(self._window.zoomed(factor, self._frame.moment(min(x, self._frame.width))))

    def _pan(self, pixels: float) -> None:
        if self._window is not None and self._frame is not None:
            self.look_by_hand(self._window.panned(-pixels / self._frame.scale))

    def _hover(self, x: float | None) -> None:
        frame = self._frame
        if x is None or frame is None or not 0 <= x < frame.width:
            self._cursor.point(self, None)
            self.point_at(None)
            return
        self._cursor.point(self, frame.moment(x))
        self.point_at(self.moment_at(frame.moment(x)))

    def _back(self) -> QColor:
        return colour(self.theme.tokens.surface.panel)

    def _dress(self) -> None:
        self._times_for = ()
        self._ground.forget()
        self._settled.forget()
        self.canvas.renew()

    def _mark_elsewhere(self, at: float | None) -> None:
        self._elsewhere = at
        self.canvas.update()

    def _paint(self, painter: QPainter, room: Room) -> None:
        surface = self.theme.tokens.surface
        width, height = room.width - self.theme.px(self._axis), room.height - self.theme.px(_CLOCK)
        self._frame = None
        if self._window is not None and min(width, height) >= _LEAST:
            start, end = self._window.shown
            peaks = self.peaks(start, end)
            self._heights = steadied(self._heights, peaks.short, peaks.long)
            self._frame = Frame(width, height, room.ratio, start, end, self._heights)
            if not self.message:
                self._paint_all(painter, self._frame, room)
        if self.message:
            font = self.theme.font(Role.BODY)
            metrics = QFontMetricsF(font)
            text = metrics.elidedText(self.message, Qt.TextElideMode.ElideRight, room.width - 20)
            painter.setFont(font)
            painter.setPen(colour(surface.dim))
            painter.drawText(QPointF((room.width - metrics.horizontalAdvance(text)) / 2, room.height * 0.45), text)

    def _paint_all(self, painter: QPainter, frame: Frame, room: Room) -> None:
        tags = self.tags(frame)
        below = self._below(frame, tags)
        ground = self._ground.of(below, room, lambda under: paint_below(under, below, self.theme))
        settled = self.settled(frame)
        if settled is not None:
            ground = self._settled.of((below, settled), room, lambda under: self._paint_kept(under, ground, frame))
        painter.drawPixmap(0, 0, ground)
        painter.save()
        painter.setClipRect(QRectF(0, 0, frame.width, frame.height))
        self.paint_plot(painter, frame)
        painter.restore()
        paint_tags(painter, tags, self.theme)

    def _below(self, frame: Frame, tags: Sequence[Tag]) -> Below:
        """What lies below the plot in this frame, where these tags stand on its axis."""
        asked = frame.start, frame.end, frame.width, self._zone
        if asked != self._times_for:
            self._times_for = asked
            count = max(2.0, frame.width / self.theme.px(_LABEL_WIDTH))
            self._times = tuple(time_ticks(frame.start, frame.end, count, self._zone))
        amounts = tuple(usd_ticks(frame.heights, max(2.5, frame.height / _LABEL_EVERY)))
        hatched = (
            (left, right, weight)
            for gap in self.gaps
            if (weight := hatch_weight(gap)) > 0
            for left, right in gap_rects(frame, [(gap.span.start, gap.span.end)])
        )
        labelled = tuple(tick for tick in amounts if self._free(frame, tick[0], tags))
        clock = zone_name(UnixMs(round(frame.end)), self._zone)
        return Below(frame, self._times, amounts, labelled, tuple(hatched), clock)

    def _free(self, frame: Frame, usd: float, tags: Sequence[Tag]) -> bool:
        """Whether there is room on the axis for this amount's label."""
        half, y = self.theme.px(7), frame.y(usd)
        return not any(tag.box.top() - half < y < tag.box.bottom() + half for tag in tags)

    def _paint_kept(self, painter: QPainter, ground: QPixmap, frame: Frame) -> None:
        painter.drawPixmap(0, 0, ground)
        painter.setClipRect(QRectF(0, 0, frame.width, frame.height))
        self.paint_settled(painter, frame)

    def _paint_measured(self, painter: QPainter, frame: Frame) -> None:
        measured = self._cursor.axis.measured
        if measured is None or measured[1] < frame.start or measured[0] > frame.end:
            return
        left, right = (round(frame.x(min(max(at, frame.start), frame.end))) for at in measured)
        band = QRectF(left, 0, max(1, right - left), frame.height)
        painter.fillRect(band, colour(self.theme.tokens.surface.accent, MEASURED))

    def _paint_over(self, painter: QPainter, room: Room) -> None:
        frame = self._frame
        if frame is None or self.message:
            return
        self._paint_measured(painter, frame)
        if self._elsewhere is not None and frame.start <= self._elsewhere < frame.end:
            pen = QPen(colour(self.theme.tokens.surface.faint))
            pen.setCosmetic(True)
            painter.setPen(pen)
            x = frame.snap(frame.x(self._elsewhere))
            painter.drawLine(QLineF(x, 0, x, frame.height))
        if self._pointed is not None:
            painter.setClipRect(QRectF(0, 0, frame.width, frame.height))
            self.paint_pointed(painter, frame, self._pointed)
