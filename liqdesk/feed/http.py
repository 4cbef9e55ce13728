"""Pages over HTTP: instrument lists and histories, with limits on time and size."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from liqdesk.domain.internet import load_http_library, system_error
from liqdesk.feed.route import Route, trusted
from liqdesk.feed.transport import BODY_EXCERPT, ConnectFailed, FailureKind, HandshakeRefused
from liqdesk.feed.websocket import network_failure, shown

if TYPE_CHECKING:
    import httpx2

TIMEOUT = 10.0
LARGEST_PAGE = 16 * 1024 * 1024
REDIRECTS = 3
JSON = "application/json"


class HttpFetcher:
    """A `Keeping` fetcher. The library is loaded with the first page."""

    def __init__(self, route: Route, user_agent: str, trust: Callable[[], ssl.SSLContext] = trusted) -> None:
        self._route = route
        self._user_agent = user_agent
        self._trust = trust

    async def get(self, url: str, post: str | None = None, headers: Mapping[str, str] | None = None) -> bytes:
        """The body of a page, or of the answer to `post`, JSON text; several steps have one time limit.

        `headers` go along, to this host and no other. Raises HandshakeRefused or ConnectFailed.
        """
        async with self.session() as pages:
            return await pages.get(url, post, headers)

    @asynccontextmanager
    async def session(self) -> AsyncIterator["_Session"]:
        """Gets pages with one client for each way out, until it is over."""
        async with AsyncExitStack() as clients:
            yield _Session(self._route, self._user_agent, self._trust, clients)


class _Session:
    """A `Fetcher` whose clients end with the stack they are put on."""

    def __init__(
        self, route: Route, user_agent: str, trust: Callable[[], ssl.SSLContext], clients: AsyncExitStack
    ) -> None:
        self._route = route
        self._user_agent = user_agent
        self._trust = trust
        self._stack = clients
        self._clients: dict[tuple[bool, str | None], httpx2.AsyncClient] = {}

    async def get(self, url: str, post: str | None = None, headers: Mapping[str, str] | None = None) -> bytes:
        """As `HttpFetcher.get`."""
        await asyncio.to_thread(load_http_library)
        import httpx2

        proxy = self._route.proxy_for(url)
        client = await self._client(url.startswith("https:"), proxy)
        try:
            async with asyncio.timeout(TIMEOUT):
                return await self._follow(client, url, post, headers or {})
        except httpx2.ProxyError as failure:
            raise ConnectFailed(FailureKind.PROXY, f"the proxy {shown(proxy)} did not connect: {failure}") from failure
        except (httpx2.HTTPError, httpx2.InvalidURL) as failure:
            raise network_failure(_root(failure), proxy) from failure
        except TimeoutError as failure:
            raise network_failure(failure, proxy) from failure

    async def _client(self, secure: bool, proxy: str | None) -> "httpx2.AsyncClient":
        import httpx2

        known = self._clients.get((secure, proxy))
        if known is not None:
            return known
        verify = await asyncio.to_thread(self._trust) if secure else False
        client = httpx2.AsyncClient(
            proxy=proxy,
            trust_env=False,
            verify=verify,
            timeout=TIMEOUT,
            follow_redirects=False,
            headers={"User-Agent": self._user_agent, "Accept": JSON},
        )
        self._clients[secure, proxy] = await self._stack.enter_async_context(client)
        return client

    async def _follow(
        self, client: "httpx2.AsyncClient", url: str, post: str | None, headers: Mapping[str, str]
    ) -> bytes:
        host = urlsplit(url)[:2]
        method, told = ("GET", dict(headers)) if post is None else ("POST", {"Content-Type": JSON, **headers})
        for _ in range(REDIRECTS):
            async with client.stream(method, url, content=post, headers=told) as answer:
                if answer.is_redirect:
                    url = urljoin(url, answer.headers.get("location", ""))
                    if urlsplit(url)[:2] != host:
                        raise ConnectFailed(FailureKind.PORTAL, f"sent elsewhere, to {urlsplit(url).hostname}")
                    continue
                body = await _body(answer)
                if answer.status_code != 200:
                    said = {name.lower(): value for name, value in answer.headers.items()}
                    raise HandshakeRefused(answer.status_code, said, body[:BODY_EXCERPT].decode("utf-8", "replace"))
                return body
        raise ConnectFailed(FailureKind.PORTAL, "sent in circles")


async def _body(answer: "httpx2.Response") -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in answer.aiter_bytes():
        size += len(part)
        if size > LARGEST_PAGE:
            raise ConnectFailed(FailureKind.PROTOCOL, f"the page is larger than {LARGEST_PAGE >> 20} MiB")
        parts.append(part)
    return b"".join(parts)


def _root(failure: Exception) -> Exception:
    """The operating system's or TLS's own error below the library's, if there is one; else what the library says."""
    import httpx2

    root = system_error(failure)
    if root is not None:
        return root
    if isinstance(failure, httpx2.TimeoutException):
        return TimeoutError()
    if isinstance(failure, httpx2.RemoteProtocolError):
        return ConnectionError(str(failure))
    return failure
