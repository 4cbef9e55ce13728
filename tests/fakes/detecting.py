"""What surrounds a detector in tests: prices and coverage said beforehand, and a tape played into one."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

import msgspec

from liqdesk.analytics.detector import Detector
from liqdesk.analytics.events import Event
from liqdesk.analytics.views import Coverage, Gap
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import Batch, Liquidation
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.domain.venue import Completeness, VenueId

FRESH_MS = 2 * MINUTE


class KnownMarket:
    """A `MarketContext` from lines of (moment, value), each in order of time; the rest is not available."""

    def __init__(self) -> None:
        self.prices: dict[str, tuple[list[int], list[float]]] = {}
        self.interests: dict[str, tuple[list[int], list[float]]] = {}
        self.fundings: dict[str, float] = {}
        self.sigmas: dict[str, float] = {}
        self.volatilities: dict[str, float] = {}
        self.spreads: dict[str, tuple[float, str]] = {}
        self.interest_from: dict[str, str] = {}

    def say_price(self, base: str, at: int, price: float) -> None:
        """The price from `at` on."""
        times, values = self.prices.setdefault(base, ([], []))
        times.append(at)
        values.append(price)

    def say_interest(self, base: str, at: int, interest: float) -> None:
        """The open interest from `at` on."""
        times, values = self.interests.setdefault(base, ([], []))
        times.append(at)
        values.append(interest)

    def price(self, base: str, at: UnixMs) -> float | None:
        return _last(self.prices, base, at)

    def usual_move(self, base: str, at: UnixMs) -> float | None:
        return self.sigmas.get(base)

    def open_interest(self, base: str, at: UnixMs) -> float | None:
        return _last(self.interests, base, at)

    def funding(self, base: str, at: UnixMs) -> float | None:
        return self.fundings.get(base)

    def volatility(self, base: str, span: Span) -> float | None:
        return self.volatilities.get(base)

    def widest_spread(self, base: str, span: Span) -> tuple[float, str] | None:
        return self.spreads.get(base)

    def interest_venue(self, base: str, at: UnixMs) -> str | None:
        return self.interest_from.get(base)


def _last(lines: Mapping[str, tuple[list[int], list[float]]], base: str, at: int) -> float | None:
    if base not in lines:
        return None
    times, values = lines[base]
    place = bisect_right(times, at) - 1
    return values[place] if place >= 0 and at - times[place] <= FRESH_MS else None


class SaidWatch:
    """A `Watch` by what a test says: the venues expected, and the spans in which some of them were away."""

    @staticmethod
    def sampled(entry: Liquidation) -> Liquidation:
        """The same row from a venue that tells samples."""
        return msgspec.structs.replace(entry, completeness=Completeness.SAMPLED)

    def __init__(self, venues: Sequence[str] = ("bybit", "okx")) -> None:
        self.venues = [VenueId(venue) for venue in venues]
        self.away: list[tuple[Span, frozenset[str]]] = []

    def lose(self, start: int, end: int, venues: Sequence[str] | None = None) -> None:
        """From `start` to `end` (Unix ms) these venues, or all, were not covered."""
        self.away.append((Span(UnixMs(start), UnixMs(end)), frozenset(venues or map(str, self.venues))))

    def shares(self, span: Span) -> Mapping[VenueId, float]:
        length = max(1, span.end - span.start)
        lost = {
            venue: sum(
                max(0, min(gone.end, span.end) - max(gone.start, span.start))
                for gone, venues in self.away
                if venue in venues
            )
            for venue in self.venues
        }
        return {venue: 1 - missing / length for venue, missing in lost.items()}

    def coverage(self, span: Span, unvalued: int) -> Coverage:
        shares = self.shares(span).values()
        share = sum(shares) / len(shares) if shares else 0.0
        return Coverage(share, span.start if share else None, share < 1 or unvalued > 0)

    def gaps(self, span: Span) -> tuple[Gap, ...]:
        return tuple(
            Gap(Span(max(gone.start, span.start), min(gone.end, span.end)), len(venues) / len(self.venues))
            for gone, venues in self.away
            if gone.start < span.end and gone.end > span.start
        )


def watch_rows(detector: Detector, batches: Sequence[Batch], every_ms: int = 1_000) -> list[Event]:
    """Give batches in the order of their receipt, stepping by the clock between them; then let a few minutes pass."""
    told: list[Event] = []
    now = batches[0][0].received_at if batches else UnixMs(0)
    for batch in batches:
        received = batch[0].received_at
        while now + every_ms <= received:
            now = UnixMs(now + every_ms)
            told += detector.step(now)
        detector.take(batch)
    end = now + 15 * MINUTE
    while now < end:
        now = UnixMs(now + every_ms)
        told += detector.step(now)
    return told


def newest(told: Sequence[Event]) -> dict[str, Event]:
    """The last word on each event, in the order of their first."""
    return {event.id: event for event in told}


def journal(told: Sequence[Event]) -> list[Event]:
    """What a journal lists: the last word on each event that is not part of another."""
    return [event for event in newest(told).values() if event.parent is None]
