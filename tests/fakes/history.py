"""A past that is held in memory."""

from collections.abc import Sequence

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import UnixMs
from liqdesk.engine.ports import PricePoint, StoreStatus


class MemoryHistory:
    """A `History` over lists that a test fills; `trouble` makes every question fail with it."""

    def __init__(self) -> None:
        self.kept: list[Liquidation] = []
        self.covered: list[CoveredSpan] = []
        self.points: list[PricePoint] = []
        self.trouble = ""

    def _readable(self) -> None:
        if self.trouble:
            raise ExpectedFailure(self.trouble)

    async def rows(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Liquidation]:
        self._readable()
        found = sorted((one for one in self.kept if since <= one.at < until), key=lambda one: one.at)
        return found[max(0, len(found) - limit) :]

    async def spans(self, since: UnixMs) -> Sequence[CoveredSpan]:
        self._readable()
        return [one for one in self.covered if one.span.end > since]

    async def prices(self, since: UnixMs) -> Sequence[PricePoint]:
        self._readable()
        return sorted((one for one in self.points if one.at >= since), key=lambda one: one.at)

    def status(self) -> StoreStatus:
        return StoreStatus(0, self.trouble)
