"""What surrounds a detector, each question put once at one moment: where dozens of events open together, they ask the same."""

from collections.abc import Mapping

from liqdesk.analytics.surroundings import MarketContext, Watch
from liqdesk.analytics.views import Coverage, Gap
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId


class Surroundings:
    """A market and a watch that remember their answers until they are to `look_anew`."""

    def __init__(self, watch: Watch, context: MarketContext) -> None:
        self._watch = watch
        self._context = context
        self._prices: dict[tuple[str, UnixMs], float | None] = {}
        self._interests: dict[tuple[str, UnixMs], float | None] = {}
        self._gaps: dict[Span, tuple[Gap, ...]] = {}
        self._coverages: dict[tuple[Span, int], Coverage] = {}

    def look_anew(self) -> None:
        """Time passed: what was answered may be otherwise."""
        for known in (self._prices, self._interests, self._gaps, self._coverages):
            known.clear()

    def price(self, base: str, at: UnixMs) -> float | None:
        """As the market says."""
        asked = base, at
        if asked not in self._prices:
            self._prices[asked] = self._context.price(base, at)
        return self._prices[asked]

    def open_interest(self, base: str, at: UnixMs) -> float | None:
        """As the market says."""
        asked = base, at
        if asked not in self._interests:
            self._interests[asked] = self._context.open_interest(base, at)
        return self._interests[asked]

    def usual_move(self, base: str, at: UnixMs) -> float | None:
        """As the market says; a coin asks once."""
        return self._context.usual_move(base, at)

    def funding(self, base: str, at: UnixMs) -> float | None:
        """As the market says; a coin asks once."""
        return self._context.funding(base, at)

    def shares(self, span: Span) -> Mapping[VenueId, float]:
        """As the watch says; asked once a minute."""
        return self._watch.shares(span)

    def coverage(self, span: Span, unvalued: int) -> Coverage:
        """As the watch says."""
        asked = span, unvalued
        known = self._coverages.get(asked)
        if known is None:
            known = self._coverages[asked] = self._watch.coverage(span, unvalued)
        return known

    def gaps(self, span: Span) -> tuple[Gap, ...]:
        """As the watch says."""
        known = self._gaps.get(span)
        if known is None:
            known = self._gaps[span] = self._watch.gaps(span)
        return known
