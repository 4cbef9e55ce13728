"""The venues' chart: mirrored bars of time, each stacked by who told of it."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter

from liqdesk.analytics.venue_stacks import VenueStack, VenueStacksView
from liqdesk.analytics.views import Gap
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.canvas import fill_edges
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.fields import Field
from liqdesk.ui.charts.geometry import Frame, Heights, bar_width, visible
from liqdesk.ui.charts.hatch import hatched_brush
from liqdesk.ui.charts.hues import HUES, OTHERS, assigned
from liqdesk.ui.charts.money_chart import WAITING, MoneyChart, Peaks
from liqdesk.ui.charts.shared_axis import Stretch
from liqdesk.ui.charts.side_captions import WORDS, SideBars, base_line, caption_place
from liqdesk.ui.charts.stack_rects import stack_edges
from liqdesk.ui.charts.venue_legend import Entry, VenueLegend
from liqdesk.ui.charts.venue_reading import (
    StackReading,
    no_stacks,
    reading_in_sight,
    reading_of_bar,
    values_of_bar,
)
from liqdesk.ui.charts.window import TimeWindow
from liqdesk.ui.format import AT_LEAST
from liqdesk.ui.theme import Role, Theme, colour

_MONEY = f"{AT_LEAST} $888.88M"
_FIELDS = (
    Field("", "28 Nov 88:88–88:88 CEST", goes=2),
    Field(marked("▲ shorts"), _MONEY, PositionSide.SHORT),
    Field(marked("▼ longs"), _MONEY, PositionSide.LONG),
    Field(marked("both"), _MONEY, goes=1),
)
_STRIPE = 0.55
_CARD_COLUMNS = (118, 96, 96)
_CARD_LINE = 17


class VenueChart(MoneyChart):
    """Draws a `VenueStacksView`; a venue keeps its hue while it is shown."""

    def __init__(self, theme: Theme, cursor: Cursor) -> None:
        super().__init__(theme, tr("Venues over time"), cursor, _FIELDS)
        self._view: VenueStacksView | None = None
        self._hues: dict[VenueId, int] = {}
        self._hatched: dict[tuple[str, float], QBrush] = {}
        self.legend = VenueLegend(theme, self)
        self.column.insertWidget(1, self.legend)
        theme.changed.connect(self._write_anew)

    def show_view(self, view: VenueStacksView, zone: Zone) -> None:
        """Draw this view, with labels on that clock."""
        old, self._view = self._view, view
        if old is not None and old.query != view.query:
            self.forget_heights()
        self._hues = assigned(self._hues, (stack.venue for stack in view.stacks if stack.venue is not None))
        live = UnixMs(view.start + view.count * view.query.bucket)
        window = self.window_shown
        if window is None:
            window = self.as_others(TimeWindow.of(view.query.bucket, view.start, live))
        else:
            window = window.moved_on(view.query.bucket, view.start, live)
        self.renew(window, zone)

    def hue_of(self, stack: VenueStack) -> str:
        """The colour of a stack as `#rrggbb`."""
        dark = self.theme.tokens.dark
        number = None if stack.venue is None else self._hues.get(stack.venue)
        return OTHERS[dark] if number is None else HUES[dark][number]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return () if self._view is None else self._view.gaps

    @property
    def message(self) -> str:
        return tr(WAITING) if self._view is None else no_stacks(self._view)

    def peaks(self, start: float, end: float) -> Peaks:
        view = self._view
        if view is None or not view.stacks:
            return Peaks(0.0, 0.0)
        frame = Frame(1.0, 1.0, 1.0, start, end, Heights(1.0, 1.0))
        part = visible(frame, view.start, view.query.bucket, view.count)
        short, long = (sum(getattr(stack, side)[part] for stack in view.stacks) for side in ("short", "long"))
        return Peaks(float(np.max(short, initial=0)) / 1e6, float(np.max(long, initial=0)) / 1e6)

    def moment_at(self, at: float) -> UnixMs | None:
        view = self._view
        if view is None:
            return None
        index = int((at - view.start) // view.query.bucket)
        return UnixMs(view.start + index * view.query.bucket) if 0 <= index < view.count else None

    def stepped(self, at: UnixMs | None, step: int) -> UnixMs | None:
        view = self._view
        if view is None:
            return None
        bucket, last = view.query.bucket, view.count - 1
        index = last if at is None else (at - view.start) // bucket + step
        return UnixMs(view.start + min(max(index, 0), last) * bucket)

    def read(self) -> None:
        reading = self._reading()
        if reading is not None:
            told = reading.told
            status = self.gap_words() or told.state or told.covered
            self.read_out.show_values(values_of_bar(reading, self.zone), status)
            self._write_legend()

    def _reading(self) -> StackReading | None:
        """Of the pointed bar, or of the open one."""
        view = self._view
        if view is None:
            return None
        bucket, last = view.query.bucket, view.count - 1
        index = last if self.pointed is None else (self.pointed - view.start) // bucket
        return reading_of_bar(view, min(max(index, 0), last))

    def _write_anew(self) -> None:
        self._hatched.clear()
        self._write_legend()

    def _write_legend(self) -> None:
        view, window = self._view, self.window_shown
        if view is None or window is None:
            return
        frame = Frame(1.0, 1.0, 1.0, *window.shown, Heights(1.0, 1.0))
        parts = reading_in_sight(view, frame).parts
        fills = [self._fill(stack, 1.0) for stack in view.stacks]
        self.legend.show_entries(tuple(Entry(part, fill) for part, fill in zip(parts, fills, strict=True)))

    def look_by_hand(self, window: TimeWindow) -> None:
        super().look_by_hand(window)
        self._write_legend()

    def take_stretch(self, stretch: Stretch) -> None:
        super().take_stretch(stretch)
        self._write_legend()

    def paint_plot(self, painter: QPainter, frame: Frame) -> None:
        view = self._view
        if view is None:
            return
        fills = [self._fill(stack, frame.ratio) for stack in view.stacks]
        for side, up in (("short", True), ("long", False)):
            parts = [getattr(stack, side) for stack in view.stacks]
            for edges, fill in zip(stack_edges(frame, view.start, view.query.bucket, parts, up), fills, strict=True):
                fill_edges(painter, edges, fill, frame.ratio)
        self._write_sides(painter, frame, view)

    def paint_pointed(self, painter: QPainter, frame: Frame, at: UnixMs) -> None:
        view, reading = self._view, self._reading()
        if view is None or reading is None:
            return
        bucket, pixel = view.query.bucket, 1 / frame.ratio
        wide = max(bar_width(bucket * frame.scale, frame.ratio), pixel)
        left = frame.snap(frame.x(at))
        painter.fillRect(QRectF(left - pixel, 0, wide + 2 * pixel, frame.height), colour(self._ink, 0.09))
        lines = len(reading.parts)
        box = QRectF(0, 0, self.theme.px(sum(_CARD_COLUMNS) + 16), self.theme.px(_CARD_LINE * lines + 10))
        if box.height() + self.theme.px(8) > frame.height or box.width() > frame.width * 0.6:
            return
        x = self.theme.px(8) if left > frame.width / 2 else frame.width - box.width() - self.theme.px(8)
        self._paint_card(painter, box.translated(round(x), self.theme.px(6)), reading, view)

    @property
    def _ink(self) -> str:
        return self.theme.tokens.surface.text

    def _paint_card(self, painter: QPainter, box: QRectF, reading: StackReading, view: VenueStacksView) -> None:
        """What each venue told of in the pointed bar, in the order of the stack."""
        tokens, px = self.theme.tokens, self.theme.px
        painter.fillRect(box, colour(tokens.surface.line))
        painter.fillRect(box.adjusted(1, 1, -1, -1), colour(tokens.surface.raised, 0.94))
        font = self.theme.font(Role.CAPTION)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        for number, (part, stack) in enumerate(zip(reading.parts, view.stacks, strict=True)):
            top = box.top() + px(5) + number * px(_CARD_LINE)
            base, left = top + px(_CARD_LINE) / 2 + metrics.ascent() / 2 - 1, box.left() + px(8)
            painter.fillRect(QRectF(left, round(top + px(4)), px(9), px(9)), colour(self.hue_of(stack)))
            painter.setPen(colour(tokens.surface.dim))
            painter.drawText(QPointF(left + px(14), base), part.name)
            told, edge = part.told, left + px(_CARD_COLUMNS[0])
            for side, text in (
                (tokens.short, f"▲ {told.signed(told.short)}"),
                (tokens.long, f"▼ {told.signed(told.long)}"),
            ):
                edge += px(_CARD_COLUMNS[1])
                painter.setPen(colour(side.text))
                painter.drawText(QPointF(edge - metrics.horizontalAdvance(text), base), text)

    def _fill(self, stack: VenueStack, ratio: float) -> QBrush:
        hue = self.hue_of(stack)
        if not stack.sampled:
            return QBrush(colour(hue))
        known = self._hatched.get((hue, ratio))
        if known is None:
            stripe = colour(self.theme.tokens.surface.panel, _STRIPE)
            known = self._hatched[hue, ratio] = hatched_brush(colour(hue), stripe, ratio)
        return known

    def _write_sides(self, painter: QPainter, frame: Frame, view: VenueStacksView) -> None:
        tokens, unit = self.theme.tokens, self.theme.px(100) / 100
        font = self.theme.font(Role.CAPTION)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        for side, words in WORDS.items():
            text, up = tr(words), side is PositionSide.SHORT
            parts = [stack.short if up else stack.long for stack in view.stacks] or [np.zeros(0, dtype=np.int64)]
            bars = SideBars(np.sum(parts, axis=0) / 1e6, view.start, view.query.bucket, up)
            wide = metrics.horizontalAdvance(text)
            found = caption_place(frame, bars, wide, unit)
            if found is not None:
                left, base = found[1], base_line(frame, up, unit)
                plate = QRectF(left - 3, base - metrics.ascent() - 2, wide + 6, metrics.height() + 4)
                painter.fillRect(plate, colour(tokens.surface.panel, 0.72))
                painter.setPen(colour(tokens.side(side).text))
                painter.drawText(QPointF(left, base), text)
