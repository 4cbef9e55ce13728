"""Who reacts to a liquidation, in the order written here."""

import logging
from collections import deque

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.liquidation import Batch, Liquidation
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import LiquidationSink

log = logging.getLogger(__name__)

HELD = 10_000
"""Rows held for the tape."""


class Ring:
    """The newest rows, each with a sequence number that starts at 1."""

    def __init__(self, held: int = HELD) -> None:
        self._rows: deque[Liquidation] = deque(maxlen=held)
        self.newest = 0

    def take(self, batch: Batch) -> None:
        """Hold the rows of one frame."""
        self._rows.extend(batch)
        self.newest += len(batch)

    def after(self, sequence: int) -> tuple[Liquidation, ...]:
        """The held rows after a sequence number, oldest first."""
        wanted = min(self.newest - sequence, len(self._rows))
        if wanted <= 0:
            return ()
        if wanted == len(self._rows):
            return tuple(self._rows)
        newest_first = reversed(self._rows)
        return tuple(next(newest_first) for _ in range(wanted))[::-1]


class Pipeline:
    """Hands each batch on: disk first, so that nothing seen is lost; the window last, because it only looks."""

    def __init__(
        self,
        disk: LiquidationSink,
        analytics: LiveAnalytics,
        journal: LiquidationSink,
        ring: Ring,
        printer: LiquidationSink | None,
        alerts: LiquidationSink | None = None,
    ) -> None:
        self._disk = disk
        self._analytics = analytics
        self._journal = journal
        self._ring = ring
        self._printer = printer
        self._alerts = alerts
        self._reported: set[str] = set()

    def publish(self, batch: Batch) -> None:
        """One frame's new rows to everybody."""
        self._hand("disk", self._disk, batch)
        self._hand("analytics", self._analytics, batch)
        self._hand("journal", self._journal, batch)
        if self._alerts is not None:
            self._hand("alerts", self._alerts, batch)
        self._hand("ring", self._ring, batch)
        if self._printer is not None:
            self._hand("printer", self._printer, batch)

    def heard(self, venue: VenueId) -> tuple[Liquidation, ...]:
        """The held rows of a venue that came live, oldest first."""
        return tuple(row for row in self._ring.after(0) if not row.history and row.instrument.venue == venue)

    def _hand(self, name: str, sink: LiquidationSink, batch: Batch) -> None:
        try:
            sink.take(batch)
        except Exception:  # a sink's bug must not cost the others their rows
            if name not in self._reported:
                self._reported.add(name)
                log.exception("The %s sink failed on a batch of %d", name, len(batch))
