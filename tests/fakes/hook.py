"""A web server on loopback that takes messages as services do, and misbehaves as it is told."""

import asyncio
import contextlib
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec


@dataclass(frozen=True)
class Heard:
    """One request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        """The body as JSON."""
        return msgspec.json.decode(self.body, type=dict[str, object])


@dataclass(frozen=True)
class Say:
    """An answer. `then`: what happens after as much of the body as there is: end, reset, drip (for ever), or hang."""

    status: int = 200
    body: bytes = b'{"ok":true,"result":{"message_id":7},"id":"7"}'
    headers: tuple[tuple[str, str], ...] = ()
    then: str = "end"
    before_s: float = 0.0
    silent: bool = False
    """Whether there is no answer at all: only what `then` says."""


@dataclass
class HookServer:
    """Answers with `answers`, one after another, then with `usual`."""

    usual: Say = Say()
    answers: deque[Say] = field(default_factory=deque)
    heard: list[Heard] = field(default_factory=list)
    address: str = ""

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rpartition(":")[2])

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.rstrip().split("\r\n")
            method, path, _ = first.split(" ")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.heard.append(Heard(method, path, headers, body))
            await self._answer(self.answers.popleft() if self.answers else self.usual, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()

    async def _answer(self, say: Say, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(say.before_s)
        if not say.silent:
            length = f"Content-Length: {len(say.body) + (0 if say.then == 'end' else 1_000_000_000)}\r\n"
            extra = "".join(f"{name}: {value}\r\n" for name, value in say.headers)
            head = f"HTTP/1.1 {say.status} Said\r\nContent-Type: application/json\r\nConnection: close\r\n{length}{extra}\r\n"
            writer.write(head.encode() + say.body)
            await writer.drain()
        match say.then:
            case "reset":
                transport = writer.transport
                transport.abort()
            case "drip":
                while True:
                    writer.write(b" ")
                    await writer.drain()
                    await asyncio.sleep(0.01)
            case "flood":
                while True:
                    writer.write(b" " * 65_536)
                    await writer.drain()
            case "hang":
                await asyncio.Event().wait()


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop run until it holds; the limit of the test's run ends a wait in vain."""
    while not condition():  # noqa: ASYNC110  # what is waited for is the other side's state, not ours
        await asyncio.sleep(0.005)


@asynccontextmanager
async def hook_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[HookServer]:
    """Listening until the end; whoever still hangs then is cut off."""
    hook = HookServer()
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            await hook.talk(reader, writer)
        except asyncio.CancelledError:
            return
        finally:
            talks.discard(task)

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    hook.address = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield hook
    finally:
        server.close()
        for task in tuple(talks):
            task.cancel()
        if talks:
            await asyncio.wait(talks)
