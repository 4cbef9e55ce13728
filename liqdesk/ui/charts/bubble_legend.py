"""The legend of the bubbles: which side, which kind of venue, how much money, and what is not drawn."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.charts.bubble_layout import Scale, legend_amounts
from liqdesk.ui.charts.bubbles import SAMPLED, SHORT, paint_bubble
from liqdesk.ui.charts.canvas import KeptPicture, Room
from liqdesk.ui.format import fmt_count, fmt_usd_axis, tool_tip
from liqdesk.ui.theme import Role, Theme, colour

_LARGEST = 10.0
"""Bubbles of the legend are no larger; the amounts that would be are left to the axis of sizes."""


_SHORT_NOTE = marked("some are not drawn")
"""Stands for a note there is no room for: half a figure would be another figure."""


class _Sample(NamedTuple):
    """A bubble with its words, and how wide both are."""

    kind: int
    radius: float
    words: str
    wide: float


class BubbleLegend(QWidget):
    """One line below the chart. What there is no room for is left out whole, the note last; it is also the tool tip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scale: Scale | None = None
        self._note = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._laid_out_for: Scale | None = None
        self._laid_out: tuple[_Sample, ...] = ()
        self._words: tuple[str, ...] = ()
        self._samples = KeptPicture(lambda: colour(theme.tokens.surface.panel))
        theme.changed.connect(self._dress)

    @property
    def note(self) -> str:
        """What is said of orders without a bubble."""
        return self._note

    @property
    def words(self) -> tuple[str, ...]:
        """What stands there as it was painted last: what the samples are, then the note."""
        return self._words

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
        surface = self._theme.tokens.surface
        painter = QPainter(self)
        if self._scale is None:
            painter.fillRect(event.rect(), colour(surface.panel))
            return
        font = self._theme.font(Role.CAPTION)
        metrics, px = QFontMetricsF(font), self._theme.px
        x, edge = float(px(10)), float(self.width() - px(10))
        if self._laid_out_for != self._scale:
            self._laid_out_for, self._laid_out = self._scale, self._entries(self._scale, metrics)
        entries = self._laid_out
        sides = sum(one.wide + px(14) for one in entries[:2])
        notes = [(one, metrics.horizontalAdvance(one)) for one in (self._note, tr(_SHORT_NOTE))]
        room = edge - x
        nothing = "", 0.0
        note, wide = next((one for one in notes if one[1] <= room - sides), nothing)
        if not note:
            note, wide = next((one for one in notes if one[1] <= room), nothing)
        place = edge - wide
        if self._note:
            edge = place - px(14)
        shown = entries if x + sides - px(14) <= edge else ()  # one side alone would explain nothing
        shown = _fitting(shown, edge - x, px(14))
        self._words = (*(one.words for one in shown), *((note,) if note else ()))
        whole = Room(self.width(), self.height(), self.devicePixelRatioF())
        painter.drawPixmap(0, 0, self._samples.of(shown, whole, lambda under: self._paint_samples(under, shown)))
        if self._note:
            painter.setFont(font)
            painter.setPen(colour(surface.text))
            painter.drawText(QPointF(place, self._base(metrics)), note)

    def _base(self, metrics: QFontMetricsF) -> float:
        return (self.height() + metrics.ascent() - metrics.descent()) / 2

    def _paint_samples(self, painter: QPainter, shown: Sequence[_Sample]) -> None:
        """What stays the same while only the note is another."""
        font, px = self._theme.font(Role.CAPTION), self._theme.px
        base, x = self._base(QFontMetricsF(font)), float(px(10))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setFont(font)
        for one in shown:
            painter.save()
            painter.translate(QPointF(round(x + one.radius), self.height() / 2))
            paint_bubble(painter, self._theme, one.kind, one.radius)
            painter.restore()
            painter.setPen(colour(self._theme.tokens.surface.dim))
            painter.drawText(QPointF(x + 2 * one.radius + px(5), base), one.words)
            x += one.wide + px(14)

    def _dress(self) -> None:
        self._samples.forget()
        self._laid_out_for = None
        self.update()

    def _entries(self, scale: Scale, metrics: QFontMetricsF) -> tuple[_Sample, ...]:
        """Each sample, whether there is room for it or not."""
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
        gap = self._theme.px(5)
        return tuple(_Sample(*one, 2 * one[1] + gap + metrics.horizontalAdvance(one[2])) for one in entries)


def _fitting(samples: Sequence[_Sample], room: float, gap: float) -> tuple[_Sample, ...]:
    """As many from the first on as there is room for."""
    x, fitting = 0.0, []
    for one in samples:
        if x + one.wide > room:
            break
        fitting.append(one)
        x += one.wide + gap
    return tuple(fitting)
