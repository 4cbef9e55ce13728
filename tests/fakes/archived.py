"""An archive in memory, asked at once, over the store's own tables."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import apsw

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import PricePoint
from liqdesk.store.archive import StoredArchive
from liqdesk.store.codes import Source
from liqdesk.store.lanes import LaneStore
from liqdesk.store.migrate import migrate, schema_scripts
from liqdesk.store.rows import RowStore


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
