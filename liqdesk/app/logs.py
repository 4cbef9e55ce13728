"""Logging: a rotating file in the profile, and what the user asked to see on stderr."""

import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

LEVELS = ("debug", "info", "warning", "error")
FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FILE_BYTES = 5 * 1024 * 1024
FILES = 4

CREDENTIALS = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)[^\s/@]+@")


class Redacted(logging.Formatter):
    """Leaves out user names and passwords that stand inside addresses, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        return CREDENTIALS.sub(r"\g<scheme>…@", super().format(record))


def set_up(level: str, folder: Path | None) -> None:
    """Log everything from INFO into `folder` (None: no file), and from `level` to stderr."""
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if level == "debug" else logging.INFO)
    stream = logging.StreamHandler(sys.stderr)
    stream.setLevel(level.upper())
    stream.setFormatter(Redacted(FORM))
    root.addHandler(stream)
    for chatty in ("websockets", "httpx2", "httpcore", "httpcore2", "asyncio", "qasync", "filelock", "PIL"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    if folder is not None:
        to_file = RotatingFileHandler(folder / "liqdesk.log", maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8")
        to_file.setFormatter(Redacted(FORM))
        root.addHandler(to_file)
