"""One HTTP call with limits on time and size: no redirects, no address in any word that it says."""

import asyncio
import errno
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.internet import load_http_library, system_error
from liqdesk.domain.secret import Secret

if TYPE_CHECKING:
    import httpx2

LIMIT_S = 10.0
"""For all of a call: connecting, sending, reading."""

LARGEST_BODY = 64 * 1024
BODY_PATIENCE_S = 3.0
"""Who has answered with a status is waited for no longer than this: the rest is only the service's name for the message."""

JSON = "application/json"
PROXIES = ("http://", "https://", "socks5://", "socks5h://")


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of a service; the address is a secret, as most of them hold one. `token` travels in a header."""

    url: Secret
    body: bytes
    method: str = "POST"
    kind: str = JSON
    token: Secret | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: header names in lower case, of the body at most `LARGEST_BODY` bytes; `whole` is False where it broke off."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool = True


class Unreachable(ExpectedFailure):
    """No answer came; the sentence names no address."""


class Poster(Protocol):
    """Makes calls."""

    async def send(self, call: Call) -> Reply:
        """The answer, whatever its status. Raises Unreachable."""
        ...


class HttpPost:
    """A `Poster` over the network: through the proxy that `proxy_for` names, believing the certificates of `trust`."""

    def __init__(
        self,
        proxy_for: Callable[[str], str | None],
        trust: Callable[[], ssl.SSLContext],
        user_agent: str,
        limit_s: float = LIMIT_S,
        patience_s: float = BODY_PATIENCE_S,
    ) -> None:
        self._proxy_for = proxy_for
        self._trust = trust
        self._user_agent = user_agent
        self._limit_s = limit_s
        self._patience_s = patience_s

    async def send(self, call: Call) -> Reply:
        """The answer, whatever its status. Raises Unreachable; what it came from is left behind, as it holds the address."""
        await asyncio.to_thread(load_http_library)
        import httpx2

        try:
            async with asyncio.timeout(self._limit_s):
                return await self._send(call)
        except httpx2.ProxyError:
            raise Unreachable("the proxy does not connect") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError, UnicodeError) as failure:
            raise Unreachable(_sentence(_root(failure), self._limit_s)) from None

    async def _send(self, call: Call) -> Reply:
        import httpx2

        url = call.url.reveal()
        proxy = self._proxy_for(url)
        if proxy and not proxy.startswith(PROXIES):
            raise Unreachable("the environment names a proxy of a kind that is not spoken here")
        verify = await asyncio.to_thread(self._trust) if url.startswith("https:") else False
        headers = {"User-Agent": self._user_agent, "Accept": JSON, "Content-Type": call.kind, **dict(call.headers)}
        if call.token is not None:
            headers["Authorization"] = f"Bearer {call.token.reveal()}"
        async with (
            httpx2.AsyncClient(
                proxy=proxy,
                trust_env=False,
                verify=verify,
                timeout=self._limit_s,
                follow_redirects=False,
            ) as client,
            client.stream(call.method, url, content=call.body, headers=headers) as answer,
        ):
            body, whole = await _read(answer, self._patience_s)
            said = {name.lower(): value for name, value in answer.headers.items()}
            return Reply(answer.status_code, said, body, whole)


async def _read(answer: "httpx2.Response", patience_s: float) -> tuple[bytes, bool]:
    """What of the body comes in time and fits, and whether that is all of it."""
    import httpx2

    parts = bytearray()
    try:
        async with asyncio.timeout(patience_s):
            async for part in answer.aiter_bytes(LARGEST_BODY):
                parts += part
                if len(parts) > LARGEST_BODY:
                    return bytes(parts[:LARGEST_BODY]), False
    except (httpx2.HTTPError, TimeoutError):
        return bytes(parts), False
    return bytes(parts), True


def host_of(url: str) -> str:
    """The host of an address, which is all of it that may be written down."""
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:
        return "?"


def _root(failure: BaseException) -> BaseException:
    """The operating system's or TLS's own error below the library's, if there is one."""
    import httpx2

    root = system_error(failure)
    if root is not None:
        return root
    if isinstance(failure, httpx2.TimeoutException):
        return TimeoutError()
    return ConnectionError() if isinstance(failure, httpx2.RemoteProtocolError) else failure


def _sentence(failure: BaseException, limit_s: float) -> str:
    """What went wrong, in words of our own: those of the libraries may repeat the address."""
    match failure:
        case ssl.SSLCertVerificationError():
            return "its certificate is not trusted"
        case ssl.SSLError():
            return "no secure connection came about"
        case TimeoutError():
            return f"no answer within {limit_s:.0f} s"
        case socket.gaierror() | UnicodeError():
            return "its name cannot be resolved"
        case OSError(errno=errno.ECONNREFUSED):
            return "the connection was refused"
        case ConnectionError():
            return "the connection broke"
        case OSError():
            return "there is no way to it"
    return "it did not answer as a web server does"
