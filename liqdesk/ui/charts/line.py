"""A line through the moments and values of a plot, with no more points than its pixels can tell apart."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from liqdesk.ui.charts.items import PixelItem

Floats = NDArray[np.float64]
Range = tuple[float, float, float, float]
"""What a drawing area shows: the time from and to, in Unix ms, and the values at its bottom and its top."""

_CROWDED = 4
"""From so many points in a column of pixels on it shows four of them: the first, the lowest, the highest, the last."""


class LineItem(PixelItem):
    """Paints the part of a line that is in sight; a value that is no number breaks it."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        super().__init__(parent, depth)
        self._at: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._values: Floats = np.empty(0)
        self._range: Range = (0.0, 1.0, 0.0, 1.0)
        self._pen = QPen()
        self._runs: list[QPolygonF] | None = None

    @property
    def points(self) -> tuple[NDArray[np.int64], Floats]:
        """Moments (Unix ms) and values, as given."""
        return self._at, self._values

    def dress(self, ink: QColor) -> None:
        """Take this colour."""
        self._pen = QPen(ink)
        self._pen.setCosmetic(True)
        self.update()

    def show_points(self, at: NDArray[np.int64], values: Floats) -> None:
        """Draw these from now on, moments in order."""
        self._at, self._values = at, values
        self._forget()

    def show_range(self, bounds: QRectF, shown: Range) -> None:
        """Let `bounds` be this stretch of time and values."""
        if shown != self._range or bounds != self._bounds:
            self._range = shown
            self.place(bounds)
            self._forget()

    def _forget(self) -> None:
        self._runs = None
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._runs is None:
            self._runs = [polygon(*run) for run in self._seen()]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(self._pen)
        for run in self._runs:
            painter.drawPolyline(run)

    def _seen(self) -> Iterator[tuple[Floats, Floats]]:
        """The pieces in sight, in pixels: what lies on both edges is among them."""
        start, end, low, high = self._range
        wide, tall = self._bounds.width(), self._bounds.height()
        first, last = np.searchsorted(self._at, (start, end))
        part = slice(max(0, int(first) - 1), int(last) + 1)
        xs = (self._at[part].astype(np.float64) - start) * (wide / (end - start))
        ys: Floats = (high - self._values[part]) * (tall / (high - low))
        whole = np.isfinite(ys)
        for run in _runs_of(whole):
            yield thinned(xs[run], ys[run])


def _runs_of(whole: NDArray[np.bool_]) -> Iterator[slice]:
    """The stretches in which all is True."""
    edges = np.flatnonzero(np.diff(whole.astype(np.int8), prepend=0, append=0))
    for first, past in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield slice(first, past)


def thinned(xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
    """The same picture with at most four points in a column of pixels; few points stay as they are."""
    columns = np.floor(xs)
    starts = np.flatnonzero(np.diff(columns, prepend=-np.inf))
    if len(xs) <= _CROWDED * len(starts):
        return xs, ys
    ends = np.append(starts[1:], len(xs)) - 1
    extremes = np.minimum.reduceat(ys, starts), np.maximum.reduceat(ys, starts)
    across = np.stack((xs[starts], xs[starts], xs[ends], xs[ends]), axis=1)
    down = np.stack((ys[starts], *extremes, ys[ends]), axis=1)
    return across.ravel(), down.ravel()


def polygon(xs: Floats, ys: Floats) -> QPolygonF:
    """These points as Qt holds them, by way of the form in which Qt writes them down: a count and pairs of doubles."""
    if len(xs) == 1:
        return QPolygonF([QPointF(float(xs[0]), float(ys[0]))] * 2)
    raw = len(xs).to_bytes(4) + np.stack((xs, ys), axis=1).astype(">f8").tobytes()
    made = QPolygonF()
    QDataStream(QByteArray(raw)) >> made
    return made
