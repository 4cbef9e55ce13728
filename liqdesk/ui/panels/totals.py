"""The totals line: one hour first and largest, then the longer windows; painted, so that nothing ever shifts."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from liqdesk.analytics.views import LiveFrame, TotalsView
from liqdesk.domain.language import marked, tr
from liqdesk.engine.desk import Desk, Mode
from liqdesk.settings.model import Zone
from liqdesk.ui.format import AT_LEAST, UNKNOWN, tool_tip
from liqdesk.ui.panels.figures import (
    LONG_WINDOWS,
    PlainFigure,
    WindowFigure,
    clock_figure,
    filtered,
    hour_figure,
    largest_figure,
    orders_figure,
    window_figure,
)
from liqdesk.ui.panels.filter_words import of_words
from liqdesk.ui.panels.slips import CENTRE, RIGHT, Halves, Pens, Plate, Slip, Words, differing
from liqdesk.ui.theme import Role, Theme, colour

MARKS = {
    Mode.LIVE: "",
    Mode.DEMO: marked("DEMO  simulated exchanges"),
    Mode.REPLAY: marked("REPLAY  a recording, not now"),
}

_WIDTHS = {"hour": 244, "split": 258, "4h": 133, "12h": 133, "24h": 133, "largest": 132, "orders": 112, "clock": 100}
_FIRST_TO_GO = ("orders", "12h", "largest", "4h", "24h", "clock")
_HEIGHT = 88
_PAD = 16
STARTING = marked("starting…")
_ROWS = (10, 29, 66)
_ROW_HEIGHT = 16


class TotalsPanel(QWidget):
    """Paints the newest frame's totals; `show_frame` repaints only the words that changed."""

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._figures: dict[str, WindowFigure | PlainFigure] = {}
        self._places: dict[str, QRect] = {}
        self._slips: dict[str, tuple[Slip, ...]] = {}
        self._pens = Pens(theme)
        self._shown: TotalsView | None = None
        self._zone: Zone | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Liquidated totals"))
        theme.changed.connect(self._renew)

    @property
    def figures(self) -> dict[str, WindowFigure | PlainFigure]:
        """What each cell says, by its name."""
        return self._figures

    @property
    def places(self) -> dict[str, QRect]:
        """Where each cell is drawn; cells that do not fit are missing."""
        return self._places

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(1280), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        needed = _WIDTHS["hour"] + _WIDTHS["split"] + 2 * _PAD
        return QSize(self._theme.px(needed), self._theme.px(_HEIGHT))

    def look_elsewhere(self) -> None:
        """Another market is shown, and marked: nothing of what was painted is right any more."""
        self._shown = None
        self._renew()

    def show_frame(self, frame: LiveFrame) -> None:
        """Take the newest totals; nothing to do for those it has."""
        zone = self._desk.settings.value.look.zone
        if frame.totals is self._shown and zone is self._zone:
            return
        self._shown, self._zone = frame.totals, zone
        description = frame.headline
        side, of = None, ""
        if frame.chosen is not None:
            names = {str(venue.id): venue.name for venue in frame.venues}
            of = of_words(self._desk.settings.value.filter, names)
            side = None if frame.chosen.choice is None else frame.chosen.choice.side
            frame = replace(frame, totals=frame.chosen, rank=None)
        with_tradfi = frame.totals.with_tradfi
        hour = hour_figure(frame, zone)
        if not frame.venues:  # what was recorded is still being read, and nobody is listened to yet
            hour = replace(hour, note=tr(STARTING), brief=tr(STARTING))
        figures: dict[str, WindowFigure | PlainFigure] = {"hour": hour, "split": hour}
        for name in LONG_WINDOWS:
            figures[name] = window_figure(frame.totals.window(name), frame.at, zone, with_tradfi)
        figures["largest"] = largest_figure(frame, zone)
        figures["orders"] = orders_figure(frame)
        figures["clock"] = clock_figure(frame, zone)
        if of:
            figures = {
                name: filtered(one, of, side) if isinstance(one, WindowFigure) else one for name, one in figures.items()
            }
            description = tr("Filtered {of}: {total} in the last hour, {note}").format(
                of=of, total=hour.total, note=hour.note
            )
        before, self._figures = self._figures, figures
        for name, place in self._places.items():
            if before.get(name) != figures[name]:
                stood, self._slips[name] = self._slips[name], self._said(name, place)
                for where in differing(stood, self._slips[name]):
                    self.update(where)
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._renew()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def _tell(self, at: QPoint, where: QPoint) -> None:
        for name, place in self._places.items():
            if place.contains(at) and name in self._figures:
                QToolTip.showText(where, tool_tip(self._figures[name].tip), self, place)
                return
        QToolTip.hideText()

    def _placed(self, width: int) -> dict[str, QRect]:
        """A place for each cell that fits; what is left over goes to the split bar, up to a point, then to all."""
        px = self._theme.px
        names = list(_WIDTHS)
        for spare in _FIRST_TO_GO:
            if sum(px(_WIDTHS[name]) for name in names) + 2 * px(_PAD) <= width:
                break
            names.remove(spare)
        sizes = {name: px(_WIDTHS[name]) for name in names}
        spare_room = max(0, width - 2 * px(_PAD) - sum(sizes.values()))
        to_split = min(spare_room, px(330))
        sizes["split"] += to_split
        each = (spare_room - to_split) // len(names)
        places, x = {}, px(_PAD)
        for name in names:
            places[name] = QRect(x, 0, sizes[name] + each, px(_HEIGHT))
            x += sizes[name] + each
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        surface, region = self._theme.tokens.surface, event.region()
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(surface.panel))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), colour(surface.line))
        for slips in self._slips.values():
            for slip in slips:
                if region.intersects(slip.where):
                    self._pens.paint(painter, slip)
        painter.end()

    def _renew(self) -> None:
        """Everything may look otherwise."""
        self._pens.dress()
        self._places = self._placed(self.width())
        self._slips = {name: self._said(name, place) for name, place in self._places.items()}
        self.update()

    def _said(self, name: str, place: QRect) -> tuple[Slip, ...]:
        """What a cell says now, in its place."""
        figure = self._figures.get(name)
        if figure is None:
            return ()
        if isinstance(figure, PlainFigure):
            return tuple(self._plain(place, figure))
        forms = {"hour": self._hour, "split": self._sides}
        return tuple(forms.get(name, self._window)(place, figure))

    def _row(self, place: QRect, row: int) -> QRect:
        px = self._theme.px
        return QRect(place.left(), px(_ROWS[row]), place.width(), px(_ROW_HEIGHT))

    def _hour(self, place: QRect, figure: WindowFigure) -> Iterator[Slip]:
        px, surface, pens = self._theme.px, self._theme.tokens.surface, self._pens
        caption = self._row(place, 0)
        yield Words(caption, figure.caption, Role.STRONG, surface.text)
        mark = tr(MARKS[self._desk.mode])
        if figure.of:
            mark = mark.partition(" ")[0]  # beside what it is of there is no room for more
        taken = px(26)
        if mark:
            chip = QRect(place.left() + px(26), caption.top() - px(1), pens.wide(mark, Role.CAPTION) + px(12), px(18))
            yield Plate(chip, surface.mark_back)
            yield Words(chip, mark, Role.CAPTION, surface.mark, CENTRE)
            taken = chip.right() - place.left() + px(8)
        if figure.of:
            where = caption.adjusted(taken, 0, -px(12), 0)
            yield Words(where, pens.cut(figure.of, Role.STRONG, where.width()), Role.STRONG, surface.accent)
        yield Words(caption.adjusted(0, 0, -px(12), 0), figure.rank, Role.CAPTION, surface.dim, RIGHT)
        top = QRect(place.left(), px(28), place.width(), px(36))
        shift = 0
        if figure.more_possible:
            yield Words(top, AT_LEAST, Role.HERO, surface.faint)
            shift = px(28)
        yield Words(top.adjusted(shift, 0, 0, 0), figure.total, Role.HERO, surface.text)
        where = self._row(place, 2).adjusted(0, 0, -px(12), 0)
        note = tr("at least, {note}").format(note=figure.note) if figure.more_possible else figure.note
        if pens.wide(note, Role.SMALL) > where.width():
            note = figure.note  # the sign stands before the number anyway
        if figure.total == UNKNOWN:
            where.setRight(self._places["split"].right() - px(20))
        yield Words(where, pens.cut(note, Role.SMALL, where.width()), Role.SMALL, surface.dim)

    def _sides(self, place: QRect, figure: WindowFigure) -> Iterator[Slip]:
        px, tokens = self._theme.px, self._theme.tokens
        inner = place.adjusted(0, 0, -px(20), 0)
        top = QRect(inner.left(), px(12), inner.width(), px(22))
        yield Words(top, f"▲ {figure.short_text}", Role.FIGURE, tokens.short.text)
        yield Words(top, f"{figure.long_text} ▼", Role.FIGURE, tokens.long.text, RIGHT)
        yield Halves(QRect(inner.left(), px(41), inner.width(), px(14)), figure.short, figure.long)
        if figure.total == UNKNOWN:
            return  # the reason why nothing is known runs across this place
        below = self._row(inner, 2)
        shorts = tr("shorts {short_share}").format(short_share=figure.short_share)
        longs = tr("{long_share} longs").format(long_share=figure.long_share)
        yield Words(below, shorts, Role.STRONG, tokens.short.text)
        yield Words(below, longs, Role.STRONG, tokens.long.text, RIGHT)

    def _window(self, place: QRect, figure: WindowFigure) -> Iterator[Slip]:
        px, tokens, pens = self._theme.px, self._theme.tokens, self._pens
        yield self._rule(place)
        inner = place.adjusted(px(12), 0, -px(12), 0)
        ink = tokens.surface.accent if figure.of else tokens.surface.dim
        caption = tr("{caption} filtered").format(caption=figure.caption) if figure.of else figure.caption
        row = self._row(inner, 0)
        yield Words(row, pens.cut(caption, Role.CAPTION, row.width()), Role.CAPTION, ink)
        taken = pens.wide(caption, Role.CAPTION) + px(4)
        brief = "" if figure.of else pens.cut(figure.brief, Role.CAPTION, row.width() - taken)
        yield Words(row, brief, Role.CAPTION, tokens.surface.faint, RIGHT)
        middle = QRect(inner.left(), px(_ROWS[1]), inner.width() + px(12), px(22))
        shift = 0
        if figure.more_possible:
            yield Words(middle, AT_LEAST, Role.FIGURE, tokens.surface.faint)
            shift = px(16)
        yield Words(middle.adjusted(shift, 0, 0, 0), figure.total, Role.FIGURE, tokens.surface.text)
        yield Halves(QRect(inner.left(), px(55), inner.width(), px(5)), figure.short, figure.long)
        below = self._row(inner, 2)
        yield Words(below, f"▲ {figure.short_share}", Role.SMALL, tokens.short.text)
        yield Words(below, f"{figure.long_share} ▼", Role.SMALL, tokens.long.text, RIGHT)

    def _plain(self, place: QRect, figure: PlainFigure) -> Iterator[Slip]:
        px, tokens, pens = self._theme.px, self._theme.tokens, self._pens
        yield self._rule(place)
        inner = place.adjusted(px(12), 0, -px(8), 0)
        ink = tokens.surface.text if figure.position is None else tokens.side(figure.position).text
        row = self._row(inner, 0)
        yield Words(row, pens.cut(figure.caption, Role.CAPTION, row.width()), Role.CAPTION, tokens.surface.dim)
        yield Words(QRect(inner.left(), px(_ROWS[1]), inner.width() + px(8), px(22)), figure.text, Role.FIGURE, ink)
        roomy = not figure.brief or pens.wide(figure.note, Role.SMALL) <= inner.width()
        note = pens.cut(figure.note if roomy else figure.brief, Role.SMALL, inner.width())
        yield Words(self._row(inner, 2), note, Role.SMALL, tokens.surface.dim)

    def _rule(self, place: QRect) -> Slip:
        px = self._theme.px
        return Plate(QRect(place.left(), px(12), 1, px(64)), self._theme.tokens.surface.line)
