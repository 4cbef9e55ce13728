"""The settings on disk: read once, saved soon after every change, never half written."""

import asyncio
import contextlib
import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import UnixMs
from liqdesk.settings.codec import read_settings, write_settings
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings

log = logging.getLogger(__name__)

SAVE_AFTER_S = 0.5


def load_settings(path: Path, now: UnixMs) -> tuple[Settings, str]:
    """The settings, and a sentence where the file could not be used and was set aside, else empty."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings(), ""
    except OSError as fault:
        return Settings(), f"The settings file cannot be read ({fault}); the defaults are in force."
    except UnicodeDecodeError:
        return _set_aside(path, now, "The settings file is not text")
    try:
        return read_settings(text), ""
    except ExpectedFailure as fault:
        return _set_aside(path, now, f"{str(fault)[0].upper()}{str(fault)[1:]}")


def _set_aside(path: Path, now: UnixMs, why: str) -> tuple[Settings, str]:
    stamp = datetime.fromtimestamp(now / 1000, tz=UTC).strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.unread-{stamp}")
    kept = ""
    with contextlib.suppress(OSError):  # a folder that cannot be written keeps the file as it is
        path.replace(aside)
        kept = f" It is kept as {aside.name};"
    return Settings(), f"{why}.{kept or ' Until it is mended'} the defaults are in force."


def save_settings(path: Path, settings: Settings) -> None:
    """Write the file whole or not at all; the one before stays as .bak. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(write_settings(settings))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileNotFoundError):
        before = path.with_name(f"{path.name}.bak.new")
        before.write_bytes(path.read_bytes())  # copied, not moved: at no moment is there no settings file
        before.replace(path.with_name(f"{path.name}.bak"))
    fresh.replace(path)


class SettingsSaver:
    """Saves the settings half a second after the last change, on the running loop, and at `close`."""

    def __init__(self, path: Path, current: CurrentSettings) -> None:
        self._path = path
        self._current = current
        self._due: asyncio.TimerHandle | None = None
        self._unsubscribe = current.subscribe(lambda settings: settings, self._changed)

    def _changed(self, _: Settings) -> None:
        if self._due is not None:
            self._due.cancel()
        self._due = asyncio.get_running_loop().call_later(SAVE_AFTER_S, self._save)

    def _save(self) -> None:
        self._due = None
        try:
            save_settings(self._path, self._current.value)
        except OSError as fault:
            log.warning("The settings could not be saved: %s", fault)

    def close(self) -> None:
        """Save what is due and stop listening."""
        self._unsubscribe()
        if self._due is not None:
            self._due.cancel()
            self._save()
