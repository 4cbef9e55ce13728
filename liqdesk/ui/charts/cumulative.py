"""The cumulative chart: shorts rising, longs falling from the zero line since a chosen moment, their net between them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetricsF, QMouseEvent, QPainter, QPen, QPolygonF

from liqdesk.analytics.cumulative import CumulativeView
from liqdesk.analytics.views import Gap
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, MINUTE, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.canvas import fill_edges
from liqdesk.ui.charts.cumulative_reading import nothing_since, reading_at, since_words, values_of
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.fields import Field
from liqdesk.ui.charts.geometry import Frame
from liqdesk.ui.charts.money_chart import WAITING, MoneyChart, Peaks
from liqdesk.ui.charts.money_ground import Tag
from liqdesk.ui.charts.price_overlay import paint_price
from liqdesk.ui.charts.shared_axis import Stretch
from liqdesk.ui.charts.window import TimeWindow
from liqdesk.ui.format import AT_LEAST
from liqdesk.ui.theme import Role, Theme, colour

_MONEY = f"{AT_LEAST} $888.88M"
_FIELDS = (
    Field("", "28 Nov 88:88 CEST", goes=1),
    Field(marked("▲ shorts"), _MONEY, PositionSide.SHORT),
    Field(marked("▼ longs"), _MONEY, PositionSide.LONG),
    Field(marked("both"), _MONEY, goes=2),
    Field(marked("net"), "▲ $888.88M"),
    Field("", "BTC 888,888.8", goes=3),
)
_AXIS = 114.0
_LEAST = 10 * MINUTE
_ROOM = 1.014
_AREA = 0.22
_LINE = 1.8
_COLUMNS = 2
_JOINT = 4.0
"""So many pixels beside a point its lines may touch."""
_GRAINS = 1024
"""In so many steps the axis of all of it moves on: what lies between two of them is narrower than a pixel, or little more."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """The points of the three lines in pixels, and which steps between them nobody watched (`blind`).

    Left of `edge`, a whole device pixel, they stay as they are while `settled` is equal; point number `newest` is the first
    that what lies right of it needs.
    """

    xs: Floats
    short: Floats
    long: Floats
    net: Floats
    blind: NDArray[np.bool_]
    edge: float
    newest: int
    settled: tuple[object, ...]

    @classmethod
    def of(cls, view: CumulativeView, frame: Frame) -> "_Lines":
        """Those of a view."""
        kept = _columns(frame, view.ends)
        xs = (view.ends[kept].astype(np.float64) - frame.start) * frame.scale
        short, long = view.short[kept], view.long[kept]
        lines = _ys(frame, short), _ys(frame, -long), _ys(frame, short - long)
        blind = _blind(view.ends[kept], view.gaps)
        edge = frame.snap(max(0.0, float(xs[-2]) - _JOINT)) if len(xs) > 1 else 0.0
        newest = max(0, int(np.searchsorted(xs, edge - _JOINT)) - 1)
        settled = edge, *(line[:-1].tobytes() for line in (xs, short, long)), blind[:-1].tobytes()
        return cls(xs, *lines, blind, edge, newest, settled)

    def runs(self, begin: int) -> Iterator[tuple[int, int, bool]]:
        """First and last point of each stretch of steps that are alike, and whether it was watched, from point `begin` on;
        the dots of one that was not begin where it does."""
        for first, last, seen in _runs(self.blind):
            if last > begin:
                yield max(first, begin) if seen else first, last, seen


class CumulativeChart(MoneyChart):
    """Draws a `CumulativeView`, all of it until the user takes it elsewhere.

    A click on the axis of time, or Enter on a pointed moment, is told by `since_chosen` with that moment; `whole_changed`
    tells whether all of it is in sight, whenever that changes.
    """

    since_chosen = Signal(object)
    whole_changed = Signal(bool)

    def __init__(self, theme: Theme, cursor: Cursor) -> None:
        super().__init__(theme, tr("Liquidated since a chosen moment"), cursor, _FIELDS, _AXIS)
        self._view: CumulativeView | None = None
        self._whole = True
        self._priced = False
        self._pressed_at: float | None = None
        self._lines: _Lines | None = None
        self.labels: tuple[str, ...] = ()
        """What is written at the ends of the lines: shorts, net, longs."""
        self.canvas.installEventFilter(self)

    def show_view(self, view: CumulativeView, zone: Zone, priced: bool) -> None:
        """Draw this view, with the price or without."""
        old, self._view, self._priced = self._view, view, priced
        if old is not None and (old.query != view.query):
            self.forget_heights()
            self._see_whole(True)
        first = UnixMs(min(view.since, view.at - DAY))
        window = self.window_shown
        if self._whole or window is None:
            span = max(view.at - view.since, _LEAST)
            grain = 2 ** max(0, (span // _GRAINS).bit_length() - 1)
            end = -(-view.at // grain) * grain
            span += end - view.at + view.since % grain
            window = TimeWindow(MINUTE, span * _ROOM, first, UnixMs(end), float(end))
        else:
            window = window.moved_on(MINUTE, first, view.at)
        self.renew(window, zone)

    def follow(self) -> None:
        """All of it again, up to the present."""
        self._show_whole()
        self._cursor.axis.follow(self)

    def take_stretch(self, stretch: Stretch) -> None:
        """Go along where somebody took another chart; all of it stays in sight until then, and is again in the present."""
        if not stretch.span_meant:
            self._show_whole()
        elif stretch.by_hand or not self._whole:
            self._see_whole(False)
            super().take_stretch(stretch)

    def _show_whole(self) -> None:
        self._see_whole(True)
        if self._view is not None:
            self.forget_heights()
            self.show_view(self._view, self.zone, self._priced)

    def look_by_hand(self, window: TimeWindow) -> None:
        self._see_whole(False)
        super().look_by_hand(window)

    def _see_whole(self, whole: bool) -> None:
        if whole != self._whole:
            self._whole = whole
            self.whole_changed.emit(whole)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return () if self._view is None else self._view.gaps

    @property
    def message(self) -> str:
        return tr(WAITING) if self._view is None else nothing_since(self._view, self.zone)

    def peaks(self, start: float, end: float) -> Peaks:
        view = self._view
        if view is None:
            return Peaks(0.0, 0.0)
        last = min(int(np.searchsorted(view.ends, end)), len(view.ends) - 1)
        return Peaks(float(view.short[last]) / 1e6, float(view.long[last]) / 1e6)

    def moment_at(self, at: float) -> UnixMs | None:
        view = self._view
        if view is None or at < view.since:
            return None
        index = int(np.searchsorted(view.ends, at))
        if 0 < index < len(view.ends) and at - view.ends[index - 1] < view.ends[index] - at:
            index -= 1
        return UnixMs(int(view.ends[min(index, len(view.ends) - 1)]))

    def stepped(self, at: UnixMs | None, step: int) -> UnixMs | None:
        view = self._view
        if view is None:
            return None
        index = len(view.ends) - 1 if at is None else self._index(view, at) + step
        return UnixMs(int(view.ends[min(max(index, 0), len(view.ends) - 1)]))

    def read(self) -> None:
        view = self._view
        if view is None:
            return
        reading = reading_at(view, len(view.ends) - 1 if self.pointed is None else self._index(view, self.pointed))
        status = self.gap_words() or reading.told.state or reading.told.covered
        self.read_out.show_values(values_of(view, reading, self.zone), status)

    def key(self, window: TimeWindow, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.pointed is not None:
            self.since_chosen.emit(self.pointed)
            return True
        return super().key(window, key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on the labels of time chooses; everything else goes on to the pointer."""
        frame = self.frame_shown
        if not isinstance(event, QMouseEvent) or frame is None:
            return False
        where = event.position()
        on_axis = where.y() > frame.height and where.x() < frame.width
        kind = event.type()
        if kind == QEvent.Type.MouseMove and event.buttons() == Qt.MouseButton.NoButton:
            self.canvas.setCursor(Qt.CursorShape.PointingHandCursor if on_axis else Qt.CursorShape.CrossCursor)
        if kind == QEvent.Type.MouseButtonPress and on_axis and event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = where.x()
            return True
        if kind == QEvent.Type.MouseButtonRelease and self._pressed_at is not None:
            pressed, self._pressed_at = self._pressed_at, None
            if on_axis and abs(where.x() - pressed) < self.theme.px(4):
                self.since_chosen.emit(UnixMs(round(frame.moment(where.x()))))
            return True
        return False

    def settled(self, frame: Frame) -> object:
        view = self._view
        if view is None:
            return None
        lines = self._lines = _Lines.of(view, frame)
        price = (view.price_at.tobytes(), view.price.tobytes()) if self._priced else ()
        return view.query, self.zone, view.since, lines.settled, price

    def paint_settled(self, painter: QPainter, frame: Frame) -> None:
        view, lines = self._view, self._lines
        if view is None or lines is None:
            return
        before = frame.x(view.since)
        if before > 0:
            painter.fillRect(QRectF(0, 0, before, frame.height), colour(self.theme.tokens.surface.window, 0.5))
        if self._priced:
            paint_price(painter, frame, view.price_at, view.price, view.query.price_base, self.theme)
        painter.setClipRect(QRectF(0, 0, lines.edge, frame.height), Qt.ClipOperation.IntersectClip)
        self._paint_lines(painter, frame, lines, 0)
        self._write_since(painter, frame, view, 0.0)

    def paint_plot(self, painter: QPainter, frame: Frame) -> None:
        view, lines = self._view, self._lines
        if view is None or lines is None:
            return
        painter.setClipRect(
            QRectF(lines.edge, 0, frame.width - lines.edge, frame.height), Qt.ClipOperation.IntersectClip
        )
        self._paint_lines(painter, frame, lines, lines.newest)
        self._write_since(painter, frame, view, lines.edge)

    def _paint_lines(self, painter: QPainter, frame: Frame, lines: _Lines, begin: int) -> None:
        """The sums from point number `begin` on."""
        tokens = self.theme.tokens
        self._paint_net(painter, frame, lines.xs[begin:], lines.net[begin:])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for ys, ink, wide in (
            (lines.net, tokens.surface.dim, 1.0),
            (lines.long, tokens.long.fill, _LINE),
            (lines.short, tokens.short.fill, _LINE),
        ):
            for first, last, seen in lines.runs(begin):
                pen = QPen(colour(ink) if seen else colour(tokens.surface.faint), wide if seen else 1.0)
                pen.setStyle(Qt.PenStyle.SolidLine if seen else Qt.PenStyle.DotLine)
                painter.setPen(pen)
                painter.drawPolyline(_polygon(lines.xs[first : last + 1], ys[first : last + 1]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def tags(self, frame: Frame) -> tuple[Tag, ...]:
        view = self._view
        if view is None:
            return ()
        reading, tokens = reading_at(view, len(view.ends) - 1), self.theme.tokens
        told, surface = reading.told, tokens.surface
        short, long = float(view.short[-1]) / 1e6, float(view.long[-1]) / 1e6
        told_at = [
            (frame.y(short), f"▲ {told.signed(told.short)}", tokens.short.text, surface.panel),
            (frame.y(short - long), tr("net {net}").format(net=reading.net), surface.hover, surface.text),
            (frame.y(-long), f"▼ {told.signed(told.long)}", tokens.long.text, surface.panel),
        ]
        self.labels = tuple(text for _, text, _, _ in told_at)
        tall, wide = self.theme.px(18), self.theme.px(_AXIS) - 4
        tops = _apart([y - tall / 2 for y, *_ in told_at], tall + 1, frame.height)
        return tuple(
            Tag(QRectF(frame.width + 2, round(top), wide, tall), *rest)
            for top, (_, *rest) in zip(tops, told_at, strict=True)
        )

    def paint_pointed(self, painter: QPainter, frame: Frame, at: UnixMs) -> None:
        view = self._view
        if view is None:
            return
        index, tokens = self._index(view, at), self.theme.tokens
        x = frame.snap(frame.x(float(view.ends[index])))
        painter.setPen(QPen(colour(tokens.surface.faint), 0))
        painter.drawLine(QLineF(x, 0, x, frame.height))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for usd, ink in ((view.short[index] / 1e6, tokens.short.fill), (-view.long[index] / 1e6, tokens.long.fill)):
            painter.setPen(QPen(colour(tokens.surface.panel), 1.5))
            painter.setBrush(colour(ink))
            painter.drawEllipse(QPointF(x, frame.y(float(usd))), 4, 4)

    def _index(self, view: CumulativeView, at: int) -> int:
        return min(int(np.searchsorted(view.ends, at)), len(view.ends) - 1)

    def _paint_net(self, painter: QPainter, frame: Frame, xs: Floats, net: Floats) -> None:
        """The area between the zero line and the net, in the colour of the side that is ahead: a column for every pixel, which
        is filled many times faster than an outline, and whose steps lie below the line."""
        if len(xs) < 2:
            return
        tokens, ratio = self.theme.tokens, frame.ratio
        columns = np.arange(math.floor(xs[0] * ratio), math.ceil(xs[-1] * ratio), dtype=np.int32)
        heights = np.rint(np.interp((columns + 0.5) / ratio, xs, net) * ratio).astype(np.int32)
        zero = round(frame.zero * ratio)
        edges = np.stack((columns, np.minimum(heights, zero), columns, np.maximum(heights, zero) - 1), axis=1)
        up = heights < zero
        for side, ink in ((up, tokens.short.fill), (~up, tokens.long.fill)):
            if side.any():
                fill_edges(painter, edges[side], QBrush(colour(ink, _AREA)), ratio)

    def _write_since(self, painter: QPainter, frame: Frame, view: CumulativeView, edge: float) -> None:
        """Mark when counting began; nothing to do where that lies left of `edge`."""
        surface, px = self.theme.tokens.surface, self.theme.px
        x = frame.snap(frame.x(view.since))
        if not 0 <= x < frame.width:
            return
        font = self.theme.font(Role.CAPTION)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        text = tr("since {view}").format(view=since_words(view, self.zone))
        wide = metrics.horizontalAdvance(text)
        left = min(x + px(6), frame.width - wide - px(4))
        if max(x + 1, left + wide + 3) < edge:
            return
        painter.fillRect(QRectF(x, 0, 1 / frame.ratio, frame.height), colour(surface.dim))
        painter.fillRect(QRectF(left - 3, px(5), wide + 6, metrics.height() + 2), colour(surface.panel, 0.8))
        painter.setPen(colour(surface.dim))
        painter.drawText(QPointF(left, px(6) + metrics.ascent()), text)


def _columns(frame: Frame, ends: NDArray[np.int64]) -> NDArray[np.intp]:
    """The moments to draw: those in sight and their neighbours, the last one of every two columns of pixels."""
    first = max(0, int(np.searchsorted(ends, frame.start)) - 1)
    last = min(len(ends), int(np.searchsorted(ends, frame.end)) + 1)
    column = np.floor((ends[first:last] - frame.start) * (frame.scale * frame.ratio / _COLUMNS))
    return first + np.flatnonzero(np.diff(column, append=np.inf))


def _ys(frame: Frame, micro: NDArray[np.int64]) -> Floats:
    found: Floats = frame.zero - micro / 1e6 * (frame.height / frame.heights.both)
    return found


def _blind(ends: NDArray[np.int64], gaps: tuple[Gap, ...]) -> NDArray[np.bool_]:
    """Which steps from one moment to the next lie in a stretch that nobody watched."""
    middle = (ends[:-1] + ends[1:]) / 2
    blind = np.zeros(len(middle), dtype=np.bool_)
    for gap in gaps:
        if gap.missing >= 1:
            blind |= (gap.span.start <= middle) & (middle < gap.span.end)
    return blind


def _runs(blind: NDArray[np.bool_]) -> Iterator[tuple[int, int, bool]]:
    """First and last point of each stretch of steps that are alike, and whether it was watched."""
    if not len(blind):
        return
    cuts = [0, *(np.flatnonzero(np.diff(blind)) + 1).tolist(), len(blind)]
    for first, last in pairwise(cuts):
        yield first, last, not blind[first]


def _polygon(xs: Floats, ys: Floats) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])


def _apart(tops: list[float], step: float, height: float) -> list[float]:
    """Places in the same order, at least a step from one another, inside the height as far as there is room."""
    placed = []
    edge = 0.0
    for top in tops:
        edge = max(edge, top)
        placed.append(edge)
        edge += step
    over = height - step
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], over)
        over = placed[index] - step
    return placed
