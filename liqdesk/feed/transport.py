"""What the feed needs of a network: a wire to talk over, and the ways in which getting or keeping one fails."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from liqdesk.domain.failure import ExpectedFailure

BODY_EXCERPT = 2_000
"""Characters of a refusal's body worth keeping."""


class FailureKind(StrEnum):
    """Which stage of reaching a venue failed."""

    DNS = "dns"
    UNREACHABLE = "unreachable"
    TCP = "tcp"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROXY = "proxy"
    PORTAL = "portal"
    PROTOCOL = "protocol"


NOT_REACHED = frozenset({FailureKind.DNS, FailureKind.UNREACHABLE, FailureKind.TCP})
"""Failures that the venue never saw."""

NO_NETWORK = frozenset({FailureKind.DNS, FailureKind.UNREACHABLE})
"""Failures that, on every venue at once, mean that this computer is offline."""


class WireClosed(ExpectedFailure):
    """The connection is over; `code` is the websocket close code, 1006 where there was none."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"connection closed ({code}{' ' + reason if reason else ''})")
        self.code = code
        self.reason = reason


class HandshakeRefused(ExpectedFailure):
    """The server answered with an HTTP status in place of a websocket or a page. Header names are in lower case."""

    def __init__(self, status: int, headers: Mapping[str, str], body: str = "") -> None:
        super().__init__(f"the server answered {status}{_gist(body)}")
        self.status = status
        self.headers = headers
        self.body = body[:BODY_EXCERPT]


class ConnectFailed(ExpectedFailure):
    """No connection came about; `kind` says where it ended."""

    def __init__(self, kind: FailureKind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Dial:
    """What to connect to, and how. `pings` asks for transport pings; frames over `max_frame_bytes` end the connection."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    pings: bool = False
    max_frame_bytes: int = 8 * 1024 * 1024


class Wire(Protocol):
    """An open connection."""

    async def receive(self) -> str | bytes:
        """The next frame. Raises WireClosed when there will be none."""
        ...

    async def send(self, text: str) -> None:
        """Put a text frame on the wire. Raises WireClosed."""
        ...

    async def close(self) -> None:
        """Part politely; takes a second or two at most and never raises."""
        ...

    def abort(self) -> None:
        """Cut the connection at once; a pending `receive` raises WireClosed."""
        ...


class Transport(Protocol):
    """Opens wires."""

    async def connect(self, dial: Dial) -> Wire:
        """An open connection. Raises HandshakeRefused or ConnectFailed."""
        ...


class Fetcher(Protocol):
    """Gets pages."""

    async def get(self, url: str, post: str | None = None, headers: Mapping[str, str] | None = None) -> bytes:
        """The body of a page, or of the answer to `post`, JSON text. Raises HandshakeRefused or ConnectFailed."""
        ...


class Keeping(Fetcher, Protocol):
    """Gets pages, and keeps what it takes to get them for as long as somebody wants many."""

    def session(self) -> AbstractAsyncContextManager[Fetcher]:
        """A fetcher whose connections stay open from one page to the next, and are closed on the way out."""
        ...


def _gist(body: str) -> str:
    """The first words of a plain body; nothing of a web page."""
    text = " ".join(body.split())
    return f": {text[:120]}" if text and not text.startswith("<") else ""
