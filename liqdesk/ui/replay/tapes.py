"""Which files are taken for tapes by their names, and how a file that is dropped is taken."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent

TAPES = (".tape", ".tape.gz", ".tape.zst")


def is_tape(path: Path) -> bool:
    """Whether a file that is dropped on the window is to be replayed."""
    return path.name.lower().endswith(TAPES)


def take_copy(event: QDropEvent) -> None:
    """Take what is dragged here; whoever gives it keeps it, for one that was asked to move a file deletes it afterwards."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
