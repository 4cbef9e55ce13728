"""Tells a story in real time: what happens becomes pushes, and the pushes go to the venues' servers when they are due."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from liqdesk.simulator.load import Load
from liqdesk.simulator.market import Forced, MarketPrice
from liqdesk.simulator.publishing import Publisher, Push
from liqdesk.simulator.server import Now, VenueServer

Story = Callable[[int], Iterator[Forced | MarketPrice]]
"""Everything that happens, in time order, for a beginning in Unix ms."""

Happened = Callable[[Forced], None]

GRID_MS = 10
"""The longest that a push is late, and how often at most the teller wakes."""

SETTLE_MS = 2_000
PATIENCE_MS = 20_000
TICK_S = 0.2


class Teller:
    """Drives the servers: the story once it has begun, heartbeats and faults all the time.

    `awaited` are the servers whose subscribers a story may wait for, all of them where that is not said.
    """

    def __init__(
        self,
        servers: Mapping[str, VenueServer],
        prices: dict[str, Decimal],
        now: Now,
        speed: float,
        awaited: Collection[str] | None = None,
    ) -> None:
        self.finished = False
        self.prices = prices
        self._servers = servers
        self._awaited = [one for name, one in servers.items() if awaited is None or name in awaited]
        self._now = now
        self._speed = speed
        self._began_at: int | None = None

    async def ticking(self) -> None:
        """Heartbeats, prices, deadlines and faults, for ever."""
        while True:
            elapsed = None if self._began_at is None else self._now() - self._began_at
            for server in self._servers.values():
                server.tick(elapsed)
            await asyncio.sleep(TICK_S)

    async def client_subscribed(self) -> None:
        """Wait until every awaited venue has a subscriber and no new subscription came for a moment, or patience ends."""
        while True:
            servers = self._awaited
            times = [server.subscribed_at for server in servers if server.subscribed_at]
            if times:
                now_ms = self._now()
                complete = all(server.has_subscriber for server in servers)
                if (complete and now_ms - max(times) >= SETTLE_MS) or now_ms - min(times) >= PATIENCE_MS:
                    return
            await asyncio.sleep(TICK_S)

    def know_prices(self, story: Story) -> None:
        """Take the prices the story opens with, so that there are prices before it begins."""
        for item in story(self._now()):
            if isinstance(item, Forced):
                return
            self.prices[item.base] = item.price

    async def tell(self, story: Story, happened: Happened) -> None:
        """Let everything happen at its time, from now on; `happened` is told of each event."""
        start_ms = self._begin()
        publisher = Publisher()
        horizon = start_ms
        for count, item in enumerate(story(start_ms)):
            if item.at > horizon:
                horizon = await self._until(item.at, start_ms, publisher)
            elif count % 256 == 0:
                await asyncio.sleep(0)
            if isinstance(item, MarketPrice):
                self.prices[item.base] = item.price
            else:
                happened(item)
                self._publish(publisher.add(item), start_ms)
        while (following := publisher.next_at) is not None:
            await self._until(following, start_ms, publisher)
        self.finished = True

    async def load(self, load: Load, rate: int, happened: Happened) -> None:
        """A steady number of events a second, pushed just as they come, for ever."""
        began_at, told = self._begin(), 0
        while True:
            now_ms = self._now()
            due = (now_ms - began_at) * rate // 1_000
            for push in load.pushes(now_ms, due - told):
                for event in push.events:
                    happened(event)
                self._servers[push.venue].publish(push)
            told = due
            await asyncio.sleep(0.02)

    def _begin(self) -> int:
        self._began_at = self._now()
        return self._began_at

    def _story_now(self, start_ms: int) -> int:
        return start_ms + int((self._now() - start_ms) * self._speed)

    async def _until(self, at_ms: int, start_ms: int, publisher: Publisher) -> int:
        """Publish what is due before `at_ms`; the story's time once that is reached."""
        while True:
            now_ms = self._story_now(start_ms)
            self._publish(publisher.advance(min(now_ms, at_ms)), start_ms)
            if now_ms >= at_ms:
                await asyncio.sleep(0)
                return now_ms
            following = publisher.next_at
            target = at_ms if following is None else min(at_ms, following)
            await asyncio.sleep(max(target - now_ms, GRID_MS) / 1_000 / self._speed)

    def _publish(self, pushes: list[Push], start_ms: int) -> None:
        for push in pushes:
            self._servers[push.venue].publish(self._in_real_time(push, start_ms))

    def _in_real_time(self, push: Push, start_ms: int) -> Push:
        """A story told faster than life keeps its order; its moments are those at which it is told."""
        if self._speed == 1:
            return push

        def told(at_ms: int) -> int:
            return start_ms + int((at_ms - start_ms) / self._speed)

        events = tuple(replace(event, at=told(event.at)) for event in push.events)
        return Push(push.venue, told(push.at_ms), events)
