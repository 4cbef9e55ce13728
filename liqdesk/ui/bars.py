"""Small painted bars: two sides against each other, and how much of a whole."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

SEAM = 2.0


def paint_split(painter: QPainter, where: QRectF, left: int, right: int, colours: tuple[QColor, QColor]) -> None:
    """`left` against `right` in their colours with a seam between; a side that is not zero keeps at least a sliver."""
    both = left + right
    if both <= 0:
        return
    sliver = 2.0
    room = where.width() - SEAM
    width = room * left / both
    if left and right:
        width = min(room - sliver, max(sliver, width))
    elif not right:
        painter.fillRect(where, colours[0])
        return
    else:
        painter.fillRect(where, colours[1])
        return
    painter.fillRect(QRectF(where.left(), where.top(), width, where.height()), colours[0])
    painter.fillRect(QRectF(where.left() + width + SEAM, where.top(), room - width, where.height()), colours[1])


def paint_share(painter: QPainter, where: QRectF, share: float, fill: QColor, track: QColor) -> None:
    """`share` (0 to 1) of a track, filled from the left."""
    painter.fillRect(where, track)
    if share > 0:
        painter.fillRect(QRectF(where.left(), where.top(), where.width() * min(1.0, share), where.height()), fill)
