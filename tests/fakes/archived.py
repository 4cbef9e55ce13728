"""An archive in memory, asked at once, over the store's own tables."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import apsw

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.archive import ArchiveDesk, Past
from liqdesk.engine.ports import PricePoint
from liqdesk.store.archive import StoredArchive
from liqdesk.store.codes import Source
from liqdesk.store.lanes import LaneStore
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.rows import RowStore
from tests.fakes.rows import info, instrument, row

VENUE_INFOS = {
    VenueId(venue): info(venue, completeness)
    for venue, completeness in (("bybit", Completeness.FULL), ("okx", Completeness.SAMPLED), ("htx", Completeness.FULL))
}


class MemoryArchive:
    """Implements `Reading`; a test puts rows, covered time and prices into it. `trouble` makes every question fail."""

    def __init__(self, rows: Sequence[Liquidation] = ()) -> None:
        self.connection = apsw.Connection(":memory:")
        migrate(self.connection, schema_scripts())
        self._rows = RowStore(self.connection)
        self._lanes = LaneStore(self.connection, self._rows.names)
        self.trouble = ""
        self.asked = 0
        self.there = True
        if rows:
            self.take(rows)

    def take(self, rows: Sequence[Liquidation]) -> None:
        """Keep rows."""
        self._rows.insert(rows, Source.LIVE)

    def cover(self, venue: str, start: int, end: int, lane: str = "1") -> None:
        """A venue was listened to."""
        span = Span(UnixMs(start), UnixMs(end))
        self._lanes.put_spans([CoveredSpan(LaneId(f"{venue}/{lane}"), VenueId(venue), span)])

    def price(self, points: Iterable[PricePoint]) -> None:
        """Keep prices."""
        self._lanes.put_prices(points)

    def prune(self, before: int) -> None:
        """Let go of single orders, as the store does; sums stay."""
        self.connection.execute("DELETE FROM liquidations WHERE at < ?", (before,))

    def exists(self) -> bool:
        return self.there

    async def ask(self, question: Callable[[Any], Any]) -> Any:
        self.asked += 1
        if self.trouble:
            raise ExpectedFailure(self.trouble)
        return question(StoredArchive(self.connection))


def past_of(reading: MemoryArchive, now: UnixMs) -> Past:
    """The questions to an archive in memory; what was listened to last is still listened to."""
    return Past(reading, VENUE_INFOS, lambda: now, lambda: ())


def made_up_rows(now: UnixMs, days: int, many: int, seed: int = 3) -> list[Liquidation]:
    """Orders of some days up to now: busier in the afternoon, with days on which one side is hit."""
    rng = random.Random(seed)
    coins = [instrument(base, venue) for base in ("BTC", "ETH", "SOL", "XRP", "DOGE") for venue in VENUE_INFOS]
    rows = []
    for number in range(many):
        day = int(days * rng.random())
        hour = (rng.random() + rng.random()) * 12
        at = UnixMs(int(now - day * DAY - hour * HOUR))
        lean = rng.random() < (0.15, 0.8, 0.5)[(at // DAY) % 3]
        worth = int(rng.lognormvariate(9.0 + (at // DAY) % 5 * 0.4, 2.0) * 1e6) + 1
        side = PositionSide.SHORT if lean else PositionSide.LONG
        rows.append(row(at, worth, side, coins[int(len(coins) * rng.random() ** 2)], occurrence=number, price=2.0))
    return rows


def made_up_archive(now: UnixMs, days: int = 60, many: int = 1_200) -> ArchiveDesk:
    """Two months with a night in which nobody listened, and an imported file beside them."""
    recorded, imported = (
        MemoryArchive(made_up_rows(now, days, many)),
        MemoryArchive(made_up_rows(now, 3 * days, many, 5)),
    )
    dark = now - 5 * DAY
    for venue in VENUE_INFOS:
        recorded.cover(venue, now - days * DAY, dark)
        recorded.cover(venue, dark + 9 * HOUR, now)
    recorded.price(
        PricePoint("BTC", VenueId("bybit"), UnixMs(now - n * 15 * MINUTE), 95_000 + 4_000 * math.sin(n / 240) + n % 50)
        for n in range(days * DAY // (15 * MINUTE))
    )
    return ArchiveDesk(past_of(recorded, now), past_of(imported, now))
