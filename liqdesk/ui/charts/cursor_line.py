"""Where another chart is pointed at: a thin line through the drawing areas of this one."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from liqdesk.ui.charts.items import Band


class CursorLine:
    """Stands at a moment; hidden while there is none, or while it is out of sight."""

    def __init__(self, areas: Sequence[QGraphicsItem], depth: float) -> None:
        self._lines = [Band(area, depth) for area in areas]
        self._at: float | None = None

    @property
    def at(self) -> float | None:
        """The moment that is marked, Unix ms."""
        return self._at

    def dress(self, colour: QColor) -> None:
        """Take this colour."""
        for line in self._lines:
            line.dress(colour)

    def mark(self, at: float | None) -> None:
        """Stand at this moment from the next drawing on."""
        self._at = at

    def draw(self, start: float, end: float, sizes: Sequence[tuple[float, float]], ratio: float) -> None:
        """Stand where the moment lies; the areas, of these widths and heights, show the time from `start` to `end`."""
        for line, (width, height) in zip(self._lines, sizes, strict=True):
            if self._at is None or not start <= self._at < end:
                line.place(None)
                continue
            x = round((self._at - start) / (end - start) * width * ratio) / ratio
            line.place(QRectF(x, 0, 1 / ratio, height))


MEASURED = 0.16
"""How much of its colour a measured stretch has."""


class MeasuredBand:
    """The stretch that is measured, through the drawing areas of a chart; hidden while nothing is."""

    def __init__(self, areas: Sequence[QGraphicsItem], depth: float) -> None:
        self._bands = [Band(area, depth) for area in areas]

    def dress(self, colour: QColor) -> None:
        """Take this colour."""
        for band in self._bands:
            band.dress(colour)

    def draw(
        self, measured: tuple[float, float] | None, start: float, end: float, sizes: Sequence[tuple[float, float]]
    ) -> None:
        """Cover what is measured; the areas, of these widths and heights, show the time from `start` to `end`."""
        for band, (width, height) in zip(self._bands, sizes, strict=True):
            if measured is None or measured[1] < start or measured[0] > end:
                band.place(None)
                continue
            left, right = ((min(max(at, start), end) - start) / (end - start) * width for at in measured)
            band.place(QRectF(round(left), 0, max(1.0, round(right) - round(left)), height))
