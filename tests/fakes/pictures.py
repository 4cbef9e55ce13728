"""Pictures that are kept beside the tests, and how far a new one is from them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

KEPT = Path(__file__).parents[1] / "golden"
STEP = 24
"""A pixel whose colours differ by less, of 255, looks the same: edges of letters are drawn a little differently everywhere."""


def pixels(image: QImage) -> NDArray[np.int16]:
    """Red, green, blue and alpha by row and column."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    flat = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return flat[:, : 4 * plain.width()].reshape(plain.height(), plain.width(), 4).astype(np.int16)


def apart(one: QImage, other: QImage) -> float:
    """The share of pixels that look different; 1 where even the sizes do."""
    if one.size() != other.size():
        return 1.0
    return float((np.abs(pixels(one) - pixels(other)).max(axis=2) >= STEP).mean())


def kept(name: str) -> QImage:
    """A picture by its name; an empty one where there is none."""
    return QImage(str(KEPT / f"{name}.png"))
