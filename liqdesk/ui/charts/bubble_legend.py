"""The legend of the bubbles: which side, which kind of venue, how much money, and what is not drawn."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.charts.bubble_layout import Scale, legend_amounts
from liqdesk.ui.charts.bubbles import SAMPLED, SHORT, paint_bubble
from liqdesk.ui.format import fmt_count, fmt_usd_axis, tool_tip
from liqdesk.ui.theme import Role, Theme, colour

_LARGEST = 10.0
"""Bubbles of the legend are no larger; the amounts that would be are left to the axis of sizes."""


_SHORT_NOTE = marked("some are not drawn")
"""Stands for a note there is no room for: half a figure would be another figure."""


class BubbleLegend(QWidget):
    """One line below the chart. What there is no room for is left out whole, the note last; it is also the tool tip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scale: Scale | None = None
        self._note = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self.update)

    @property
    def note(self) -> str:
        """What is said of orders without a bubble."""
        return self._note

    def show_scale(self, scale: Scale, not_drawn: str, beyond: int) -> None:
        """Explain bubbles of this scale; `beyond` of them lie outside of the prices shown."""
        outside = tr("{beyond} beyond the prices shown").format(beyond=fmt_count(beyond)) if beyond else ""
        note = " · ".join(part for part in (not_drawn, outside) if part)
        if (scale, note) != (self._scale, self._note):
            self._scale, self._note = scale, note
            self.setAccessibleName(tr("Legend: bubbles by money. {note}").format(note=note))
            self.setToolTip(tool_tip(note))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        surface = self._theme.tokens.surface
        painter.fillRect(event.rect(), colour(surface.panel))
        if self._scale is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        font = self._theme.font(Role.CAPTION)
        painter.setFont(font)
        metrics, px = QFontMetricsF(font), self._theme.px
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        x, edge = float(px(10)), float(self.width() - px(10))
        entries = [(*one, 2 * one[1] + px(5) + metrics.horizontalAdvance(one[2])) for one in self._entries(self._scale)]
        sides = sum(wide + px(14) for *_, wide in entries[:2])
        notes = (self._note, tr(_SHORT_NOTE))
        room = edge - x
        note = next((one for one in notes if metrics.horizontalAdvance(one) <= room - sides), "")
        note = note or next((one for one in notes if metrics.horizontalAdvance(one) <= room), "")
        if self._note:
            painter.setPen(colour(surface.text))
            painter.drawText(QPointF(edge - metrics.horizontalAdvance(note), base), note)
            edge -= metrics.horizontalAdvance(note) + px(14)
        if x + sides - px(14) > edge:
            return  # one side alone would explain nothing
        for kind, radius, words, wide in entries:
            if x + wide > edge:
                return
            painter.save()
            painter.translate(QPointF(round(x + radius), self.height() / 2))
            paint_bubble(painter, self._theme, kind, radius)
            painter.restore()
            painter.setPen(colour(surface.dim))
            painter.drawText(QPointF(x + 2 * radius + px(5), base), words)
            x += wide + px(14)

    def _entries(self, scale: Scale) -> list[tuple[int, float, str]]:
        """Kind, radius and words of each sample."""
        size = 7.5 * scale.zoom
        entries = [
            (SHORT, size, tr("shorts")),
            (0, size, tr("longs")),
            (SHORT | SAMPLED, size, tr("sampled venue: one order of many")),
        ]
        for usd in legend_amounts(scale):
            radius = scale.radius(scale.tier(usd))
            if radius <= _LARGEST * scale.zoom:
                entries.append((SHORT, radius, fmt_usd_axis(usd)))
        return entries
