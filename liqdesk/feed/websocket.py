"""Wires made of real websockets."""

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidProxy,
    InvalidStatus,
    InvalidURI,
    ProxyError,
)
from websockets.frames import CloseCode

from liqdesk.feed.route import Route, trusted
from liqdesk.feed.transport import ConnectFailed, Dial, FailureKind, HandshakeRefused, WireClosed

OPEN_TIMEOUT = 10.0
PING_EVERY = 5.0
PATIENCE_STEP = 0.5
PATIENCE_STEPS = 10
"""An answer to a ping is waited for in so many steps."""

CLOSE_TIMEOUT = 1.0
QUEUE = 1024
READ_CAP = 16 * 1024
"""Bytes taken from a socket at once. A burst then comes in slices between which the window can paint."""

ABNORMAL = 1006


class _Connect(connect):
    """Redirects are not followed: a venue's websocket never moves by itself, a login page does."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class PatientConnection(ClientConnection):
    """A ping must be answered in time in which this program was there to hear it.

    The library counts what the clock says: after a few seconds in which the program stood still, or did not read because it
    had not caught up, it would end a connection whose answer lies unread in the socket, and lose all that lies there.
    """

    async def keepalive(self) -> None:
        """The library runs this from the handshake to the end of the connection."""
        while self.ping_interval is not None:
            await asyncio.sleep(self.ping_interval)
            if not await self._answered(await self.ping()):
                async with self.send_context():
                    self.protocol.fail(CloseCode.INTERNAL_ERROR, "no answer to a ping")

    async def _answered(self, pong: Awaitable[float]) -> bool:
        """Whether the answer comes; a step counts once, however long it took."""
        answer = asyncio.ensure_future(pong)
        left = PATIENCE_STEPS
        while left and not answer.done():
            await asyncio.wait((answer,), timeout=PATIENCE_STEP)
            left -= self.transport.is_reading()
        return answer.done()


class WebsocketTransport:
    """A `Transport` over the websockets library. `trust` gives the TLS context for wss addresses."""

    def __init__(self, route: Route, user_agent: str, trust: Callable[[], ssl.SSLContext] = trusted) -> None:
        self._route = route
        self._user_agent = user_agent
        self._trust = trust
        self._log = _quiet_logger()

    async def connect(self, dial: Dial) -> "WebsocketWire":
        """An open connection. Raises HandshakeRefused or ConnectFailed."""
        proxy = self._route.proxy_for(dial.url)
        options = self._options(dial, proxy)
        if dial.url.startswith("wss:"):
            options["ssl"] = await asyncio.to_thread(self._trust)
        try:
            connection = await _Connect(dial.url, **options)
        except (InvalidStatus, InvalidHandshake, InvalidURI, OSError, UnicodeError) as failure:
            raise _read(failure, proxy) from failure
        _cap_reads(connection.transport)
        return WebsocketWire(connection)

    def _options(self, dial: Dial, proxy: str | None) -> dict[str, Any]:
        every = PING_EVERY if dial.pings else None
        return {
            "proxy": proxy,
            "open_timeout": OPEN_TIMEOUT,
            "ping_interval": every,
            "create_connection": PatientConnection,
            "close_timeout": CLOSE_TIMEOUT,
            "max_size": dial.max_frame_bytes,
            "max_queue": QUEUE,
            "additional_headers": dial.headers or None,
            "user_agent_header": self._user_agent,
            "logger": self._log,
        }


class WebsocketWire:
    """A `Wire` over one websocket."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def receive(self) -> str | bytes:
        """The next frame: text or bytes, as it came."""
        try:
            return await self._connection.recv()
        except ConnectionClosed as closed:
            raise _closed(closed) from closed

    async def send(self, text: str) -> None:
        """Put a text frame on the wire."""
        try:
            await self._connection.send(text)
        except ConnectionClosed as closed:
            raise _closed(closed) from closed

    async def close(self) -> None:
        """Part politely."""
        await self._connection.close()

    def abort(self) -> None:
        """Cut the connection."""
        self._connection.transport.abort()


def _closed(closed: ConnectionClosed) -> WireClosed:
    frame = closed.rcvd or closed.sent
    return WireClosed(ABNORMAL, "") if frame is None else WireClosed(frame.code, frame.reason)


def _read(failure: Exception, proxy: str | None) -> HandshakeRefused | ConnectFailed:
    """One sentence and one kind for whatever went wrong before the wire stood."""
    match failure:
        case InvalidStatus():
            answer = failure.response
            headers = {name.lower(): value for name, value in answer.headers.raw_items()}
            return HandshakeRefused(answer.status_code, headers, bytes(answer.body or b"").decode("utf-8", "replace"))
        case ProxyError() | InvalidProxy():
            return ConnectFailed(FailureKind.PROXY, f"the proxy {shown(proxy)} did not connect: {failure}")
        case InvalidMessage() | InvalidHandshake() | InvalidURI():
            return ConnectFailed(FailureKind.PROTOCOL, f"what answered does not speak websocket: {failure}")
    return network_failure(failure, proxy)


def network_failure(failure: Exception, proxy: str | None) -> ConnectFailed:
    """What an error of the operating system, of TLS or of name resolution means."""
    through = f" (through the proxy {shown(proxy)})" if proxy else ""
    match failure:
        case ssl.SSLCertVerificationError():
            return ConnectFailed(FailureKind.TLS, f"its certificate is not trusted: {failure.verify_message}{through}")
        case ssl.SSLError():
            return ConnectFailed(FailureKind.TLS, f"no secure connection: {failure.reason or failure}{through}")
        case TimeoutError():
            return ConnectFailed(FailureKind.TIMEOUT, f"no answer in time{through}")
        case socket.gaierror() | UnicodeError():
            kind = FailureKind.PROXY if proxy else FailureKind.DNS
            return ConnectFailed(kind, f"its name cannot be resolved{through}")
        case OSError(errno=errno.ECONNREFUSED) if proxy:  # the library of socks has a class of its own
            return ConnectFailed(FailureKind.PROXY, f"the proxy {shown(proxy)} refuses connections")
        case ConnectionRefusedError():
            return ConnectFailed(FailureKind.TCP, "the connection was refused")
        case ConnectionError():
            return ConnectFailed(FailureKind.PROTOCOL, f"the connection broke before it stood{through}")
    kind = FailureKind.PROXY if proxy else FailureKind.UNREACHABLE
    return ConnectFailed(kind, f"no way to it: {failure}{through}")


def shown(proxy: str | None) -> str:
    """A proxy's address without its password."""
    scheme, _, rest = (proxy or "").partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _cap_reads(transport: asyncio.BaseTransport) -> None:
    """Lower the private limit of CPython's transports, where there is one; without it only smoothness is lost.

    Under TLS what counts is the buffer that the socket is read into: it is made before the limit can be lowered.
    """
    secure = getattr(transport, "_ssl_protocol", None)
    for owner in (transport, secure):
        if isinstance(getattr(owner, "max_size", None), int):
            setattr(owner, "max_size", READ_CAP)  # noqa: B010  a private attribute that no stub knows
    if isinstance(getattr(secure, "_ssl_buffer", None), bytearray):
        buffer = bytearray(READ_CAP)
        setattr(secure, "_ssl_buffer", buffer)  # noqa: B010  as above
        setattr(secure, "_ssl_buffer_view", memoryview(buffer))  # noqa: B010  as above


def _quiet_logger() -> logging.Logger:
    """The library's own chatter stays out of ours; what matters is told by the feed."""
    log = logging.getLogger("liqdesk.feed.wire")
    log.setLevel(logging.CRITICAL)
    return log
