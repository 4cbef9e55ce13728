"""Keeps the catalogue filled: each venue's own lists over REST, the ones that came with the program until then."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.time import MINUTE, SECOND, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.feed.backoff import Incompatible, full_jitter
from liqdesk.feed.budget import VenueBudget
from liqdesk.feed.link import Recorder
from liqdesk.feed.transport import Fetcher
from liqdesk.venues.session import Addresses, Post, Venue
from liqdesk.venues.wire.bundled import read_bundled

log = logging.getLogger(__name__)

REFRESH = DurationMs(14 * MINUTE)
"""A contract listed a moment after one refresh is listened to within a quarter of an hour, its connection included."""
SOONEST = MINUTE
"""An unlisted symbol asks for a refresh, but not sooner after the last one than this."""

PAGES = 50


def load_bundled(venue: VenueId, text: str | None, catalogue: Catalogue) -> None:
    """Put the list that came with the program into the catalogue, unless it already holds one. A damaged file is logged."""
    if text is None or catalogue.source(venue) is not None:
        return
    try:
        day, instruments = read_bundled(text)
        as_of = UnixMs(int(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC).timestamp() * 1_000))
    except ValueError as damaged:
        log.warning("%s: the list of contracts that came with the program is damaged: %s", venue, damaged)
        return
    catalogue.replace(venue, instruments, f"bundled {day}", as_of)


@dataclass(frozen=True, slots=True)
class Pantry:
    """What the lists are made from. `bundled` gives the text that came with the program, or None."""

    catalogue: Catalogue
    fetcher: Fetcher
    clock: Clock
    random: Random
    addresses: Mapping[VenueId, Addresses]
    budget_of: Callable[[VenueId], VenueBudget]
    bundled: Callable[[VenueId], str | None]
    recorder: Recorder | None = None


class InstrumentList:
    """One venue's list, kept fresh by `keep`. `changed` is called whenever the catalogue got something new for it."""

    def __init__(self, venue: Venue, pantry: Pantry, changed: Callable[[VenueId], None]) -> None:
        self.id = venue.info.id
        self.tried = asyncio.Event()
        """Set when the venue's own list has come, or the first try to get it has failed."""
        self.trouble = ""
        self.accounts: tuple[str, ...] = ()
        """Those its pages named last."""
        self._venue = venue
        self._pantry = pantry
        self._changed = changed
        self._wanted = asyncio.Event()

    def start(self) -> None:
        """Serve from the list that came with the program until the venue's own has come."""
        load_bundled(self.id, self._pantry.bundled(self.id), self._pantry.catalogue)

    def want(self) -> None:
        """A symbol was seen that no list holds."""
        self._wanted.set()

    async def keep(self) -> None:
        """Fetch, then again every 14 minutes and when wanted; until cancelled."""
        attempt = 0
        while True:
            try:
                await self._fetch()
            except ExpectedFailure as failure:
                wait = self._failed(failure, attempt)
                attempt += 1
            else:
                attempt, wait = 0, REFRESH
                self.trouble = ""
            self.tried.set()
            self._changed(self.id)
            await asyncio.sleep(min(wait, SOONEST) / SECOND)
            await self._rest(DurationMs(max(0, wait - SOONEST)))

    async def _rest(self, length: DurationMs) -> None:
        if length:
            try:
                async with asyncio.timeout(length / SECOND):
                    await self._wanted.wait()
            except TimeoutError:
                pass
        self._wanted.clear()

    def _failed(self, failure: ExpectedFailure, attempt: int) -> DurationMs:
        setback = self._pantry.budget_of(self.id).page_failed(failure)
        if setback.sentence != self.trouble:
            source = self._pantry.catalogue.source(self.id)
            log.info("%s: no fresh list of contracts (%s); using %s", self.id, setback.sentence, source and source.name)
        self.trouble = setback.sentence
        delay = full_jitter(attempt, self._pantry.random)
        return delay if setback.wait is None else max(delay, setback.wait)

    async def _fetch(self) -> None:
        """The venue's whole list into the catalogue; what came of a list that broke off is added."""
        found: dict[str, Instrument] = {}
        accounts: dict[str, None] = {}
        whole = False
        try:
            for first in self._venue.instrument_urls(self._pantry.addresses[self.id]):
                await self._pages(first, found, accounts)
            whole = bool(found)
        finally:
            self.accounts = tuple(accounts) or self.accounts
            if found:
                now = self._pantry.clock.now()
                put = self._pantry.catalogue.replace if whole else self._pantry.catalogue.add
                put(self.id, tuple(found.values()), "live", now)
        if not whole:
            raise ExpectedFailure("its list of contracts is empty")

    async def _pages(self, ask: str | Post, found: dict[str, Instrument], accounts: dict[str, None]) -> None:
        for _ in range(PAGES):
            body = await self._get(ask)
            try:
                page = self._venue.read_instruments(body, ask.url if isinstance(ask, Post) else ask)
            except ValueError as wrong:
                raise Incompatible(f"its list of contracts is not as we know it: {wrong}") from wrong
            if self._pantry.recorder is not None:
                self._pantry.recorder.instruments(self.id, body)
            found.update((one.wire_name, one) for one in page.instruments)
            accounts.update(dict.fromkeys(page.accounts))
            if page.next_url is None:
                return
            ask = page.next_url
        raise Incompatible("its list of contracts never ends")

    async def _get(self, ask: str | Post) -> bytes:
        budget = self._pantry.budget_of(self.id)
        while True:
            wait = budget.page_wait()
            if not wait:
                break
            await asyncio.sleep(wait / SECOND)
        budget.charge_page()
        if isinstance(ask, Post):
            return await self._pantry.fetcher.get(ask.url, ask.body)
        return await self._pantry.fetcher.get(ask)
