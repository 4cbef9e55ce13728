"""What every word that touches a profile begins with: its files, its lock, its settings, its log."""

import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from liqdesk.app.clock import MachineClock
from liqdesk.app.logs import Recent, Redaction, set_up
from liqdesk.app.paths import Profile, profile_at
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import UnixMs
from liqdesk.engine.unstored import Unstored
from liqdesk.settings.announcing import NotificationSettings, SoundSettings
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.store.lock import ProfileLock
from liqdesk.store.settings_file import BEFORE_RESET, load_settings, set_aside
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer

HELD = marked("Another liqdesk holds this profile; this one streams without storing.")

SAFE_TOLD = marked(
    "Safe mode: the default settings and layout are in force; nothing sounds, notifies or is sent, and what is changed here is"
    " not kept. Start without --safe-mode to have your own back."
)

WINDOW = "window"
"""What a process with a window calls itself to others that want its profile."""


@dataclass(frozen=True, slots=True)
class Session:
    """A profile in use. `holds` says whether this process may write its store; `redaction` keeps secrets out of its log.

    `holder` is the word of the command line by which another process holds it, `WINDOW` for none; empty where nobody does.
    `safe`: the user's settings, layout and targets of messages are left alone. `recent` are the last lines of the log, and
    `fresh` says that there were no settings here before.
    """

    profile: Profile
    settings: CurrentSettings
    notice: str
    holds: bool
    redaction: Redaction
    recent: Recent
    holder: str = ""
    safe: bool = False
    fresh: bool = False


@contextmanager
def session(arguments: Namespace, folder: Path | None = None, to_file: bool = True) -> Iterator[Session]:
    """Open the profile of the command line, or the one in `folder`; the lock is given back at the end."""
    profile = profile_at(folder or arguments.profile)
    try:
        profile.make()
    except OSError as fault:
        raise ExpectedFailure(
            tr("the profile folder {filename} cannot be made: {strerror}").format(
                filename=fault.filename, strerror=fault.strerror
            )
        ) from fault
    lock = ProfileLock(profile.lock)
    holds = lock.acquire(arguments.word or WINDOW)
    other = None if holds else lock.holder()
    redaction = Redaction()
    recent = set_up(arguments.log_level, profile.logs if to_file and holds else None, redaction)
    holder = other.what if other else ""
    fresh = not profile.settings.exists()
    try:
        with _settled(arguments, profile, holds) as (used, settings, notice):
            current = CurrentSettings(settings)
            yield Session(used, current, notice, holds, redaction, recent, holder, arguments.safe_mode, fresh)
    finally:
        if holds:
            lock.release()


@contextmanager
def _settled(arguments: Namespace, profile: Profile, holds: bool) -> Iterator[tuple[Profile, Settings, str]]:
    """The profile with the settings to use, and a sentence about them, else empty."""
    now = MachineClock().now()
    if arguments.safe_mode:
        with tempfile.TemporaryDirectory(prefix="liqdesk-") as folder:
            yield replace(profile, layout=Path(folder) / profile.layout.name), _safe(), tr(SAFE_TOLD)
        return
    told = ""
    if arguments.reset_settings:
        if not holds:
            raise ExpectedFailure(tr("another liqdesk uses this profile; end it before --reset-settings"))
        told = _reset(profile, now)
    settings, notice = load_settings(profile.settings, now)
    yield profile, settings, told or notice


def _safe() -> Settings:
    """The settings of safe mode: the defaults, and silence."""
    return Settings(sound=SoundSettings(enabled=False), notifications=NotificationSettings(enabled=False))


def _reset(profile: Profile, now: UnixMs) -> str:
    """Set settings and layout aside. Raises ExpectedFailure where they must stay."""
    files = (profile.settings, profile.layout, profile.strip)
    kept = [set_aside(path, BEFORE_RESET, now) for path in files if path.exists()]
    if not all(kept):
        raise ExpectedFailure(tr("the settings in {parent} cannot be set aside").format(parent=profile.settings.parent))
    if not kept:
        return tr("Settings and layout are the defaults again; there were none yet.")
    names = " {} ".format(tr("and")).join(kept)
    return tr("Settings and layout are the defaults again; what was in force is kept as {names}.").format(names=names)


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
        return Unstored(tr(HELD)), None
    worker = SqlWorker()
    return Writer(worker, opened.profile.store, clock, source), worker
