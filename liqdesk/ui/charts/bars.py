"""The mirrored bars: shorts up, longs down, the stretches nobody covered hatched over the full height."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF

from liqdesk.analytics.views import Gap, TimelineView
from liqdesk.ui.charts.axes import Ticks, usd_ticks
from liqdesk.ui.charts.event_bands import EventBand, EventBands, Stretch
from liqdesk.ui.charts.geometry import (
    Frame,
    Heights,
    Rects,
    bar_rects,
    bar_width,
    gap_rects,
    one_bar,
    steadied,
    visible,
)
from liqdesk.ui.charts.items import Band, BarsItem, CaptionItem, GridItem, HatchItem, TagItem, mixed
from liqdesk.ui.charts.plot import Plot
from liqdesk.ui.charts.reading import hatch_weight
from liqdesk.ui.charts.side_captions import SideCaptions
from liqdesk.ui.theme import Role, Theme, colour

_LABEL_EVERY = 46.0
_TIP_SHARE = 0.45
_ANY = Heights(1.0, 1.0)


class BarPlot:
    """Draws the bars of a view: those that are over in one cached item, the open one in its own."""

    def __init__(self, theme: Theme, plot: Plot) -> None:
        self._theme = theme
        self._plot = plot
        self._grid = GridItem(plot.area, 1)
        self._events = EventBands(plot.area, 2)
        self._hatch = HatchItem(plot.area, 2.5)  # over the shade of an event, in which a gap matters most
        self._band = Band(plot.area, 3)
        self._open = Band(plot.area, 3)
        self._sealed = BarsItem(plot.area, 4, cached=True)
        self._live = BarsItem(plot.area, 5, cached=False)
        self._captions = SideCaptions(theme, plot.area, 6)
        self._message = CaptionItem(plot.area, 7)
        self._gap_label = CaptionItem(plot.area, 8)
        self._clock_name = TagItem(plot.outer, 7)
        self._view: TimelineView | None = None
        self._bands: tuple[EventBand, ...] = ()
        self._frame: Frame | None = None
        self._heights: Heights | None = None
        self._times: Ticks = []
        self._peaks = 0.0, 0.0
        self._peaks_of: tuple[float, float, float] = 0.0, 0.0, 0.0

    @property
    def sealed(self) -> tuple[Rects, Rects]:
        """The rectangles drawn for buckets that are over: shorts, longs."""
        return self._sealed.bars()

    @property
    def live(self) -> tuple[Rects, Rects]:
        """The rectangles drawn for the open bucket: shorts, longs."""
        return self._live.bars()

    @property
    def hatched(self) -> tuple[tuple[float, float, float], ...]:
        """Left, right, missing share of what is hatched."""
        return self._hatch.spans

    @property
    def shaded(self) -> tuple[Stretch, ...]:
        """Left, right and side of the events shaded."""
        return self._events.stretches

    @property
    def captions(self) -> tuple[str, ...]:
        """The texts in the drawing area."""
        return self._captions.texts

    @property
    def captions_at(self) -> tuple[QRectF, ...]:
        """Where those texts stand."""
        return self._captions.boxes

    @property
    def gap_label(self) -> str:
        """What is written on the hatched stretch under the pointer."""
        return "".join(self._gap_label.texts)

    @property
    def message(self) -> str:
        """The sentence in the middle, empty where there are bars."""
        return "".join(self._message.texts)

    @property
    def frame(self) -> Frame | None:
        """Where things are drawn; None before there was anything to draw."""
        return self._frame

    def show_events(self, bands: tuple[EventBand, ...]) -> None:
        """Shade these events from the next drawing on."""
        self._bands = bands

    def forget_heights(self) -> None:
        """Fit the axis anew at the next drawing: something else is shown."""
        self._heights = None

    def dress(self) -> None:
        """Take the theme's colours."""
        tokens = self._theme.tokens
        surface = tokens.surface
        self._plot.dress()
        self._grid.dress(mixed(surface.line, surface.panel, 0.55), mixed(surface.faint, surface.panel, 0.8))
        self._hatch.dress(colour(surface.gap))
        self._events.dress(colour(tokens.long.fill), colour(tokens.short.fill), colour(surface.dim))
        self._band.dress(colour(surface.text, 0.09))
        self._open.dress(colour(surface.text, 0.05))
        for item in (self._sealed, self._live):
            item.dress(
                colour(tokens.short.fill),
                colour(tokens.long.fill),
                mixed(tokens.short.fill, surface.panel, _TIP_SHARE),
                mixed(tokens.long.fill, surface.panel, _TIP_SHARE),
            )
        self._captions.dress()
        self._gap_label.dress(self._theme.font(Role.CAPTION))
        self._message.dress(self._theme.font(Role.BODY))
        self._clock_name.dress(self._theme.font(Role.CAPTION), colour(surface.faint), colour(surface.panel))
        if self._frame is not None and self._view is not None:
            self._captions.write(self._view, self._frame)

    def say(self, sentence: str | None, clock: str) -> None:
        """Write a sentence in the middle, or none, and the name of the labels' clock in the corner."""
        width, height = self._plot.size
        texts: tuple[tuple[QPointF, str, QColor, QColor], ...] = ()
        if sentence:
            surface = self._theme.tokens.surface
            wide = QFontMetricsF(self._theme.font(Role.BODY)).horizontalAdvance(sentence)
            place = QPointF(round((width - wide) / 2), round(height * 0.42))
            texts = ((place, sentence, colour(surface.dim), colour(surface.panel, 0.9)),)
        self._message.show_texts(texts)
        axis = self._plot.axis_rect
        self._clock_name.show_text(QRectF(axis.x() + 2, axis.bottom(), axis.width() - 2, self._theme.px(22)), clock)

    def label_gap(self, gap: Gap | None, sentence: str) -> None:
        """Write on a hatched stretch what it is; None writes nothing."""
        frame = self._frame
        if gap is None or frame is None:
            self._gap_label.show_texts(())
            return
        left, right = max(0.0, frame.x(gap.span.start)), min(frame.width, frame.x(gap.span.end))
        metrics, room = QFontMetricsF(self._theme.font(Role.CAPTION)), self._theme.px(8)
        sentence = metrics.elidedText(sentence, Qt.TextElideMode.ElideRight, max(0.0, frame.width - 2 * room))
        wide = metrics.horizontalAdvance(sentence)
        x = min(max((left + right - wide) / 2, room), frame.width - wide - room)
        surface = self._theme.tokens.surface
        place = QPointF(round(x), round(min(frame.zero * 0.5, frame.zero - room) + room))
        self._gap_label.show_texts(((place, sentence, colour(surface.text), colour(surface.raised)),))

    def draw(self, view: TimelineView, start: float, end: float, ratio: float, times: Ticks) -> None:
        """Show this stretch of the view; only what changed is painted again."""
        old, self._view = self._view, view
        renewed = old is None or _sealed_differ(old, view)
        frame = self._fit(view, start, end, ratio, renewed)
        if frame is None:
            self._frame = None
            self._plot.label([], [])  # otherwise the axes count from 0 to 1, or keep the labels of a larger chart
            return
        moved = frame != self._frame or times != self._times
        self._frame, self._times = frame, times
        if moved:
            self._lay_out(frame, times)
        if moved or renewed:
            self._draw_sealed(view, frame)
            self._captions.write(view, frame)
        if moved or old is None or _live_differ(old, view):
            self._draw_live(view, frame)
        if moved or renewed:
            self._open.place(_column(view, frame, len(view.long) - 1))
        self._draw_gaps(view, frame)
        self._events.show_events(frame, self._bands)

    def column(self, index: int) -> QRectF | None:
        """The full height above and below a bucket; None before there was anything to draw."""
        frame, view = self._frame, self._view
        return None if frame is None or view is None else _column(view, frame, index)

    def point_at(self, column: QRectF | None) -> None:
        """Mark a column; None marks none."""
        self._band.place(column)

    def _fit(self, view: TimelineView, start: float, end: float, ratio: float, renewed: bool) -> Frame | None:
        width, height = self._plot.size
        if width < 20 or height < 20:
            return None
        stretch = (start, end, width)
        if renewed or stretch != self._peaks_of:
            self._peaks_of = stretch
            part = visible(Frame(width, height, ratio, start, end, _ANY), view.start, view.query.bucket, len(view.long))
            part = slice(part.start, min(part.stop, len(view.long) - 1))
            self._peaks = float(view.short[part].max(initial=0)), float(view.long[part].max(initial=0))
        short, long = self._peaks
        if start < view.start + len(view.long) * view.query.bucket - view.query.bucket < end:
            short, long = max(short, float(view.short[-1])), max(long, float(view.long[-1]))
        self._heights = steadied(self._heights, short, long)
        return Frame(width, height, ratio, start, end, self._heights)

    def _lay_out(self, frame: Frame, times: Ticks) -> None:
        self._grid.place(QRectF(0, 0, frame.width, frame.height))
        self._hatch.set_height(frame.height)
        ticks = usd_ticks(frame.heights, frame.height / _LABEL_EVERY)
        self._plot.show_range(frame.start, frame.end, -frame.heights.long, frame.heights.short)
        self._plot.label(ticks, times)
        self._grid.show_lines(
            [frame.snap(frame.x(at)) for at, _ in times],
            [0.0, *(frame.snap(frame.y(usd)) for usd, _ in ticks if usd)],
            frame.zero,
            1 / frame.ratio,
        )

    def _draw_sealed(self, view: TimelineView, frame: Frame) -> None:
        bucket = view.query.bucket
        self._sealed.show_bars(
            bar_rects(frame, view.start, bucket, view.short[:-1], True, view.at_least),
            bar_rects(frame, view.start, bucket, view.long[:-1], False, view.at_least),
            frame.ratio,
        )

    def _draw_live(self, view: TimelineView, frame: Frame) -> None:
        bucket, last = view.query.bucket, len(view.long) - 1
        start = view.start + last * bucket
        self._live.show_bars(
            one_bar(frame, start, bucket, float(view.short[last]), True, view.at_least),
            one_bar(frame, start, bucket, float(view.long[last]), False, view.at_least),
            frame.ratio,
        )

    def _draw_gaps(self, view: TimelineView, frame: Frame) -> None:
        spans = []
        for gap in view.gaps:
            weight = hatch_weight(gap)
            if weight > 0:
                for left, right in gap_rects(frame, [(gap.span.start, gap.span.end)]):
                    spans.append((left, right, weight))
        self._hatch.show_spans(tuple(spans))


def _column(view: TimelineView, frame: Frame, index: int) -> QRectF:
    """The full height above and below one bucket, a pixel wider than its bar on both sides."""
    bucket = view.query.bucket
    pixel = 1 / frame.ratio
    left = frame.snap(frame.x(view.start + index * bucket))
    wide = max(bar_width(bucket * frame.scale, frame.ratio), pixel)
    return QRectF(left - pixel, 0, wide + 2 * pixel, frame.height)


def _sealed_differ(old: TimelineView, new: TimelineView) -> bool:
    """Whether any bucket that is over changed; the numbers are compared, which costs less than one repaint too many."""
    if old is new:
        return False
    same_shape = old.query == new.query and old.start == new.start and old.at_least == new.at_least
    if not same_shape or len(old.long) != len(new.long):
        return True
    return old.long[:-1].tobytes() != new.long[:-1].tobytes() or old.short[:-1].tobytes() != new.short[:-1].tobytes()


def _live_differ(old: TimelineView, new: TimelineView) -> bool:
    """Whether the open bucket changed."""
    mark = (old.start, len(old.long), old.long[-1], old.short[-1], old.at_least, old.query)
    return mark != (new.start, len(new.long), new.long[-1], new.short[-1], new.at_least, new.query)
