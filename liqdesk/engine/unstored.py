"""Sinks that keep nothing, for where nothing is to be kept, and an outbox that lasts as long as the program."""

from collections.abc import Sequence
from dataclasses import replace

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneStatus
from liqdesk.domain.liquidation import Batch
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import ContextPoint, Parcel, StoreStatus


class MemoryShelf:
    """Implements `ParcelShelf` in memory: what waits to be sent is gone with the program."""

    def __init__(self) -> None:
        self._waiting: dict[str, Parcel] = {}
        self._remotes: dict[tuple[str, str], str] = {}

    def put(self, parcels: Sequence[Parcel]) -> None:
        """Have these wait; a word of an alert that has a message at the same target already may edit it."""
        for one in parcels:
            remote = one.remote or self._remotes.get((one.alert, one.target), "")
            self._waiting.setdefault(one.id, replace(one, remote=remote))

    async def waiting(self) -> Sequence[Parcel]:
        """All of them, the oldest first."""
        return sorted(self._waiting.values(), key=lambda one: (one.made_at, one.id))

    async def delivered(self, ident: str, at: UnixMs, remote: str) -> None:
        """This one arrived."""
        gone = self._waiting.pop(ident, None)
        if gone is None or not remote:
            return
        self._remotes[(gone.alert, gone.target)] = remote
        for one in list(self._waiting.values()):
            if (one.alert, one.target) == (gone.alert, gone.target):
                self._waiting[one.id] = replace(one, remote=remote)

    async def put_off(self, ident: str, due: UnixMs, tried: int, why: str) -> None:
        """This one is to be tried again."""
        if ident in self._waiting:
            self._waiting[ident] = replace(self._waiting[ident], due=due, tried=tried)

    async def given_up(self, ident: str, at: UnixMs, why: str) -> None:
        """This one will not be tried again."""
        self._waiting.pop(ident, None)


class Unstored:
    """Takes rows, lanes, prices and their context and keeps none; `why` is the sentence the user reads.

    What is to be sent of alerts waits in `parcels`.
    """

    def __init__(self, why: str) -> None:
        self._why = why
        self.parcels = MemoryShelf()

    def take(self, batch: Batch) -> None:
        """Keep nothing of a frame."""

    def lane_changed(self, status: LaneStatus) -> None:
        """Keep nothing of a lane."""

    def covered(self, span: CoveredSpan) -> None:
        """Keep nothing of a span."""

    def withdrawn(self, lane: LaneId, since: UnixMs) -> None:
        """Nothing was kept of it."""

    def filled(self, span: FilledSpan) -> None:
        """Keep nothing of a gap."""

    def priced(self, base: str, venue: VenueId, at: UnixMs, price: float) -> None:
        """Keep no price."""

    def entered(self, entry: JournalEntry) -> None:
        """Keep no event."""

    def learnt(self, name: str, at: UnixMs, value: bytes) -> None:
        """Keep nothing of what was learnt."""

    def alerted(self, alert: Alert, parcels: Sequence[Parcel]) -> None:
        """Keep no alert, and what is to be sent of it for as long as the program runs."""
        self.parcels.put(parcels)

    async def flush(self) -> bool:
        """Nothing is kept."""
        return False

    def noted(self, point: ContextPoint) -> None:
        """Keep no open interest and no funding."""

    def status(self) -> StoreStatus:
        """Nothing is on disk, and why."""
        return StoreStatus(None, self._why)
