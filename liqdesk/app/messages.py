"""What the exchanges send, kept beside the recordings of a session by its settings."""

import contextlib
from collections.abc import AsyncIterator, Callable

from liqdesk.app.session import Session
from liqdesk.app.wiring import Core
from liqdesk.domain.time import Clock
from liqdesk.settings.current import CurrentSettings
from liqdesk.store.raw_messages import RawMessages
from liqdesk.store.retention import Limits

MEGABYTE = 10**6


def limits_of(settings: CurrentSettings) -> Limits:
    """What the settings allow."""
    chosen = settings.value.raw
    return Limits(chosen.days, chosen.megabytes * MEGABYTE)


@contextlib.asynccontextmanager
async def messages_kept(core: Core, opened: Session, clock: Clock, tell: Callable[[str], None]) -> AsyncIterator[None]:
    """Keep what brings new rows; nothing where another process holds the profile. `tell` gets a sentence where that fails.

    In safe mode the settings are not the user's: nothing is removed by them.
    """
    if not opened.holds:
        yield
        return
    settings = opened.settings
    messages = RawMessages(opened.profile.raw, clock, lambda: limits_of(settings), trim=not opened.safe)
    messages.tell = tell
    settings.subscribe(lambda value: value.raw, lambda _: messages.changed())
    core.ingest.keep_messages(messages)
    core.desk.attach_messages(messages)
    messages.start()
    try:
        yield
    finally:
        await messages.close()
