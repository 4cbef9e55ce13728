"""The store's file in use: moved aside when damaged, found again when it was moved; all of it on the SQL thread."""

import contextlib
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import apsw

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.domain.time import Clock
from liqdesk.store.backups import Backup, finish_return, prepare_return
from liqdesk.store.copies import Beat, copied_from, nothing, remove_unfinished
from liqdesk.store.database import beside, cannot, connect, filled
from liqdesk.store.faults import DAMAGE, StoreDamaged, StoreTrouble, trouble_of
from liqdesk.store.migrate import schema_scripts

Result = TypeVar("Result")

CHECKPOINT_PAGES = 2_000
REPLACED = ".replaced-"
COMPANIONS = ("", "-wal", "-shm", "-journal")


class Recordings:
    """The one writing connection. `notices` collects sentences for the user until somebody takes them.

    `generation` grows with every new connection, so that what was learnt from the old one can be forgotten.
    """

    def __init__(self, path: Path, clock: Clock, scripts: Sequence[str], beat: Beat) -> None:
        self.path = path
        self._beat = beat
        self.generation = 0
        self.notices: list[str] = []
        self._clock = clock
        self._scripts = scripts
        self._connection: apsw.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._handle: int | None = None
        self._wal_pages = 0

    @classmethod
    def open(cls, path: Path, clock: Clock, scripts: Sequence[str] | None = None, beat: Beat = nothing) -> "Recordings":
        """The file, made or brought up to date where needed; a damaged one is set aside and another takes its place.

        `beat` hears from this thread that what takes long goes on.
        Raises ExpectedFailure where a newer liqdesk wrote it, or it is something else's, or cannot be opened.
        """
        opened = cls(path, clock, schema_scripts() if scripts is None else scripts, beat)
        opened._connect()
        return opened

    def use(self, job: Callable[[apsw.Connection], Result]) -> Result:
        """What `job` makes of the connection. The world's faults become StoreTrouble; a damaged file is replaced."""
        try:
            return job(self._present())
        except (apsw.Error, OSError, StoreDamaged) as fault:
            trouble = trouble_of(fault)
            if trouble is None:
                raise
            if isinstance(trouble, StoreDamaged):
                self.close()
                self._set_aside(tr("damage was found in it"))
            if trouble is fault:
                raise
            raise trouble from fault

    def transact(self, job: Callable[[apsw.Connection], Result]) -> Result:
        """The same inside one transaction, which is on the platter when this returns."""

        def whole(connection: apsw.Connection) -> Result:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = job(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # some failures have rolled back by themselves
                    with contextlib.suppress(apsw.Error):  # the first failure says more
                        connection.execute("ROLLBACK")
                raise
            return result

        return self.use(whole)

    def transact_later(self, job: Callable[[apsw.Connection], Result]) -> Result:
        """The same, but it reaches the platter with the next transaction that does: for what may be done again after a power cut.

        It waits for no disk, so that nobody waits for it.
        """
        self.use(lambda connection: connection.pragma("synchronous", "normal"))
        try:
            return self.transact(job)
        finally:
            if self._connection is not None:
                self._connection.pragma("synchronous", "full")

    def size(self) -> int:
        """Bytes on disk, the write-ahead log included."""
        total = 0
        for suffix in COMPANIONS[:2]:
            with contextlib.suppress(OSError):
                total += beside(self.path, suffix).stat().st_size
        return total

    @property
    def untidy(self) -> bool:
        """The write-ahead log has grown enough for `tidy` to be worth it."""
        return self._wal_pages >= CHECKPOINT_PAGES

    def tidy(self) -> None:
        """Move what the write-ahead log holds into the file."""
        self._wal_pages = 0
        self.use(lambda connection: connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE))

    def close(self) -> None:
        """Let go of the file; the last one to do so leaves it whole and alone."""
        if self._connection is not None:
            with contextlib.suppress(apsw.Error):  # a full or vanished disk must not keep us from letting go
                self._connection.close()
            self._connection = None
        if self._handle is not None:  # only now: closing it earlier would give up SQLite's locks
            os.close(self._handle)
            self._handle = None

    def take_notices(self) -> list[str]:
        """The sentences that came up since the last call."""
        taken, self.notices = self.notices, []
        return taken

    def _present(self) -> apsw.Connection:
        """The connection; opened anew where the path no longer leads to the open file."""
        if self._connection is not None and self._identity() != self._file:
            with contextlib.suppress(apsw.Error):  # closing would leave the log's rows behind, away from their file
                self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            told = self._rescued() if self._removed() else ""
            self.close()
            self.notices.append(
                told
                or tr("{path} was moved or replaced while in use; a file of that name goes on.").format(path=self.path)
            )
        return self._connection or self._connect()

    def _removed(self) -> bool:
        """No name leads to the open file any more: what it holds will be gone with the connection."""
        return self._handle is not None and os.fstat(self._handle).st_nlink == 0

    def _rescued(self) -> str:
        """Write what the open file holds to where it was, or beside what has taken its place; a sentence for the user.

        Raises apsw.Error and OSError; then the connection stays, for the next try.
        """
        assert self._connection is not None
        if not self.path.parent.is_dir():
            raise StoreTrouble(tr("its folder is gone"))
        free = not filled(self.path)
        remove_unfinished(self.path, REPLACED)
        target = self.path if free else self._unused(f"{self.path.name}{REPLACED}{self._stamp()}")
        if free:
            for suffix in COMPANIONS:
                beside(self.path, suffix).unlink(missing_ok=True)
        copied_from(self._connection, target, self._beat)
        if free:
            return tr("{path} was removed while in use; it was written again from what was still open.").format(
                path=self.path
            )
        return tr("{path} was replaced while in use; what was recorded before is kept as {name}.").format(
            path=self.path, name=target.name
        )

    def _identity(self) -> tuple[int, int] | None:
        try:
            stat = self.path.stat()
        except OSError:
            return None
        return stat.st_dev, stat.st_ino

    def _connect(self) -> apsw.Connection:
        try:
            wal = beside(self.path, "-wal")
            if filled(wal) and not filled(self.path):  # SQLite would delete such a log in silence
                self._set_aside(tr("its log was left without it"))
            if finish_return(self.path):
                self.notices.append(
                    tr("The recordings were damaged; the newest backup took their place, and ends before them.")
                )
            try:
                connection = connect(self.path, self._clock, self._scripts, self._stamp, self._beat)
            except (*DAMAGE, StoreDamaged):
                self._set_aside(tr("it is damaged"))
                connection = connect(self.path, self._clock, self._scripts, self._stamp, self._beat)
        except (apsw.Error, OSError) as fault:
            raise cannot(self.path, "opened", fault) from fault
        # In place of SQLite's own checkpoints, which would make a commit wait for them.
        connection.set_wal_hook(self._committed)
        self._connection, self._file, self._wal_pages = connection, self._identity(), 0
        with contextlib.suppress(OSError):  # without it a removed file is only not noticed as such
            self._handle = os.open(self.path, os.O_RDONLY)
        self.generation += 1
        return connection

    def _committed(self, _: apsw.Connection, __: str, pages: int) -> int:
        self._wal_pages = pages
        return apsw.SQLITE_OK

    def _stamp(self) -> str:
        return datetime.fromtimestamp(self._clock.now() / 1000, UTC).strftime("%Y%m%d-%H%M%S")

    def _unused(self, name: str) -> Path:
        """A path beside the file that nothing has, also none of its companions."""
        path, tries = self.path.with_name(name), 1
        while any(beside(path, suffix).exists() for suffix in COMPANIONS):
            tries += 1
            path = self.path.with_name(f"{name}-{tries}")
        return path

    def _set_aside(self, why: str) -> None:
        """Move the file out of the way and put the newest sound backup in its place, if there is one.

        At any moment of it either the file, or a whole copy that the next start takes, is there; and no log of the one
        beside the other, because the log of a file that is gone is moved away before anything takes its place.
        """
        aside = self._unused(f"{self.path.name}.damaged-{self._stamp()}")
        backup, refused = None, ""
        try:
            backup = prepare_return(self.path, self._beat)
        except OSError as fault:
            refused = str(fault.strerror)
        try:
            for suffix in COMPANIONS:
                with contextlib.suppress(FileNotFoundError):
                    beside(self.path, suffix).rename(beside(aside, suffix))
            finish_return(self.path)
        except OSError as fault:
            raise ExpectedFailure(
                tr("{path} is damaged and cannot be moved aside: {strerror}").format(
                    path=self.path, strerror=fault.strerror
                )
            ) from fault
        kept = tr("The recordings are kept as {name} because {why}").format(name=aside.name, why=why)
        self.notices.append(_told(kept, backup, refused))


def _told(kept: str, backup: Backup | None, refused: str) -> str:
    """What became of a damaged file, in one sentence."""
    if backup is not None:
        at = f"{datetime.fromtimestamp(backup.at / 1000, UTC):%d %b %Y %H:%M}"
        return tr("{kept}; the backup of {at} UTC took their place, so what was recorded after it is missing.").format(
            kept=kept, at=at
        )
    if refused:
        return tr("{kept}; the backup could not take their place ({strerror}), a new file was begun.").format(
            kept=kept, strerror=refused
        )
    return tr("{kept}; a new file was begun.").format(kept=kept)
