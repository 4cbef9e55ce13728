"""Bars, days, hours of the day, parts and sizes from sums as they are kept."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from liqdesk.analytics.past.clock import WallClock
from liqdesk.analytics.past.views import (
    DayProfile,
    Ints,
    MarketSum,
    Part,
    PastDay,
    PastDays,
    PastParts,
    PastQuery,
    SizeBin,
    TimeSums,
)
from liqdesk.analytics.past.watched import Venues, WatchedTime
from liqdesk.analytics.sizes import least_of
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId, VenueInfo

HOURS = DAY // HOUR


def columns(sums: TimeSums) -> tuple[Ints, tuple[Ints, Ints, Ints, Ints]]:
    """The unit of each entry; and longs, shorts, rows and unvalued rows, of which each entry has its own side's."""
    key, micro, rows, unvalued = (
        np.array(column, dtype=np.int64) for column in (sums.key, sums.micro, sums.rows, sums.unvalued)
    )
    short = (key & 1) * micro
    return key >> 1, (micro - short, short, rows, unvalued)


def placed(sums: TimeSums, first: int, each: int, count: int) -> tuple[Ints, Ints, Ints, Ints]:
    """The sums of `count` bars of `each` units, from unit `first` on; zero where there are none."""
    at, found = columns(sums)
    return _added((at - first) // each, found, count)


def _added(place: Ints, sums: Sequence[Ints], count: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Each column added up by place; exact, unlike numpy's own count of weights."""
    out = []
    for column in sums:
        added = np.zeros(count, dtype=np.int64)
        np.add.at(added, place, column)
        out.append(added)
    return out[0], out[1], out[2], out[3]


def total_of(sums: Iterable[SideTotal]) -> SideTotal:
    """All of them together."""
    long = short = rows = unvalued = 0
    for one in sums:
        long, short = long + one.long, short + one.short
        rows, unvalued = rows + one.count, unvalued + one.unvalued
    return SideTotal(MicroUsd(long), MicroUsd(short), rows, unvalued)


def days_of(
    query: PastQuery, clock: WallClock, unit: DurationMs, sums: TimeSums, watched: WatchedTime, venues: Venues
) -> PastDays:
    """The days of the wall's clock that a stretch touches, whole; `sums` are of units that never cross a midnight."""
    first, until = clock.days(query.span)
    edges = clock.edges(first, until)
    at, found = columns(sums)
    starts = at * unit
    place = np.searchsorted(edges, starts, side="right") - 1
    inside = (place >= 0) & (place < until - first)
    added = _added(place[inside], [column[inside] for column in found], until - first)
    totals = [_total(*line) for line in zip(*(column.tolist() for column in added), strict=True)]
    coverages = watched.coverages(edges, [one.unvalued for one in totals], venues)
    spans = [Span(UnixMs(int(start)), UnixMs(int(end))) for start, end in pairwise(edges)]
    days = [
        PastDay(first + number, span, total, coverage)
        for number, (span, total, coverage) in enumerate(zip(spans, totals, coverages, strict=True))
    ]
    return PastDays(query, tuple(days))


def profile_of(
    query: PastQuery, clock: WallClock, unit: DurationMs, sums: TimeSums, watched: WatchedTime, venues: Venues
) -> DayProfile:
    """The sums of a stretch by the hour that the wall's clock shows, and how long each of those hours was watched."""

    def hour_of(at: Ints) -> Ints:
        hour: Ints = clock.wall(at) % DAY // HOUR
        return hour

    at, found = columns(sums)
    long, short, rows, unvalued = _added(hour_of(at * unit), found, HOURS)
    edges = np.arange(query.span.start // unit, -(-query.span.end // unit) + 1, dtype=np.int64) * unit
    edges = np.clip(edges, query.span.start, query.span.end)
    seen = np.zeros(HOURS)
    np.add.at(seen, hour_of(edges[:-1]), watched.hours(edges, venues))
    coverage = watched.coverage(query.span, int(unvalued.sum()), venues)
    return DayProfile(query, long, short, rows, seen, coverage)


def parts_of(
    query: PastQuery,
    markets: Sequence[MarketSum],
    watched: WatchedTime,
    venues: Venues,
    infos: Mapping[VenueId, VenueInfo],
) -> PastParts:
    """The totals by coin and by venue, by their money; of equal ones those of more orders first, then by name."""
    by_coin: dict[str, list[SideTotal]] = {}
    by_venue: dict[VenueId, list[SideTotal]] = {}
    for one in markets:
        by_coin.setdefault(one.base, []).append(one.total)
        by_venue.setdefault(one.venue, []).append(one.total)
    coins = [
        Part(base, base, total := total_of(sums), watched.coverage(query.span, total.unvalued, venues))
        for base, sums in by_coin.items()
    ]
    venue_parts = [
        Part(
            venue,
            infos[venue].name if venue in infos else venue,
            total := total_of(sums),
            watched.coverage(query.span, total.unvalued, {venue}),
            infos[venue].short if venue in infos else "",
        )
        for venue, sums in by_venue.items()
    ]
    whole = total_of(one.total for one in markets)
    return PastParts(
        query, whole, watched.coverage(query.span, whole.unvalued, venues), _ordered(coins), _ordered(venue_parts)
    )


def _ordered(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda one: (-one.total.both, -one.total.count, one.name)))


def bins_of(found: Iterable[tuple[int, int, int, int, int]]) -> tuple[SizeBin, ...]:
    """Bins without holes from lines of `(number, long micro, long rows, short micro, short rows)`."""
    held = {number: line for number, *line in found if line[1] or line[3]}
    if not held:
        return ()
    return tuple(
        SizeBin(least_of(number), least_of(number + 1), long_rows, short_rows, MicroUsd(long), MicroUsd(short))
        for number in range(min(held), max(held) + 1)
        for long, long_rows, short, short_rows in (held.get(number, (0, 0, 0, 0)),)
    )


def _total(long: int, short: int, rows: int, unvalued: int) -> SideTotal:
    return SideTotal(MicroUsd(long), MicroUsd(short), rows, unvalued)
