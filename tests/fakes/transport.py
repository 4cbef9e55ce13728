"""A network in memory: scripted servers that speak, fall silent, refuse and hang up."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import Clock, DurationMs
from liqdesk.feed.transport import Dial, WireClosed


@dataclass
class MemoryWire:
    """One connection, seen from both ends. `said` is what the client sent."""

    dial: Dial
    at: DurationMs
    said: list[str] = field(default_factory=list)
    on_said: Callable[[str], None] = lambda _: None
    closed: bool = False
    closed_by_client: bool = False
    _frames: "asyncio.Queue[str | bytes | WireClosed]" = field(default_factory=asyncio.Queue)

    async def receive(self) -> str | bytes:
        if self.closed and self._frames.empty():
            raise WireClosed(1006, "")
        frame = await self._frames.get()
        if isinstance(frame, WireClosed):
            raise frame
        return frame

    async def send(self, text: str) -> None:
        if self.closed:
            raise WireClosed(1006, "")
        self.said.append(text)
        self.on_said(text)

    async def close(self) -> None:
        if not self.closed:
            self.closed_by_client = True
            self.end(1000)

    def abort(self) -> None:
        if not self.closed:
            self.closed_by_client = True
            self.end(1006)

    def push(self, frame: str | bytes) -> None:
        """The server sends a frame; after the end it goes nowhere."""
        if not self.closed:
            self._frames.put_nowait(frame)

    def push_late(self, frame: str | bytes) -> None:
        """A frame that was under way when the connection ended."""
        self._frames.put_nowait(frame)

    def end(self, code: int = 1006, reason: str = "") -> None:
        """The server hangs up."""
        if not self.closed:
            self.closed = True
            self._frames.put_nowait(WireClosed(code, reason))


Greeting = Callable[[MemoryWire], None]


class MemoryTransport:
    """A `Transport`. `serve` is called with each new wire; `refusal`, if set, is raised in place of a wire."""

    def __init__(self, clock: Clock, serve: Greeting = lambda _: None) -> None:
        self._clock = clock
        self.serve = serve
        self.refusal: ExpectedFailure | None = None
        self.attempts: list[tuple[DurationMs, Dial]] = []
        self.wires: list[MemoryWire] = []
        self.delay = 0.02

    async def connect(self, dial: Dial) -> MemoryWire:
        self.attempts.append((self._clock.monotonic(), dial))
        await asyncio.sleep(self.delay)
        if self.refusal is not None:
            raise self.refusal
        wire = MemoryWire(dial, self._clock.monotonic())
        self.wires.append(wire)
        self.serve(wire)
        return wire

    @property
    def times(self) -> list[int]:
        """When connects were attempted, in monotonic milliseconds."""
        return [int(at) for at, _ in self.attempts]


class MemoryFetcher:
    """A `Fetcher` of prepared pages by URL, or by "URL BODY" where something is posted; a failure is raised."""

    def __init__(self, clock: Clock, pages: dict[str, bytes | ExpectedFailure] | None = None) -> None:
        self._clock = clock
        self.pages = pages or {}
        self.delay = 0.01
        self.asked: list[tuple[DurationMs, str]] = []
        self.sessions = self.closed = 0

    async def get(self, url: str, post: str | None = None, headers: Mapping[str, str] | None = None) -> bytes:
        where = url if post is None else f"{url} {post}"
        self.asked.append((self._clock.monotonic(), where))
        await asyncio.sleep(self.delay)
        answer = self.pages[where]
        if isinstance(answer, ExpectedFailure):
            raise answer
        return answer

    @asynccontextmanager
    async def session(self) -> AsyncIterator["MemoryFetcher"]:
        self.sessions += 1
        try:
            yield self
        finally:
            self.closed += 1
