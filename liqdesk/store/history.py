"""What is on disk, asked from the SQL thread or by a process that only reads."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

import apsw

from liqdesk.alerts.alert import Alert
from liqdesk.alerts.dry_run import RecordedOrder
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.rhythm import HourOfVenue
from liqdesk.analytics.views import WINDOWS
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, Span
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import ContextPoint, Parcel, PricePoint
from liqdesk.store.alerts import AlertStore
from liqdesk.store.codes import Source
from liqdesk.store.faults import StoreDamaged, trouble_of
from liqdesk.store.journal import JournalStore
from liqdesk.store.lanes import FOREVER, LaneStore
from liqdesk.store.parcels import ParcelStore
from liqdesk.store.rows import Mark, RowStore
from liqdesk.store.totals import StoredTotals, stored_totals
from liqdesk.store.trials import large_orders, sums_of
from liqdesk.store.usual import day_rhythm, day_volume

Answer = TypeVar("Answer")


class StoredHistory:
    """The past on one connection; every method is called on the thread that owns it.

    Raises StoreTrouble where the file cannot be read.
    """

    def __init__(
        self, connection: apsw.Connection, rows: RowStore | None = None, lanes: LaneStore | None = None
    ) -> None:
        self._connection = connection
        self._rows = rows or RowStore(connection)
        self._lanes = lanes or LaneStore(connection, self._rows.names)
        self._journal = JournalStore(connection)
        self._alerts = AlertStore(connection)
        self._parcels = ParcelStore(connection)

    def rows(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Liquidation]:
        """The newest `limit` rows with since <= at < until, oldest first."""
        return _asked(lambda: self._rows.read(since, until, limit))

    def page(self, since: UnixMs, before: Mark, limit: int) -> tuple[Sequence[Liquidation], Mark]:
        """The newest `limit` rows before a mark, oldest first, and the mark from which to go on backwards."""
        return _asked(lambda: self._rows.page(since, before, limit))

    def onwards(self, after: Mark, until: UnixMs, limit: int) -> tuple[Sequence[tuple[Liquidation, Source]], Mark]:
        """The oldest `limit` rows behind a mark with at < until, each with where it came from, and the mark to go on from."""
        return _asked(lambda: self._rows.onwards(after, until, limit))

    def spans(self, since: UnixMs, until: UnixMs = FOREVER) -> Sequence[CoveredSpan]:
        """Covered spans that reach into since < t < until; stretches whose rows were lost are no part of them."""
        return _asked(lambda: self._lanes.spans(since, until))

    def fills(self, since: UnixMs, until: UnixMs = FOREVER) -> Sequence[FilledSpan]:
        """What the venues' histories made of gaps that reach into since < t < until."""
        return _asked(lambda: self._lanes.fills(since, until))

    def prices(self, since: UnixMs, until: UnixMs = FOREVER) -> Sequence[PricePoint]:
        """Prices in since <= t < until, oldest first."""
        return _asked(lambda: self._lanes.prices(since, until))

    def context(self, since: UnixMs, until: UnixMs = FOREVER) -> Sequence[ContextPoint]:
        """Open interest and funding in since <= t < until, oldest first."""
        return _asked(lambda: self._lanes.context(since, until))

    def totals(self, at: UnixMs, windows: Mapping[str, DurationMs] = WINDOWS) -> StoredTotals:
        """Exact totals of the windows that end at `at`, to the second."""
        return _asked(lambda: stored_totals(self._connection, at, windows))

    def largest(self, since: UnixMs) -> Liquidation | None:
        """The largest valued order from `since` on."""
        return _asked(lambda: self._rows.largest(since))

    def day_volume(self, day: int) -> Mapping[VenueId, int]:
        """Micro-dollars of each venue on a UTC day, counted from 1970."""
        return _asked(lambda: day_volume(self._connection, day))

    def day_rhythm(self, day: int) -> Mapping[VenueId, Sequence[HourOfVenue]]:
        """In how many of the watched minutes of a UTC day's hours each venue spoke."""
        return _asked(lambda: day_rhythm(self._connection, day))

    def events(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[JournalEntry]:
        """The newest `limit` events opened in since <= t < until, oldest first, parts of others included."""
        return _asked(lambda: self._journal.read(since, until, limit))

    def damaged_events(self, since: UnixMs, until: UnixMs) -> int:
        """How many events opened in since <= t < until are left out, because nobody can read them any more."""
        return _asked(lambda: self._journal.damaged(since, until))

    def alerts(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Alert]:
        """The newest `limit` alerts opened in since <= t < until, newest first."""
        return _asked(lambda: self._alerts.read(since, until, limit))

    def damaged_alerts(self, since: UnixMs, until: UnixMs) -> int:
        """How many alerts opened in since <= t < until are left out, because nobody can read them any more."""
        return _asked(lambda: self._alerts.damaged(since, until))

    def parcels(self) -> Sequence[Parcel]:
        """What waits to be sent, the oldest first."""
        return _asked(self._parcels.waiting)

    def memory(self, name: str) -> tuple[UnixMs, bytes] | None:
        """What the part called `name` had learnt, and until when."""
        return _asked(lambda: self._journal.memory(name))

    def memory_before(self, name: str, until: UnixMs) -> tuple[UnixMs, bytes] | None:
        """What the part called `name` had learnt at the last moment before `until` of which that was kept, and when."""
        return _asked(lambda: self._journal.memory_before(name, until))

    def extent(self) -> Span | None:
        """From the first to the last row on disk; None where there is none."""
        return _asked(self._rows.extent)

    def minute_sums(
        self, venues: Sequence[VenueId], base: str | None, first: int, until: int
    ) -> Sequence[tuple[int, PositionSide, int]]:
        """Micro-USD per minute since 1970 (first <= minute < until) and side, of these venues and one coin or all."""
        return _asked(lambda: self._journal.minute_sums(venues, base, first, until))

    def sums_of(
        self, coins: Collection[str] | None, but: Collection[str], venue: VenueId | None, first: int, until: int
    ) -> Sequence[tuple[int, PositionSide, int]]:
        """Micro-USD per minute since 1970 (first <= minute < until) and side, of some coins (None: all) but these, on a venue."""
        return _asked(lambda: sums_of(self._connection, coins, but, venue, first, until))

    def large_orders(self, since: UnixMs, until: UnixMs, least: MicroUsd) -> Sequence[RecordedOrder]:
        """Orders of coins of at least so much in since <= t < until that were told as they happened, oldest first."""
        return _asked(lambda: large_orders(self._connection, since, until, least))

    def price_line(self, base: str, since: UnixMs, until: UnixMs) -> tuple[Sequence[int], Sequence[float]]:
        """Times in Unix ms and prices of a coin in since <= t < until, oldest first, from whichever venue spoke."""
        return _asked(lambda: self._lanes.price_line(base, since, until))

    def fact(self, name: str) -> str | None:
        """A word about the file as a whole."""
        return _asked(lambda: self._lanes.fact(name))


def _asked(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except apsw.Error as fault:
        trouble = trouble_of(fault)
        if trouble is None:
            raise
        raise type(trouble)(f"the recordings cannot be read: {trouble}") from fault
    except (IndexError, ValueError) as fault:  # numbers and words nobody wrote, which SQLite's own check cannot know
        raise StoreDamaged("the recordings cannot be read: the file is damaged") from fault
