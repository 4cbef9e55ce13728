"""The files of a profile as the archive: what was recorded, and what was imported, each read by a thread of its own."""

import contextlib
from collections.abc import AsyncIterator

from liqdesk.app.paths import Profile
from liqdesk.app.venues import infos
from liqdesk.engine.archive import ArchiveDesk, Past
from liqdesk.engine.live_desk import LiveDesk
from liqdesk.store.reader import ArchiveReader


@contextlib.asynccontextmanager
async def archive_of(desk: LiveDesk, profile: Profile) -> AsyncIterator[None]:
    """Let the desk answer about the past from these files, until the end."""
    known = infos()
    recorded, imported = ArchiveReader(profile.store), ArchiveReader(profile.imports)
    desk.attach_archive(
        ArchiveDesk(Past(recorded, known, desk.now, lambda: desk.enabled), Past(imported, known, desk.now))
    )
    try:
        yield
    finally:
        recorded.close()
        imported.close()
