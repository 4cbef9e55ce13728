"""The tape's rows as a picture that is kept: what only moved is shifted, and only what looks otherwise is painted."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

from liqdesk.domain.liquidation import Liquidation
from liqdesk.ui.tables.tape_paint import TapePainter


class Face(NamedTuple):
    """All that the looks of one row depend on besides the painter's fonts, words and columns."""

    row: Liquidation
    chosen: bool
    age: tuple[str, int]

    def same(self, other: "Face | None") -> bool:
        """Whether the other one looks the same, being the same row."""
        return other is not None and self.row is other.row and self[1:] == other[1:]


class TapePicture:
    """Rows of one height below one another, the first at the upper edge."""

    def __init__(self, painter: TapePainter) -> None:
        self._painter = painter
        self._kept = QPixmap()
        self._faces: list[Face | None] = []
        self._made_for: tuple[object, ...] = ()

    def of(self, faces: Sequence[Face], wide: int, ratio: float, ground: QColor) -> QPixmap:
        """The picture of these rows from its upper edge on; below them it holds nothing to be shown.

        `wide` is in logical pixels, `ratio` device pixels for each. The painter must have been told what it paints with.
        """
        high = self._painter.row_height
        made_for = self._painter.revision, wide, ratio
        if made_for != self._made_for or len(faces) > len(self._faces):
            size = QSize(wide, (len(faces) + 1) * high)
            self._kept = QPixmap((size.toSizeF() * ratio).toSize())
            self._kept.setDevicePixelRatio(ratio)
            self._kept.fill(ground)
            self._faces = [None] * (len(faces) + 1)
            self._made_for = made_for
        else:
            self._move(_moved(self._faces, faces), round(high * ratio, 6))
        painter = QPainter(self._kept)
        for number, face in enumerate(faces):
            if face.same(self._faces[number]):
                continue
            painter.setClipRect(0, number * high, wide, high)
            painter.fillRect(0, number * high, wide, high, ground)
            self._painter.paint_row(painter, face.row, number * high, face.chosen)
            self._faces[number] = face
        painter.end()
        return self._kept

    def _move(self, by: int, high: float) -> None:
        """Shift all by so many rows, downwards if above 0, `high` device pixels each; rows that come in are not painted yet."""
        pixels = by * high
        if by and pixels == int(pixels):  # else letters would stand between two pixels
            self._kept.scroll(0, int(pixels), self._kept.rect())
            coming: list[Face | None] = [None] * abs(by)
            self._faces = coming + self._faces[:-by] if by > 0 else self._faces[-by:] + coming


def _moved(before: Sequence[Face | None], after: Sequence[Face]) -> int:
    """By how many rows what stood there stands further down now; 0 where none of it is left."""
    top, first = before[0], after[0]
    if top is None:
        return 0
    down = next((number for number, face in enumerate(after) if face.row is top.row), 0)
    up = next((number for number, face in enumerate(before) if face is not None and face.row is first.row), 0)
    return down or -up
