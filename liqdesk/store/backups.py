"""Copies of the recordings, and of what was imported, that are made every day, and the way back from one.

They stand beside the file, numbered, so that a clock that was wrong for a while cannot make an old one pass for the newest.
"""

import contextlib
import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

from liqdesk.domain.time import DAY, UnixMs
from liqdesk.store.copies import (
    PAGES_PER_STEP,
    PART,
    Beat,
    Copying,
    going_on,
    nothing,
    put_in_place,
    remove_unfinished,
    room_for,
    soundness,
    synced,
)
from liqdesk.store.database import beside, filled

log = logging.getLogger(__name__)

KEPT = 3
EVERY = DAY
PIECE = 8_000_000

MADE_HERE = ".backup-"
NAME = re.compile(re.escape(MADE_HERE) + r"(?P<number>[0-9]{1,9})-(?P<moment>[0-9]{8}-[0-9]{6})")
MOMENT = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished copy, from when it is by the clock of then, and its bytes."""

    path: Path
    number: int
    at: UnixMs
    size: int


def backups_of(store: Path) -> list[Backup]:
    """The copies of a store, the newest first; empty where its folder cannot be read."""
    found: list[Backup] = []
    with contextlib.suppress(OSError):
        for path in store.parent.iterdir():
            match = NAME.fullmatch(path.name.removeprefix(store.name)) if path.name.startswith(store.name) else None
            if match is not None and path.is_file():
                moment = datetime.strptime(match["moment"], MOMENT).replace(tzinfo=UTC)
                found.append(
                    Backup(path, int(match["number"]), UnixMs(int(moment.timestamp()) * 1_000), path.stat().st_size)
                )
    return sorted(found, key=lambda one: one.number, reverse=True)


def is_due(store: Path, now: UnixMs) -> bool:
    """Whether the newest copy is a day old, or from a time that the clock has not reached yet, and not of the very same file."""
    kept = backups_of(store)
    return not kept or (abs(now - kept[0].at) >= EVERY and not _same(store, kept[0]))


def _same(store: Path, copy: Backup) -> bool:
    """Nobody has written the store since that copy was made, which has the very time of what it is a copy of."""
    try:
        return not filled(beside(store, "-wal")) and store.stat().st_mtime_ns == copy.path.stat().st_mtime_ns
    except OSError:  # who tries to copy it will say so
        return False


def made_room(store: Path) -> bool:
    """Whether there is room for one more; the oldest go for it, but never the last one. Raises OSError."""
    remove_unfinished(store, MADE_HERE)
    size = store.stat().st_size
    kept = backups_of(store)
    while not room_for(store.parent, size):
        if len(kept) < 2:
            return False
        kept.pop().path.unlink(missing_ok=True)
    return True


class BackupRun:
    """One backup, a step at a time, on a thread of its own: it sees the file as it was at the first step.

    `close` ends it in any state; only a run that said it is done leaves a backup. Raises apsw.Error and OSError.
    """

    def __init__(self, store: Path, now: UnixMs, stopped: Callable[[], bool]) -> None:
        self._store = store
        self._stopped = stopped
        kept = backups_of(store)
        number = kept[0].number + 1 if kept else 1
        moment = datetime.fromtimestamp(now / 1000, UTC).strftime(MOMENT)
        self.target = store.with_name(f"{store.name}{MADE_HERE}{number}-{moment}")
        self._part = self.target.with_name(self.target.name + PART)
        written = store.stat()
        self._times = written.st_atime_ns, written.st_mtime_ns
        self._source = apsw.Connection(
            f"{store.absolute().as_uri()}?mode=ro", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        )
        self._copying: Copying | None = None
        try:
            # One moment of the file for the whole copy: without it every commit would start the copy anew.
            self._source.execute("BEGIN; SELECT count(*) FROM sqlite_schema").fetchall()
            self._copying = Copying(self._source, self._part)
        except BaseException:
            self._source.close()
            raise

    def step(self) -> bool:
        """Go on; whether every page is copied. What remains then is `finish`."""
        if self._copying is None:
            return True
        done = self._copying.step(PAGES_PER_STEP)
        if done:
            self._let_go()
        return done

    def finish(self) -> bool:
        """Look the copy through, give it its name and remove the oldest; False where the recordings themselves are damaged."""
        os.utime(self._part, ns=self._times)
        found = soundness(self._part, self._stopped)
        if found != "ok":
            log.error("Damage was found in a copy of %s: %s", self._store, found)
            self._part.unlink(missing_ok=True)
            return False
        put_in_place(self._part, self.target)
        for old in backups_of(self._store)[KEPT:]:
            old.path.unlink(missing_ok=True)
        return True

    def close(self) -> None:
        """Let go of both files, and of a copy that is not finished."""
        self._let_go()
        with contextlib.suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _let_go(self) -> None:
        copying, self._copying = self._copying, None
        if copying is not None:
            copying.close()
            self._source.close()


def prepare_return(store: Path, beat: Beat = nothing) -> Backup | None:
    """The newest sound copy, written once more beside the store and ready for `finish_return`; None where there is none.

    `beat` hears that it goes on. Raises OSError.
    """
    for backup in backups_of(store):
        if backup.size and soundness(backup.path, going_on(beat)) == "ok":
            part = _returning(store)
            with backup.path.open("rb") as source, part.open("wb") as target:
                while piece := source.read(PIECE):
                    target.write(piece)
                    beat("")
            synced(part)
            return backup
    return None


def finish_return(store: Path) -> bool:
    """Put what was prepared into the place of a store that is gone from it; whether there was anything. Raises OSError.

    Whoever was killed before, after the damaged file had been moved away, has it done at the next start. Where the store
    is still there, the copy may be half and is thrown away.
    """
    part = _returning(store)
    if not part.exists():
        return False
    if store.exists():
        part.unlink()
        return False
    put_in_place(part, store)
    return True


def _returning(store: Path) -> Path:
    return store.with_name(f"{store.name}.restored{PART}")
