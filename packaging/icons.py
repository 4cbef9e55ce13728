"""Draws the program's icon, resources/icons/liqdesk.svg, in every size and form that systems want.

    python packaging/icons.py FOLDER

FOLDER gets hicolor/<size>x<size>/apps/<id>.png, hicolor/scalable/apps/<id>.svg, liqdesk.ico and liqdesk.icns. Needs PySide6.
"""

import os
import shutil
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "resources" / "icons" / "liqdesk.svg"
APP_ID = "io.github.liqdesk.liqdesk"
HICOLOR = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO = (16, 20, 24, 32, 40, 48, 64, 256)
ICNS = {b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024, b"ic11": 32,
        b"ic12": 64, b"ic13": 256, b"ic14": 512}  # fmt: skip
"""Types of the icon family whose content is a PNG of that many pixels."""


def png(size: int) -> bytes:
    """The drawing as a PNG of `size` by `size` pixels."""
    picture = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing = QSvgRenderer(str(DRAWING))
    if not drawing.isValid():
        raise SystemExit(f"icons: {DRAWING} is no SVG that Qt can draw")
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(data.data())


def ico(sizes: tuple[int, ...]) -> bytes:
    """A Windows icon of PNGs: a header, an entry of 16 bytes for each, then the pictures."""
    pictures = [png(size) for size in sizes]
    at = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for size, picture in zip(sizes, pictures, strict=True):
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    return head + b"".join(pictures)


def icns() -> bytes:
    """A macOS icon: blocks of type, length and PNG."""
    blocks = b"".join(kind + struct.pack(">I", 8 + len(data)) + data for kind, data in ((k, png(s)) for k, s in ICNS.items()))
    return b"icns" + struct.pack(">I", 8 + len(blocks)) + blocks


def main(folder: Path) -> None:
    """Write all of them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    QGuiApplication.setAttribute(Qt.ApplicationAttribute.AA_Use96Dpi)
    application = QGuiApplication([])
    for size in HICOLOR:
        place = folder / "hicolor" / f"{size}x{size}" / "apps"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{APP_ID}.png").write_bytes(png(size))
    scalable = folder / "hicolor" / "scalable" / "apps"
    scalable.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(DRAWING, scalable / f"{APP_ID}.svg")
    (folder / "liqdesk.ico").write_bytes(ico(ICO))
    (folder / "liqdesk.icns").write_bytes(icns())
    del application


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python packaging/icons.py FOLDER")
    main(Path(sys.argv[1]))
