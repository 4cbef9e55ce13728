"""The course of an hour or an event: price above, shorts up and longs down below it, waves shaded, gaps hatched."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from liqdesk.analytics.card import CardView
from liqdesk.analytics.told import tell_noted
from liqdesk.domain.language import tr
from liqdesk.domain.money import micro_usd
from liqdesk.ui.charts.reading import hatch_weight
from liqdesk.ui.format import fmt_price, fmt_usd
from liqdesk.ui.theme import Tokens, colour

_PRICE_SHARE, _BARS_SHARE = 0.3, 0.64
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class CourseFonts:
    """The type of the labels on the axis and of the captions."""

    axis: QFont
    caption: QFont


class CoursePainter:
    """Paints the course of one view into a place."""

    def __init__(self, view: CardView, tokens: Tokens, fonts: CourseFonts) -> None:
        self._view = view
        self._tokens = tokens
        self._fonts = fonts
        self._line = QFontMetricsF(fonts.caption).height()

    def paint(self, painter: QPainter, where: QRectF) -> None:
        """Paint it all; antialiasing is left switched on."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        foot = self._line + 4
        price = QRectF(where.left(), where.top(), where.width(), where.height() * _PRICE_SHARE - foot)
        top = where.top() + where.height() * _PRICE_SHARE
        bars = QRectF(where.left(), top, where.width(), where.bottom() - foot - top)
        self._waves(painter, where.adjusted(0, 0, 0, -foot))
        self._gaps(painter, where.adjusted(0, 0, 0, -foot))
        self._bars(painter, bars)
        self._price_line(painter, price)
        self._times(painter, QRectF(where.left(), where.bottom() - self._line, where.width(), self._line))

    def _write(
        self, painter: QPainter, where: QRectF, text: str, font: QFont, ink: str, align: Qt.AlignmentFlag = _LEFT
    ) -> None:
        painter.setFont(font)
        painter.setPen(colour(ink))
        painter.drawText(where, align | Qt.TextFlag.TextSingleLine, text)

    def _x(self, where: QRectF, at: float) -> float:
        view = self._view
        return where.left() + where.width() * (at - view.start) / (max(1, len(view.long)) * view.bucket)

    def _stretch(self, where: QRectF, start: float, end: float) -> QRectF | None:
        left, right = max(where.left(), self._x(where, start)), min(where.right(), self._x(where, end))
        return QRectF(left, where.top(), right - left, where.height()) if right > left else None

    def _waves(self, painter: QPainter, where: QRectF) -> None:
        for wave in self._view.waves:
            stretch = self._stretch(where, wave.start, wave.end)
            if stretch is not None:
                painter.fillRect(stretch, colour(self._tokens.surface.text, 0.06))

    def _gaps(self, painter: QPainter, where: QRectF) -> None:
        for gap in self._view.gaps:
            stretch, weight = self._stretch(where, gap.span.start, gap.span.end), hatch_weight(gap)
            if stretch is not None and weight > 0:
                ink = colour(self._tokens.surface.gap, 0.25 + 0.5 * weight)
                painter.fillRect(stretch, QBrush(ink, Qt.BrushStyle.BDiagPattern))

    def _bars(self, painter: QPainter, where: QRectF) -> None:
        view, surface = self._view, self._tokens.surface
        highest, deepest = (float(side.max(initial=0)) for side in (view.short, view.long))
        zero = where.bottom()
        if highest + deepest > 0:
            zero = where.top() + where.height() * max(0.12, min(0.88, highest / (highest + deepest)))
            unit = min(
                (zero - where.top()) / highest if highest else np.inf,
                (where.bottom() - zero) / deepest if deepest else np.inf,
            )
            self._columns(painter, where, zero, unit)
            if highest:
                label = QRectF(where.left() + 4, zero - highest * unit - 4, where.width() / 2, self._line)
                told = tell_noted(micro_usd(highest), view.total.coverage.at_least, fmt_usd)
                text = tr("highest bar ▲ {highest}").format(highest=told)
                self._write(painter, label, text, self._fonts.caption, surface.dim)
        painter.setPen(QPen(colour(surface.faint), 1))
        painter.drawLine(QLineF(where.left(), zero, where.right(), zero))

    def _columns(self, painter: QPainter, where: QRectF, zero: float, unit: float) -> None:
        view, tokens = self._view, self._tokens
        wide = where.width() / len(view.long)
        seam = 1.0 if wide >= 4 else 0.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for side, fill, up in ((view.short, tokens.short.fill, True), (view.long, tokens.long.fill, False)):
            ink = colour(fill)
            for index in np.flatnonzero(side).tolist():
                height = float(side[index]) * unit
                top = zero - height if up else zero
                painter.fillRect(QRectF(where.left() + index * wide + seam, top, wide - 2 * seam, height), ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _price_line(self, painter: QPainter, where: QRectF) -> None:
        view, surface = self._view, self._tokens.surface
        known = np.isfinite(view.price)
        caption = QRectF(where.left() + 4, where.top(), where.width() / 2, self._line)
        if not known.any():
            words = tr("{price_base} price not known").format(price_base=view.price_base)
            self._write(painter, caption, words, self._fonts.caption, surface.dim)
            return
        low, high = float(view.price[known].min()), float(view.price[known].max())
        scale = (where.height() - 4) / (high - low) if high > low else 0.0
        painter.setPen(QPen(colour(surface.price), 2))
        line: list[QPointF] = []
        for at, price, good in zip(view.price_at.tolist(), view.price.tolist(), known.tolist(), strict=True):
            if good:
                line.append(QPointF(self._x(where, at), where.bottom() - 2 - (price - low) * scale))
            elif line:
                painter.drawPolyline(QPolygonF(line))
                line = []
        painter.drawPolyline(QPolygonF(line))
        last = fmt_price(float(view.price[known][-1]))
        self._write(painter, caption, f"{view.price_base} {last}", self._fonts.caption, surface.dim)

    def _times(self, painter: QPainter, where: QRectF) -> None:
        surface, view = self._tokens.surface, self._view
        begin, end = (f"{datetime.fromtimestamp(at / 1000, UTC):%H:%M}" for at in (view.start, view.span.end))
        self._write(painter, where, begin, self._fonts.axis, surface.faint)
        self._write(painter, where, tr("{end} UTC").format(end=end), self._fonts.axis, surface.faint, _RIGHT)
