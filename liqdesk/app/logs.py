"""Logging: a rotating file in the profile, and what the user asked to see on stderr."""

import contextlib
import logging
import re
import sys
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path

from liqdesk.domain.secret import HIDDEN, Secret

LEVELS = ("debug", "info", "warning", "error")
FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FILE_BYTES = 5 * 1024 * 1024
FILES = 4
REMEMBERED = 100

CREDENTIALS = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)[^\s/@]+@")
PARAMETERS = re.compile(
    r"(?P<name>(?<![\w-])(?:cg-)?(?:api[-_]?key|key|token|secret|password|signature|sign)=)[^&\s\"'#]+", re.IGNORECASE
)


class Redaction:
    """Takes out of a text what must not be written down: credentials in addresses, telling parameters, learned secrets."""

    def __init__(self) -> None:
        self._secrets: list[Secret] = []

    def learn(self, secret: Secret) -> None:
        """Take this word out too from now on, wherever it stands."""
        if secret not in self._secrets:
            self._secrets.append(secret)

    def clean(self, text: str) -> str:
        """The text without them."""
        text = CREDENTIALS.sub(rf"\g<scheme>{HIDDEN}@", text)
        text = PARAMETERS.sub(rf"\g<name>{HIDDEN}", text)
        for secret in self._secrets:
            text = secret.redact(text)
        return text


class Redacted(logging.Formatter):
    """Writes records as `redaction` leaves them, tracebacks included."""

    def __init__(self, form: str, redaction: Redaction) -> None:
        super().__init__(form)
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        return self._redaction.clean(super().format(record))


class Recent(logging.Handler):
    """Keeps the last lines that were logged, for a report of what came before a failure."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(Redacted(FORM, redaction))
        self._lines: deque[str] = deque(maxlen=REMEMBERED)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record."""
        self._lines.append(self.format(record))

    def text(self) -> str:
        """The lines, oldest first."""
        return "\n".join(tuple(self._lines))


class LogFile(RotatingFileHandler):
    """The rotating file; one that cannot be written any more is said to be so once on stderr, and opened again for each line.

    So a disk that was away is logged to again.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8")
        self._told = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        super().emit(record)
        if self.stream is not None:
            self._told = False

    def handleError(self, record: logging.LogRecord) -> None:
        """Let go of a file that the disk refuses; any other fault is ours."""
        fault = sys.exc_info()[1]
        if not isinstance(fault, OSError):
            super().handleError(record)
            return
        with contextlib.suppress(OSError):  # what could not be written cannot be flushed either
            self.close()
        if not self._told and sys.stderr is not None:
            self._told = True
            sys.stderr.write(f"liqdesk: the log {self.baseFilename} cannot be written: {fault.strerror or fault}\n")


def set_up(level: str, folder: Path | None, redaction: Redaction) -> Recent:
    """Log everything from INFO into `folder` (None: no file) and into what is returned, and from `level` to stderr."""
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if level == "debug" else logging.INFO)
    stream = logging.StreamHandler(sys.stderr)
    stream.setLevel(level.upper())
    stream.setFormatter(Redacted(FORM, redaction))
    root.addHandler(stream)
    for chatty in ("websockets", "httpx2", "httpcore", "httpcore2", "asyncio", "qasync", "filelock", "PIL", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    if folder is not None:
        to_file = LogFile(folder / "liqdesk.log")
        to_file.setFormatter(Redacted(FORM, redaction))
        root.addHandler(to_file)
    recent = Recent(redaction)
    root.addHandler(recent)
    return recent
