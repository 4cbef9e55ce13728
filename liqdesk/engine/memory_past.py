"""The last day in memory as a recorded past: for demos and other runs that store nothing."""

from collections.abc import Sequence

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.feed_state import CoveredSpan
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId


class MemoryPast:
    """Implements `RecordedPast` from the running account."""

    def __init__(self, analytics: LiveAnalytics) -> None:
        self._analytics = analytics

    async def spans(self) -> Sequence[CoveredSpan]:
        """Every covered span of the last day."""
        return self._analytics.coverage.spans()

    async def minute_sums(
        self, venues: Sequence[VenueId], base: str | None, first: int, until: int
    ) -> Sequence[tuple[int, PositionSide, int]]:
        """Micro-USD per minute since 1970 and side."""
        return self._analytics.minute_sums(venues, base, first, until)

    async def price_line(self, base: str, since: UnixMs, until: UnixMs) -> tuple[Sequence[int], Sequence[float]]:
        """Times and prices of a coin."""
        at, price = self._analytics.prices.whole_line(base)
        return list(at), list(price)
