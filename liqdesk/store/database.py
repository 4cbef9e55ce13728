"""Connections to the store's file: whose it is, whether it is sound, how it is set up; damage is raised, not mended."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import apsw

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import in_percent, tr
from liqdesk.domain.time import Clock, DurationMs
from liqdesk.store.copies import Beat, copied_from, going_on, nothing, remove_unfinished, room_for
from liqdesk.store.faults import StoreDamaged, StoreTrouble, trouble_of
from liqdesk.store.migrate import migrate, schema_scripts, version_of

log = logging.getLogger(__name__)

APPLICATION_ID = 0x4C495144
"""`LIQD`, in the file's header."""

CHECK_CLEAN, CHECK_UNCLEAN = DurationMs(300), DurationMs(2_000)
"""How long the look for damage may take after a clean end, and after a kill or a power cut."""

BEFORE = ".before-"
"""With the new form's number and a moment: the name of a copy that was made before a form was changed."""

STEPS_PER_LOOK = 20_000
BUSY_MS = 2_000
CACHE_KIB = 2_000
"""Four times as much makes a commit a tenth faster, and stays resident for good."""
LOG_BYTES = 16 * 1024 * 1024


class NewerFile(ExpectedFailure):
    """The file was written by a later version of the program."""


class SomebodyElses(ExpectedFailure):
    """The file is a database of another program."""


def wal_is_sound(version: int) -> bool:
    """Whether this SQLite (as 3054001) is free of the WAL-reset race: 3.51.3 and later, but not the withdrawn 3.52."""
    return version >= 3_053_000 or 3_051_003 <= version < 3_052_000


def beside(path: Path, suffix: str) -> Path:
    """A companion of the file."""
    return path.with_name(path.name + suffix)


def filled(path: Path) -> bool:
    """There is such a file, and something in it."""
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def cannot(path: Path, what: str, fault: apsw.Error | OSError) -> Exception:
    """The failure to raise where the file at `path` cannot be opened or read."""
    trouble = trouble_of(fault)
    return fault if trouble is None else StoreTrouble(f"{path} cannot be {what}: {trouble}")


def connect(
    path: Path, clock: Clock, scripts: Sequence[str], stamp: Callable[[], str], beat: Beat = nothing
) -> apsw.Connection:
    """The one connection that writes, to a file made or brought up to date; a copy is kept before that.

    That may take minutes: `beat` hears all the while that it goes on, and how far it is. Raises StoreDamaged or apsw's own word
    for damage, NewerFile and SomebodyElses.
    """
    unclean = filled(beside(path, "-wal"))
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(BUSY_MS)
        _refuse_strangers(connection, path, len(scripts))
        _look_for_damage(connection, clock, CHECK_UNCLEAN if unclean else CHECK_CLEAN)
        _set_up(connection)
        version = version_of(connection)
        if 0 < version < len(scripts):
            _keep_copy(connection, path, f"{BEFORE}{len(scripts)}-{stamp()}", beat)
        if version == 0:
            connection.pragma("application_id", APPLICATION_ID)
        _bring_up_to_date(connection, scripts, beat)
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up_to_date(connection: apsw.Connection, scripts: Sequence[str], beat: Beat) -> None:
    made = version_of(connection)

    def told(form: int) -> None:
        sentence = (
            ""
            if made == 0
            else tr("After an update the recordings are brought into their new form, step {number} of {count}.").format(
                number=form - made, count=len(scripts) - made
            )
        )
        beat(sentence)
        connection.set_progress_handler(going_on(beat, sentence), STEPS_PER_LOOK)

    migrate(connection, scripts, told)
    connection.set_progress_handler(None)


def _keep_copy(connection: apsw.Connection, path: Path, suffix: str, beat: Beat) -> None:
    """A copy as it was, in place of earlier ones, where the disk has room: a step that fails leaves the file whole anyway."""
    remove_unfinished(path, BEFORE)
    if not room_for(path.parent, path.stat().st_size):
        log.info("No copy of %s is kept, the disk is too full for one", path)
        return
    earlier = [one for one in path.parent.glob(f"{path.name}{BEFORE}*") if one.is_file()]
    target = beside(path, suffix)
    copied_from(
        connection,
        target,
        beat,
        lambda share: tr(
            "After an update the recordings are brought into their new form; they are copied first, {share} so far."
        ).format(share=in_percent(str(int(100 * share)))),
    )
    for one in earlier:
        if one != target:
            one.unlink(missing_ok=True)


def open_for_reading(path: Path) -> apsw.Connection:
    """A connection that changes nothing, also while another process writes. Raises ExpectedFailure."""
    if not path.is_file():
        raise ExpectedFailure(f"nothing was recorded here yet: there is no {path}")
    address = path.absolute().as_uri()
    try:
        try:
            return _reader(path, f"{address}?mode=ro")
        except (apsw.CantOpenError, apsw.ReadOnlyError):
            # A folder that cannot be written has no place for the log's index: then nobody writes the file either.
            return _reader(path, f"{address}?immutable=1")
    except apsw.Error as fault:
        raise cannot(path, "read", fault) from fault


def _reader(path: Path, address: str) -> apsw.Connection:
    known = len(schema_scripts())
    connection = apsw.Connection(address, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    try:
        connection.set_busy_timeout(BUSY_MS)
        _refuse_strangers(connection, path, known)
        _refuse_older(connection, path, known)
        connection.pragma("temp_store", "memory")
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_strangers(connection: apsw.Connection, path: Path, known: int) -> None:
    version = version_of(connection)
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").get
    if tables and connection.pragma("application_id") != APPLICATION_ID:
        raise SomebodyElses(f"{path} is another program's database; use another --profile")
    if version > known:
        raise NewerFile(
            f"these recordings were written by a newer liqdesk (form {version}; this one knows {known}): please update"
        )
    if version and not tables:
        raise StoreDamaged("its tables are gone")


def _refuse_older(connection: apsw.Connection, path: Path, known: int) -> None:
    if version_of(connection) < known:
        raise ExpectedFailure(f"{path} is of an older form; start liqdesk once to bring it up to date")


def _look_for_damage(connection: apsw.Connection, clock: Clock, limit: DurationMs) -> None:
    """Raises StoreDamaged where SQLite's quick check finds a fault within `limit`; what takes longer passes."""
    end = clock.monotonic() + limit
    connection.set_progress_handler(lambda: clock.monotonic() > end, STEPS_PER_LOOK)
    try:
        found = connection.execute("PRAGMA quick_check(1)").get
    except apsw.InterruptError:
        return
    finally:
        connection.set_progress_handler(None)
    if found != "ok":
        raise StoreDamaged(str(found))


def _set_up(connection: apsw.Connection) -> None:
    # Of a file that has no table yet: pages that become free can be given back to the disk. No effect on others.
    connection.pragma("auto_vacuum", "incremental")
    connection.pragma("journal_mode", "wal" if wal_is_sound(apsw.SQLITE_VERSION_NUMBER) else "truncate")
    connection.pragma("synchronous", "full")
    connection.pragma("temp_store", "memory")
    connection.pragma("cache_size", -CACHE_KIB)
    connection.pragma("cell_size_check", True)
    connection.pragma("journal_size_limit", LOG_BYTES)
