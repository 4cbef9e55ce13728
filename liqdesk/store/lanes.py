"""Covered spans, lane transitions, losses, prices and their context, as rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import apsw

from liqdesk.analytics.fills import without
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneState, Span
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import ContextPoint, PricePoint
from liqdesk.store.codes import REFILLS, codes
from liqdesk.store.names import Names

TRANSITIONS_KEPT = 20_000
FOREVER = UnixMs(2**53)

_REFILL = codes(REFILLS)


@dataclass(frozen=True, slots=True)
class Transition:
    """A lane changed its state."""

    at: UnixMs
    lane: LaneId
    venue: VenueId
    state: LaneState
    detail: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Loss:
    """A stretch in which `rows` rows came that never reached the disk."""

    span: Span
    rows: int


class LaneStore:
    """The lanes' account on one connection; used from the SQL thread alone."""

    def __init__(self, connection: apsw.Connection, names: Names) -> None:
        self._connection = connection
        self._names = names

    def put_spans(self, spans: Iterable[CoveredSpan]) -> None:
        """Keep each span, or its new end where lane and start are known."""
        self._connection.executemany(
            "INSERT INTO spans VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET until = max(until, excluded.until)",
            ((one.lane, one.span.start, one.venue, one.span.end) for one in spans),
        )

    def cut_spans(self, cuts: Mapping[LaneId, UnixMs]) -> None:
        """Take back what is kept as covered by these lanes after these moments."""
        pairs = [(lane, since) for lane, since in cuts.items()]
        self._connection.executemany("DELETE FROM spans WHERE lane = ? AND start >= ?", pairs)
        self._connection.executemany("UPDATE spans SET until = ?2 WHERE lane = ?1 AND until > ?2", pairs)

    def put_fills(self, fills: Iterable[FilledSpan]) -> None:
        """Keep what the venues' histories made of gaps."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO fills VALUES (?, ?, ?, ?, ?)",
            ((one.lane, one.span.start, one.venue, one.span.end, _REFILL[one.refill]) for one in fills),
        )

    def put_transitions(self, transitions: Iterable[Transition]) -> None:
        """Keep what happened to the lanes, the newest of it."""
        self._connection.executemany(
            "INSERT INTO lane_log VALUES (NULL, ?, ?, ?, ?, ?, ?)",
            ((one.at, one.lane, one.venue, one.state.value, one.detail, one.attempt) for one in transitions),
        )
        self._connection.execute(
            "DELETE FROM lane_log WHERE number <= (SELECT max(number) FROM lane_log) - ?", (TRANSITIONS_KEPT,)
        )

    def put_losses(self, losses: Iterable[Loss]) -> None:
        """Remember that rows of these stretches are missing."""
        self._connection.executemany(
            "INSERT INTO losses VALUES (?, ?, ?)", ((one.span.start, one.span.end, one.rows) for one in losses)
        )

    def put_prices(self, points: Iterable[PricePoint]) -> None:
        """Keep prices, one per market and moment."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO prices VALUES (?, ?, ?)",
            ((one.at, self._names.market(one.venue, one.base), one.price) for one in points),
        )

    def put_context(self, points: Iterable[ContextPoint]) -> None:
        """Keep open interest and funding, the last of each market and minute."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO context VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    one.at // MINUTE,
                    self._names.market(one.venue, one.base),
                    one.symbol,
                    one.at,
                    one.coins,
                    one.usd,
                    one.rate,
                    one.interval,
                )
                for one in points
            ),
        )

    def spans(self, since: UnixMs, until: UnixMs = FOREVER) -> list[CoveredSpan]:
        """Spans that end after `since` and begin before `until`, oldest first, less the stretches whose rows were lost."""
        losses = [
            Span(UnixMs(start), UnixMs(until))
            for start, until in self._connection.execute(
                "SELECT start, until FROM losses WHERE until > ? ORDER BY start", (since,)
            )
        ]
        found = self._connection.execute(
            "SELECT lane, venue, start, until FROM spans WHERE until > ? AND start < ? ORDER BY start", (since, until)
        )
        return [
            CoveredSpan(LaneId(lane), VenueId(venue), piece)
            for lane, venue, start, until in found
            for piece in without(Span(UnixMs(start), UnixMs(until)), losses)
            if piece.end > since
        ]

    def fills(self, since: UnixMs, until: UnixMs = FOREVER) -> list[FilledSpan]:
        """What became of gaps that ended after `since` and began before `until`, oldest first."""
        found = self._connection.execute(
            "SELECT lane, venue, start, until, refill FROM fills WHERE until > ? AND start < ? ORDER BY start",
            (since, until),
        )
        return [
            FilledSpan(LaneId(lane), VenueId(venue), Span(UnixMs(start), UnixMs(until)), REFILLS[refill])
            for lane, venue, start, until, refill in found
        ]

    def prices(self, since: UnixMs, until: UnixMs = FOREVER) -> list[PricePoint]:
        """Prices in since <= t < until, oldest first."""
        found = self._connection.execute(
            "SELECT base, venue, at, price FROM prices JOIN markets ON markets.id = market"
            " WHERE at >= ? AND at < ? ORDER BY at",
            (since, until),
        )
        return [PricePoint(base, VenueId(venue), UnixMs(at), price) for base, venue, at, price in found]

    def price_line(self, base: str, since: UnixMs, until: UnixMs) -> tuple[list[int], list[float]]:
        """Times and prices of one coin in since <= t < until, oldest first."""
        found = self._connection.execute(
            "SELECT at, price FROM prices JOIN markets ON markets.id = market"
            " WHERE base = ? AND at >= ? AND at < ? ORDER BY at",
            (base, since, until),
        )
        times: list[int] = []
        prices: list[float] = []
        for at, price in found:
            times.append(at)
            prices.append(price)
        return times, prices

    def context(self, since: UnixMs, until: UnixMs = FOREVER) -> list[ContextPoint]:
        """Open interest and funding in since <= t < until, oldest first."""
        found = self._connection.execute(
            "SELECT base, venue, symbol, at, coins, micro, rate, interval FROM context"
            " JOIN markets ON markets.id = market WHERE minute >= ? AND at >= ? AND at < ? ORDER BY minute, at",
            (since // MINUTE, since, until),
        )
        return [
            ContextPoint(
                base,
                VenueId(venue),
                symbol,
                UnixMs(at),
                coins,
                None if micro is None else MicroUsd(micro),
                rate,
                None if interval is None else DurationMs(interval),
            )
            for base, venue, symbol, at, coins, micro, rate, interval in found
        ]

    def put_fact(self, name: str, value: str) -> None:
        """Remember a word about the file as a whole."""
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def fact(self, name: str) -> str | None:
        """What was remembered under `name`."""
        found: str | None = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).get
        return found
