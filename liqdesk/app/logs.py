"""Logging: a rotating file in the profile, and what the user asked to see on stderr."""

import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from liqdesk.domain.secret import HIDDEN, Secret

LEVELS = ("debug", "info", "warning", "error")
FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FILE_BYTES = 5 * 1024 * 1024
FILES = 4

CREDENTIALS = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)[^\s/@]+@")
PARAMETERS = re.compile(
    r"(?P<name>[?&;](?:cg-)?(?:api[-_]?key|key|token|secret|password|signature|sign)=)[^&\s\"'#]+", re.IGNORECASE
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


def set_up(level: str, folder: Path | None, redaction: Redaction) -> None:
    """Log everything from INFO into `folder` (None: no file), and from `level` to stderr."""
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if level == "debug" else logging.INFO)
    stream = logging.StreamHandler(sys.stderr)
    stream.setLevel(level.upper())
    stream.setFormatter(Redacted(FORM, redaction))
    root.addHandler(stream)
    for chatty in ("websockets", "httpx2", "httpcore", "httpcore2", "asyncio", "qasync", "filelock", "PIL", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    if folder is not None:
        to_file = RotatingFileHandler(folder / "liqdesk.log", maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8")
        to_file.setFormatter(Redacted(FORM, redaction))
        root.addHandler(to_file)
