"""Whole copies of a store's file: sound, never half, and never on a disk that they would fill.

A copy is made under a name that says it is unfinished, looked through, synced, and only then renamed. One that a kill
left unfinished is removed before the next is made.
"""

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import apsw

PART = ".part"

LEFT_FREE_BYTES = 1_000_000_000
LEFT_FREE_SHARE = 0.05
"""What a copy leaves free on its disk: both, so that neither a small nor a large one runs full because of it."""

Beat = Callable[[str], None]
"""Hears that what takes long goes on; with a sentence for the user where there is one, else an empty text. On any thread."""

PAGES_PER_STEP = 256
BETWEEN_SYNCS = 32
"""Steps of a copy, 32 MB, before what was written is synced: a long tail of unwritten pages would hold up its end."""

STEPS_PER_LOOK = 2_000


def room_for(folder: Path, size: int) -> bool:
    """Whether `size` more bytes leave enough free on the disk of `folder`. Raises OSError where that cannot be asked."""
    disk = shutil.disk_usage(folder)
    return disk.free - size >= max(LEFT_FREE_BYTES, disk.total * LEFT_FREE_SHARE)


def opened_alone(path: Path) -> apsw.Connection:
    """A connection to a file that nobody writes; it leaves no companions beside it."""
    return apsw.Connection(
        f"{path.absolute().as_uri()}?immutable=1", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    )


def soundness(path: Path, stop: Callable[[], bool] = lambda: False) -> str:
    """What SQLite's quick check says of a whole file that nobody writes, "ok" at best, or why it cannot be read.

    Raises apsw.InterruptError once `stop` says so.
    """
    try:
        connection = opened_alone(path)
        try:
            connection.set_progress_handler(stop, STEPS_PER_LOOK)
            return str(connection.execute("PRAGMA quick_check(1)").get)
        finally:
            connection.close()
    except apsw.InterruptError:
        raise
    except apsw.Error as fault:
        return str(fault)


def synced(path: Path) -> None:
    """Have what was written to a file reach the platter. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(part: Path, path: Path) -> None:
    """Give a finished file its name, for good. Raises OSError."""
    synced(part)
    part.replace(path)
    if os.name == "posix":  # elsewhere a folder cannot be synced, nor need be
        synced(path.parent)


def remove_unfinished(path: Path, made: str) -> None:
    """Remove what kills have left of copies beside the store at `path` whose names go on so. Raises OSError.

    Those of another kind may be another process's, under way.
    """
    for part in path.parent.glob(f"{path.name}{made}*{PART}*"):
        part.unlink(missing_ok=True)


def nothing(_: str) -> None:
    """Hear that something goes on, and do nothing about it."""


def going_on(beat: Beat, sentence: str = "") -> Callable[[], bool]:
    """A handler for SQLite that never stops it, and tells `beat` that it works."""

    def go_on() -> bool:
        beat(sentence)
        return False

    return go_on


def copied_from(
    connection: apsw.Connection, target: Path, beat: Beat = nothing, told: Callable[[float], str] = lambda _: ""
) -> None:
    """Write all that a connection sees into a new file, at once. Raises apsw.Error and OSError.

    `beat` hears that it goes on, with what is `told` of the share that is done, 0 to 1.
    """
    part = target.with_name(target.name + PART)
    part.unlink(missing_ok=True)
    copying = Copying(connection, part)
    try:
        while not copying.step():
            beat(told(copying.share))
    except BaseException:
        copying.close()
        part.unlink(missing_ok=True)
        raise
    copying.close()
    put_in_place(part, target)


class Copying:
    """A copy under way, a piece at a time; on one thread. Raises apsw.Error and OSError."""

    def __init__(self, source: apsw.Connection, part: Path) -> None:
        self._part = part
        self._steps = 0
        self._target = apsw.Connection(str(part))
        try:
            self._backup = self._target.backup("main", source, "main")
        except BaseException:
            self._target.close()
            raise

    def step(self, pages: int = PAGES_PER_STEP) -> bool:
        """Copy so many pages more; whether that was all."""
        self._backup.step(pages)
        self._steps += 1
        done = bool(self._backup.done)
        if not done and self._steps % BETWEEN_SYNCS == 0:
            synced(self._part)
        return done

    @property
    def share(self) -> float:
        """How much of it is copied, 0 to 1."""
        pages = self._backup.page_count
        return 1 - self._backup.remaining / pages if pages else 0.0

    def close(self) -> None:
        """Let go of the copy, finished or not."""
        with contextlib.suppress(apsw.Error):  # a full disk was already told by the step it failed in
            self._backup.finish()
        self._target.close()
