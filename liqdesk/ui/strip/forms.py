"""The two forms of the strip: which cell lies where, and how each is painted; no cell ever moves or grows."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtCore import QRect, QSize, Qt

from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.settings.strip import StripForm
from liqdesk.ui.format import UNKNOWN, at_least, side_glyph, split_sign
from liqdesk.ui.panels.figures import WindowFigure
from liqdesk.ui.strip.figures import Coin, Flow, Happening, Health, StripFigures
from liqdesk.ui.strip.pen import LEFT, RIGHT, StripPen
from liqdesk.ui.theme import Role

SIZES = MappingProxyType({StripForm.LINE: QSize(640, 40), StripForm.CORNER: QSize(200, 120)})
"""In pixels of the design."""

_LINE = MappingProxyType(
    {
        "mark": (4, 0, 14, 40), "hour": (22, 0, 214, 40), "flow": (236, 0, 74, 40), "first": (310, 0, 68, 40),
        "second": (378, 0, 68, 40), "happening": (446, 0, 102, 40), "health": (548, 0, 92, 40),
    }
)  # fmt: skip
_CORNER = MappingProxyType(
    {
        "hour": (12, 0, 179, 63), "flow": (122, 17, 69, 24), "coins": (12, 63, 179, 19), "happening": (12, 82, 179, 18),
        "health": (12, 100, 179, 18),
    }
)  # fmt: skip
_CELLS: Mapping[StripForm, Mapping[str, tuple[int, int, int, int]]] = MappingProxyType(
    {StripForm.LINE: _LINE, StripForm.CORNER: _CORNER}
)
_TOTAL_WIDE = 122
_UNMARKED = 11
"""By so much the hour begins sooner where there is no mark beside it."""
_BLIND = marked("not judged")
TOLD_MARKS = MappingProxyType(
    {marked("DEMO"): marked("Simulated exchanges, not the market."), marked("REPLAY"): marked("A recording, not now.")}
)


def size_of(form: StripForm, px: Callable[[float], int]) -> QSize:
    """How large a form is."""
    size = SIZES[form]
    return QSize(px(size.width()), px(size.height()))


def places_of(form: StripForm, px: Callable[[float], int], marked: bool) -> dict[str, QRect]:
    """Where each cell of a form lies; `marked`: what it shows is not of the live market."""
    places = {name: QRect(*map(px, place)) for name, place in _CELLS[form].items()}
    if form is StripForm.LINE and not marked:
        del places["mark"]
        places["hour"].setLeft(places["hour"].left() - px(_UNMARKED))
    return places


def parts_of(figures: StripFigures) -> dict[str, object]:
    """What each cell shows: a cell is painted anew where this differs."""
    coins: tuple[Coin | None, ...] = (*figures.coins, None, None)
    return {
        "mark": figures.mark,
        "hour": (figures.mark, figures.hour),
        "flow": figures.flow,
        "first": coins[0],
        "second": coins[1],
        "coins": figures.coins,
        "happening": (figures.happening, figures.judged),
        "health": figures.health,
    }


def tip_of(name: str, figures: StripFigures) -> str:
    """What a cell tells whom the pointer rests on it."""
    whole = tr("{caption} of the whole market").format(caption=figures.hour.caption)
    if name == "mark":
        return next((tr(told) for mark, told in TOLD_MARKS.items() if tr(mark) == figures.mark), "")
    if name == "hour":
        return figures.hour.tip
    if name == "flow":
        return figures.flow.tip
    if name == "health":
        return figures.health.tip
    if name == "happening":
        calm = (
            tr("No squeeze or flush goes on.") if figures.judged else tr("Nothing is watched: nothing can be judged.")
        )
        return calm if figures.happening is None else figures.happening.tip
    listed = [f"{coin.base} {coin.told}, {_side(coin)}" for coin in figures.coins]
    return "\n".join([tr("The largest coins of the {whole}").format(whole=whole), *(listed or [tr("None was seen.")])])


def _side(coin: Coin) -> str:
    return (
        tr("both sides alike")
        if coin.position is None
        else tr("mostly longs")
        if coin.position is PositionSide.LONG
        else tr("mostly shorts")
    )


def paint_cell(pen: StripPen, form: StripForm, name: str, place: QRect, figures: StripFigures) -> None:
    """Paint one cell within its place."""
    if form is StripForm.LINE:
        LineForm(pen).paint(name, place, figures)
    else:
        CornerForm(pen).paint(name, place, figures)


class LineForm:
    """Every cell has a caption above and a value below."""

    def __init__(self, pen: StripPen) -> None:
        self._pen = pen

    def paint(self, name: str, place: QRect, figures: StripFigures) -> None:
        """One of the cells."""
        pen, px = self._pen, self._pen.px
        if name not in ("mark", "hour"):
            pen.fill(QRect(place.x(), px(8), 1, px(24)), pen.surface.line)
        inner = place.adjusted(px(7), 0, -px(2), 0)
        match name:
            case "mark":
                pen.upright(place, figures.mark)
            case "hour":
                self._hour(place.adjusted(0, 0, -px(9), 0), figures.hour)
            case "flow":
                self._flow(inner, figures.flow)
            case "first" | "second":
                number = ("first", "second").index(name)
                self._coin(inner, figures.coins[number] if number < len(figures.coins) else None)
            case "happening":
                self._happening(inner, figures.happening, figures.judged)
            case _:
                self._health(place.adjusted(px(3), 0, -px(7), 0), figures.health)

    def _above(self, place: QRect) -> QRect:
        return QRect(place.x(), self._pen.px(4), place.width(), self._pen.px(14))

    def _below(self, place: QRect) -> QRect:
        return QRect(place.x(), self._pen.px(20), place.width(), self._pen.px(16))

    def _hour(self, place: QRect, hour: WindowFigure) -> None:
        pen, px = self._pen, self._pen.px
        total = QRect(place.x(), 0, px(_TOTAL_WIDE), place.height())
        _caption(pen, self._above(total).adjusted(0, 0, -px(12), 0), "", hour)
        figure = QRect(place.x(), px(17), px(_TOTAL_WIDE), px(22))
        if hour.total == UNKNOWN:
            shift = pen.write(figure, UNKNOWN, Role.FIGURE, pen.surface.dim) + px(8)
            pen.write(self._below(place).adjusted(shift, 0, 0, 0), hour.note, Role.SMALL, pen.surface.dim)
            return
        pen.amount(figure, at_least(hour.total, hour.more_possible), Role.FIGURE, pen.surface.text)
        split = place.adjusted(px(_TOTAL_WIDE), 0, 0, 0)
        pen.shares(self._above(split), hour)
        pen.bar(QRect(split.x(), px(24), split.width(), px(7)), hour)

    def _flow(self, place: QRect, flow: Flow) -> None:
        _flow_caption(self._pen, self._above(place), flow)
        self._pen.amount(self._below(place), flow.told, Role.SMALL, self._pen.surface.text)

    def _coin(self, place: QRect, coin: Coin | None) -> None:
        pen = self._pen
        if coin is None:
            pen.write(self._above(place), tr("coin"), Role.CAPTION, pen.surface.faint)
            pen.write(self._below(place), UNKNOWN, Role.CAPTION, pen.surface.faint)
            return
        ink, above = pen.ink(coin.position, pen.surface.text), self._above(place)
        name = above.adjusted(0, 0, -pen.wide("▲", Role.CAPTION), 0)
        shift = pen.write(name, f"{coin.base} ", Role.CAPTION, pen.surface.dim)
        pen.write(above.adjusted(shift, 0, 0, 0), _glyph(coin.position), Role.CAPTION, ink)
        pen.amount(self._below(place), coin.told, Role.CAPTION, ink)

    def _happening(self, place: QRect, happening: Happening | None, judged: bool) -> None:
        pen, below = self._pen, self._below(place)
        if happening is None:
            pen.write(self._above(place), tr("event"), Role.CAPTION, pen.surface.faint)
            pen.write(below, tr("none") if judged else tr(_BLIND), Role.CAPTION, pen.surface.faint)
            return
        pen.title(self._above(place), happening, Role.CAPTION)
        shift = pen.level(place.x(), below.center().y(), happening.level) + pen.px(5)
        pen.write(below.adjusted(shift, 0, 0, 0), happening.scope, Role.CAPTION, pen.surface.dim)

    def _health(self, place: QRect, health: Health) -> None:
        _feeds(self._pen, self._above(place), health, RIGHT)
        _alerts(self._pen, self._below(place), health)


class CornerForm:
    """Row under row; the flow beside the total."""

    def __init__(self, pen: StripPen) -> None:
        self._pen = pen

    def paint(self, name: str, place: QRect, figures: StripFigures) -> None:
        """One of the cells."""
        pen = self._pen
        if name in ("coins", "happening"):
            pen.fill(QRect(place.x(), place.y(), place.width(), 1), pen.surface.line)
        match name:
            case "hour":
                self._hour(place, figures)
            case "flow":
                self._flow(place, figures.flow)
            case "coins":
                self._coins(place, figures.coins)
            case "happening":
                self._happening(place, figures.happening, figures.judged)
            case _:
                _feeds(pen, place, figures.health, LEFT)
                _alerts(pen, place, figures.health)

    def _hour(self, place: QRect, figures: StripFigures) -> None:
        pen, px, hour = self._pen, self._pen.px, figures.hour
        _caption(pen, QRect(place.x(), px(4), place.width(), px(14)), figures.mark, hour)
        row = QRect(place.x(), px(19), place.width(), px(22))
        shares = QRect(place.x(), px(42), place.width(), px(13))
        if hour.total == UNKNOWN:
            pen.write(row, UNKNOWN, Role.FIGURE, pen.surface.dim)
            pen.write(shares, hour.note, Role.CAPTION, pen.surface.dim)
            return
        pen.amount(row, at_least(hour.total, hour.more_possible), Role.FIGURE, pen.surface.text)
        pen.shares(shares, hour)
        pen.bar(QRect(place.x(), px(56), place.width(), px(4)), hour)

    def _flow(self, place: QRect, flow: Flow) -> None:
        pen, half = self._pen, place.height() // 2
        above = QRect(place.x(), place.y(), place.width(), half)
        wide = sum(pen.wide(text, Role.CAPTION) for text, _ in _flow_words(pen, flow))
        _flow_caption(pen, above.adjusted(max(0, above.width() - wide), 0, 0, 0), flow)
        below = above.translated(0, half)
        sign, figure = split_sign(flow.told)
        wide = pen.wide(sign, Role.CAPTION) + pen.wide(figure, Role.CAPTION)
        pen.amount(below.adjusted(max(0, below.width() - wide), 0, 0, 0), flow.told, Role.CAPTION, pen.surface.text)

    def _coins(self, place: QRect, coins: tuple[Coin, ...]) -> None:
        pen = self._pen
        if not coins:
            pen.write(place, tr("coins {unknown}").format(unknown=UNKNOWN), Role.CAPTION, pen.surface.faint)
        half = place.width() // 2
        for number, coin in enumerate(coins):
            part = QRect(place.x() + number * half, place.y(), half, place.height())
            name = part.adjusted(0, 0, -pen.wide(coin.told, Role.CAPTION) - pen.px(4), 0)
            shift = pen.write(name, coin.base, Role.CAPTION, pen.surface.dim) + pen.px(4)
            pen.amount(part.adjusted(shift, 0, 0, 0), coin.told, Role.CAPTION, pen.surface.text)

    def _happening(self, place: QRect, happening: Happening | None, judged: bool) -> None:
        pen = self._pen
        if happening is None:
            pen.write(place, tr("no event") if judged else tr(_BLIND), Role.CAPTION, pen.surface.faint)
            return
        level = pen.wide(happening.level.value, Role.CAPTION) + pen.px(10)
        title = place.adjusted(0, 0, -level - pen.px(6), 0)
        shift = pen.title(title, happening, Role.CAPTION) + pen.px(5)
        pen.write(title.adjusted(shift, 0, 0, 0), happening.scope, Role.CAPTION, pen.surface.dim)
        pen.level(place.x() + place.width() - level, place.center().y() + 1, happening.level)


def _glyph(position: PositionSide | None) -> str:
    return "" if position is None else side_glyph(position)


def _flow_words(pen: StripPen, flow: Flow) -> list[tuple[str, str]]:
    glyph = _glyph(flow.position)
    words = [(flow.caption, pen.surface.dim), (glyph, pen.ink(flow.position, "")), (flow.arrow, pen.surface.text)]
    return [(text if not number else f" {text}", ink) for number, (text, ink) in enumerate(words) if text]


def _flow_caption(pen: StripPen, where: QRect, flow: Flow) -> None:
    """The flow's window, whose positions most of it were, and where its pace goes."""
    for text, ink in _flow_words(pen, flow):
        where = where.adjusted(pen.write(where, text, Role.CAPTION, ink), 0, 0, 0)


def _caption(pen: StripPen, where: QRect, mark: str, hour: WindowFigure) -> None:
    """The window's name, the mark of what is not the live market where it stands here, and how whole the total is."""
    wide = pen.write(where, hour.caption, Role.CAPTION, pen.surface.text) + pen.px(6)
    if mark:
        wide += pen.mark(where.x() + wide, where.center().y() + 1, mark) + pen.px(6)
    if hour.total != UNKNOWN:
        pen.write(where.adjusted(wide, 0, 0, 0), hour.brief, Role.CAPTION, pen.surface.dim, RIGHT)


def _feeds(pen: StripPen, where: QRect, health: Health, align: Qt.AlignmentFlag) -> None:
    surface = pen.surface
    ink = surface.fault if health.feeds_fault else surface.dim if health.feeds_calm else surface.text
    pen.write(where, health.feeds, Role.CAPTION, ink, align)


def _alerts(pen: StripPen, where: QRect, health: Health) -> None:
    surface = pen.surface
    ink = surface.fault if health.alerts_fault else surface.dim if health.alerts_calm else surface.text
    pen.write(where, health.alerts, Role.CAPTION, ink, RIGHT)
