"""Pictures that were looked at and found right, and how far a new one may be from them."""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

FOLDER = Path(__file__).parents[1] / "gui" / "golden"
REWRITE = "GOLDEN_PICTURES"
"""Where this is set to `write`, pictures are taken anew instead of compared; look at them before they are kept."""

_SHRUNK = 3
_FAR = 48
_MOST_FAR = 0.004
"""Letters and edges may be drawn a little differently; so few of the shrunk pixels may be far from what they were."""


def difference(image: QImage, name: str) -> str:
    """How the picture differs from the golden one of that name, in words; empty where it does not."""
    file = FOLDER / f"{name}.png"
    if os.environ.get(REWRITE) == "write":
        FOLDER.mkdir(exist_ok=True)
        assert image.save(str(file))
        return ""
    golden = QImage(str(file))
    if golden.size() != image.size():
        return f"{name} is {image.width()} x {image.height()}, not {golden.width()} x {golden.height()}"
    apart = np.abs(_shrunk(image).astype(np.int16) - _shrunk(golden)).max(axis=2)
    share = float((apart > _FAR).mean())
    return "" if share <= _MOST_FAR else f"{share:.2%} of {name} is far from what it was"


def _shrunk(image: QImage) -> NDArray[np.uint8]:
    size = QSize(image.width() // _SHRUNK, image.height() // _SHRUNK)
    small = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    small = small.convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(small.constBits(), np.uint8)
    return raw.reshape(small.height(), small.bytesPerLine() // 4, 4)[:, : small.width(), :3].copy()
