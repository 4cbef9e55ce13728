"""What more than one part of the program does with the internet: whose host a name is, when to come back, why it failed."""

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from importlib import import_module
from ipaddress import ip_address
from math import ceil

from liqdesk.domain.time import HOUR, SECOND, DurationMs, UnixMs

HTTP_LIBRARY = ("httpx2", "httpcore2", "anyio._backends._asyncio")
"""What asks for pages, and what it would import itself with the first page."""

LONGEST_STATED = DurationMs(30 * 24 * HOUR)
SECONDS = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def load_http_library() -> None:
    """Import all of it: a tenth of a second that no window should wait for, so for a thread beside the loop's."""
    for name in HTTP_LIBRARY:
        import_module(name)


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def retry_after(headers: Mapping[str, str], now: UnixMs) -> DurationMs:
    """A Retry-After header, in seconds (some send fractions) or as a date, as a span from now; 0 where there is none or it
    makes no sense."""
    text = headers.get("retry-after", "").strip()
    if SECONDS.fullmatch(text):
        return DurationMs(min(ceil(float(text[:15]) * SECOND), LONGEST_STATED))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return DurationMs(0)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return DurationMs(max(0, int(moment.timestamp() * 1_000) - now))


def system_error(failure: BaseException) -> OSError | None:
    """The operating system's or TLS's own error below a library's, the deepest one, if there is one; a timeout is none."""
    root: OSError | None = None
    below: BaseException | None = failure
    while below is not None:
        if isinstance(below, BaseExceptionGroup):  # one failure for each address that was tried
            below = below.exceptions[0]
        if isinstance(below, OSError) and not isinstance(below, TimeoutError):
            root = below
        below = below.__cause__ or below.__context__
    return root
