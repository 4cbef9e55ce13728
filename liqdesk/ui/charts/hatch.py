"""Diagonal hatching: over a stretch nobody covered, and as the fill of what is only a sample."""

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from liqdesk.ui.theme import colour

_STEP = 7.0
_FAINTEST, _WASH = 0.3, 0.16
_TILE = 6


def paint_hatch(painter: QPainter, where: QRectF, ink: str, weight: float) -> None:
    """Rising lines of one pattern, so that neighbours meet; the heavier (0 to 1), the more was missing."""
    painter.save()
    painter.setClipRect(where, Qt.ClipOperation.IntersectClip)
    if weight >= 1:
        painter.fillRect(where, colour(ink, _WASH))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(ink, _FAINTEST + (1 - _FAINTEST) * weight), 1))
    first = where.left() - where.left() % _STEP
    count = int((where.right() - first + where.height()) // _STEP) + 1
    top, bottom, high = where.top(), where.bottom(), where.height()
    painter.drawLines([QLineF(first + n * _STEP, top, first + n * _STEP - high, bottom) for n in range(count)])
    painter.restore()


def hatched_brush(fill: QColor, stripe: QColor, ratio: float) -> QBrush:
    """A fill with thin stripes, for painters in device pixels: it looks alike at every pixel density."""
    size = round(_TILE * ratio)
    tile = QPixmap(size, size)
    tile.fill(fill)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(stripe, 1.3 * ratio))
    for shift in (-size, 0, size):
        painter.drawLine(QLineF(shift - 1, size + 1, shift + size + 1, -1))
    painter.end()
    return QBrush(tile)
