"""The settings on disk: read, written whole or not at all, and set aside where they cannot be used."""

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import UnixMs
from liqdesk.settings.codec import LARGEST, read_settings, write_settings
from liqdesk.settings.model import Settings

UNREADABLE = "unread"
BEFORE_RESET = "reset"


class Stamp(NamedTuple):
    """What tells one state of a file from another without reading it."""

    inode: int
    size: int
    changed_ns: int


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file; None where there is none or it cannot be looked at."""
    try:
        return _stamp(path.stat())
    except OSError:
        return None


def _stamp(state: os.stat_result) -> Stamp:
    return Stamp(state.st_ino, state.st_size, state.st_mtime_ns)


def read_file(path: Path) -> Settings:
    """The settings in a file. Raises FileNotFoundError, OSError, and ExpectedFailure with what is wrong in it."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    try:
        return read_settings(content.decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise ExpectedFailure("the settings file is not text") from fault


def look_at_settings(path: Path) -> tuple[Settings, str]:
    """The settings, and why they are only the defaults where the file could not be used, else empty. Changes nothing."""
    try:
        return read_file(path), ""
    except FileNotFoundError:
        return Settings(), ""
    except OSError as fault:
        return Settings(), f"The settings file cannot be read ({fault}); the defaults are in force."
    except ExpectedFailure as fault:
        return Settings(), f"{sentence(fault)}."


def load_settings(path: Path, now: UnixMs) -> tuple[Settings, str]:
    """The settings, and a sentence where the file could not be used and was set aside, else empty."""
    try:
        return read_file(path), ""
    except ExpectedFailure as fault:
        name = set_aside(path, UNREADABLE, now)
        kept = f"It is kept as {name};" if name else "Until it is mended"
        return Settings(), f"{sentence(fault)}. {kept} the defaults are in force."
    except OSError:
        return look_at_settings(path)


def sentence(fault: ExpectedFailure) -> str:
    """What a failure says, as the beginning of a sentence."""
    return f"{str(fault)[0].upper()}{str(fault)[1:]}"


def set_aside(path: Path, why: str, now: UnixMs) -> str:
    """Give a file another name, made of `why` and the moment; returns it, empty where there is no file or it must stay."""
    stamp = datetime.fromtimestamp(now / 1000, tz=UTC).strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.{why}-{stamp}")
    with contextlib.suppress(OSError):  # a folder that cannot be written keeps the file as it is
        path.replace(aside)
        return aside.name
    return ""


def save_settings(path: Path, settings: Settings) -> Stamp:
    """Write the file whole or not at all; the one before stays as .bak. Returns the new file's stamp. Raises OSError.

    Where the file is a link, what it leads to is written.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(write_settings(settings))
        file.flush()
        os.fsync(file.fileno())
        stamp = _stamp(os.fstat(file.fileno()))
    with contextlib.suppress(FileNotFoundError):
        before = path.with_name(f"{path.name}.bak.new")
        before.write_bytes(path.read_bytes())  # copied, not moved: at no moment is there no settings file
        before.replace(path.with_name(f"{path.name}.bak"))
    fresh.replace(path)
    return stamp
