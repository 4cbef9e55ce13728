"""A recorded past that a test fills in, minute by minute."""

from collections.abc import Sequence

from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from tests.fakes.events import OPENED

BYBIT, OKX = VenueId("bybit"), VenueId("okx")


class Past:
    """Some recorded days before the event and two after its start, with what a test puts into them."""

    def __init__(self, days: int = 10, venues: Sequence[VenueId] = (BYBIT, OKX)) -> None:
        self.start = UnixMs(OPENED - days * DAY)
        self.end = UnixMs(OPENED + 2 * DAY)
        self.venues = venues
        self.sums: dict[tuple[str | None, int, PositionSide], int] = {}
        self.prices: dict[str, list[tuple[int, float]]] = {}
        self.lost: list[Span] = []
        self.asked: list[tuple[int, int]] = []

    def put(self, at: int, side: PositionSide, usd: int, base: str | None = None) -> None:
        self.sums[base, at // MINUTE, side] = usd * 10**6

    async def spans(self) -> Sequence[CoveredSpan]:
        edges = [self.start, *(edge for gap in self.lost for edge in (gap.start, gap.end)), self.end]
        pieces = [Span(UnixMs(edges[i]), UnixMs(edges[i + 1])) for i in range(0, len(edges), 2)]
        return [CoveredSpan(LaneId(f"{venue}/1"), venue, piece) for venue in self.venues for piece in pieces]

    async def minute_sums(
        self, venues: Sequence[VenueId], base: str | None, first: int, until: int
    ) -> Sequence[tuple[int, PositionSide, int]]:
        self.asked.append((first, until))
        return [(m, side, micro) for (of, m, side), micro in self.sums.items() if of == base and first <= m < until]

    async def price_line(self, base: str, since: UnixMs, until: UnixMs) -> tuple[Sequence[int], Sequence[float]]:
        found = [(at, price) for at, price in self.prices.get(base, []) if since <= at < until]
        return [at for at, _ in found], [price for _, price in found]
