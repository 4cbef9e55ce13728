"""A piece of work for the store's file, told step by step, and the judgement of what is found after a misfortune."""

import random
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

import apsw

from liqdesk.domain.liquidation import Liquidation
from liqdesk.store.codes import Source
from liqdesk.store.faults import StoreTrouble
from liqdesk.store.groups import Aside, StoreFile
from liqdesk.store.recordings import Recordings
from liqdesk.store.rows import digest_of
from liqdesk.store.tidying import move_log
from tests.fakes.clock import StepClock
from tests.fakes.stored import wrong_sums
from tests.fakes.storing import numbered

TIDY_EVERY, REOPEN_EVERY = 7, 31

Result = TypeVar("Result")
Acknowledged = Callable[[int], None]


def store(path: Path, groups: int, acknowledged: Acknowledged, seed: int = 1, first: int = 0, tries: int = 1) -> int:
    """Store `groups` small groups from row `first` on, with checkpoints and reopenings; returns where the next would begin.

    `acknowledged` hears after each group below which number all rows are. What is refused is tried again, as the writer
    does, `tries` times in all; then StoreTrouble flies.
    """
    luck = random.Random(seed)
    clock = StepClock()
    number = first
    file = tried(lambda: StoreFile(path, clock), tries)
    for group in range(1, groups + 1):
        rows = [numbered(number + one) for one in range(luck.choice((1, 3, 8)))]
        tried(partial(put, file, rows), tries)
        number += len(rows)
        acknowledged(number)
        if group % TIDY_EVERY == 0:
            tidy(file)
        if group % REOPEN_EVERY == 0:
            file.recordings.close()
            file = tried(lambda: StoreFile(path, clock), tries)
    file.recordings.close()
    return number


def put(file: StoreFile, rows: list[Liquidation]) -> None:
    """Commit rows."""
    file.commit(rows, Aside(), Source.LIVE)


def tidy(file: StoreFile) -> None:
    """Both parts of moving the log into the file, which may fail: the rows are safe in the log."""
    try:
        move_log(file.recordings.path)
        file.recordings.tidy()
    except (apsw.Error, StoreTrouble):
        return


def tried(act: Callable[[], Result], tries: int) -> Result:
    """The result of the first try that has one; the last trouble flies."""
    for _ in range(tries - 1):
        try:
            return act()
        except StoreTrouble:
            continue
    return act()


class Judge:
    """Looks at a file after a misfortune, through the program's own opening, with everything SQLite can check."""

    def __init__(self, rows: int) -> None:
        self._digests = [digest_of(numbered(number).key) for number in range(rows)]

    def complaints(self, path: Path, acknowledged: int, offered: int, sums: bool = True) -> list[str]:
        """What is wrong with a store that acknowledged the rows below one number and was offered those below another."""
        recordings = Recordings.open(path, StepClock())
        try:
            told = recordings.take_notices()
            return told + recordings.use(lambda one: self._found(one, acknowledged, offered, sums))
        finally:
            recordings.close()

    def _found(self, connection: apsw.Connection, acknowledged: int, offered: int, sums: bool) -> list[str]:
        wrong = [f"structure: {line}" for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
        kept = [digest for (digest,) in connection.execute("SELECT digest FROM liquidations")]
        missing = set(self._digests[:acknowledged]).difference(kept)
        strange = set(kept).difference(self._digests[:offered])
        if missing:
            wrong.append(f"{len(missing)} acknowledged rows are missing")
        if strange:
            wrong.append(f"{len(strange)} rows were never offered")
        if len(kept) != len(set(kept)):
            wrong.append("rows are there twice")
        return wrong + (wrong_sums(connection) if sums else [])


def removed(path: Path) -> None:
    """Take away a store with all that stands beside it."""
    for one in path.parent.iterdir():
        if one.name.startswith(path.name):
            one.unlink()


def written(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write what a disk holds."""
    for name, content in files:
        (folder / name).write_bytes(content)
