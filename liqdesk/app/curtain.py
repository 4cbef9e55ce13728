"""A plain window in the right place and colour, up within a blink, until the real one has loaded behind it."""

import asyncio
import tomllib
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from liqdesk.ui.panels.layout import first_size

DARK = (QColor("#0b0e13"), QColor("#8b95a5"))
LIGHT = (QColor("#eef1f5"), QColor("#5a6472"))


class Curtain(QWidget):
    """Shows the program's name; `painted` is set once it is on the screen. Hardly anything of ours has been imported by then."""

    def __init__(self, title: str, layout_file: Path | None, settings_file: Path | None) -> None:
        super().__init__()
        self.painted = asyncio.Event()
        self._ground, self._ink = DARK if _dark(settings_file) else LIGHT
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("liqdesk is starting")
        self.resize(first_size())
        kept = None if layout_file is None else QSettings(str(layout_file), QSettings.Format.IniFormat)
        place = kept.value("geometry") if kept is not None else None
        if isinstance(place, QRect) and _on_a_screen(place):
            self.setGeometry(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground)
        painter.setPen(self._ink)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "liqdesk")
        painter.end()
        self.painted.set()


def _on_a_screen(place: QRect) -> bool:
    return any(screen.availableGeometry().contains(place) for screen in QGuiApplication.screens())


def wants_minimised(settings_file: Path | None) -> bool:
    """Whether the settings want no window at the start."""
    return _raw(settings_file, "background").get("start_minimised") is True


def _raw(settings_file: Path | None, section: str) -> dict[str, Any]:
    """A look at the raw file, because reading it properly takes longer than showing the curtain."""
    if settings_file is None or not settings_file.is_file():
        return {}
    try:
        told = tomllib.loads(settings_file.read_text(encoding="utf-8")).get(section, {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}  # whoever reads it properly in a moment will say so
    return told if isinstance(told, dict) else {}


def _dark(settings_file: Path | None) -> bool:
    theme = str(_raw(settings_file, "look").get("theme", "system"))
    if theme == "system":
        return QGuiApplication.styleHints().colorScheme() is not Qt.ColorScheme.Light
    return theme == "dark"
