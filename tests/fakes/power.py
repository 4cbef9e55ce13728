"""A disk that remembers every write, and what it may hold after the power went at any moment.

`Recorder` stands between SQLite and a folder: it lets everything through, but for the waiting in a sync, and notes it.
`images` then plays what a power cut leaves. What was synced is there. Of what was written since, any part is: each write
alone, in any order, whole, not at all or torn at the sectors of 512 bytes. A file that was made or removed is so for certain
only from the moment its folder was synced, which SQLite does when it first syncs a new log or journal. The memory shared
by processes (`-shm`) never survives.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

import apsw

SECTOR = 512


class Act(Enum):
    """What was done to a file."""

    CREATE = "create"
    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    SYNC_FOLDER = "sync folder"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Step:
    """One act; `at` is the offset of a write or the length after a truncation."""

    act: Act
    name: str
    at: int = 0
    content: bytes = b""


def _name_of(name: apsw.URIFilename | str | None) -> str:
    return Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "").name


class Unwaiting(apsw.VFS):
    """While it is entered, no sync is waited for: for whoever only looks at many small files one after another."""

    def __init__(self, name: str = "unwaiting") -> None:
        self.base = apsw.vfs_names()[0]
        super().__init__(name, self.base, makedefault=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unregister()

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> apsw.VFSFile:
        """Open a file and go between."""
        return _Unwaiting(self.base, name, flags)


class _Unwaiting(apsw.VFSFile):
    def xSync(self, flags: int) -> None:
        """Return at once."""


class Recorder(Unwaiting):
    """Notes all that SQLite does to files, while it is entered; in `steps`, oldest first."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        super().__init__("recorder")

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> "RecordedFile":
        """Open a file and go between."""
        return RecordedFile(self, self.base, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """Remove a file."""
        super().xDelete(filename, syncdir)
        self.steps.append(Step(Act.DELETE, Path(filename).name))
        if syncdir:
            self.steps.append(Step(Act.SYNC_FOLDER, ""))


class RecordedFile(apsw.VFSFile):
    """One open file."""

    def __init__(self, recorder: Recorder, base: str, name: apsw.URIFilename | str | None, flags: list[int]) -> None:
        self._recorder = recorder
        self._name = _name_of(name)
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "")
        new = bool(self._name) and not path.exists()
        super().__init__(base, name, flags)
        self._syncs_folder = new and bool(flags[0] & (apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL))
        if new:
            recorder.steps.append(Step(Act.CREATE, self._name))

    def xWrite(self, data: bytes, offset: int) -> None:
        """Write and note it."""
        super().xWrite(data, offset)
        if self._name:
            self._recorder.steps.append(Step(Act.WRITE, self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:
        """Cut and note it."""
        super().xTruncate(newsize)
        if self._name:
            self._recorder.steps.append(Step(Act.TRUNCATE, self._name, newsize))

    def xSync(self, flags: int) -> None:
        """Note it; nothing is waited for, as the disk is an imagined one."""
        if self._name:
            self._recorder.steps.append(Step(Act.SYNC, self._name))
            if self._syncs_folder:
                self._syncs_folder = False
                self._recorder.steps.append(Step(Act.SYNC_FOLDER, ""))


@dataclass(slots=True)
class _Content:
    synced: bytearray = field(default_factory=bytearray)
    waiting: list[Step] = field(default_factory=list)

    def settle(self) -> None:
        for step in self.waiting:
            _apply(self.synced, step)
        self.waiting.clear()


@dataclass(slots=True)
class _Disk:
    now: dict[str, _Content] = field(default_factory=dict)
    sure: dict[str, _Content] = field(default_factory=dict)
    """The files the folder holds on the platter."""

    def take(self, step: Step) -> None:
        match step.act:
            case Act.CREATE:
                self.now[step.name] = _Content()
            case Act.WRITE | Act.TRUNCATE:
                self.now[step.name].waiting.append(step)
            case Act.SYNC:
                self.now[step.name].settle()
            case Act.DELETE:
                self.now.pop(step.name, None)
            case Act.SYNC_FOLDER:
                self.sure = dict(self.now)

    def image(self, luck: random.Random) -> dict[str, bytes]:
        """The files as the next start may find them."""
        found: dict[str, bytes] = {}
        for name in sorted(self.now.keys() | self.sure.keys()):
            now, sure = self.now.get(name), self.sure.get(name)
            content = now if now is sure or luck.random() < 0.5 else sure
            if content is not None and not name.endswith("-shm"):
                found[name] = _survived(content, luck)
        return found


def _survived(content: _Content, luck: random.Random) -> bytes:
    left = bytearray(content.synced)
    keeps = luck.random()  # now and then nearly all has reached the platter, now and then nearly nothing
    for step in content.waiting:
        chance = luck.random()
        if chance < keeps * 0.8:
            _apply(left, step)
        elif chance < keeps and step.act is Act.WRITE:
            _tear(left, step, luck)
    return bytes(left)


def _apply(content: bytearray, step: Step) -> None:
    if step.act is Act.TRUNCATE:
        if step.at < len(content):
            del content[step.at :]
        else:
            content.extend(bytes(step.at - len(content)))
        return
    end = step.at + len(step.content)
    if end > len(content):
        content.extend(bytes(end - len(content)))
    content[step.at : end] = step.content


def _tear(content: bytearray, step: Step, luck: random.Random) -> None:
    """Some of the sectors of a write."""
    start = step.at
    while start < step.at + len(step.content):
        end = min((start // SECTOR + 1) * SECTOR, step.at + len(step.content))
        if luck.random() < 0.5:
            piece = step.content[start - step.at : end - step.at]
            _apply(content, Step(Act.WRITE, step.name, start, piece))
        start = end


def images(
    steps: Sequence[Step], cuts: int, seed: int, first: int = 0, start: Mapping[str, bytes] | None = None
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """`cuts` power cuts at random moments from step `first` on, earliest first: how many steps were done, and the files.

    `start` is what the folder held, for certain, before the first step.
    """
    luck = random.Random(seed)
    moments = sorted(luck.randrange(first, len(steps) + 1) for _ in range(cuts))
    disk = _Disk({name: _Content(bytearray(content)) for name, content in (start or {}).items()})
    disk.sure = dict(disk.now)
    done = 0
    for moment in moments:
        for step in steps[done:moment]:
            disk.take(step)
        done = moment
        yield moment, disk.image(luck)
