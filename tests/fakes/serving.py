"""A simulated venue on loopback for one test, with a clock that can be moved and a ledger that can be read."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from time import time_ns
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from liqdesk.simulator.faults import read_fault
from liqdesk.simulator.market import Forced
from liqdesk.simulator.publishing import Push
from liqdesk.simulator.run import build
from liqdesk.simulator.server import HOST, VenueServer


@dataclass
class Book:
    """A ledger in memory."""

    sent: dict[int, int] = field(default_factory=dict)
    attempts: list[tuple[str, str]] = field(default_factory=list)

    def happened(self, event: Forced) -> None:
        """Expect it to be sent."""
        self.sent[event.number] = 0

    def pushed(self, push: Push, sent: int) -> None:
        """Count the sendings of every event."""
        for event in push.events:
            self.sent[event.number] = self.sent.get(event.number, 0) + sent

    def resent(self, venue: str, events: Sequence[Forced]) -> None:
        """Count a later one."""
        for event in events:
            self.sent[event.number] += 1

    def attempt(self, venue: str, at_ms: int, path: str, outcome: str) -> None:
        """Keep who asked."""
        self.attempts.append((path, outcome))


class Time:
    """The wall clock, and as far ahead of it as a test says."""

    def __init__(self) -> None:
        self.ahead_ms = 0

    def __call__(self) -> int:
        return time_ns() // 1_000_000 + self.ahead_ms


@dataclass
class Served:
    """The server, its ledger and its clock."""

    server: VenueServer
    book: Book
    time: Time

    def client(self, path: str = "", **options: Any) -> connect:
        """Connect as a client does, to the venue's main socket unless another path is named."""
        where = path or self.server.dialect.sockets[0].path
        options = {"compression": None, "ping_interval": None, "max_size": None, "close_timeout": 1} | options
        return connect(f"ws://{HOST}:{self.server.port}{where}", proxy=None, **options)

    async def subscribe(self, client: ClientConnection, *requests: str) -> None:
        """Say these, by default what a complete client says, and wait until the server has heard it."""
        if not requests:
            requests = tuple(self.server.dialect.tape_conversations()[0][2])
        for request in requests:
            await client.send(request)
        await until(lambda: self.server.has_subscriber)


@asynccontextmanager
async def serving(venue: str, *faults: str) -> AsyncIterator[Served]:
    """The venue until the test is over."""
    prices = {"BTC": Decimal(94_000), "ETH": Decimal(3_000)}
    ((_, dialect, board),) = build([venue], prices)
    book, time = Book(), Time()
    server = VenueServer(dialect, board, [read_fault(spec, [venue]) for spec in faults], book, time)
    await server.open()
    try:
        yield Served(server, book, time)
    finally:
        await server.close()


async def until(condition: Any) -> None:
    """Let the loop run until the condition holds; the limit of the test's run ends a wait in vain."""
    while not condition():  # noqa: ASYNC110 - what is waited for is the other side's state, not ours
        await asyncio.sleep(0.001)
