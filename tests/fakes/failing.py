"""A disk that fails at a chosen moment: every k-th write, sync or truncation of a file, with an error of one's choice."""

from collections.abc import Callable
from enum import Enum
from pathlib import Path

import apsw

from tests.fakes.power import Act, Unwaiting


class Failure(Enum):
    """How the disk fails."""

    FULL = "full"
    IO_ERROR = "io error"
    SHORT = "half of it written, then full"
    READ_ONLY = "read-only"


def _raise(failure: Failure) -> None:
    if failure is Failure.IO_ERROR:
        raise apsw.IOError("the imagined disk reports an error")
    if failure is Failure.READ_ONLY:
        raise apsw.ReadOnlyError("the imagined disk became read-only")
    raise apsw.FullError("the imagined disk is full")


class FailingDisk(Unwaiting):
    """While it is entered, acts of the kinds in `acts` are counted in `done`; the ones `fails` says yes to (from 1) fail."""

    def __init__(self, acts: frozenset[Act], failure: Failure, fails: Callable[[int], bool]) -> None:
        self.done = self.failed = 0
        self._acts, self._failure, self._fails = acts, failure, fails
        super().__init__("failing")

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> "FailingFile":
        """Open a file and go between."""
        return FailingFile(self, self.base, name, flags)

    def refuses(self, act: Act) -> bool:
        """Count an act; whether it is to fail."""
        if act not in self._acts:
            return False
        self.done += 1
        refused = self._fails(self.done)
        self.failed += refused
        return refused

    def fail(self, shorten: Callable[[], None] | None = None) -> None:
        """Fail, after part of the work where that is how."""
        if self._failure is Failure.SHORT and shorten is not None:
            shorten()
        _raise(self._failure)


class FailingFile(apsw.VFSFile):
    """One open file; syncs that do not fail return at once, as nothing is ever lost here."""

    def __init__(self, disk: FailingDisk, base: str, name: apsw.URIFilename | str | None, flags: list[int]) -> None:
        self._disk = disk
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._counted = bool(path) and not Path(path or "").name.endswith("-shm")
        super().__init__(base, name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        """Write, or fail."""
        if self._counted and self._disk.refuses(Act.WRITE):
            half = bytes(data)[: len(data) // 2]
            self._disk.fail(lambda: super(FailingFile, self).xWrite(half, offset))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        """Cut, or fail."""
        if self._counted and self._disk.refuses(Act.TRUNCATE):
            self._disk.fail()
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        """Fail, or do nothing."""
        if self._counted and self._disk.refuses(Act.SYNC):
            self._disk.fail()
