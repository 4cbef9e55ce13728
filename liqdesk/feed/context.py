"""Reads the market beside the liquidations once a minute, page by page, within what each venue allows."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import MINUTE, SECOND, Clock, DurationMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import FeedListener
from liqdesk.feed.backoff import Incompatible
from liqdesk.feed.budget import VenueBudget
from liqdesk.feed.transport import Fetcher
from liqdesk.venues.context.contract import ContextVenue
from liqdesk.venues.session import Addresses

log = logging.getLogger(__name__)

EVERY = MINUTE
FIRST_AFTER = DurationMs(4 * SECOND)
"""The connections that bring liquidations and the lists they need go first."""

SPREAD = DurationMs(2 * SECOND)
"""So much of chance in the beginning, so that the venues are not all asked at once."""


@dataclass(frozen=True, slots=True)
class ContextParts:
    """What a reader works with. `symbols` gives those whose figures are wanted now, the most wanted first."""

    listener: FeedListener
    fetcher: Fetcher
    clock: Clock
    random: Random
    budget: VenueBudget
    symbols: Callable[[VenueId], Sequence[str]]


class ContextReader:
    """One venue's pages. `trouble` is a sentence while they cannot be read, else empty."""

    def __init__(self, venue: ContextVenue, addresses: Addresses, parts: ContextParts) -> None:
        self.trouble = ""
        self._venue = venue
        self._addresses = addresses
        self._parts = parts

    async def keep(self) -> None:
        """Read a round of pages every minute, later where the venue asked for it; until cancelled."""
        await asyncio.sleep((FIRST_AFTER + self._parts.random.uniform(0, SPREAD)) / SECOND)
        while True:
            begun = self._parts.clock.monotonic()
            wait = EVERY
            try:
                await self._round()
            except ExpectedFailure as failure:
                wait = self._failed(failure)
            else:
                self.trouble = ""
            taken = self._parts.clock.monotonic() - begun
            await asyncio.sleep(max(wait - taken, SECOND) / SECOND)

    async def _round(self) -> None:
        for url in self._venue.urls(self._addresses, self._parts.symbols(self._venue.id)):
            body = await self._get(url)
            try:
                reports = self._venue.read(body, url)
            except ValueError as wrong:
                raise Incompatible(f"its market pages are not as we know them: {wrong}") from wrong
            self._parts.listener.surrounded(reports, self._parts.clock.now())

    async def _get(self, url: str) -> bytes:
        budget = self._parts.budget
        while True:
            wait = budget.page_wait()
            if not wait:
                break
            await asyncio.sleep(wait / SECOND)
        budget.charge_page()
        return await self._parts.fetcher.get(url)

    def _failed(self, failure: ExpectedFailure) -> DurationMs:
        """Whatever a page's failure asks for is obeyed by everything that talks to the venue."""
        setback = self._parts.budget.page_failed(failure)
        if setback.sentence != self.trouble:
            log.info("%s: no market context: %s", self._venue.id, setback.sentence)
        self.trouble = setback.sentence
        return EVERY if setback.wait is None else max(EVERY, setback.wait)
