"""The pen of the strip: words that stay readable on a ground one can see through, plates, and the bar of the two sides."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen

from liqdesk.analytics.events import Level
from liqdesk.domain.liquidation import PositionSide
from liqdesk.ui.bars import paint_split
from liqdesk.ui.format import split_sign
from liqdesk.ui.panels.figures import WindowFigure
from liqdesk.ui.strip.figures import Happening
from liqdesk.ui.tables.levels import level_plate
from liqdesk.ui.theme import Role, Surface, Theme, Tokens, colour

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
HALO, HALO_WIDE = 0.85, 2.6
UPRIGHT = 9.5


class StripPen:
    """Writes for one painting. `halo`: the ground lets others through, and words get an edge of it."""

    def __init__(self, painter: QPainter, theme: Theme, halo: bool) -> None:
        self._painter = painter
        self._theme = theme
        self._halo = halo
        surface = theme.tokens.surface
        self._stronger = {surface.dim: surface.text, surface.faint: surface.dim}

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        return self._theme.tokens

    @property
    def surface(self) -> Surface:
        """Those that do not depend on the sides."""
        return self._theme.tokens.surface

    def px(self, pixels: float) -> int:
        """A length of the design."""
        return self._theme.px(pixels)

    def wide(self, text: str, role: Role) -> int:
        """How wide a text is."""
        return QFontMetrics(self._theme.font(role)).horizontalAdvance(text)

    def ink(self, position: PositionSide | None, other: str) -> str:
        """The colour of words about a side, or the other where there is none."""
        return other if position is None else self.tokens.side(position).text

    def write(self, where: QRect, text: str, role: Role, ink: str, align: Qt.AlignmentFlag = LEFT) -> int:
        """Write on one line, cut with an ellipsis where it is too long; how wide it became."""
        font = self._theme.font(role)
        metrics = QFontMetrics(font)
        shown, wide = text, metrics.horizontalAdvance(text)
        if wide > where.width():
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, where.width())
            wide = metrics.horizontalAdvance(shown)
        x = where.x()
        if align & Qt.AlignmentFlag.AlignRight:
            x = where.x() + where.width() - wide
        elif align & Qt.AlignmentFlag.AlignHCenter:
            x = where.x() + (where.width() - wide) // 2
        at = QPointF(x, where.y() + (where.height() - metrics.height()) // 2 + metrics.ascent())
        if self._halo and shown:
            self._edge(at, shown, role)
            ink = self._stronger.get(ink, ink)
        self._painter.setFont(font)
        self._painter.setPen(colour(ink))
        self._painter.drawText(at, shown)
        return wide

    def amount(self, where: QRect, told: str, role: Role, ink: str) -> int:
        """Write a total; the sign that may stand before it in a fainter ink."""
        sign, figure = split_sign(told)
        shift = self.write(where, sign, role, self.surface.faint) if sign else 0
        return shift + self.write(where.adjusted(shift, 0, 0, 0), figure, role, ink)

    def plate(self, x: int, middle: int, text: str, colours: tuple[str, str]) -> int:
        """A word on a plate, from `x` on; how wide that became. `colours` are of the plate and of the word."""
        back, ink = colours
        wide, high = self.wide(text, Role.CAPTION) + self.px(10), self.px(15)
        where = QRect(x, middle - high // 2, wide, high)
        self._painter.fillRect(where, colour(back))
        self._painter.setFont(self._theme.font(Role.CAPTION))
        self._painter.setPen(colour(ink))
        self._painter.drawText(where, CENTRE | Qt.TextFlag.TextSingleLine, text)
        return wide

    def mark(self, x: int, middle: int, text: str) -> int:
        """The plate that says what is not of the live market."""
        return self.plate(x, middle, text, (self.surface.mark_back, self.surface.mark))

    def upright(self, where: QRect, text: str) -> None:
        """The same plate where it is higher than wide: the word runs upwards."""
        if not text:
            return
        self._painter.fillRect(where, colour(self.surface.mark_back))
        font = self._theme.font(Role.CAPTION)
        font.setPixelSize(self.px(UPRIGHT))
        self._painter.save()
        self._painter.translate(where.x(), where.y() + where.height())
        self._painter.rotate(-90)
        self._painter.setFont(font)
        self._painter.setPen(colour(self.surface.mark))
        turned = QRect(0, 0, where.height(), where.width())
        self._painter.drawText(turned, CENTRE | Qt.TextFlag.TextSingleLine, text)
        self._painter.restore()

    def level(self, x: int, middle: int, level: Level) -> int:
        """The level on its plate: the louder, the brighter."""
        return self.plate(x, middle, level.value, level_plate(level, self.surface))

    def title(self, where: QRect, happening: Happening, role: Role) -> int:
        """The event in its colour."""
        return self.write(where, happening.title, role, self.ink(happening.position, self.surface.text))

    def shares(self, where: QRect, hour: WindowFigure) -> None:
        """The shorts' share on the left, the longs' on the right."""
        tokens = self.tokens
        self.write(where, f"▲ {hour.short_share}", Role.CAPTION, tokens.short.text)
        self.write(where, f"{hour.long_share} ▼", Role.CAPTION, tokens.long.text, RIGHT)

    def bar(self, where: QRect, hour: WindowFigure) -> None:
        """Shorts against longs; an empty track where nothing is known of them."""
        tokens, place = self.tokens, QRectF(where)
        known = bool(hour.short or hour.long)
        self._painter.fillRect(place, colour(tokens.surface.panel if known else tokens.surface.hover))
        if known:
            paint_split(
                self._painter, place, hour.short, hour.long, (colour(tokens.short.fill), colour(tokens.long.fill))
            )

    def fill(self, where: QRect, ink: str) -> None:
        """A rule, a stripe."""
        self._painter.fillRect(where, colour(ink))

    def _edge(self, at: QPointF, text: str, role: Role) -> None:
        path = QPainterPath()
        path.addText(at, self._theme.font(role), text)
        pen = QPen(colour(self.surface.panel, HALO), self.px(HALO_WIDE))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._painter.strokePath(path, pen)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
