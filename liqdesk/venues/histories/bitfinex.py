"""Bitfinex's past liquidations, newest first, in rows of the socket's form; two pages a minute of the three allowed."""

from collections.abc import Iterator, Sequence

import msgspec

from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.venues.adapters.bitfinex import BITFINEX, BitfinexSession
from liqdesk.venues.history import HistoryPage, HistoryRequest, earlier, told
from liqdesk.venues.session import Addresses, ConnectionPlan, VenueEvent
from liqdesk.venues.wire.frames import UNREADABLE, shown
from liqdesk.venues.wire.numbers import LATEST

LIMIT = 500
POSITION, MOMENT = 1, 2
"""Where the number of a row's position and its time stand."""


class BitfinexHistory:
    """Implements `History`.

    A position, a moment and an amount are one event on both ways. Triggers and matches of a position meet in one session,
    as those of a push do; a pair that a page's edge parts is valued at the entry price.
    """

    venue = BITFINEX
    every = DurationMs(30 * SECOND)
    settles = DurationMs(5 * SECOND)
    likeness = None

    def requests(
        self, plan: ConnectionPlan, instruments: Sequence[Instrument], addresses: Addresses, span: Span
    ) -> Sequence[HistoryRequest]:
        """One for all pairs."""
        return (_request(f"{addresses.rest}/liquidations/hist", span),)

    def read(self, body: bytes, request: HistoryRequest) -> HistoryPage:
        """Each entry is a list around one row."""
        try:
            entries = msgspec.json.decode(body, type=list[list[list[object]]])
        except UNREADABLE as fault:
            raise ValueError(f"the history is no list of rows: {shown(fault)}") from fault
        rows = [row for entry in entries for row in entry]
        times = [at for row in rows if (at := _moment(row)) is not None]
        reports, whole = told(_events(rows), request.span)
        if not times:
            return HistoryPage(tuple(reports), (), whole)
        end, nothing_skipped = earlier(request.span, min(times), max(times), len(entries) >= LIMIT)
        if end is None or end <= request.span.start:
            return HistoryPage(tuple(reports), (), whole)
        then = _request(request.url.partition("?")[0], Span(request.span.start, end))
        return HistoryPage(tuple(reports), (then,), whole and nothing_skipped)


def _events(rows: list[list[object]]) -> Iterator[VenueEvent]:
    """What the rows of each position say together; a session holds only so many of them in mind."""
    positions: dict[str, list[list[object]]] = {}
    for row in rows:
        positions.setdefault(str(row[POSITION]) if len(row) > POSITION else "", []).append(row)
    for group in positions.values():
        yield from BitfinexSession().received(msgspec.json.encode([0, group]))


def _moment(row: list[object]) -> UnixMs | None:
    at = row[MOMENT] if len(row) > MOMENT else None
    return UnixMs(int(at)) if isinstance(at, int | float) and 0 < at < LATEST else None


def _request(root: str, span: Span) -> HistoryRequest:
    return HistoryRequest(f"{root}?start={span.start}&end={span.end - 1}&limit={LIMIT}&sort=-1", span)
