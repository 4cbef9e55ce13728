"""A whole feed in memory and in manual time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from liqdesk.domain.feed_state import LaneId
from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.ports import GapBook
from liqdesk.feed.manager import FeedManager, FeedParts
from liqdesk.venues.history import History
from liqdesk.venues.session import Venue
from tests.fakes.listener import RecordingListener
from tests.fakes.time import ManualTime
from tests.fakes.transport import MemoryFetcher, MemoryTransport, MemoryWire
from tests.fakes.venue import PlainVenue

LANE = LaneId("plain/main")
LIST = "http://plain.invalid/list"


@dataclass
class Bench:
    """A running feed and everything around it."""

    clock: ManualTime
    transport: MemoryTransport
    fetcher: MemoryFetcher
    listener: RecordingListener
    manager: FeedManager
    catalogue: Catalogue


def obliging(wire: MemoryWire) -> None:
    """Agree to everything, answer every ping."""

    def hear(text: str) -> None:
        word, _, topic = text.partition(" ")
        if word == "sub":
            wire.push(f"ack {topic}")
        elif word == "ping":
            wire.push("pong")

    wire.on_said = hear


def ticking(wire: MemoryWire) -> None:
    """Obliging, and a price every second."""
    obliging(wire)

    def tick() -> None:
        if not wire.closed:
            wire.push("price")
            asyncio.get_running_loop().call_later(1.0, tick)

    tick()


async def feed_scene(
    work: Callable[[Bench], Awaitable[None]],
    venues: tuple[PlainVenue, ...] = (PlainVenue(),),
    enabled: frozenset[VenueId] | None = None,
    bundled: Callable[[VenueId], str | None] = lambda _: None,
    listener: RecordingListener | None = None,
    histories: Mapping[VenueId, History] | None = None,
    gaps: GapBook | None = None,
) -> None:
    """Run a feed of these venues in memory while `work` looks on; at the end nothing of it is left."""
    clock = ManualTime()
    known: dict[VenueId, Venue] = {venue.info.id: venue for venue in venues}
    catalogue = Catalogue({venue.info.id: venue.infer for venue in venues})
    transport = MemoryTransport(clock, obliging)
    fetcher = MemoryFetcher(clock, {f"{venue.addresses.rest}/list": b"BTCUSDT" for venue in venues})
    listener = listener or RecordingListener()
    parts = FeedParts(
        known,
        {venue: one.addresses for venue, one in known.items()},
        catalogue,
        listener,
        transport,
        fetcher,
        clock,
        Random(7),
        bundled,
        histories=histories or {},
        gaps=gaps,
    )
    manager = FeedManager(parts, frozenset(known) if enabled is None else enabled)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(manager.run())
        await work(Bench(clock, transport, fetcher, listener, manager, catalogue))
        manager.stop()
        await running
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert all(wire.closed for wire in transport.wires)


def gaps_of(times: list[int]) -> list[int]:
    """The time between each and the next."""
    return [after - before for before, after in pairwise(times)]
