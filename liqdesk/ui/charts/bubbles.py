"""Bubbles as they are painted: small pictures made once for each tier, side and kind, stamped by the thousand in one call."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from liqdesk.ui.charts.bubble_layout import RADII, TIERS, Bubbles
from liqdesk.ui.charts.graph import compat
from liqdesk.ui.charts.items import PixelItem
from liqdesk.ui.theme import Theme, colour

KINDS = 4
SHORT, SAMPLED = 1, 2
"""What the bits of a kind say."""

_GLYPH_FROM = 4.6
"""As large must a bubble be for the glyph of its side to stand in it; smaller ones have the shape of the glyph."""

_FULL, _HOLLOW = 0.5, 0.12
_NO_STAMPS = np.empty((0, 10))
Stamps = NDArray[np.float64]
"""One row per stamp in the memory layout of QPainter.PixmapFragment: x, y, source, scales, rotation, opacity."""


def paint_bubble(painter: QPainter, theme: Theme, kind: int, radius: float) -> None:
    """One bubble around the origin; a venue that publishes samples gives a hollow one."""
    tokens = theme.tokens
    side = tokens.short if kind & SHORT else tokens.long
    hollow = bool(kind & SAMPLED)
    painter.setPen(QPen(colour(side.text, 1.0 if hollow else 0.85), 1.2 if hollow else 1.0))
    painter.setBrush(colour(side.fill, _HOLLOW if hollow else _FULL))
    if radius < _GLYPH_FROM:
        painter.drawPolygon(_triangle(radius * 1.35, bool(kind & SHORT)))
        return
    painter.drawEllipse(QPointF(0, 0), radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(side.text if tokens.dark or hollow else tokens.surface.panel, 0.95))
    painter.drawPolygon(_triangle(min(4.5, radius * 0.42), bool(kind & SHORT)))


def _triangle(size: float, up: bool) -> QPolygonF:
    """A triangle around the origin that points to the side of its glyph: ▲ shorts, ▼ longs."""
    tip = -size if up else size
    return QPolygonF([QPointF(0, tip), QPointF(0.87 * size, -tip / 2), QPointF(-0.87 * size, -tip / 2)])


class Atlas:
    """The pictures of all bubbles side by side, for one theme, text size and pixel ratio."""

    def __init__(self, theme: Theme, zoom: float, ratio: float) -> None:
        self.ratio = ratio
        self.zoom = zoom
        sizes = [2 * int(np.ceil((radius * zoom * 1.1 + 2) * ratio)) for radius in RADII]
        lefts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        tall = max(sizes)
        self.pixmap = QPixmap(int(sum(sizes)), KINDS * tall)
        self.pixmap.fill(Qt.GlobalColor.transparent)
        self._sources = np.zeros((KINDS, TIERS, 4))
        painter = QPainter(self.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for kind in range(KINDS):
            for tier, (left, size) in enumerate(zip(lefts.tolist(), sizes, strict=True)):
                self._sources[kind, tier] = (left, kind * tall, size, size)
                painter.resetTransform()
                painter.translate(left + size / 2, kind * tall + size / 2)
                painter.scale(ratio, ratio)
                paint_bubble(painter, theme, kind, RADII[tier] * zoom)
        painter.end()

    def stamps(self, bubbles: Bubbles) -> Stamps:
        """Where to stamp which picture, in device pixels; pictures stand on whole ones."""
        made = np.empty((len(bubbles), 10))
        made[:, 0], made[:, 1] = np.rint(bubbles.x * self.ratio), np.rint(bubbles.y * self.ratio)
        made[:, 2:6] = self._sources[bubbles.kind, bubbles.tier]
        made[:, 6:8] = 1.0
        made[:, 8], made[:, 9] = 0.0, 1.0
        return made


class BubblesItem(PixelItem):
    """Stamps bubbles into its bounds."""

    def __init__(self, parent: QGraphicsItem, depth: float, cached: bool) -> None:
        super().__init__(parent, depth, cached)
        self._atlas: Atlas | None = None
        self._stamps: Stamps = _NO_STAMPS

    @property
    def count(self) -> int:
        """How many bubbles are stamped."""
        return len(self._stamps)

    def show_bubbles(self, atlas: Atlas, bubbles: Bubbles, bounds: QRectF) -> None:
        """Stamp these from now on."""
        self.setVisible(bool(len(bubbles)))
        self._atlas = atlas
        self._stamps = atlas.stamps(bubbles)
        kept = (
            self.cacheMode() is not QGraphicsItem.CacheMode.NoCache
        )  # a kept picture of another size must be made anew
        self.place(bounds if kept else bounds.intersected(_box(self._stamps, atlas.ratio)))
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._atlas is None or not len(self._stamps):
            return
        ratio = self._atlas.ratio
        painter.setClipRect(self.boundingRect())
        painter.scale(1 / ratio, 1 / ratio)
        first: Any = compat.wrapinstance(self._stamps.ctypes.data, QPainter.PixmapFragment)
        painter.drawPixmapFragments(first, len(self._stamps), self._atlas.pixmap)


def _box(stamps: Stamps, ratio: float) -> QRectF:
    """The room that these stamps take, in logical pixels."""
    if not len(stamps):
        return QRectF()
    half = stamps[:, 4:6] / 2
    left, top = (stamps[:, :2] - half).min(axis=0).tolist()
    right, bottom = (stamps[:, :2] + half).max(axis=0).tolist()
    return QRectF(QPointF(left / ratio, top / ratio), QPointF(right / ratio, bottom / ratio))


class RingItem(PixelItem):
    """A ring around the bubble that is pointed at."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        super().__init__(parent, depth)
        self._ink = QColor()

    def dress(self, ink: QColor) -> None:
        """Take this colour."""
        self._ink = ink
        self.update()

    def surround(self, centre: QPointF | None, radius: float) -> None:
        """Stand around this place; None hides it."""
        self.setVisible(centre is not None)
        if centre is not None:
            reach = radius + 3
            self.place(QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(self._ink, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(self.boundingRect().adjusted(1.5, 1.5, -1.5, -1.5))
