"""Rules tried on the recorded past: read a little at a time, so that commits do not wait, and played in a thread."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from liqdesk.alerts.dry_run import TRIED_DAYS, DryRun, MinuteSums, Past, RecordedOrder, areas_of, least_order, tried
from liqdesk.alerts.facts import Area
from liqdesk.alerts.rules import Rule
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.rank import DAY_MINUTES, MinuteHistory, watched_minutes
from liqdesk.domain.feed_state import CoveredSpan
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId

LOOK_BACK = DurationMs(400 * DAY)
"""Where the newest recorded days are looked for."""

PIECE = 6 * HOUR // MINUTE
"""Minutes asked of the disk at once."""

ORDERS_PIECE = DurationMs(6 * HOUR)
MOST_EVENTS = 5_000
GOOD_FOR = 5 * MINUTE
"""What was read is used again for so long: a threshold that is being turned asks many times."""


class RecordedAlerts(Protocol):
    """What is asked of the disk. Raises ExpectedFailure where it cannot be read."""

    async def spans(self, since: UnixMs) -> Sequence[CoveredSpan]:
        """Covered spans that end after `since`."""
        ...

    async def sums_of(
        self,
        coins: Collection[str] | None,
        but: Collection[str],
        venue: VenueId | None,
        first: int,
        until: int,
    ) -> Sequence[tuple[int, PositionSide, int]]:
        """Micro-USD per minute since 1970 (first <= minute < until) and side, of some coins (None: all) but these, on a venue."""
        ...

    async def orders(self, since: UnixMs, until: UnixMs, least: MicroUsd) -> Sequence[RecordedOrder]:
        """Orders of coins of at least so much in since <= t < until, as they were heard, oldest first."""
        ...

    async def events(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[JournalEntry]:
        """The newest events opened in that time, oldest first."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """The minutes that are tried."""

    first: int
    until: int
    watched: NDArray[np.bool_]


class Trials:
    """Tries one rule at a time; what it read is kept for a few minutes."""

    def __init__(
        self,
        past: RecordedAlerts,
        recorded: Callable[[], MinuteHistory | None],
        now: Callable[[], UnixMs],
    ) -> None:
        self._past = past
        self._recorded = recorded
        self._now = now
        self._read_at = UnixMs(0)
        self._frame: _Frame | None = None
        self._sums: dict[Area, MinuteSums] = {}
        self._orders: tuple[MicroUsd, Sequence[RecordedOrder]] | None = None
        self._events: Sequence[JournalEntry] | None = None

    async def run(self, rule: Rule) -> DryRun:
        """How often it would have fired. Raises ExpectedFailure; where it is cancelled, so is the work in the thread."""
        now = self._now()
        if not 0 <= now - self._read_at < GOOD_FOR:
            self._read_at = now
            self._frame, self._orders, self._events = None, None, None
            self._sums.clear()
        past = await self._read(rule, now)
        given_up = False
        try:
            return await asyncio.to_thread(tried, rule, past, lambda: given_up)
        except asyncio.CancelledError:
            given_up = True
            raise

    async def _read(self, rule: Rule, now: UnixMs) -> Past:
        if self._frame is None:
            self._frame = await self._minutes(now)
        frame = self._frame
        sums = {area: await self._sums_of(area, frame) for area in areas_of(rule)}
        least = least_order(rule)
        orders: Sequence[RecordedOrder] = ()
        if least is not None:
            orders = await self._orders_of(least, frame)
        if self._events is None:
            since, until = UnixMs(frame.first * MINUTE), UnixMs(frame.until * MINUTE)
            self._events = await self._past.events(since, until, MOST_EVENTS)
        return Past(
            now=now,
            first=frame.first,
            watched=frame.watched,
            sums=sums,
            orders=orders,
            entries=self._events,
            hours=self._recorded(),
        )

    async def _minutes(self, now: UnixMs) -> _Frame:
        """The newest recorded days, from where they begin."""
        spans = await self._past.spans(UnixMs(now - LOOK_BACK))
        until = now // MINUTE
        first = max((now - LOOK_BACK) // MINUTE, min((one.span.start // MINUTE for one in spans), default=until))
        return await asyncio.to_thread(_framed, spans, first, until)

    async def _sums_of(self, area: Area, frame: _Frame) -> MinuteSums:
        known = self._sums.get(area)
        if known is not None:
            return known
        long, short = (np.zeros(frame.until - frame.first, dtype=np.int64) for _ in range(2))
        for start in range(frame.first, frame.until, PIECE):
            end = min(frame.until, start + PIECE)
            for minute, side, micro in await self._past.sums_of(area.coins, area.but, area.venue, start, end):
                (long if side is PositionSide.LONG else short)[minute - frame.first] += micro
        made = self._sums[area] = MinuteSums(long, short)
        return made

    async def _orders_of(self, least: MicroUsd, frame: _Frame) -> Sequence[RecordedOrder]:
        if self._orders is not None and self._orders[0] <= least:
            return [order for order in self._orders[1] if order.micro >= least]
        orders: list[RecordedOrder] = []
        end = frame.until * MINUTE
        for start in range(frame.first * MINUTE, end, ORDERS_PIECE):
            orders += await self._past.orders(UnixMs(start), UnixMs(min(end, start + ORDERS_PIECE)), least)
        self._orders = (least, orders)
        return orders


def _framed(spans: Sequence[CoveredSpan], first: int, until: int) -> _Frame:
    """The newest `TRIED_DAYS` recorded days; a minute is recorded in which any venue was heard."""
    by_venue: dict[VenueId, list[CoveredSpan]] = {}
    for one in spans:
        by_venue.setdefault(one.venue, []).append(one)
    count = until - first
    watched = np.zeros(count, dtype=np.bool_)
    for found in by_venue.values():
        watched |= watched_minutes(found, first, count)
    recorded = np.cumsum(watched[::-1])
    start = max(0, count - int(np.searchsorted(recorded, TRIED_DAYS * DAY_MINUTES)) - 1)
    return _Frame(first + start, until, watched[start:])
