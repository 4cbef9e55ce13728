"""The files of a profile as the archive: what was recorded, and what was imported, each read by a thread of its own."""

from collections.abc import Callable

from liqdesk.app.paths import Profile
from liqdesk.app.venues import infos
from liqdesk.engine.archive import ArchiveDesk, Past
from liqdesk.engine.live_desk import LiveDesk
from liqdesk.store.reader import ArchiveReader


def open_archive(desk: LiveDesk, profile: Profile) -> Callable[[], None]:
    """Let the desk answer about the past from these files; returns what ends that."""
    known = infos()
    recorded, imported = ArchiveReader(profile.store), ArchiveReader(profile.imports)
    desk.attach_archive(
        ArchiveDesk(Past(recorded, known, desk.now, lambda: desk.enabled), Past(imported, known, desk.now))
    )

    def close() -> None:
        recorded.close()
        imported.close()

    return close
