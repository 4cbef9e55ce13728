"""Which files are taken for tapes by their names."""

from pathlib import Path

TAPES = (".tape", ".tape.gz", ".tape.zst")


def is_tape(path: Path) -> bool:
    """Whether a file that is dropped on the window is to be replayed."""
    return path.name.lower().endswith(TAPES)
