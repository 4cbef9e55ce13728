"""The largest coins side by side: a small mirrored chart for each, with its total, its sides and its share of everything."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.analytics.courses import CoinCourse, CoursesView
from liqdesk.domain.language import tr
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.export import Table
from liqdesk.ui.charts.geometry import Frame, Heights, bar_rects, fitted, gap_rects
from liqdesk.ui.charts.items import Fill, diagonals, mixed
from liqdesk.ui.charts.reading import hatch_weight
from liqdesk.ui.charts.tile_reading import TileWords, course_rows, nothing_in, summary_of_courses, words_of
from liqdesk.ui.theme import Role, Theme, colour

_TIP_SHARE = 0.45
_GAP = 6.0
_HEAD, _LOW_HEAD, _TWO_LINES_FROM = 38, 22, 66
"""So much of a tile its words take, of a low one the first line of them; both where a tile is so high."""
_WIDE = 2.1
"""As many times as high should a tile be wide."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one tile stands, and the part of it that holds the bars."""

    box: QRectF
    bars: QRectF


class Tiles(QWidget):
    """Draws a `CoursesView`. Click or Enter chooses a coin, arrows go from one to the next; pointing reads a bar out."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cursor = cursor
        self._view: CoursesView | None = None
        self._zone = Zone.UTC
        self._same_scale = False
        self._pointed: int | None = None
        self._kept: int | None = None
        self._at: float | None = None
        self._elsewhere: float | None = None
        self._short, self._short_tips, self._long, self._long_tips = Fill(), Fill(), Fill(), Fill()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("The largest coins side by side"))
        cursor.link(self, self._mark_elsewhere)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def words(self) -> tuple[TileWords, ...]:
        """What is written on each tile."""
        view = self._view
        if view is None:
            return ()
        return tuple(self._words(view, number) for number in range(len(view.coins)))

    @property
    def message(self) -> str:
        """The sentence in the middle, empty where there are tiles."""
        return nothing_in(self._view, self._zone)

    def show_view(self, view: CoursesView, zone: Zone) -> None:
        """Draw these coins, with moments on that clock."""
        self._view, self._zone = view, zone
        self.update()

    def use_same_scale(self, same: bool) -> None:
        """Draw all bars on the scale of the largest coin, or each coin on its own."""
        self._same_scale = same
        self.update()

    def table(self) -> Table:
        """Every bar of every coin."""
        rows = [] if self._view is None else course_rows(self._view)
        return Table(("from_utc", "coin", "long_usd", "short_usd"), rows)

    def summary(self) -> str:
        """The coins in words."""
        return summary_of_courses(self._view)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(480), self._theme.px(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(100))

    def places(self) -> tuple[Place, ...]:
        """Where the tiles stand: in rows of as many as give them the best shape."""
        count = 0 if self._view is None else len(self._view.coins)
        if not count:
            return ()
        gap, ratio = self._theme.px(_GAP), self.devicePixelRatioF()
        columns = min(
            (across for across in range(1, count + 1) if count % across == 0 or count % across > across / 2),
            key=lambda across: self._shape(across, count),
        )
        lines = -(-count // columns)
        wide, high = (self.width() - gap) / columns, (self.height() - gap) / lines

        def snapped(value: float) -> float:
            return round(value * ratio) / ratio

        found = []
        for number in range(count):
            left, top = gap + number % columns * wide, gap + number // columns * high
            box = QRectF(snapped(left), snapped(top), snapped(wide - gap), snapped(high - gap))
            head = self._theme.px(_HEAD if box.height() >= self._theme.px(_TWO_LINES_FROM) else _LOW_HEAD)
            inner = box.adjusted(self._theme.px(8), min(head, box.height() / 2), -self._theme.px(8), -self._theme.px(6))
            bars = QRectF(snapped(inner.x()), snapped(inner.y()), snapped(inner.width()), snapped(inner.height()))
            found.append(Place(box, bars))
        return tuple(found)

    def _shape(self, columns: int, count: int) -> float:
        lines = -(-count // columns)
        shape = (self.width() / columns) / max(1.0, self.height() / lines)
        return max(shape / _WIDE, _WIDE / max(shape, 1e-3))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        surface = self._theme.tokens.surface
        painter.fillRect(event.rect(), colour(surface.panel))
        view, message = self._view, self.message
        if message or view is None:
            painter.setFont(self._theme.font(Role.BODY))
            painter.setPen(colour(surface.dim))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, message)
            return
        most = max((max(one.long.max(initial=0), one.short.max(initial=0)) for one in view.coins), default=0.0)
        for number, place in enumerate(self.places()):
            self._paint_tile(painter, view, number, place, most)

    def _paint_tile(self, painter: QPainter, view: CoursesView, number: int, place: Place, most: float) -> None:
        surface, course = self._theme.tokens.surface, view.coins[number]
        painter.fillRect(place.box, colour(surface.hover if number == self._pointed else surface.raised))
        if number == self._kept and self.hasFocus():
            painter.setPen(QPen(colour(surface.accent), 1))
            painter.drawRect(place.box.adjusted(0.5, 0.5, -0.5, -0.5))
        self._write(painter, place.box, self._words(view, number))
        if place.bars.height() < self._theme.px(9) or place.bars.width() < self._theme.px(24):
            return
        painter.save()
        painter.translate(place.bars.topLeft())
        self._paint_bars(painter, view, course, place.bars.size().width(), place.bars.size().height(), most)
        painter.restore()

    def _paint_bars(
        self, painter: QPainter, view: CoursesView, course: CoinCourse, width: float, height: float, most: float
    ) -> None:
        frame = self._frame(view, course, width, height, most)
        surface, ratio = self._theme.tokens.surface, frame.ratio
        self._hatch(painter, view, frame)
        painter.fillRect(QRectF(0, frame.zero, width, 1 / ratio), colour(surface.faint))
        if self._at is not None or self._elsewhere is not None:
            at = self._elsewhere if self._at is None else self._at
            if at is not None and frame.start <= at < frame.end:
                painter.fillRect(QRectF(frame.snap(frame.x(at)), 0, 1 / ratio, height), colour(surface.faint))
        bucket = view.query.bucket
        up = bar_rects(frame, view.start, bucket, course.short, True, view.at_least)
        down = bar_rects(frame, view.start, bucket, course.long, False, view.at_least)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.scale(1 / ratio, 1 / ratio)
        for fill, rects in (
            (self._short, up.bodies), (self._short_tips, up.tips), (self._long, down.bodies), (self._long_tips, down.tips),
        ):  # fmt: skip
            fill.set_rects(rects, ratio)
            fill.paint(painter)

    def _frame(self, view: CoursesView, course: CoinCourse, width: float, height: float, most: float) -> Frame:
        short, long = float(course.short.max(initial=0)), float(course.long.max(initial=0))
        heights = fitted(most, most) if self._same_scale else fitted(short, long)
        end = view.start + len(course.long) * view.query.bucket
        if not self._same_scale and not (short or long):
            heights = Heights(1.0, 1.0)
        return Frame(width, height, self.devicePixelRatioF(), view.start, end, heights)

    def _hatch(self, painter: QPainter, view: CoursesView, frame: Frame) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for gap in view.gaps:
            weight = hatch_weight(gap)
            for left, right in gap_rects(frame, [(gap.span.start, gap.span.end)]) if weight > 0 else ():
                shade = QColor(self._theme.tokens.surface.gap)
                shade.setAlphaF(0.3 + 0.7 * weight)
                painter.setClipRect(QRectF(left, 0, right - left, frame.height))
                painter.setPen(QPen(shade, 1))
                painter.drawLines(diagonals(left, right, frame.height))
        painter.restore()

    def _write(self, painter: QPainter, box: QRectF, words: TileWords) -> None:
        """Two lines: coin and total, then sides and share; what has no room beside the rest is left out."""
        px, tokens = self._theme.px, self._theme.tokens
        strong, small = self._theme.font(Role.STRONG), self._theme.font(Role.CAPTION)
        left, right = box.left() + px(8), box.right() - px(8)
        lines = (
            (strong, px(17), ((words.base, tokens.surface.text),), (words.total, tokens.surface.text)),
            (small, px(33), words.sides(tokens.short.text, tokens.long.text), (words.share, tokens.surface.faint)),
        )
        for font, y, first, second in lines if box.height() >= px(_TWO_LINES_FROM) else lines[:1]:
            metrics, x = QFontMetricsF(font), left
            if x + sum(metrics.horizontalAdvance(text) + px(8) for text, _ in first) - px(8) > right:
                continue  # neither half a word nor one side without the other
            painter.setFont(font)
            base = box.top() + y
            wide = metrics.horizontalAdvance(second[0])
            for text, ink in first:
                long = metrics.horizontalAdvance(text)
                painter.setPen(colour(ink))
                painter.drawText(QPointF(x, base), text)
                x += long + px(8)
            if right - wide >= x:
                painter.setPen(colour(second[1]))
                painter.drawText(QPointF(right - wide, base), second[0])

    def _words(self, view: CoursesView, number: int) -> TileWords:
        at = self._at if number == self._pointed else None
        return words_of(view, view.coins[number], None if at is None else UnixMs(round(at)), self._zone)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where, view = event.position(), self._view
        found = next((n for n, place in enumerate(self.places()) if place.box.contains(where)), None)
        at = None
        if found is not None and view is not None:
            bars = self.places()[found].bars
            span = len(view.coins[found].long) * view.query.bucket
            at = view.start + min(max((where.x() - bars.left()) / bars.width(), 0.0), 0.9999) * span
        self._point(found, at)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None, None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._pointed is not None:
            self._keep(self._pointed)
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = 0 if self._view is None else len(self._view.coins)
        key = Qt.Key(event.key())
        if count and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._kept is not None:
            self._choose()
            return
        across = len({place.box.left() for place in self.places()})
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -across, Qt.Key.Key_Down: across}
        if not count or key not in steps:
            super().keyPressEvent(event)
            return
        self._keep(0 if self._kept is None else min(max(self._kept + steps[key], 0), count - 1))

    def _keep(self, number: int) -> None:
        self._kept = number
        if self._view is not None and number < len(self._view.coins):
            self.setAccessibleDescription(self._words(self._view, number).sentence)
        self.update()

    def _choose(self) -> None:
        view = self._view
        if view is not None and self._kept is not None and self._kept < len(view.coins):
            self.chosen.emit(view.coins[self._kept].base)

    def _point(self, number: int | None, at: float | None) -> None:
        self._cursor.point(self, at)
        if (number, at) != (self._pointed, self._at):
            self._pointed, self._at = number, at
            self.setCursor(Qt.CursorShape.ArrowCursor if number is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def _mark_elsewhere(self, at: float | None) -> None:
        if at != self._elsewhere:
            self._elsewhere = at
            self.update()

    def _dress(self) -> None:
        tokens = self._theme.tokens
        self._short.brush, self._long.brush = QBrush(tokens.short.fill), QBrush(tokens.long.fill)
        self._short_tips.brush = QBrush(mixed(tokens.short.fill, tokens.surface.raised, _TIP_SHARE))
        self._long_tips.brush = QBrush(mixed(tokens.long.fill, tokens.surface.raised, _TIP_SHARE))
        self.update()
