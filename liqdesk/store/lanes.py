"""Covered spans, lane transitions and prices, as rows."""

from collections.abc import Iterable
from dataclasses import dataclass

import apsw

from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, Span
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import PricePoint

TRANSITIONS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Transition:
    """A lane changed its state."""

    at: UnixMs
    lane: LaneId
    venue: VenueId
    state: LaneState
    detail: str
    attempt: int


class LaneStore:
    """The lanes' account on one connection; used from the SQL thread alone."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def put_spans(self, spans: Iterable[CoveredSpan]) -> None:
        """Keep each span, or its new end where lane and start are known."""
        self._connection.executemany(
            "INSERT INTO covered VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET until = max(until, excluded.until)",
            ((one.lane, one.venue, one.span.start, one.span.end) for one in spans),
        )

    def put_transitions(self, transitions: Iterable[Transition]) -> None:
        """Keep what happened to the lanes, the newest of it."""
        self._connection.executemany(
            "INSERT INTO transition VALUES (NULL, ?, ?, ?, ?, ?, ?)",
            ((one.at, one.lane, one.venue, one.state.value, one.detail, one.attempt) for one in transitions),
        )
        self._connection.execute(
            "DELETE FROM transition WHERE id <= (SELECT max(id) FROM transition) - ?", (TRANSITIONS_KEPT,)
        )

    def put_prices(self, points: Iterable[PricePoint]) -> None:
        """Keep prices, one per coin and moment."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO price VALUES (?, ?, ?, ?)",
            ((one.base, one.at, one.venue, one.price) for one in points),
        )

    def spans(self, since: UnixMs) -> list[CoveredSpan]:
        """Spans that end after `since`, oldest first."""
        found = self._connection.execute(
            "SELECT lane, venue, start, until FROM covered WHERE until > ? ORDER BY start", (since,)
        )
        return [
            CoveredSpan(LaneId(lane), VenueId(venue), Span(UnixMs(start), UnixMs(until)))
            for lane, venue, start, until in found
        ]

    def prices(self, since: UnixMs) -> list[PricePoint]:
        """Prices since `since`, oldest first."""
        found = self._connection.execute("SELECT base, venue, at, price FROM price WHERE at >= ? ORDER BY at", (since,))
        return [PricePoint(base, VenueId(venue), UnixMs(at), price) for base, venue, at, price in found]

    def put_fact(self, name: str, value: str) -> None:
        """Remember a word about the file as a whole."""
        self._connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def fact(self, name: str) -> str | None:
        """What was remembered under `name`."""
        found: str | None = self._connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).get
        return found
