"""The window's few pictures: own line drawings, drawn in whatever colour and at whatever pixel density is asked for."""

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

INK = "currentColor"

OF_COMMANDS = MappingProxyType(
    {
        "copy-headline": "copy", "share-card": "share", "quit": "quit",
        "event-card": "event", "journal": "journal", "palette": "search", "filter": "filter", "clear-filter": "close",
        "next-panel": "next", "previous-panel": "back", "layouts": "layouts", "reset-layout": "reset",
        "full-screen": "screen", "follow-now": "present", "event-in-charts": "target", "measure": "ruler",
        "snooze-15m": "snooze", "snooze-1h": "snooze", "snooze-tomorrow": "snooze", "end-snooze": "bell",
        "alerts": "bell", "rules": "rules", "new-rule": "plus", "settings": "settings", "keys": "keyboard",
        "guide": "book", "first-steps": "flag", "doctor": "pulse", "save-diagnostics": "save", "updates": "renew",
        "about": "info",
    }
)  # fmt: skip
"""The drawing of a command by its id. Those that wear a check mark have none, for it would stand in its place."""

OF_FOLDERS, FOLDER = "open-", "folder"
"""How the ids of commands begin that open a folder, and their drawing."""


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


def drawing_of(command: str) -> str | None:
    """The name of a command's drawing; None where it has none."""
    return FOLDER if command.startswith(OF_FOLDERS) else OF_COMMANDS.get(command)
