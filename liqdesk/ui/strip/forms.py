"""The two forms of the strip: which cell lies where, and how each is painted; no cell ever moves or grows."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtCore import QRect, QSize

from liqdesk.settings.strip import StripForm
from liqdesk.ui.format import UNKNOWN, at_least
from liqdesk.ui.strip.figures import Coin, Flow, Happening, Health, StripFigures
from liqdesk.ui.strip.pen import RIGHT, StripPen
from liqdesk.ui.theme import Role

SIZES = MappingProxyType({StripForm.LINE: QSize(640, 40), StripForm.CORNER: QSize(200, 120)})
"""In pixels of the design."""

_LINE = MappingProxyType(
    {
        "hour": (10, 0, 240, 40), "flow": (250, 0, 84, 40), "first": (334, 0, 74, 40), "second": (408, 0, 74, 40),
        "happening": (482, 0, 80, 40), "health": (562, 0, 78, 40),
    }
)  # fmt: skip
_CORNER = MappingProxyType(
    {
        "hour": (4, 0, 196, 63), "health": (120, 17, 80, 27), "flow": (4, 63, 196, 18), "coins": (4, 81, 196, 16),
        "happening": (4, 97, 196, 22),
    }
)  # fmt: skip
_CELLS: Mapping[StripForm, Mapping[str, tuple[int, int, int, int]]] = MappingProxyType(
    {StripForm.LINE: _LINE, StripForm.CORNER: _CORNER}
)
_TOTAL_WIDE = 132
_BLIND = "not judged"


def size_of(form: StripForm, px: Callable[[float], int]) -> QSize:
    """How large a form is."""
    size = SIZES[form]
    return QSize(px(size.width()), px(size.height()))


def places_of(form: StripForm, px: Callable[[float], int]) -> dict[str, QRect]:
    """Where each cell of a form lies."""
    return {name: QRect(*map(px, place)) for name, place in _CELLS[form].items()}


def parts_of(figures: StripFigures) -> dict[str, object]:
    """What each cell shows: a cell is painted anew where this differs."""
    coins: tuple[Coin | None, ...] = (*figures.coins, None, None)
    return {
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
    whole = f"{figures.hour.caption} of the whole market"
    if name == "hour":
        return figures.hour.tip
    if name == "flow":
        return figures.flow.tip
    if name == "health":
        return figures.health.tip
    if name == "happening":
        calm = "No squeeze or flush goes on." if figures.judged else "Nothing is watched: nothing can be judged."
        return calm if figures.happening is None else figures.happening.tip
    listed = [f"{coin.base} {coin.told}, {_side(coin)}" for coin in figures.coins]
    return "\n".join([f"The largest coins of the {whole}", *(listed or ["None was seen."])])


def _side(coin: Coin) -> str:
    return "both sides alike" if coin.position is None else f"mostly {coin.position.value}s"


def paint_cell(pen: StripPen, form: StripForm, name: str, place: QRect, figures: StripFigures) -> None:
    """Paint one cell within its place."""
    if form is StripForm.LINE:
        LineForm(pen).paint(name, place, figures)
    else:
        CornerForm(pen).paint(name, place, figures)


def _glyph(coin_or_flow: Coin | Flow) -> str:
    if coin_or_flow.position is None:
        return ""
    return "▲" if coin_or_flow.position.value == "short" else "▼"


class LineForm:
    """Every cell has a caption above and a value below."""

    def __init__(self, pen: StripPen) -> None:
        self._pen = pen

    def paint(self, name: str, place: QRect, figures: StripFigures) -> None:
        """One of the cells."""
        pen, px = self._pen, self._pen.px
        if name != "hour":
            pen.fill(QRect(place.x(), px(8), 1, px(24)), pen.surface.line)
        inner = place.adjusted(px(9), 0, -px(4), 0) if name != "hour" else place
        if name == "hour":
            self._hour(inner, figures)
        elif name == "flow":
            self._flow(inner, figures.flow)
        elif name == "happening":
            self._happening(inner, figures.happening, figures.judged)
        elif name == "health":
            self._health(inner.adjusted(0, 0, -px(4), 0), figures.health)
        else:
            number = ("first", "second").index(name)
            self._coin(inner, figures.coins[number] if number < len(figures.coins) else None)

    def _above(self, place: QRect) -> QRect:
        return QRect(place.x(), self._pen.px(4), place.width(), self._pen.px(14))

    def _below(self, place: QRect) -> QRect:
        return QRect(place.x(), self._pen.px(19), place.width(), self._pen.px(17))

    def _hour(self, place: QRect, figures: StripFigures) -> None:
        pen, px, hour = self._pen, self._pen.px, figures.hour
        total = QRect(place.x(), 0, px(_TOTAL_WIDE), place.height())
        _caption(pen, self._above(total).adjusted(0, 0, -px(12), 0), figures)
        figure = QRect(place.x(), px(17), px(_TOTAL_WIDE), px(22))
        if hour.total == UNKNOWN:
            shift = pen.write(figure, UNKNOWN, Role.FIGURE, pen.surface.dim) + px(8)
            pen.write(self._below(place).adjusted(shift, 0, -px(8), 0), hour.note, Role.SMALL, pen.surface.dim)
            return
        pen.amount(figure, at_least(hour.total, hour.more_possible), Role.FIGURE, pen.surface.text)
        split = QRect(place.x() + px(_TOTAL_WIDE), 0, place.width() - px(_TOTAL_WIDE) - px(10), place.height())
        pen.shares(self._above(split), hour)
        pen.bar(QRect(split.x(), px(24), split.width(), px(7)), hour)

    def _flow(self, place: QRect, flow: Flow) -> None:
        pen = self._pen
        shift = pen.write(self._above(place), f"{flow.caption} ", Role.CAPTION, pen.surface.dim)
        above = self._above(place).adjusted(shift, 0, 0, 0)
        shift = pen.write(above, f"{_glyph(flow)} ", Role.CAPTION, pen.ink(flow.position, pen.surface.dim))
        pen.write(above.adjusted(shift, 0, 0, 0), flow.arrow, Role.CAPTION, pen.surface.text)
        pen.amount(self._below(place), flow.told, Role.STRONG, pen.surface.text)

    def _coin(self, place: QRect, coin: Coin | None) -> None:
        pen = self._pen
        if coin is None:
            pen.write(self._above(place), "coin", Role.CAPTION, pen.surface.faint)
            pen.write(self._below(place), UNKNOWN, Role.SMALL, pen.surface.faint)
            return
        ink = pen.ink(coin.position, pen.surface.text)
        above = self._above(place)
        glyph = pen.wide("▲ ", Role.CAPTION)
        name = above.adjusted(0, 0, -glyph, 0)
        shift = pen.write(name, f"{coin.base} ", Role.CAPTION, pen.surface.dim)
        pen.write(above.adjusted(shift, 0, 0, 0), _glyph(coin), Role.CAPTION, ink)
        pen.amount(self._below(place), coin.told, Role.SMALL, ink)

    def _happening(self, place: QRect, happening: Happening | None, judged: bool) -> None:
        pen = self._pen
        if happening is None:
            pen.write(self._above(place), "event", Role.CAPTION, pen.surface.faint)
            pen.write(self._below(place), "none" if judged else _BLIND, Role.SMALL, pen.surface.faint)
            return
        pen.title(self._above(place), happening, Role.CAPTION)
        pen.level(place.x(), self._below(place).center().y() + 1, happening.level)

    def _health(self, place: QRect, health: Health) -> None:
        _feeds(self._pen, self._above(place), health)
        _alerts(self._pen, self._below(place).adjusted(0, -1, 0, -1), health)


class CornerForm:
    """Row under row."""

    def __init__(self, pen: StripPen) -> None:
        self._pen = pen

    def paint(self, name: str, place: QRect, figures: StripFigures) -> None:
        """One of the cells."""
        pen, px = self._pen, self._pen.px
        inner = place.adjusted(px(8), 0, -px(10), 0)
        if name == "hour":
            self._hour(inner, figures)
        elif name == "flow":
            self._flow(inner, figures.flow)
        elif name == "coins":
            self._coins(inner, figures.coins)
        elif name == "happening":
            self._happening(inner, figures.happening, figures.judged)
        else:
            self._health(inner, figures.health)
        if name in ("flow", "happening"):
            pen.fill(QRect(inner.x(), place.y(), inner.width(), 1), pen.surface.line)

    def _hour(self, place: QRect, figures: StripFigures) -> None:
        pen, px, hour = self._pen, self._pen.px, figures.hour
        _caption(pen, QRect(place.x(), px(5), place.width(), px(14)), figures)
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
        pen = self._pen
        wide = pen.write(place, f"{flow.caption}  ", Role.CAPTION, pen.surface.dim)
        wide += pen.amount(place.adjusted(wide, 0, 0, 0), flow.told, Role.CAPTION, pen.surface.text)
        side = f"mostly {flow.position.value}s {_glyph(flow)}" if flow.position else ""
        arrow = pen.wide("↗", Role.CAPTION)
        pen.write(place, flow.arrow, Role.CAPTION, pen.surface.text, RIGHT)
        ink = pen.ink(flow.position, pen.surface.dim)
        pen.write(place.adjusted(wide + pen.px(4), 0, -arrow - pen.px(5), 0), side, Role.CAPTION, ink, RIGHT)

    def _coins(self, place: QRect, coins: tuple[Coin, ...]) -> None:
        pen = self._pen
        if not coins:
            pen.write(place, f"coins {UNKNOWN}", Role.CAPTION, pen.surface.faint)
        half = (place.width() + pen.px(4)) // 2
        for number, coin in enumerate(coins):
            part = QRect(place.x() + number * half, place.y(), half - pen.px(6), place.height())
            ink = pen.ink(coin.position, pen.surface.text)
            wide = pen.write(part, f"{coin.base} ", Role.CAPTION, pen.surface.dim)
            pen.amount(part.adjusted(wide, 0, 0, 0), coin.told, Role.CAPTION, ink)

    def _happening(self, place: QRect, happening: Happening | None, judged: bool) -> None:
        pen = self._pen
        if happening is None:
            pen.write(place, "no event" if judged else _BLIND, Role.CAPTION, pen.surface.faint)
            return
        pen.title(place, happening, Role.CAPTION)
        wide = pen.wide(happening.level.value, Role.CAPTION) + pen.px(10)
        pen.level(place.x() + place.width() - wide, place.center().y() + 1, happening.level)

    def _health(self, place: QRect, health: Health) -> None:
        half = place.height() // 2
        _feeds(self._pen, QRect(place.x(), place.y(), place.width(), half), health)
        _alerts(self._pen, QRect(place.x(), place.y() + half, place.width(), half), health)


def _caption(pen: StripPen, where: QRect, figures: StripFigures) -> None:
    """The window's name, the mark of what is not the live market, and how whole the total is."""
    hour = figures.hour
    wide = pen.write(where, hour.caption, Role.CAPTION, pen.surface.text) + pen.px(6)
    if figures.mark:
        wide += pen.mark(where.x() + wide, where.center().y() + 1, figures.mark) + pen.px(6)
    if hour.total != UNKNOWN:
        pen.write(where.adjusted(wide, 0, 0, 0), hour.brief, Role.CAPTION, pen.surface.dim, RIGHT)


def _feeds(pen: StripPen, where: QRect, health: Health) -> None:
    surface = pen.surface
    ink = surface.fault if health.feeds_fault else surface.dim if health.feeds_calm else surface.text
    pen.write(where, health.feeds, Role.CAPTION, ink, RIGHT)


def _alerts(pen: StripPen, where: QRect, health: Health) -> None:
    surface = pen.surface
    ink = surface.fault if health.alerts_fault else surface.dim if health.alerts_calm else surface.text
    pen.write(where, health.alerts, Role.CAPTION, ink, RIGHT)
