"""Opens the file: WAL, every commit on the platter, the schema brought up to date, a damaged file set aside."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import apsw

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import UnixMs

FIRST_SOUND_SQLITE = 3_051_003
"""Before it, two connections could corrupt a file in WAL mode at a checkpoint (fixed in SQLite 3.51.3)."""

CHECK_LIMIT_MS = 2_000
BUSY_LIMIT_MS = 5_000
STEPS_PER_LOOK = 100_000


class NewerFile(ExpectedFailure):
    """The file was written by a later version of the program."""


def schema_steps() -> list[str]:
    """The SQL of every schema version, in order; version n is made by the n-th."""
    folder = files("liqdesk.store") / "schema"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(folder / name).read_text(encoding="utf-8") for name in names]


def open_database(path: Path, now: UnixMs) -> tuple[apsw.Connection, str]:
    """The one read-write connection, and a sentence where a damaged file was set aside, else empty.

    Raises NewerFile, and ExpectedFailure where the folder cannot be written.
    """
    if apsw.SQLITE_VERSION_NUMBER < FIRST_SOUND_SQLITE:
        raise ExpectedFailure(f"SQLite {apsw.sqlite_lib_version()} may damage files; liqdesk needs 3.51.3 or later")
    try:
        return _open(path), ""
    except (apsw.CorruptError, apsw.NotADBError):
        aside = _set_aside(path, now)
        return _open(path), f"The recordings file was damaged; it is kept as {aside.name} and a new one was begun."
    except apsw.Error as fault:
        raise ExpectedFailure(f"the recordings file {path} cannot be opened: {fault}") from fault


def open_for_reading(path: Path) -> apsw.Connection:
    """A connection that changes nothing, also while another process writes. Raises ExpectedFailure."""
    if not path.is_file():
        raise ExpectedFailure(f"nothing was recorded here yet: there is no {path}")
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        connection.set_busy_timeout(BUSY_LIMIT_MS)
        _refuse_newer(connection)
    except apsw.Error as fault:
        raise ExpectedFailure(f"the recordings file {path} cannot be read: {fault}") from fault
    return connection


def _open(path: Path) -> apsw.Connection:
    was_unclean = path.with_name(f"{path.name}-wal").exists()
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(BUSY_LIMIT_MS)
        _refuse_newer(connection)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 1000", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        if was_unclean:
            _quick_check(connection)
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_newer(connection: apsw.Connection) -> None:
    version = connection.pragma("user_version")
    known = len(schema_steps())
    if version > known:
        raise NewerFile(
            f"these recordings were written by a newer liqdesk (form {version}; this one knows {known}): please update"
        )


def _migrate(connection: apsw.Connection) -> None:
    steps = schema_steps()
    for version in range(connection.pragma("user_version"), len(steps)):
        with connection:
            connection.execute(steps[version])
            connection.execute(f"PRAGMA user_version = {version + 1}")


def _quick_check(connection: apsw.Connection) -> None:
    """Look through the file, but not for longer than a start may take."""
    from time import monotonic

    limit = monotonic() + CHECK_LIMIT_MS / 1000
    connection.set_progress_handler(lambda: monotonic() > limit, STEPS_PER_LOOK)
    try:
        found = connection.pragma("quick_check")
    except apsw.InterruptError:
        return
    finally:
        connection.set_progress_handler(None)
    if found != "ok":
        raise apsw.CorruptError(str(found))


def _set_aside(path: Path, now: UnixMs) -> Path:
    stamp = datetime.fromtimestamp(now / 1000, tz=UTC).strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    path.replace(aside)
    for tail in ("-wal", "-shm"):
        companion = path.with_name(path.name + tail)
        if companion.exists():
            companion.replace(aside.with_name(aside.name + tail))
    return aside
