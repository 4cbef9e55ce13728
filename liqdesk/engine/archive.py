"""The archive as a front end may ask for it: any stretch of the past, from what was recorded here or from imported files."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

import numpy as np

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.past.clock import Ahead, WallClock
from liqdesk.analytics.past.sums import bins_of, days_of, parts_of, placed, profile_of
from liqdesk.analytics.past.views import (
    DayProfile,
    Extent,
    Ints,
    LaneTime,
    MarketSum,
    PastBars,
    PastDays,
    PastOrders,
    PastParts,
    PastQuery,
    PastSizes,
    TimeSums,
)
from liqdesk.analytics.past.watched import WatchedTime, bar_edges
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId, VenueInfo

Answer = TypeVar("Answer")

VOUCHED = DurationMs(30 * SECOND)
"""A venue that was covered this lately may be so still: the word of it is on its way to the disk."""

PRICES = 1_500
"""More points of a price line than this are not told apart on a screen."""

WHOLE_DAYS = DurationMs(2 * DAY)
"""From here on sizes are counted in whole UTC days; below, from the single orders."""


class ArchiveColumns(Protocol):
    """What a file is asked on its own thread; spans are of whole minutes, or of the units asked for."""

    def sums(self, unit: DurationMs, each: int, span: Span, among: Choice | None) -> TimeSums:
        """Sums of `each` units (minutes, hours or days) together."""
        ...

    def total(self, span: Span, among: Choice | None) -> SideTotal:
        """The exact total."""
        ...

    def markets(self, span: Span, among: Choice | None) -> Sequence[MarketSum]:
        """The exact total of each coin on each venue."""
        ...

    def sizes(self, first: int, until: int, among: Choice | None) -> Sequence[tuple[int, int, int, int, int]]:
        """Of whole UTC days: bin, micro-USD and rows of longs, then of shorts."""
        ...

    def sizes_of_rows(self, span: Span, among: Choice | None) -> Sequence[tuple[int, int, int, int, int]]:
        """The same from the single orders that are kept."""
        ...

    def largest(self, span: Span, among: Choice | None, limit: int) -> tuple[Sequence[Liquidation], MicroUsd | None]:
        """The largest orders, and from which size on they were looked for, None: all."""
        ...

    def lanes(self, span: Span) -> Sequence[LaneTime]:
        """What covered any part of a stretch."""
        ...

    def in_use(self) -> Mapping[VenueId, Span]:
        """The first and the last covered moment of each venue."""
        ...

    def extent(self) -> Extent:
        """How far the recordings reach."""
        ...

    def prices(self, base: str, moments: Sequence[int]) -> Sequence[tuple[int, float]]:
        """The newest price of a coin at each of these moments, where there was one lately."""
        ...


class Reading(Protocol):
    """Answers on a thread of its own; a question whose task is cancelled is broken off."""

    def exists(self) -> bool:
        """Whether there is anything to read."""
        ...

    async def ask(self, question: Callable[[ArchiveColumns], Answer]) -> Answer:
        """What `question` makes of the file as it is at one moment. Raises ExpectedFailure."""
        ...


class Past:
    """The questions to one file. Each raises ExpectedFailure where it cannot be read, and ends early where it is cancelled.

    `listening` are the venues that are switched on now, whose time is expected up to `now`, and of those that were never
    covered from the beginning of this object on; of imported files there are none.
    """

    def __init__(
        self,
        reading: Reading,
        venues: Mapping[VenueId, VenueInfo],
        now: Callable[[], UnixMs],
        listening: Callable[[], Collection[VenueId]] = frozenset,
    ) -> None:
        self._reading = reading
        self._venues = venues
        self._now = now
        self._listening = listening
        self._begun = now()

    def exists(self) -> bool:
        """Whether there is such a file."""
        return self._reading.exists()

    async def extent(self) -> Extent:
        """How far it reaches."""
        return await self._reading.ask(lambda file: file.extent())

    async def bars(self, query: PastQuery, bucket: DurationMs, price_base: str, around: Span | None = None) -> PastBars:
        """Bars of a whole number of minutes, hours or days, from the sums that fit, with the price at the start of each, and
        the last one of all.

        The bars are those of `around`, if given, which holds the stretch; of more than `PRICES` not each gets a price.
        """
        expected = self._expected()

        def made(file: ArchiveColumns) -> PastBars:
            wide = PastQuery(around or query.span).outward(bucket)
            unit = next(unit for unit in (DAY, HOUR, MINUTE) if bucket % unit == 0)
            each, count = bucket // unit, (wide.span.end - wide.span.start) // bucket
            sums = file.sums(unit, each, wide.span, query.among)
            long, short, rows, unvalued = placed(sums, wide.span.start // bucket, 1, count)
            edges = bar_edges(wide.span.start, bucket, count)
            watched, until = self._watched(file, wide.span, expected)
            venues = _venues_of(query)
            share = watched.shares(np.minimum(edges, until), venues)
            share[edges[:-1] >= until] = 1.0  # nobody misses what has not happened yet
            total = file.total(query.span, query.among)
            points = file.prices(price_base, _price_moments(edges, until))
            return PastBars(
                query,
                bucket,
                wide.span.start,
                long,
                short,
                rows,
                unvalued,
                share,
                watched.gaps(edges, share),
                total,
                watched.coverage(_so_far(query.span, until), total.unvalued, venues),
                price_base,
                np.array([at for at, _ in points], dtype=np.int64),
                np.array([price for _, price in points], dtype=np.float64),
                *watched.company(venues),
            )

        return await self._reading.ask(made)

    async def parts(self, query: PastQuery) -> PastParts:
        """The totals by coin and by venue."""
        expected = self._expected()

        def made(file: ArchiveColumns) -> PastParts:
            watched, until = self._watched(file, query.span, expected)
            seen = replace(query, span=_so_far(query.span, until))
            parts = parts_of(seen, file.markets(query.span, query.among), watched, _venues_of(query), self._venues)
            return replace(parts, query=query)

        return await self._reading.ask(made)

    async def days(self, query: PastQuery, ahead: Ahead) -> PastDays:
        """The days of the user's clock that a stretch touches."""
        expected = self._expected()
        clock = WallClock.over(query.span, ahead)
        first, until = clock.days(query.span)
        whole = PastQuery(Span(clock.midnight(first), clock.midnight(until)), query.among)

        def made(file: ArchiveColumns) -> PastDays:
            watched, _ = self._watched(file, whole.span, expected)
            unit, sums = _sums_by_clock(file, clock, whole)
            return days_of(query, clock, unit, sums, watched, _venues_of(query))

        return await self._reading.ask(made)

    async def profile(self, query: PastQuery, ahead: Ahead) -> DayProfile:
        """The hours of the user's clock; the stretch is taken as far as whole hours of that clock."""
        expected = self._expected()
        clock = WallClock.over(query.span, ahead)
        wide = query.outward(clock.unit)

        def made(file: ArchiveColumns) -> DayProfile:
            watched, until = self._watched(file, wide.span, expected)
            unit, sums = _sums_by_clock(file, clock, wide)
            seen = replace(wide, span=_so_far(wide.span, until))
            return replace(profile_of(seen, clock, unit, sums, watched, _venues_of(query)), query=wide)

        return await self._reading.ask(made)

    async def largest(self, query: PastQuery, limit: int) -> PastOrders:
        """The largest single orders that are kept."""

        def made(file: ArchiveColumns) -> PastOrders:
            orders, least = file.largest(query.span, query.among, limit)
            since = file.extent().orders_since
            return PastOrders(
                query, tuple(orders), least, None if since is None or since <= query.span.start else since
            )

        return await self._reading.ask(made)

    async def sizes(self, query: PastQuery) -> PastSizes:
        """How large the orders were; of stretches of two days and more, of the whole UTC days."""
        expected = self._expected()

        def made(file: ArchiveColumns) -> PastSizes:
            since = file.extent().orders_since
            kept = since is None or since <= query.span.start
            single = kept and query.span.end - query.span.start < WHOLE_DAYS
            span = query.span if single else query.outward(DAY).span
            if single:
                found = file.sizes_of_rows(span, query.among)
            else:
                found = file.sizes(span.start // DAY, span.end // DAY, query.among)
            unvalued = file.total(span, query.among).unvalued
            watched, until = self._watched(file, span, expected)
            coverage = watched.coverage(_so_far(span, until), unvalued, _venues_of(query))
            return PastSizes(query, span, bins_of(found), unvalued, coverage)

        return await self._reading.ask(made)

    def _expected(self) -> tuple[UnixMs, frozenset[VenueId]]:
        """The present moment and who is listened to: known on the loop, used on the thread."""
        return self._now(), frozenset(self._listening())

    def _watched(
        self, file: ArchiveColumns, span: Span, expected: tuple[UnixMs, frozenset[VenueId]]
    ) -> tuple[WatchedTime, UnixMs]:
        """The covered time of the days that hold a stretch, and until when it can be known."""
        now, listening = expected
        in_use = file.in_use()
        last = max((used.end for used in in_use.values()), default=UnixMs(0))
        until = last if 0 <= now - last <= VOUCHED else now
        in_use = {
            venue: Span(used.start, until) if venue in listening and until > used.end else used
            for venue, used in in_use.items()
        }
        if self._begun < until:
            in_use |= {venue: Span(self._begun, until) for venue in listening - in_use.keys()}
        within = PastQuery(span).outward(DAY).span
        return WatchedTime(file.lanes(within), in_use, within, self._venues), until


class ArchiveDesk:
    """What there is of the past: what was recorded here, and, apart from it, what files told."""

    def __init__(self, recorded: Past, imported: Past, why: str = "") -> None:
        """`why` is a sentence where this kind of session keeps no archive, else empty."""
        self.recorded = recorded
        self.imported = imported
        self.why = why


class NoReading:
    """Implements `Reading` where a session keeps no archive; `why` is the sentence that says so."""

    def __init__(self, why: str) -> None:
        self._why = why

    def exists(self) -> bool:
        """There is none."""
        return False

    async def ask(self, question: Callable[[ArchiveColumns], Answer]) -> Answer:
        """Raises ExpectedFailure."""
        raise ExpectedFailure(self._why)


def no_archive(why: str) -> ArchiveDesk:
    """The archive of a session that keeps none."""
    nothing = Past(NoReading(why), {}, lambda: UnixMs(0))
    return ArchiveDesk(nothing, nothing, why)


def _sums_by_clock(file: ArchiveColumns, clock: WallClock, query: PastQuery) -> tuple[DurationMs, TimeSums]:
    """Sums of the widest units that never cross an hour of the wall's clock; `at` counts these units."""
    unit = clock.unit
    kept = HOUR if unit == HOUR else MINUTE
    return unit, file.sums(kept, unit // kept, query.span, query.among)


def _price_moments(edges: Ints, until: int) -> list[int]:
    """The starts of bars, thinned where there are many, and the end of the last one, or the present if that is before."""
    every = -(-len(edges) // PRICES)
    last = max(edges[0], min(edges[-1], until))
    return list(dict.fromkeys((*edges[:-1:every].tolist(), int(last))))


def _venues_of(query: PastQuery) -> frozenset[VenueId] | None:
    return None if query.among is None else query.among.venues


def _so_far(span: Span, now: UnixMs) -> Span:
    """As much of a stretch as is over; a stretch to come is left as it is."""
    return Span(span.start, UnixMs(min(span.end, now))) if span.start < now else span
