"""The window's few pictures: own line drawings, drawn in whatever colour and at whatever pixel density is asked for."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

INK = "currentColor"


def picture(resources: Callable[[str], Path], name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """The drawing `name` at `size` device-independent pixels in `colour` (`#rrggbb`), sharp at the ratio given."""
    drawing = resources(f"icons/{name}.svg").read_text(encoding="utf-8").replace(INK, colour)
    pixels = round(size * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def icon(resources: Callable[[str], Path], name: str, colour: str, size: int = 16) -> QIcon:
    """The drawing as an icon for menus and buttons, at single and at double density."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(picture(resources, name, colour, size, ratio))
    return made
