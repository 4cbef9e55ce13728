"""Reports of unexpected failures: files in the logs folder, for the user to read and to pass on."""

import contextlib
import logging
import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from liqdesk import __version__
from liqdesk.app.crash import BELOW, Caught
from liqdesk.domain.time import UnixMs

log = logging.getLogger(__name__)

KEPT = 10
NAMES = "crash-*.txt"
TAIL_LINES = 60


def report_text(caught: Caught, now: UnixMs, tail: str, clean: Callable[[str], str]) -> str:
    """Version, platform, traceback and the last lines of the log, as `clean` leaves them."""
    moment = datetime.fromtimestamp(now / 1000, tz=UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    lines = (
        f"liqdesk {__version__}, Python {platform.python_version()}, {platform.platform()}",
        moment,
        f"{caught.kind} in {caught.where}",
        "",
        caught.trace.rstrip(),
        "",
        "The log up to it:",
        *(tail.splitlines()[-TAIL_LINES:] or ["(empty)"]),
    )
    return clean("\n".join(lines) + "\n")


def keep_report(folder: Path, text: str, kind: str, now: UnixMs) -> Path | None:
    """Write the report, readable by the user alone, and let go of the oldest; None where it cannot be written."""
    moment = datetime.fromtimestamp(now / 1000, tz=UTC).strftime("%Y%m%d-%H%M%S")
    name = "".join(sign for sign in kind if sign.isalnum())
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = _free(folder, f"crash-{moment}-{name}")
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)
        for old in reports(folder)[:-KEPT]:
            old.unlink()
        return file
    return None


def taken_below(folder: Path) -> tuple[str, UnixMs] | None:
    """The stacks that a crash below Python left, and when; they are taken out of their file, which stays. None where none did."""
    file = folder / BELOW
    try:
        stacks, moment = file.read_text(encoding="utf-8", errors="replace"), file.stat().st_mtime
        if stacks.strip():
            os.truncate(file, 0)
            return stacks, UnixMs(round(moment * 1000))
    except FileNotFoundError:
        return None  # nothing of this kind is written where no profile is kept
    except OSError:
        log.warning("%s cannot be read", file, exc_info=True)
    return None


def reports(folder: Path) -> list[Path]:
    """The reports that are kept, oldest first."""
    return sorted(folder.glob(NAMES))


def _free(folder: Path, stem: str) -> Path:
    """A file that is not there yet."""
    file, number = folder / f"{stem}.txt", 2
    while file.exists():
        file, number = folder / f"{stem}-{number}.txt", number + 1
    return file
