"""What the detector asks of the rest: the market around the liquidations, and who was watching."""

from collections.abc import Mapping
from typing import Protocol

from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.views import Coverage, Gap
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId


class MarketContext(Protocol):
    """Price, open interest and funding of a coin. None is "not available", never zero.

    Answers must depend on the moment asked about alone, not on when the question comes: a replay asks again.
    """

    def price(self, base: str, at: UnixMs) -> float | None:
        """The last price at or before `at`, if it is fresh."""
        ...

    def usual_move(self, base: str, at: UnixMs) -> float | None:
        """One standard deviation of the coin's five-minute returns before `at`, as a fraction (0.001 is 0.1%)."""
        ...

    def open_interest(self, base: str, at: UnixMs) -> float | None:
        """The last open interest at or before `at`, if it is fresh; any unit, always the same one."""
        ...

    def funding(self, base: str, at: UnixMs) -> float | None:
        """The funding rate of one interval in force at `at`, as a fraction."""
        ...


class Watch(Protocol):
    """Who was watching."""

    def shares(self, span: Span) -> Mapping[VenueId, float]:
        """How much of the span, 0 to 1, each expected venue was covered."""
        ...

    def coverage(self, span: Span, unvalued: int) -> Coverage:
        """How whole a total over the span is."""
        ...

    def gaps(self, span: Span) -> tuple[Gap, ...]:
        """The stretches of the span in which expected venues were not covered, oldest first."""
        ...


class NoContext:
    """A market of which nothing but the liquidations is known."""

    def price(self, base: str, at: UnixMs) -> float | None:
        """Not available."""
        return None

    def usual_move(self, base: str, at: UnixMs) -> float | None:
        """Not available."""
        return None

    def open_interest(self, base: str, at: UnixMs) -> float | None:
        """Not available."""
        return None

    def funding(self, base: str, at: UnixMs) -> float | None:
        """Not available."""
        return None


class LedgerWatch:
    """The account of coverage as a `Watch`."""

    def __init__(self, ledger: CoverageLedger) -> None:
        self._ledger = ledger

    def shares(self, span: Span) -> Mapping[VenueId, float]:
        """How much of the span each expected venue was covered."""
        return {venue: self._ledger.share(span, venue) for venue in self._ledger.expected_venues()}

    def coverage(self, span: Span, unvalued: int) -> Coverage:
        """How whole a total over the span is."""
        return self._ledger.coverage(span, unvalued)

    def gaps(self, span: Span) -> tuple[Gap, ...]:
        """Where not all were listening."""
        return self._ledger.gaps(span)


def change(before: float | None, after: float | None) -> float | None:
    """The change in percent; None where either is not available, or there was nothing before."""
    if before is None or after is None or before <= 0:
        return None
    return 100 * (after / before - 1)
