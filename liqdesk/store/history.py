"""What is on disk, asked from the SQL thread."""

from collections.abc import Sequence

import apsw

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import UnixMs
from liqdesk.engine.ports import PricePoint
from liqdesk.store.lanes import LaneStore
from liqdesk.store.rows import RowStore


class StoredHistory:
    """The past on one connection; every method is called on the thread that owns it.

    Raises ExpectedFailure where the file cannot be read.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        try:
            self._rows = RowStore(connection)
            self._lanes = LaneStore(connection)
        except apsw.Error as fault:
            raise _unreadable(fault) from fault

    def rows(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Liquidation]:
        """The newest `limit` rows with since <= at < until, oldest first."""
        try:
            return self._rows.read(since, until, limit)
        except apsw.Error as fault:
            raise _unreadable(fault) from fault

    def spans(self, since: UnixMs) -> Sequence[CoveredSpan]:
        """Covered spans that end after `since`."""
        try:
            return self._lanes.spans(since)
        except apsw.Error as fault:
            raise _unreadable(fault) from fault

    def prices(self, since: UnixMs) -> Sequence[PricePoint]:
        """Prices since `since`."""
        try:
            return self._lanes.prices(since)
        except apsw.Error as fault:
            raise _unreadable(fault) from fault

    def fact(self, name: str) -> str | None:
        """A word about the file as a whole."""
        return self._lanes.fact(name)


def _unreadable(fault: apsw.Error) -> ExpectedFailure:
    return ExpectedFailure(f"the recordings cannot be read: {fault}")
