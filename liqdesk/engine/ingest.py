"""What the feed tells, put where it belongs: rows through the intake into the pipeline, lanes into the account."""

import logging
from collections.abc import Sequence

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneStatus
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.engine.intake import Intake
from liqdesk.engine.pipeline import Pipeline
from liqdesk.engine.ports import InstrumentSource, LaneSink, PriceSink

log = logging.getLogger(__name__)

REJECTIONS_TOLD = 20


class Ingest:
    """A `FeedListener`; `revision` grows with whatever could change a view."""

    def __init__(
        self,
        intake: Intake,
        pipeline: Pipeline,
        analytics: LiveAnalytics,
        instruments: InstrumentSource,
        lanes: LaneSink,
        prices: PriceSink,
    ) -> None:
        self._intake = intake
        self._pipeline = pipeline
        self._analytics = analytics
        self._instruments = instruments
        self._lanes = lanes
        self._prices = prices
        self._rejections = 0
        self._price_told = UnixMs(0)
        self.revision = 0

    def reported(
        self, reports: Sequence[LiquidationReport], received_at: UnixMs, history_before: UnixMs | None
    ) -> None:
        """The reports of one frame, in order."""
        batch = self._intake.take(reports, received_at, history_before)
        if batch:
            self.revision += 1
            self._pipeline.publish(batch)
        if self._intake.rejections:
            self._tell_rejections()

    def _tell_rejections(self) -> None:
        for rejection in self._intake.rejections:
            self._rejections += 1
            if self._rejections <= REJECTIONS_TOLD:
                log.info("Rejected a row of %s %a: %s", rejection.venue, rejection.symbol, rejection.reason)
        self._intake.rejections.clear()

    def priced(self, tick: PriceTick) -> None:
        """A mark price; of a symbol nobody knows it is nobody's price."""
        instrument = self._instruments.find(tick.venue, tick.symbol)
        if instrument is not None:
            self._analytics.prices.take(instrument.base, instrument.scale, tick)
            self._prices.priced(instrument.base, tick.venue, tick.at, tick.price / instrument.scale)
            if tick.at - self._price_told >= SECOND:
                self._price_told = tick.at
                self.revision += 1

    def lane_changed(self, status: LaneStatus) -> None:
        """A lane's newest state, or the renewal of its lease."""
        news = self._analytics.lane_changed(status)
        if news.withdrawn_from is not None:
            log.info("%s: doubted: %s", status.lane, news.status.detail)
            self._lanes.withdrawn(status.lane, news.withdrawn_from)
        for span in news.proven:
            self._lanes.covered(span)
        self._lanes.lane_changed(news.status)
        self.revision += 1

    def lane_gone(self, lane: LaneId) -> None:
        """A lane is no longer expected."""
        self._analytics.lane_gone(lane)
        self.revision += 1

    def covered(self, span: CoveredSpan) -> None:
        """A span that is covered so far."""
        for counted in self._analytics.coverage.covered(span):
            self._lanes.covered(counted)
