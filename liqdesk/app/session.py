"""What every word that touches a profile begins with: its files, its lock, its settings, its log."""

import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from liqdesk.app.clock import MachineClock
from liqdesk.app.logs import Redaction, set_up
from liqdesk.app.paths import Profile, profile_at
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.engine.unstored import Unstored
from liqdesk.settings.current import CurrentSettings
from liqdesk.store.lock import ProfileLock
from liqdesk.store.settings_file import load_settings
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer

HELD = "Another liqdesk holds this profile; this one streams without storing."

WINDOW = "window"
"""What a process with a window calls itself to others that want its profile."""


@dataclass(frozen=True, slots=True)
class Session:
    """A profile in use. `holds` says whether this process may write its store; `redaction` keeps secrets out of its log.

    `holder` is the word of the command line by which another process holds it, `WINDOW` for none; empty where nobody does.
    """

    profile: Profile
    settings: CurrentSettings
    notice: str
    holds: bool
    redaction: Redaction
    holder: str = ""


@contextmanager
def session(arguments: Namespace, folder: Path | None = None, to_file: bool = True) -> Iterator[Session]:
    """Open the profile of the command line, or the one in `folder`; the lock is given back at the end."""
    profile = profile_at(folder or arguments.profile)
    try:
        profile.make()
    except OSError as fault:
        raise ExpectedFailure(f"the profile folder {fault.filename} cannot be made: {fault.strerror}") from fault
    lock = ProfileLock(profile.lock)
    holds = lock.acquire(arguments.word or WINDOW)
    other = None if holds else lock.holder()
    redaction = Redaction()
    set_up(arguments.log_level, profile.logs if to_file and holds else None, redaction)
    settings, notice = load_settings(profile.settings, MachineClock().now())
    try:
        yield Session(profile, CurrentSettings(settings), notice, holds, redaction, other.what if other else "")
    finally:
        if holds:
            lock.release()


@contextmanager
def throw_away(arguments: Namespace) -> Iterator[Session]:
    """A profile that is gone afterwards, for demos, replays and pictures."""
    with (
        tempfile.TemporaryDirectory(prefix="liqdesk-") as folder,
        session(arguments, Path(folder), to_file=False) as opened,
    ):
        yield opened


def disk_of(opened: Session, clock: MachineClock, source: str) -> tuple[Writer | Unstored, SqlWorker | None]:
    """What keeps the rows of this session, and its thread; nothing where another process holds the profile."""
    if not opened.holds:
        return Unstored(HELD), None
    worker = SqlWorker()
    return Writer(worker, opened.profile.store, clock, source), worker
