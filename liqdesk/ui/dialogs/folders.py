"""Where files are looked for first."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths


def downloads() -> str:
    """The folder of downloads, or home where there is none: Qt would take the name of a missing folder for a file's."""
    place = QStandardPaths.StandardLocation
    folder = QStandardPaths.writableLocation(place.DownloadLocation)
    return folder if Path(folder).is_dir() else QStandardPaths.writableLocation(place.HomeLocation)
