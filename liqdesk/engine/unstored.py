"""Sinks that keep nothing, for where nothing is to be kept."""

from collections.abc import Sequence

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneStatus
from liqdesk.domain.liquidation import Batch
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import ContextPoint, Parcel, StoreStatus


class Unstored:
    """Takes rows, lanes, prices and their context and keeps none; `why` is the sentence the user reads."""

    def __init__(self, why: str) -> None:
        self._why = why

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
        """Keep no alert, and nothing of what is to be sent of it."""

    async def flush(self) -> bool:
        """Nothing is kept."""
        return False

    async def kept(self) -> bool:
        """No alert is kept."""
        return False

    def noted(self, point: ContextPoint) -> None:
        """Keep no open interest and no funding."""

    def status(self) -> StoreStatus:
        """Nothing is on disk, and why."""
        return StoreStatus(None, self._why)
