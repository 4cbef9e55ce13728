"""A coin's price as a thin line behind sums, on a scale of its own that is told at its ends."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from liqdesk.domain.language import tr
from liqdesk.ui.charts.geometry import Frame
from liqdesk.ui.format import fmt_price
from liqdesk.ui.theme import Role, Theme, colour

_MARGIN = 0.08


def paint_price(
    painter: QPainter, frame: Frame, at: NDArray[np.int64], price: NDArray[np.float64], base: str, theme: Theme
) -> None:
    """Paint what is in sight of the line, times in Unix ms; a NaN breaks it."""
    first, last = np.searchsorted(at, (frame.start, frame.end))
    part = slice(max(0, int(first) - 1), int(last) + 1)
    seen = price[part][np.isfinite(price[part])]
    if not len(seen):
        _write(
            painter,
            theme,
            QPointF(theme.px(8), frame.height - theme.px(8)),
            tr("no price of {base} heard yet").format(base=base),
        )
        return
    low, high = float(seen.min()), float(seen.max())
    room = frame.height * (1 - 2 * _MARGIN)
    scale = room / (high - low) if high > low else 0.0
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(theme.tokens.surface.price, 0.75), 1))
    run: list[QPointF] = []
    column = -1
    for moment, value in zip(at[part].tolist(), price[part].tolist(), strict=True):
        if value != value:
            painter.drawPolyline(QPolygonF(run))
            run = []
            continue
        x = frame.x(moment)
        if int(x) == column and run:
            run[-1] = QPointF(x, frame.height * (1 - _MARGIN) - (value - low) * scale)
            continue
        column = int(x)
        run.append(QPointF(x, frame.height * (1 - _MARGIN) - (value - low) * scale))
    painter.drawPolyline(QPolygonF(run))
    painter.restore()
    top = QPointF(theme.px(8), frame.height * _MARGIN + theme.px(20))
    bottom = QPointF(theme.px(8), frame.height * (1 - _MARGIN) + theme.px(4))
    _write(painter, theme, top, f"{base} {fmt_price(high)}")
    _write(painter, theme, bottom, fmt_price(low))


def _write(painter: QPainter, theme: Theme, at: QPointF, text: str) -> None:
    font, surface = theme.font(Role.CAPTION), theme.tokens.surface
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    plate = QRectF(at.x() - 3, at.y() - metrics.ascent() - 1, metrics.horizontalAdvance(text) + 6, metrics.height() + 2)
    painter.fillRect(plate, colour(surface.panel, 0.8))
    painter.setPen(colour(surface.dim))
    painter.drawText(at, text)
