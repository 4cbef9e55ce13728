"""The recordings and the imported files, as those ask who compare hours."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from liqdesk.alerts.alert import Alert
from liqdesk.alerts.dry_run import RecordedOrder
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from liqdesk.store.rows import MOST_DIGEST
from liqdesk.store.writer import Writer

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")


class StoredPast:
    """Implements `RecordedMinutes` and `PriceLines` from the disk. Raises ExpectedFailure where that cannot be read."""

    def __init__(self, disk: Writer) -> None:
        self._disk = disk

    async def spans(self) -> Sequence[CoveredSpan]:
        """Every covered span."""
        return await self._disk.past(lambda past: past.spans(UnixMs(0)))

    async def minute_sums(
        self, venues: Sequence[VenueId], base: str | None, first: int, until: int
    ) -> Sequence[tuple[int, PositionSide, int]]:
        """Micro-USD per minute since 1970 and side."""
        return await self._disk.past(lambda past: past.minute_sums(venues, base, first, until))

    async def price_line(self, base: str, since: UnixMs, until: UnixMs) -> tuple[Sequence[int], Sequence[float]]:
        """Times and prices of a coin."""
        return await self._disk.past(lambda past: past.price_line(base, since, until))


class StoredAlerts:
    """Implements `RememberedAlerts` from the disk. Raises ExpectedFailure where that cannot be read."""

    def __init__(self, disk: Writer) -> None:
        self._disk = disk

    async def alerts(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Alert]:
        """The newest alerts opened in that time, newest first."""
        return await self._disk.past(lambda past: past.alerts(since, until, limit))

    async def damaged_alerts(self, since: UnixMs, until: UnixMs) -> int:
        """How many alerts opened in that time cannot be read any more."""
        return await self._disk.past(lambda past: past.damaged_alerts(since, until))

    async def memory(self, name: str) -> tuple[UnixMs, bytes] | None:
        """When it was kept, and what."""
        return await self._disk.past(lambda past: past.memory(name))

    async def spans(self, since: UnixMs) -> Sequence[CoveredSpan]:
        """Covered spans that end after `since`."""
        return await self._disk.past(lambda past: past.spans(since))

    async def sums_of(
        self, coins: Collection[str] | None, but: Collection[str], venue: VenueId | None, first: int, until: int
    ) -> Sequence[tuple[int, PositionSide, int]]:
        """Micro-USD per minute and side of a choice of coins."""
        return await self._disk.past(lambda past: past.sums_of(coins, but, venue, first, until))

    async def orders(self, since: UnixMs, until: UnixMs, least: MicroUsd) -> Sequence[RecordedOrder]:
        """Large orders, oldest first."""
        return await self._disk.past(lambda past: past.large_orders(since, until, least))

    async def events(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[JournalEntry]:
        """The newest events opened in that time, oldest first."""
        return await self._disk.past(lambda past: past.events(since, until, limit))


class ImportedPast:
    """Implements `RecordedMinutes` from the file of imported rows; one that is missing or cannot be read holds nothing.

    The file is opened for each question, so that an import beside the running program is seen.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._trouble = ""

    async def spans(self) -> Sequence[CoveredSpan]:
        """The time the files stand for."""
        return await self._ask(lambda past: past.spans(UnixMs(0)), [])

    async def minute_sums(
        self, venues: Sequence[VenueId], base: str | None, first: int, until: int
    ) -> Sequence[tuple[int, PositionSide, int]]:
        """Micro-USD per minute since 1970 and side."""
        return await self._ask(lambda past: past.minute_sums(venues, base, first, until), [])

    async def _ask(self, ask: Callable[[StoredHistory], Answer], nothing: Answer) -> Answer:
        if not self._path.exists():
            return nothing
        try:
            return await asyncio.to_thread(self._asked, ask)
        except ExpectedFailure as fault:
            if str(fault) != self._trouble:
                self._trouble = str(fault)
                log.warning("Imported rows are left out of ranks: %s", fault)
            return nothing

    def _asked(self, ask: Callable[[StoredHistory], Answer]) -> Answer:
        connection = open_for_reading(self._path)
        try:
            return ask(StoredHistory(connection))
        finally:
            connection.close()


async def stored_rows(disk: Writer, since: UnixMs, until: UnixMs, at_once: int) -> AsyncIterator[Sequence[Liquidation]]:
    """The recorded rows with since <= at < until, oldest first, in pieces: a day of them takes more room than its account.

    Raises ExpectedFailure where that cannot be read.
    """
    mark, found = (since - 1, MOST_DIGEST), at_once
    while found == at_once:
        told, mark = await disk.past(partial(StoredHistory.onwards, after=mark, until=until, limit=at_once))
        found = len(told)
        yield [row for row, _ in told]
