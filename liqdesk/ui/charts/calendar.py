"""The calendar: a tile for each day, coloured by the side that was hit and the stronger the more was liquidated."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from liqdesk.analytics.past.views import PastDay, PastDays
from liqdesk.analytics.told import split_form, tell, tell_count
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.ui.charts.calendar_layout import WEEK, Grid, date_of, strengths
from liqdesk.ui.charts.canvas import Room, mixed
from liqdesk.ui.charts.fields import Field
from liqdesk.ui.charts.hatch import paint_hatch
from liqdesk.ui.charts.read_canvas import ReadCanvas
from liqdesk.ui.format import AT_LEAST, floor_words, fmt_usd, month_name_of, side_glyph
from liqdesk.ui.theme import Role, Theme, colour

_MONEY = f"{AT_LEAST} $888.88M"
_FIELDS = (
    Field("", "Wed 28 Nov"),
    Field(marked("▲ shorts"), _MONEY, PositionSide.SHORT),
    Field(marked("▼ longs"), _MONEY, PositionSide.LONG),
    Field(marked("orders"), "888,888", goes=1),
)
DAY_HEADER = ("day", "shorts_usd", "longs_usd", "orders", "unvalued", "coverage", "at_least")
WEEKDAYS = (
    marked("Mon"), marked("Tue"), marked("Wed"), marked("Thu"), marked("Fri"), marked("Sat"), marked("Sun"),
)  # fmt: skip
_LEFT, _TOP, _BELOW = 34, 20, 6
_GLYPH_FROM = 15.0
_FAINTEST = 0.14
_STEPS = {Qt.Key.Key_Left: -WEEK, Qt.Key.Key_Right: WEEK, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_LEAPS = {Qt.Key.Key_PageUp: -4 * WEEK, Qt.Key.Key_PageDown: 4 * WEEK}


def short_day_name(number: int) -> str:
    """`Tue 13 Jan`."""
    day = date_of(number)
    return tr("{weekday} {day} {month}").format(
        weekday=tr(WEEKDAYS[day.weekday()]), day=day.day, month=month_name_of(day.month)
    )


def day_name(number: int) -> str:
    """`Tue 13 Jan 2026`."""
    day = date_of(number)
    return tr("{weekday} {day} {month} {year}").format(
        weekday=tr(WEEKDAYS[day.weekday()]), day=day.day, month=month_name_of(day.month), year=day.year
    )


class Calendar(ReadCanvas):
    """Draws `PastDays`. Arrows go from day to day, Enter or a click tells by `chosen` which day is meant."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Calendar of days"), _FIELDS)
        self._days: PastDays | None = None
        self._strong: list[float] = []
        self._pointed: int | None = None
        self._marked: Span | None = None
        self._grid: Grid | None = None

    @property
    def days(self) -> PastDays | None:
        """What is drawn."""
        return self._days

    @property
    def grid(self) -> Grid | None:
        """Where the tiles lie; None before anything was drawn."""
        return self._grid

    @property
    def pointed(self) -> int | None:
        """The day under the pointer or reached by keys, counted from 1970."""
        return self._pointed

    def show_days(self, days: PastDays) -> None:
        """Draw these."""
        self._days = days
        self._strong = strengths([day.total.both for day in days.days])
        if self._pointed is not None and self._day(self._pointed) is None:
            self._pointed = None
        self.canvas.renew()
        self._read()

    def mark(self, span: Span | None) -> None:
        """Outline the days of the stretch that is in sight elsewhere."""
        if span != self._marked:
            self._marked = span
            self.canvas.update()

    def point_at(self, number: int | None) -> None:
        """Mark a day and read it; None: none."""
        if number != self._pointed:
            self._pointed = number
            self.canvas.update()
            self._read()

    def summary(self) -> str:
        """All of it in a sentence, for those who hear it."""
        if self._days is None or not self._days.days:
            return tr("No recorded days.")
        best = max(self._days.days, key=lambda day: day.total.both)
        return tr("%n day(s)", "", len(self._days.days)) + tr("; the largest {day}.").format(day=spoken_day(best))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        days, key = self._days, Qt.Key(event.key())
        if days is None or not days.days or self._grid is None:
            super().keyPressEvent(event)
            return
        first, last = self._grid.first, days.days[-1].number
        at = last if self._pointed is None else self._pointed
        step = _STEPS.get(key) or _LEAPS.get(key)
        if step is not None:
            self._go(min(max(at + (0 if self._pointed is None else step), first), last))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(first if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointed is not None:
            self._choose(self._pointed)
        elif key == Qt.Key.Key_Escape and self._pointed is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)

    def _go(self, number: int) -> None:
        self.point_at(number)
        day = self._day(number)
        if day is not None:
            self.canvas.setAccessibleName(spoken_day(day))

    def _choose(self, number: int) -> None:
        day = self._day(number)
        if day is not None:
            self.chosen.emit(day.span)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # only the canvas is watched
        """The pointer over the tiles."""
        if event.type() == QEvent.Type.Leave:
            self.point_at(None)
        elif isinstance(event, QMouseEvent) and self._grid is not None:
            at = self._grid.day_at(event.position().x(), event.position().y())
            if event.type() == QEvent.Type.MouseMove:
                self.canvas.setCursor(Qt.CursorShape.ArrowCursor if at is None else Qt.CursorShape.PointingHandCursor)
                self.point_at(at)
            elif event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                if at is not None:
                    self._choose(at)
        return False

    def _day(self, number: int) -> PastDay | None:
        if self._days is None or not self._days.days:
            return None
        place = number - self._days.days[0].number
        return self._days.days[place] if 0 <= place < len(self._days.days) else None

    def _read(self) -> None:
        days = () if self._days is None else self._days.days
        pointed = None if self._pointed is None else self._day(self._pointed)
        day = pointed or max(days, key=lambda one: one.total.both, default=None)
        if day is None or (pointed is None and not day.total.both):
            self._read_nothing()
            return
        told = tell(day.total, day.coverage, fmt_usd)
        values = (
            short_day_name(day.number), *map(told.signed, (told.short, told.long)), tell_count(day.total, day.coverage)
        )  # fmt: skip
        self.read_out.show_values(values, tr("heaviest day") if pointed is None else told.state or told.covered)

    def _paint(self, painter: QPainter, room: Room) -> None:
        days, px = self._days, self._theme.px
        self._grid = None
        if days is None or not days.days:
            return
        self._grid = grid = Grid.fitted(
            days.days[0].number,
            days.days[-1].number + 1,
            (room.width - px(8), room.height - px(_BELOW)),
            (px(_LEFT), px(_TOP)),
        )
        self._write_names(painter, grid)
        for day, strong in zip(days.days, self._strong, strict=True):
            if day.number >= grid.first:
                self._paint_day(painter, grid, day, strong)

    def _write_names(self, painter: QPainter, grid: Grid) -> None:
        font = self._theme.font(Role.CAPTION)
        font.setWeight(font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(colour(self._theme.tokens.surface.faint))
        metrics = QFontMetricsF(font)
        rows = range(0, WEEK, 1 if grid.side >= metrics.height() else 2)
        for number in rows:
            y = grid.top + (number + 0.5) * grid.side + metrics.ascent() / 2 - 1
            painter.drawText(QPointF(self._theme.px(6), y), tr(WEEKDAYS[number]))
        edge = 0.0
        for x, begun in grid.months():
            name = month_name_of(begun.month)
            text = f"{name} {begun.year}" if begun.month == 1 or not edge else name
            if x >= edge:
                painter.drawText(QPointF(x, grid.top - self._theme.px(6)), text)
                edge = x + metrics.horizontalAdvance(text) + self._theme.px(6)

    def _paint_day(self, painter: QPainter, grid: Grid, day: PastDay, strong: float) -> None:
        tokens = self._theme.tokens
        x, y = grid.place(day.number)
        gap = 2.0 if grid.side >= 12 else 1.0
        tile = QRectF(x, y, grid.side - gap, grid.side - gap)
        short = day.total.short >= day.total.long
        side = tokens.short if short else tokens.long
        painter.fillRect(
            tile,
            mixed(side.fill, tokens.surface.panel, _FAINTEST + (1 - _FAINTEST) * strong)
            if strong
            else colour(tokens.surface.raised),
        )
        if day.coverage.share < 0.5:
            paint_hatch(
                painter, tile, tokens.surface.gap if not strong else tokens.surface.panel, 1 - day.coverage.share
            )
        if strong and grid.side >= self._theme.px(_GLYPH_FROM):
            font = self._theme.font(Role.CAPTION)
            font.setPixelSize(max(7, round(grid.side * 0.42)))
            painter.setFont(font)
            painter.setPen(colour(tokens.surface.window if strong > 0.55 else side.text))
            glyph = side_glyph(PositionSide.SHORT if short else PositionSide.LONG)
            painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, glyph)

    def _paint_over(self, painter: QPainter, room: Room) -> None:
        grid, days = self._grid, self._days
        if grid is None or days is None:
            return
        surface = self._theme.tokens.surface
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._marked is not None:
            painter.setPen(QPen(colour(surface.accent), 1.5))
            for day in days.days:
                if day.number >= grid.first and day.span.start < self._marked.end and day.span.end > self._marked.start:
                    painter.drawRect(self._box(grid, day.number))
        if self._pointed is not None and self._pointed >= grid.first:
            painter.setPen(QPen(colour(surface.text), 2))
            painter.drawRect(self._box(grid, self._pointed))

    @staticmethod
    def _box(grid: Grid, number: int) -> QRectF:
        x, y = grid.place(number)
        return QRectF(x - 0.5, y - 0.5, grid.side - 1, grid.side - 1)


def spoken_day(day: PastDay) -> str:
    """A day in words."""
    told = tell(day.total, day.coverage, fmt_usd)
    if told.state:
        return tr("{day}: {state}, covered {covered}").format(
            day=day_name(day.number), state=told.state, covered=told.covered
        )
    return tr("{day}: {short} shorts, {long} longs, covered {covered}").format(
        day=day_name(day.number),
        short=floor_words(told.short, told.more_possible),
        long=floor_words(told.long, told.more_possible),
        covered=told.covered,
    )


def rows_of_days(days: PastDays) -> Iterator[tuple[object, ...]]:
    """Every day with how whole it is, as values under `DAY_HEADER`."""
    for day in days.days:
        sums, whole = split_form(day.total, day.coverage)
        yield (
            date_of(day.number).isoformat(), sums["short_usd"], sums["long_usd"], day.total.count, day.total.unvalued,
            whole["coverage"], int(whole["at_least"]),
        )  # fmt: skip
