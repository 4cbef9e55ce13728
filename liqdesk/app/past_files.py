"""The files of a profile as the archive: what was recorded, and what was imported, each read by a thread of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from liqdesk.app.paths import Profile
from liqdesk.app.venues import infos
from liqdesk.engine.archive import ArchiveDesk, Past
from liqdesk.engine.live_desk import LiveDesk
from liqdesk.store.reader import ArchiveReader


@contextmanager
def archive_of(desk: LiveDesk, profile: Profile) -> Iterator[None]:
    """Let the desk answer about the past from these files, until the end."""
    known = infos()
    recorded, imported = ArchiveReader(profile.store), ArchiveReader(profile.imports)
    desk.attach_archive(
        ArchiveDesk(Past(recorded, known, desk.now, lambda: desk.enabled), Past(imported, known, desk.now))
    )
    try:
        yield
    finally:
        for reader in (recorded, imported):
            reader.close()
