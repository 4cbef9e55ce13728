"""Exact totals of trailing windows, summed by the database from the rows themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import apsw

from liqdesk.analytics.views import WINDOWS, SideTotal
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.store.codes import COUNTS, LONG


@dataclass(frozen=True, slots=True)
class StoredTotals:
    """Totals by window, for the market, each venue and each coin; one without a row in a window is left out of it."""

    at: UnixMs
    windows: Mapping[str, SideTotal]
    venues: Mapping[str, Mapping[str, SideTotal]]
    bases: Mapping[str, Mapping[str, SideTotal]]


def stored_totals(connection: apsw.Connection, at: UnixMs, windows: Mapping[str, DurationMs] = WINDOWS) -> StoredTotals:
    """The windows that end with the second of `at`; rows of later seconds count too, as they do in memory."""
    market: dict[str, SideTotal] = dict.fromkeys(windows, SideTotal())
    venues: dict[str, dict[str, SideTotal]] = {}
    bases: dict[str, dict[str, SideTotal]] = {}
    for window, venue, base, more in _parts(connection, at, windows):
        for totals in (market, venues.setdefault(venue, {}), bases.setdefault(base, {})):
            totals[window] = _sum(totals.get(window, SideTotal()), more)
    return StoredTotals(at, market, venues, bases)


def _parts(
    connection: apsw.Connection, at: UnixMs, windows: Mapping[str, DurationMs]
) -> Iterator[tuple[str, str, str, SideTotal]]:
    """What each market's sides add to each window: one pass over the longest, cut into bands at the others' edges."""
    ordered = sorted(windows, key=windows.__getitem__)
    second = at // 1_000
    edges = [(second - windows[name] // 1_000 + 1) * 1_000 for name in ordered]
    band = " ".join(f"WHEN at >= {edge} THEN {number}" for number, edge in enumerate(edges))
    found = connection.execute(
        f"SELECT CASE {band} END, venue, base, position, coalesce(sum(micro), 0), count(*), count(*) - count(micro)"
        " FROM liquidations JOIN instruments ON instruments.id = instrument JOIN markets ON markets.id = market"
        f" WHERE at >= {edges[-1]} AND {COUNTS} GROUP BY 1, 2, 3, 4"
    )
    for number, venue, base, position, micro, count, unvalued in found:
        sides = (micro, 0) if position == LONG else (0, micro)
        total = SideTotal(MicroUsd(sides[0]), MicroUsd(sides[1]), count, unvalued)
        for name in ordered[number:]:
            yield name, venue, base, total


def _sum(one: SideTotal, more: SideTotal) -> SideTotal:
    return SideTotal(
        MicroUsd(one.long + more.long),
        MicroUsd(one.short + more.short),
        one.count + more.count,
        one.unvalued + more.unvalued,
    )
