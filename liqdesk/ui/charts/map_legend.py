"""The legend of the price map: the shades of both sides with their money, how it is cut, and what lies outside."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.charts.map_items import shade_colours
from liqdesk.ui.charts.map_layout import DECADES
from liqdesk.ui.format import fmt_usd_axis, tool_tip
from liqdesk.ui.theme import Role, Theme, colour


class MapLegend(QWidget):
    """One line below the map. What there is no room for is left out whole; it is also the tool tip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._peak = 0
        self._cut = self._note = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self.update)

    @property
    def texts(self) -> tuple[str, str]:
        """How the map is cut, and what lies outside."""
        return self._cut, self._note

    def show_scale(self, peak: int, cut: str, note: str) -> None:
        """Explain shades up to `peak` micro-USD a cell and side."""
        if (peak, cut, note) != (self._peak, self._cut, self._note):
            self._peak, self._cut, self._note = peak, cut, note
            self.setAccessibleName(tr("Legend: {cut}. {note}").format(cut=cut, note=note))
            self.setToolTip(tool_tip(" · ".join(part for part in (cut, note) if part)))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        surface = self._theme.tokens.surface
        painter.fillRect(event.rect(), colour(surface.panel))
        font, px = self._theme.font(Role.CAPTION), self._theme.px
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        edge, x = float(self.width() - px(10)), float(px(10))
        tokens = self._theme.tokens
        forms = ((tr("▲ shorts, above"), tr("▼ longs, below")), (tr("▲ shorts"), tr("▼ longs")), ("▲", "▼"))
        wanted = edge - x - (self._ramp_wide(metrics) if self._peak else 0)
        form = next(
            (f for f in forms if sum(metrics.horizontalAdvance(one) + px(10) for one in f) <= wanted), forms[-1]
        )
        for words, ink in zip(form, (tokens.short.text, tokens.long.text), strict=True):
            painter.setPen(colour(ink))
            painter.drawText(QPointF(x, base), words)
            x += metrics.horizontalAdvance(words) + px(10)
        if self._peak and x + self._ramp_wide(metrics) <= edge + px(12):
            x = self._ramp(painter, x, base, metrics)
        for words, ink in ((self._cut, surface.faint), (self._note, surface.text)):
            wide = metrics.horizontalAdvance(words)
            if x + wide > edge:
                return
            painter.setPen(colour(ink))
            painter.drawText(QPointF(x, base), words)
            x += wide + px(14)

    def _ends(self) -> tuple[str, str]:
        """The amounts of the faintest and of the strongest shade."""
        least, most = (fmt_usd_axis(float(f"{self._peak / 1e6 / part:.2g}")) for part in (10**DECADES, 1))
        return least, most

    def _ramp_wide(self, metrics: QFontMetricsF) -> float:
        px = self._theme.px
        shades = px(7) * len(shade_colours(self._theme, True))
        return sum(metrics.horizontalAdvance(end) for end in self._ends()) + shades + 2 * px(5) + px(12)

    def _ramp(self, painter: QPainter, x: float, base: float, metrics: QFontMetricsF) -> float:
        """The shades between the amounts of the faintest and the strongest; returns where it ends."""
        px, dim = self._theme.px, colour(self._theme.tokens.surface.dim)
        wide, half, middle = px(7), px(6), self.height() / 2
        least, most = self._ends()
        painter.setPen(dim)
        painter.drawText(QPointF(x, base), least)
        x += metrics.horizontalAdvance(least) + px(5)
        for top, short in ((middle - half, True), (middle, False)):
            for number, name in enumerate(shade_colours(self._theme, short)):
                painter.fillRect(QRectF(x + number * wide, round(top), wide - 1, half - 1), colour(name))
        x += wide * len(shade_colours(self._theme, True)) + px(5)
        painter.drawText(QPointF(x, base), most)
        return x + metrics.horizontalAdvance(most) + px(12)
