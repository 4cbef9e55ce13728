"""Events and what the program has learnt, as rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import apsw

from liqdesk.analytics.journal import JournalEntry, packed, unpacked
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.codes import POSITIONS, SOURCES, Source, codes

_SOURCE = codes(SOURCES)

DATED_KEPT = 30


class JournalStore:
    """The journal on one connection; used from the SQL thread alone."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def put(self, entries: Iterable[JournalEntry], source: Source) -> None:
        """Keep each event as it is known now, in place of what was known of it before."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    entry.event.id,
                    entry.event.opened_at,
                    entry.event.closed_at,
                    entry.event.scope,
                    entry.event.kind.value,
                    entry.event.parent,
                    _SOURCE[source],
                    packed(entry),
                )
                for entry in entries
            ),
        )

    def read(self, since: UnixMs, until: UnixMs, limit: int) -> list[JournalEntry]:
        """The newest `limit` events opened in since <= t < until, oldest first, parts of others included.

        Damaged ones are left out.
        """
        return list(islice((entry for entry in self._entries(since, until) if entry is not None), limit))[::-1]

    def damaged(self, since: UnixMs, until: UnixMs) -> int:
        """How many events opened in since <= t < until nobody can read any more."""
        return sum(entry is None for entry in self._entries(since, until))

    def _entries(self, since: UnixMs, until: UnixMs) -> Iterator[JournalEntry | None]:
        """Newest first; None for one that is damaged."""
        found = self._connection.execute(
            "SELECT entry FROM events WHERE opened_at >= ? AND opened_at < ? ORDER BY opened_at DESC, id",
            (since, until),
        )
        for (entry,) in found:
            try:
                yield unpacked(entry)
            except ValueError:  # of one event no other depends, unlike of a row of the account
                yield None

    def put_memories(self, memories: Mapping[str, tuple[UnixMs, bytes]]) -> None:
        """Keep what was learnt, in place of what was kept before; of a dated name (`name@...`) the newest `DATED_KEPT`."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO memories VALUES (?, ?, ?)",
            ((name, at, value) for name, (at, value) in memories.items()),
        )
        for name in {name.partition("@")[0] for name in memories if "@" in name}:
            self._connection.execute(
                "DELETE FROM memories WHERE name GLOB ?1 || '@*' AND name NOT IN"
                " (SELECT name FROM memories WHERE name GLOB ?1 || '@*' ORDER BY at DESC LIMIT ?2)",
                (name, DATED_KEPT),
            )

    def memory_before(self, name: str, until: UnixMs) -> tuple[UnixMs, bytes] | None:
        """What was known by that name at the last dated moment before `until`, and when that was."""
        row = self._connection.execute(
            "SELECT at, value FROM memories WHERE name GLOB ?1 || '@*' AND at < ?2 ORDER BY at DESC LIMIT 1",
            (name, until),
        ).fetchone()
        return None if row is None else (UnixMs(row[0]), row[1])

    def memory(self, name: str) -> tuple[UnixMs, bytes] | None:
        """When it was kept, and what."""
        row = self._connection.execute("SELECT at, value FROM memories WHERE name = ?", (name,)).fetchone()
        return None if row is None else (UnixMs(row[0]), row[1])

    def minute_sums(
        self, venues: Sequence[VenueId], base: str | None, first: int, until: int
    ) -> list[tuple[int, PositionSide, int]]:
        """Micro-USD per minute since 1970 (first <= minute < until) and side, of these venues and one coin or all."""
        marks = ", ".join("?" * len(venues))
        coin = "" if base is None else " AND base = ?"
        found = self._connection.execute(
            "SELECT minute, position, sum(micro) FROM minutes JOIN markets ON markets.id = market"
            f" WHERE minute >= ? AND minute < ? AND venue IN ({marks}){coin} GROUP BY minute, position",
            (first, until, *venues, *([] if base is None else [base])),
        )
        return [(minute, POSITIONS[position], micro) for minute, position, micro in found]
