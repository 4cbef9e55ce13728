"""Keeps the settings in force and their file the same: saves what the window changes, takes over what an editor changes."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import Clock
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.differences import differences, merged, told
from liqdesk.settings.model import Settings
from liqdesk.store.settings_file import UNREADABLE, Stamp, read_file, save_settings, sentence, set_aside, stamp_of

log = logging.getLogger(__name__)

SAVE_AFTER_S = 0.5
LOOK_EVERY_S = 1.0
"""A file is read once two looks found it the same: one that is still being written is waited for."""

STAYS = marked("The settings in force stay, and so does the file, until it is mended or a setting is changed here.")


class SettingsKeeper:
    """Saves the settings half a second after the last change and at `close`, and looks at the file once a second.

    A valid change of the file is given to `put` and told; a mistake in it is told as a fault, and the file is left as it
    is until it is mended, or set aside when a setting is changed here. Lives on the running loop.
    """

    def __init__(
        self,
        path: Path,
        current: CurrentSettings,
        clock: Clock,
        put: Callable[[Settings], None],
        tell: Callable[[str, bool], None],
    ) -> None:
        self._path = path
        self._current = current
        self._clock = clock
        self._put = put
        self._tell = tell
        self._in_file = current.value
        self._broken = False
        self._taking = False
        self._known: Stamp | None = None
        self._seen: Stamp | None = None
        self._loop = asyncio.get_running_loop()
        self._due: asyncio.TimerHandle | None = None
        self._next = self._loop.call_later(LOOK_EVERY_S, self._look_on)
        self._unsubscribe = current.subscribe(lambda settings: settings, self._changed)

    def look(self) -> None:
        """Take over the file if it changed and has been at rest since the last look."""
        stamp = stamp_of(self._path)
        at_rest, self._seen = stamp == self._seen, stamp
        if stamp is not None and at_rest and stamp != self._known:
            self._take(stamp)

    def _look_on(self) -> None:
        self._next = self._loop.call_later(LOOK_EVERY_S, self._look_on)
        self.look()

    def _take(self, stamp: Stamp) -> None:
        self._known = stamp
        if not stamp.size:
            self._found_broken(tr("The settings file is empty. {stays}").format(stays=tr(STAYS)))
            return
        try:
            theirs = read_file(self._path)
        except FileNotFoundError:
            return  # it is being replaced; the next look finds it
        except OSError as fault:
            self._found_broken(
                tr("The settings file cannot be read ({fault}). {stays}").format(fault=fault, stays=tr(STAYS))
            )
        except ExpectedFailure as fault:
            self._found_broken(f"{sentence(fault)}. {tr(STAYS)}")
        else:
            self._take_over(theirs)

    def _found_broken(self, why: str) -> None:
        self._broken = True
        log.warning("%s", why)
        self._tell(why, True)

    def _take_over(self, theirs: Settings) -> None:
        before = self._current.value
        after = theirs if self._due is None else merged(self._in_file, before, theirs)
        mended, self._broken, self._in_file = self._broken, False, theirs
        changes = differences(before, after)
        if changes:
            self._taking = True
            self._put(after)
            self._taking = False
            self._say(tr("The settings file was changed: {changes}.").format(changes=told(changes)))
        elif mended:
            self._say(tr("The settings file is in order again."))
        if self._current.value != theirs:
            self._save_soon()
        elif self._due is not None:
            self._due.cancel()
            self._due = None

    def _say(self, news: str) -> None:
        log.info("%s", news)
        self._tell(news, False)

    def _changed(self, _: Settings) -> None:
        if not self._taking:
            self._save_soon()

    def _save_soon(self) -> None:
        if self._due is not None:
            self._due.cancel()
        self._due = self._loop.call_later(SAVE_AFTER_S, self._save)

    def _save(self) -> None:
        self._due = None
        stamp = stamp_of(self._path)
        if stamp is not None and stamp != self._known:
            self._due = self._loop.call_later(LOOK_EVERY_S, self._save)  # somebody writes it: first see what
            self.look()
            return
        self._write()

    def _write(self) -> None:
        aside = set_aside(self._path, UNREADABLE, self._clock.now()) if self._broken else ""
        try:
            self._known = save_settings(self._path, self._current.value)
        except OSError as fault:
            log.warning("The settings could not be saved: %s", fault)
            return
        self._in_file = self._current.value
        if aside:
            self._say(tr("The settings are saved; the file with the mistakes is kept as {aside}.").format(aside=aside))
        self._broken = False

    def close(self) -> None:
        """Save what is due, together with what stands in the file, and stop."""
        self._next.cancel()
        if self._due is not None:
            stamp = stamp_of(self._path)
            if stamp is not None and stamp != self._known:
                self._take(stamp)
        if self._due is not None:
            self._due.cancel()
            self._write()
        self._unsubscribe()
