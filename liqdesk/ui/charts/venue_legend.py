"""The legend of the venues' chart: hue, name, share and how whole, in as many words as there is room for."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.charts.venue_reading import Part
from liqdesk.ui.format import tool_tip
from liqdesk.ui.theme import Role, Theme, colour

_SWATCH = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """One stack of the legend; `fill` as it is painted in the chart."""

    part: Part
    fill: QBrush


class VenueLegend(QWidget):
    """Paints entries from left to right, with fewer words the narrower it is; the tool tip has them all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: tuple[Entry, ...] = ()
        self._shown: Sequence[tuple[object, ...]] = ()
        self._texts: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self.update)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is written."""
        return self._texts

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show these; their money, which changes with every row, is not told here."""
        shown = [(one.part.name, one.part.share, one.part.word, one.part.sampled, one.fill) for one in entries]
        if shown != self._shown:
            self._entries, self._shown = entries, shown
            lines = (
                tr("{name}: {share} of what is in sight, {word}").format(
                    name=one.part.name, share=one.part.share, word=one.part.word
                )
                for one in entries
            )
            hint = (
                tr("\nA striped fill: the venue publishes only a part.") if any(e.part.sampled for e in entries) else ""
            )
            self.setToolTip(tool_tip("\n".join(lines) + hint))
            self._write()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(20))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def paintEvent(self, event: QPaintEvent) -> None:
        surface, px = self._theme.tokens.surface, self._theme.px
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(surface.panel))
        font = self._theme.font(Role.CAPTION)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        x, size = float(px(10)), px(_SWATCH)
        for text, entry in zip(self._texts, self._entries, strict=False):
            painter.fillRect(QRectF(round(x), round((self.height() - size) / 2), size, size), entry.fill)
            painter.setPen(colour(surface.dim))
            painter.drawText(QPointF(x + size + px(5), base), text)
            x += size + px(5) + metrics.horizontalAdvance(text) + px(14)

    def _write(self) -> None:
        """The most words that fit; where even names do not, the last of them are counted."""
        parts = [entry.part for entry in self._entries]
        forms = (
            [f"{one.name} {one.share} · {one.word}" for one in parts],
            [f"{one.name} {one.share}" for one in parts],
            [one.name for one in parts],
        )
        fitting = next((form for form in forms if self._wide(form) <= self.width()), None)
        if fitting is None:
            fitting = forms[-1]
            while len(fitting) > 1 and self._wide(fitting) > self.width():
                fitting = fitting[:-1]
        self._texts = tuple(fitting)
        self.update()

    def _wide(self, texts: list[str]) -> float:
        metrics, px = QFontMetricsF(self._theme.font(Role.CAPTION)), self._theme.px
        return px(10) + sum(metrics.horizontalAdvance(text) + px(_SWATCH) + px(19) for text in texts)
