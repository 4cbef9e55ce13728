"""A widget that paints a picture once, keeps it, and paints over it what follows the pointer."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import Shiboken

Edges = NDArray[np.int32]
"""One row per rectangle: left, top, right, bottom in whole device pixels, the last two inside it: the memory of a QRect."""


@dataclass(frozen=True, slots=True)
class Room:
    """How large a canvas is in logical pixels, and device pixels per logical one."""

    width: float
    height: float
    ratio: float


class KeptPicture:
    """An opaque picture that is painted anew only where what it shows, or its room, is another."""

    def __init__(self, ground: Callable[[], QColor]) -> None:
        self._ground = ground
        self._picture = QPixmap()
        self._shows: object = None

    def forget(self) -> None:
        """Paint it anew at the next occasion, whatever it shows: colours or fonts may be others."""
        self._shows = None

    def of(self, shows: object, room: Room, paint: Callable[[QPainter], object]) -> QPixmap:
        """The picture of what `shows` compares equal for as long as it looks the same; never None."""
        wanted = QSize(*(_device(side, room.ratio) for side in (room.width, room.height)))
        fits = self._picture.size() == wanted and self._picture.devicePixelRatio() == room.ratio
        if not fits:
            self._picture = QPixmap(wanted)
            self._picture.setDevicePixelRatio(room.ratio)
        if not fits or shows != self._shows:
            self._shows = shows
            self._picture.fill(self._ground())  # an opaque one is copied instead of blended
            painter = QPainter(self._picture)
            paint(painter)
            painter.end()
        return self._picture


def _device(side: float, ratio: float) -> int:
    """Device pixels that cover a side: with a broken ratio a widget may begin and end within one, and nothing may stay bare."""
    return round(side * ratio) if ratio == int(ratio) else math.ceil(side * ratio) + 1


class Canvas(QWidget):
    """`picture` is painted when something is renewed or the size is another, `over` at every paint on top of it.

    `ground` answers for the opaque colour below both.
    """

    def __init__(
        self,
        ground: Callable[[], QColor],
        picture: Callable[[QPainter, Room], None],
        over: Callable[[QPainter, Room], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture = picture
        self._over = over
        self._kept = KeptPicture(ground)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def room(self) -> Room:
        """What there is to paint on."""
        return Room(self.width(), self.height(), self.devicePixelRatioF())

    def sizeHint(self) -> QSize:
        return QSize(480, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 60)

    def renew(self) -> None:
        """Paint the picture anew at the next paint."""
        self._kept.forget()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.room
        kept = self._kept.of(room, room, lambda painter: self._picture(painter, room))
        painter = QPainter(self)
        painter.drawPixmap(0, 0, kept)
        self._over(painter, room)


def mixed(over: str, under: str, share: float) -> QColor:
    """`share` of one `#rrggbb` over another, opaque: blending long thin lines costs more than all else."""
    top, back = QColor(over), QColor(under)
    return QColor(
        *(
            round(one * share + other * (1 - share))
            for one, other in ((top.red(), back.red()), (top.green(), back.green()), (top.blue(), back.blue()))
        )
    )


def fill_edges(painter: QPainter, edges: Edges, brush: QBrush, ratio: float) -> None:
    """Fill whole device pixels with one call, however many rectangles there are."""
    if not len(edges):
        return
    held = np.ascontiguousarray(edges)
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    painter.drawRects(cast(QRect, Shiboken.wrapInstance(held.ctypes.data, QRect)), len(held))
    painter.restore()
