"""The chart of the past: bars of any width over any stretch; what is zoomed keeps its picture until the finer one is there."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen

from liqdesk.analytics.past.views import PastBars
from liqdesk.analytics.views import Gap
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.canvas import Edges, fill_edges
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.fields import Field
from liqdesk.ui.charts.geometry import Frame, Rects, bar_rects
from liqdesk.ui.charts.money_chart import MoneyChart, Peaks
from liqdesk.ui.charts.past_reading import gap_words, values_of_bar, values_of_stretch
from liqdesk.ui.charts.price_overlay import paint_price
from liqdesk.ui.charts.reading import hatch_weight
from liqdesk.ui.charts.window import ROOM, TimeWindow
from liqdesk.ui.format import AT_LEAST
from liqdesk.ui.theme import Role, Theme, colour

_MONEY = f"{AT_LEAST} $888.88M"
_FIELDS = (
    Field("", "28 Nov 2028 88:88", goes=1),
    Field(marked("▲ shorts"), _MONEY, PositionSide.SHORT),
    Field(marked("▼ longs"), _MONEY, PositionSide.LONG),
    Field(marked("both"), _MONEY, goes=2),
    Field(marked("orders"), "88,888,888", goes=4),
    Field("", "BTC 888,888.8", goes=3),
)
WIDTHS = tuple(DurationMs(width) for width in (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY))
_PIXELS = 3.0
"""A bar is at least so wide, where there is a width for it."""
SHORTEST = HOUR
_STEP = DurationMs(SHORTEST // 8)
_TIP = 0.45


def width_for(span: float, pixels: float) -> DurationMs:
    """The bars' width for so much time on so many pixels."""
    return next((width for width in WIDTHS if span / width * _PIXELS <= pixels), WIDTHS[-1])


class PastChart(MoneyChart):
    """Draws `PastBars`; `looked` tells that another stretch came into sight, `opened` that a bar is to fill it."""

    looked = Signal()
    opened = Signal(object)

    def __init__(self, theme: Theme, cursor: Cursor) -> None:
        super().__init__(theme, tr("Liquidations of the past"), cursor, _FIELDS)
        self._bars: PastBars | None = None
        self._imported: PastBars | None = None
        self._said = ""
        self._busy = False

    @property
    def bars(self) -> PastBars | None:
        """What is drawn."""
        return self._bars

    @property
    def imported(self) -> PastBars | None:
        """What is drawn beside it, from files."""
        return self._imported

    @property
    def span(self) -> Span | None:
        """The whole minutes in sight; None before anything is."""
        window = self.window_shown
        if window is None:
            return None
        start, end = window.shown
        end = min(end, float(window.live))
        return Span(
            UnixMs(int(start // MINUTE) * MINUTE), UnixMs(max(int(start // MINUTE) + 1, -int(-end // MINUTE)) * MINUTE)
        )

    def look_at(self, first: UnixMs, live: UnixMs, span: float, end: float | None, zone: Zone) -> None:
        """Show a stretch `span` wide that ends at `end`, or at the present, of all that there is since `first`."""
        first = UnixMs(min(first, live - SHORTEST))
        wide = span / (1 - ROOM) if end is None else span
        window = TimeWindow(_STEP, wide, first, live, float(live), True)
        if end is not None:
            window = window.panned(end - window.shown[1])
        self.forget_heights()
        self.renew(window, zone)

    def move_on(self, live: UnixMs) -> None:
        """Time has passed."""
        window = self.window_shown
        if window is not None:
            self.renew(replace(window, live=live), self.zone)

    def show_bars(self, bars: PastBars, imported: PastBars | None) -> None:
        """Draw these in the place of those."""
        other = self._bars is None or self._bars.query.among != bars.query.among
        self._bars, self._imported, self._said, self._busy = bars, imported, "", False
        if other:
            self.forget_heights()
        self.canvas.renew()
        self.read()

    def say(self, sentence: str) -> None:
        """Draw no bars, only a sentence."""
        if self._bars is None and self._said == sentence:
            return
        self._bars = self._imported = None
        self._said = sentence
        self.canvas.renew()
        self.read()

    def wait(self, on: bool) -> None:
        """Say that an answer is awaited, beside the older picture that stays until it is there."""
        if on is not self._busy:
            self._busy = on
            self.canvas.renew()
            self.read()

    @property
    def message(self) -> str:
        if self._bars is not None:
            return ""
        return self._said or (tr("Reading the archive…") if self._busy else " ")

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return () if self._bars is None else self._bars.gaps

    def peaks(self, start: float, end: float) -> Peaks:
        shorts, longs = [0.0], [0.0]
        for bars in (self._bars, self._imported):
            if bars is not None:
                part = slice(
                    max(0, int((start - bars.start) // bars.bucket)), max(0, -int((bars.start - end) // bars.bucket))
                )
                shorts.append(float(bars.short[part].max(initial=0)) / 1e6)
                longs.append(float(bars.long[part].max(initial=0)) / 1e6)
        return Peaks(max(shorts), max(longs))

    def moment_at(self, at: float) -> UnixMs | None:
        bars = self._bars
        if bars is None or not bars.start <= at < bars.end:
            return None
        return UnixMs(int(bars.start + (at - bars.start) // bars.bucket * bars.bucket))

    def stepped(self, at: UnixMs | None, step: int) -> UnixMs | None:
        bars, window = self._bars, self.window_shown
        if bars is None or window is None:
            return None
        if at is None:
            return self.moment_at(min(window.shown[1], float(window.live)) - 1)
        index = (at - bars.start) // bars.bucket + step
        return UnixMs(int(bars.start + min(max(index, 0), len(bars.long) - 1) * bars.bucket))

    def read(self) -> None:
        bars = self._bars
        if bars is None:
            self.read_out.show_values(("",) * len(_FIELDS), "")
            return
        values, status = values_of_stretch(bars, self.zone)
        index = None if self.pointed is None else int((self.pointed - bars.start) // bars.bucket)
        if index is not None and 0 <= index < len(bars.long):
            values, status = values_of_bar(bars, index, self.zone)
            status = self.gap_words() or status
        self.read_out.show_values(values, tr("reading…") if self._busy else status)

    def gap_words(self) -> str:
        at = self.pointed
        found = (gap for gap in self.gaps if at is not None and gap.span.start <= at < gap.span.end)
        return next((gap_words(gap, self.zone) for gap in found if hatch_weight(gap) > 0), "")

    def key(self, window: TimeWindow, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.pointed is not None and self._bars is not None:
            self.opened.emit(Span(self.pointed, UnixMs(self.pointed + self._bars.bucket)))
            return True
        return super().key(window, key)

    def paint_plot(self, painter: QPainter, frame: Frame) -> None:
        bars = self._bars
        if bars is None:
            return
        tokens = self.theme.tokens
        for sums, side, up in ((bars.short, tokens.short, True), (bars.long, tokens.long, False)):
            drawn = bar_rects(frame, bars.start, bars.bucket, sums.astype(np.float64) / 1e6, up, bars.coverage.at_least)
            fill_edges(painter, _edges(drawn.bodies, frame.ratio), QBrush(colour(side.fill)), frame.ratio)
            fill_edges(painter, _edges(drawn.tips, frame.ratio), QBrush(colour(side.fill, _TIP)), frame.ratio)
        if self._imported is not None:
            self._paint_imported(painter, frame, self._imported)
        at, price = _with_breaks(bars)
        paint_price(painter, frame, at, price, bars.price_base, self.theme)

    def _paint_imported(self, painter: QPainter, frame: Frame, bars: PastBars) -> None:
        """Outlines in the colour of all that is not of this market now, and the word for it."""
        surface, px = self.theme.tokens.surface, self.theme.px
        painter.setPen(QPen(colour(surface.mark), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for sums, up in ((bars.short, True), (bars.long, False)):
            rects = bar_rects(frame, bars.start, bars.bucket, sums.astype(np.float64) / 1e6, up, False).bodies
            painter.drawRects([QRectF(x, y, max(w - 1, 1), max(h - 1, 1)) for x, y, w, h in rects.tolist()])
        font = self.theme.font(Role.CAPTION)
        metrics = QFontMetricsF(font)
        words = tr("outlines: IMPORTED rows, in no total")
        box = QRectF(frame.width - metrics.horizontalAdvance(words) - px(14), px(6), 0, metrics.height() + 4)
        box.setRight(frame.width - px(6))
        painter.setFont(font)
        painter.fillRect(box, colour(surface.mark_back))
        painter.setPen(colour(surface.mark))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def paint_pointed(self, painter: QPainter, frame: Frame, at: UnixMs) -> None:
        bars = self._bars
        if bars is None:
            return
        left = frame.snap(frame.x(at))
        wide = max(frame.snap(frame.x(at + bars.bucket)) - left, 1 / frame.ratio)
        painter.fillRect(QRectF(left, 0, wide, frame.height), colour(self.theme.tokens.surface.text, 0.12))

    def _look(self, window: TimeWindow) -> None:
        super()._look(window)
        self.looked.emit()


def _edges(rects: Rects, ratio: float) -> Edges:
    """Rectangles in logical pixels as the edges of whole device pixels."""
    edges = np.empty((len(rects), 4), dtype=np.int32)
    scaled = np.rint(rects * ratio)
    edges[:, :2] = scaled[:, :2]
    edges[:, 2:] = scaled[:, :2] + scaled[:, 2:] - 1
    return edges


def _with_breaks(bars: PastBars) -> tuple[np.ndarray, np.ndarray]:
    """The price line with a NaN wherever prices are missing for longer than usual."""
    at, price = bars.price_at, bars.price
    if len(at) < 3:
        return at, price
    steps = np.diff(at)
    holes = np.flatnonzero(steps > 3 * max(float(np.median(steps)), float(bars.bucket)))
    return np.insert(at, holes + 1, at[holes] + 1), np.insert(price, holes + 1, np.nan)
