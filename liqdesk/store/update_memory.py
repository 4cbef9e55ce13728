"""What was last believed of releases, kept in a small file of its own: written whole or not at all."""

import os
from pathlib import Path

LARGEST = 4096


class UpdateMemory:
    """The bytes in one file. `load` raises FileNotFoundError where there is none yet, both raise OSError."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> bytes:
        """What was saved last."""
        with self._file.open("rb") as file:
            return file.read(LARGEST)

    def save(self, content: bytes) -> None:
        """Keep this in place of what was there."""
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._file.with_name(f"{self._file.name}.new")
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._file)
