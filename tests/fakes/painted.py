"""The words that a widget paints itself, as they are drawn: what no label, model or accessible name tells of."""

import xml.etree.ElementTree as ET

from PySide6.QtCore import QBuffer, QIODevice, QPoint
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

_TEXT = "{http://www.w3.org/2000/svg}text"


def painted(top: QWidget) -> list[str]:
    """Every text that is drawn inside `top`, in the order of painting; what is kept as a picture has none."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QSvgGenerator()
    device.setOutputDevice(buffer)
    device.setSize(top.size())
    painter = QPainter(device)
    top.render(painter, QPoint())
    painter.end()
    tree = ET.fromstring(buffer.data().data())
    return [text for one in tree.iter(_TEXT) if (text := "".join(one.itertext()).strip())]
