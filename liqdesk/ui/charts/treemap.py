"""The treemap: a tile for each coin, as large as its share, coloured by which side was liquidated."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from liqdesk.analytics.coin_tiles import CoinTile, CoinTilesView, together
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.ui.charts.canvas import Room
from liqdesk.ui.charts.fields import Field
from liqdesk.ui.charts.read_canvas import ReadCanvas
from liqdesk.ui.charts.side_scale import side_colour, side_ink
from liqdesk.ui.charts.squarify import SteadyTiles, Tile
from liqdesk.ui.charts.tile_words import (
    forms_of,
    nothing_in,
    short_share,
    spoken,
    status_of_tiles,
    summary_of_tiles,
    values_of_tile,
)
from liqdesk.ui.format import AT_LEAST
from liqdesk.ui.theme import Role, Theme, colour

_MONEY = f"{AT_LEAST} $888.88M"
_FIELDS = (
    Field("", "FARTCOINS", goes=0),
    Field(marked("▲ shorts"), _MONEY, PositionSide.SHORT, goes=1),
    Field(marked("▼ longs"), _MONEY, PositionSide.LONG, goes=1),
    Field(marked("both"), _MONEY),
    Field(marked("share"), "<100%", goes=2),
    Field(marked("orders"), "888,888", goes=3),
    Field(marked("unvalued"), "8,888", goes=4),
)
OTHERS = ""
"""The name of the tile of all the others; no coin is called that."""
WAITING = marked("Waiting for the first figures…")
MOST = 48
_LEAST_AREA = 1_500
_EDGE, _PAD, _SEAM = 8, 7, 1.0
_SIZES = ((360, 38.0), (240, 30.0), (150, 22.0), (96, 17.0), (60, 13.0), (0, 11.0))
"""From this height of a tile on, its coin is written so large."""
_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class Treemap(ReadCanvas):
    """Draws a `CoinTilesView`. Arrows go from tile to tile, Enter or a click tells by `chosen` which coin is meant."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Coins by size"), _FIELDS)
        self._view: CoinTilesView | None = None
        self._steady: SteadyTiles[str] = SteadyTiles(OTHERS)
        self._shown: dict[str, CoinTile] = {}
        self._pointed: str | None = None
        self._by_key = False
        self.written: dict[str, tuple[str, ...]] = {}
        """The lines of each tile, as far as they fit."""

    @property
    def tiles(self) -> dict[str, Tile]:
        """Where each tile lies, in the room of the tiles; the others' is called `OTHERS`."""
        return self._steady.tiles

    @property
    def pointed(self) -> str | None:
        """The tile under the pointer or reached by keys."""
        return self._pointed

    @property
    def message(self) -> str:
        """A sentence in the middle where there is no tile, else empty."""
        return tr(WAITING) if self._view is None else nothing_in(self._view)

    def show_view(self, view: CoinTilesView) -> None:
        """Draw this view: figures at once, places only when tiles may move."""
        old, self._view = self._view, view
        if old is None or old.whole.window != view.whole.window:
            self._steady.forget()
        self._lay()
        self.canvas.renew()
        self._read()

    def summary(self) -> str:
        """All of it in a sentence."""
        return tr(WAITING) if self._view is None else summary_of_tiles(self._view, [*self._shown.values()])

    def tile_at(self, name: str) -> CoinTile | None:
        """What a tile stands for."""
        return self._shown.get(name)

    def point_at(self, name: str | None, by_key: bool = False) -> None:
        """Mark a tile and read it; None: none."""
        if name != self._pointed or by_key != self._by_key:
            self._pointed, self._by_key = name, by_key
            self.canvas.update()
            self._read()
            view, tile = self._view, self._shown.get(name or OTHERS)
            if by_key and view is not None and tile is not None:
                self.canvas.setAccessibleName(spoken(tile, view.whole.coverage))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and self.tiles:
            self.point_at(self._beside(*_STEPS[key]), by_key=True)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointed:
            self.chosen.emit(self._pointed)
        elif key == Qt.Key.Key_Escape and self._pointed is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # only the canvas is watched
        """The pointer over the tiles."""
        kind = event.type()
        if kind == QEvent.Type.Leave and not self._by_key:
            self.point_at(None)
        elif kind == QEvent.Type.Resize:
            self._lay()
        elif isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseMove:
            self.point_at(self._under(event.position()))
        elif isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseButtonRelease:
            name = self._under(event.position())
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            if name and event.button() == Qt.MouseButton.LeftButton:
                self.chosen.emit(name)
        return False

    def _lay(self) -> None:
        """Bring the tiles up to date: their figures, and their places if it is time."""
        view, room = self._view, self.canvas.room
        width, height = room.width - 2 * _EDGE, room.height - _EDGE
        if view is None or not view.coins or min(width, height) < 20:
            self._shown, self._steady.tiles = {}, {}
            return
        if self._steady.due(view.at, width, height):
            self._lay_anew(view, width, height)
        self._shown = self._figures(view)

    def _lay_anew(self, view: CoinTilesView, width: float, height: float) -> None:
        """Lay out as many coins as have room for their name; the others go together."""
        apart = self._apart(view, width * height)
        while True:
            shown = {str(tile.base): tile for tile in view.coins[:apart]}
            rest = together(view.coins[apart:])
            if rest is not None:
                shown[OTHERS] = rest
            self._steady.lay({name: float(tile.total.both) for name, tile in shown.items()}, view.at, width, height)
            mute = sum(self._lines(_box(self.tiles[name], 1.0), tile) is None for name, tile in shown.items())
            if not mute or apart <= 1:
                return
            apart = min(apart - max(1, mute // 2), len(view.coins) - 2)

    def _apart(self, view: CoinTilesView, area: float) -> int:
        """How many coins get a tile of their own: those with room for a word. A single other one is shown as itself."""
        whole = sum(tile.total.both for tile in view.coins)
        large = [tile for tile in view.coins if tile.total.both / whole * area >= self._theme.px(_LEAST_AREA)]
        apart = min(max(1, len(large)), MOST)
        return len(view.coins) if len(view.coins) - apart == 1 else apart

    def _figures(self, view: CoinTilesView) -> dict[str, CoinTile]:
        """What each tile stands for by now, in the order they are laid in; who has no tile is among the others."""
        known = {str(tile.base): tile for tile in view.coins}
        shown = {name: known[name] for name in self._steady.order if name in known}
        rest = together(tile for tile in view.coins if str(tile.base) not in shown)
        if rest is not None and OTHERS in self.tiles:
            shown[OTHERS] = rest
        return shown

    def _under(self, at: QPointF) -> str | None:
        x, y = at.x() - _EDGE, at.y()
        for name, tile in self.tiles.items():
            if tile.x <= x < tile.x + tile.width and tile.y <= y < tile.y + tile.height:
                return name
        return None

    def _beside(self, right: int, down: int) -> str | None:
        """The nearest tile that way; the first one where none is marked, the marked one where there is none beyond."""
        here = self.tiles.get(self._pointed) if self._pointed is not None else None
        if here is None:
            return next(iter(self.tiles))
        x, y = here.x + here.width / 2, here.y + here.height / 2
        best, name = float("inf"), self._pointed
        for other, tile in self.tiles.items():
            along = (
                (tile.x - here.x - here.width if right > 0 else here.x - tile.x - tile.width)
                if right
                else (tile.y - here.y - here.height if down > 0 else here.y - tile.y - tile.height)
            )
            aside = _off(y, tile.y, tile.height) if right else _off(x, tile.x, tile.width)
            if other != self._pointed and along >= -1 and along + 3 * aside < best:
                best, name = along + 3 * aside, other
        return name

    def _read(self) -> None:
        if self._view is not None:
            tile = None if self._pointed is None else self._shown.get(self._pointed)
            self.read_out.show_values(values_of_tile(tile, self._view), status_of_tiles(self._view))

    def _paint(self, painter: QPainter, room: Room) -> None:
        surface = self._theme.tokens.surface
        self.written = {}
        if self.message:
            font = self._theme.font(Role.BODY)
            metrics = QFontMetricsF(font)
            text = metrics.elidedText(self.message, Qt.TextElideMode.ElideRight, room.width - 20)
            painter.setFont(font)
            painter.setPen(colour(surface.dim))
            painter.drawText(QPointF((room.width - metrics.horizontalAdvance(text)) / 2, room.height * 0.45), text)
            return
        for name, tile in self.tiles.items():
            shown = self._shown.get(name)
            if shown is not None:
                self._paint_tile(painter, name, _box(tile, room.ratio), shown)

    def _paint_tile(self, painter: QPainter, name: str, box: QRectF, tile: CoinTile) -> None:
        if box.width() <= 0 or box.height() <= 0:
            return
        painter.fillRect(box, side_colour(self._theme.tokens, short_share(tile)))
        fitting = self._lines(box, tile)
        if fitting is not None:
            self.written[name] = fitting[0]
            self._write(painter, box, *fitting, side_ink(self._theme.tokens))

    def _lines(self, box: QRectF, tile: CoinTile) -> tuple[tuple[str, ...], list[QFont]] | None:
        """The most words that fit into a tile, and their fonts; None where not even the coin does."""
        view = self._view
        for lines in () if view is None else forms_of(tile, view.whole.coverage):
            fonts = self._fonts(box, len(lines))
            if _fits(lines, fonts, box, self._theme.px(_PAD)):
                return lines, fonts
        return None

    def _fonts(self, box: QRectF, count: int) -> list[QFont]:
        """The coin's font by the room there is, and a smaller one for what stands below it."""
        reach = min(box.height(), box.width() * 0.8)
        size = next(size for least, size in _SIZES if reach >= self._theme.px(least))
        head = self._theme.font(Role.STRONG)
        head.setPixelSize(self._theme.px(size))
        rest = self._theme.font(Role.CAPTION if size < 17 else Role.BODY if size < 30 else Role.FIGURE)
        rest.setWeight(QFont.Weight.Medium)
        return [head, *[rest] * (count - 1)]

    def _write(self, painter: QPainter, box: QRectF, lines: tuple[str, ...], fonts: list[QFont], ink: QColor) -> None:
        pad, y = self._theme.px(_PAD), box.top() + self._theme.px(_PAD) - 2
        painter.setPen(ink)
        for text, font in zip(lines, fonts, strict=True):
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.drawText(QPointF(box.left() + pad, y + metrics.ascent()), text)
            y += metrics.height()

    def _paint_over(self, painter: QPainter, room: Room) -> None:
        tile = self.tiles.get(self._pointed) if self._pointed is not None else None
        if tile is None or self.message:
            return
        box = _box(tile, room.ratio)
        tokens = self._theme.tokens
        ink = tokens.surface.accent if self._by_key and self.hasFocus() else tokens.surface.text
        painter.setPen(QPen(colour(ink), 2))
        painter.drawRect(box.adjusted(1, 1, -1, -1))


def _box(tile: Tile, ratio: float) -> QRectF:
    """The tile on whole device pixels, with a seam to its neighbours."""

    def snap(value: float) -> float:
        return round(value * ratio) / ratio

    left, top = snap(tile.x + _EDGE), snap(tile.y)
    return QRectF(left, top, snap(tile.x + _EDGE + tile.width) - left - _SEAM, snap(tile.y + tile.height) - top - _SEAM)


def _fits(lines: tuple[str, ...], fonts: list[QFont], box: QRectF, pad: float) -> bool:
    metrics = [QFontMetricsF(font) for font in fonts]
    wide = max(one.horizontalAdvance(text) for one, text in zip(metrics, lines, strict=True))
    return wide <= box.width() - 2 * pad + 2 and sum(one.height() for one in metrics) <= box.height() - 2 * pad + 4


def _off(at: float, start: float, length: float) -> float:
    """How far a place lies outside a stretch."""
    return max(0.0, start - at, at - start - length)
