"""What the feed tells, put where it belongs: rows through the intake into the pipeline, lanes into the account."""

import logging
from collections.abc import Callable, Collection, Sequence

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import Batch, Liquidation, LiquidationReport
from liqdesk.domain.market import ContextReport, PriceTick
from liqdesk.domain.time import MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.intake import Intake
from liqdesk.engine.journal import Journal
from liqdesk.engine.pipeline import Pipeline
from liqdesk.engine.ports import InstrumentSource, LaneSink, PriceSink, RawSink
from liqdesk.engine.surroundings import Surroundings

log = logging.getLogger(__name__)

REJECTIONS_TOLD = 20
DOUBTED_FOR = MINUTE
"""So long a doubted lane may prove itself before a fresh connection takes its place."""


class Ingest:
    """A `FeedListener` and its `GapBook`; `revision` grows with whatever could change a view."""

    def __init__(
        self,
        intake: Intake,
        pipeline: Pipeline,
        analytics: LiveAnalytics,
        instruments: InstrumentSource,
        journal: Journal,
        lanes: LaneSink,
        prices: PriceSink,
        surroundings: Surroundings,
    ) -> None:
        self._intake = intake
        self._pipeline = pipeline
        self._analytics = analytics
        self._instruments = instruments
        self._journal = journal
        self._lanes = lanes
        self._prices = prices
        self._surroundings = surroundings
        self._renew: Callable[[LaneId], None] = lambda _: None
        self._messages: RawSink | None = None
        self._doubted: dict[LaneId, DurationMs] = {}
        self._rejections = 0
        self._price_told = UnixMs(0)
        self._looked_after = UnixMs(0)
        self._paused_at: UnixMs | None = None
        self._paused: dict[LaneId, VenueId] = {}
        self.revision = 0

    def renew_by(self, renew: Callable[[LaneId], None]) -> None:
        """Whom to tell of a lane whose silence is not believed."""
        self._renew = renew

    def keep_messages(self, messages: RawSink) -> None:
        """Who keeps the messages that bring new rows."""
        self._messages = messages

    def reported(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        history_before: UnixMs,
        frame: str | bytes | None = None,
    ) -> None:
        """The reports of one frame, in order."""
        self._journal.step(received_at)
        self._hand_on(self._intake.take(reports, received_at, history_before), frame)

    def recovered(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        alike: Sequence[float],
        page: bytes | None = None,
    ) -> None:
        """The reports of one page of a venue's history: all of them are history."""
        self._hand_on(self._intake.recover(reports, received_at, alike), page)

    def replayed(self, rows: Batch, received_at: UnixMs) -> None:
        """Rows that an earlier run stored, as new now as they were then."""
        self._journal.step(received_at)
        self._hand_on(rows)

    def _hand_on(self, batch: Batch, message: str | bytes | None = None) -> None:
        if batch:
            self.revision += 1
            self._pipeline.publish(batch)
            if message is not None and self._messages is not None:
                self._messages.came(message, batch)
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

    def surrounded(self, reports: Sequence[ContextReport], received_at: UnixMs) -> None:
        """What one page said of the market beside the liquidations."""
        self._surroundings.take(reports, received_at)
        self.revision += 1

    def lane_changed(self, status: LaneStatus) -> None:
        """A lane's newest state, or the renewal of its lease."""
        self._look_after_account(status.at)
        news = self._analytics.lane_changed(status)
        if news.withdrawn_from is not None:
            log.info("%s: doubted: %s", status.lane, news.status.detail)
            self._lanes.withdrawn(status.lane, news.withdrawn_from)
            self._doubted[status.lane] = status.vouched_at
        self._renew_if_due(news.status)
        for span in news.proven:
            self._lanes.covered(span)
        self._lanes.lane_changed(news.status)
        if news.telling:
            self.revision += 1

    def _look_after_account(self, now: UnixMs) -> None:
        """Where nobody looks at the account, nobody has it fold what came and let go of what is old."""
        if abs(now - self._looked_after) >= MINUTE:
            self._looked_after = now
            self._analytics.step(now)

    def _renew_if_due(self, status: LaneStatus) -> None:
        """A row may still prove that a doubted lane told all along; where none comes in time, only a new connection helps."""
        since = self._doubted.get(status.lane)
        if since is None:
            return
        if status.state is not LaneState.SUSPECT:
            del self._doubted[status.lane]
        elif status.vouched_at - since >= DOUBTED_FOR:
            del self._doubted[status.lane]
            self._renew(status.lane)

    def lane_gone(self, lane: LaneId) -> None:
        """A lane is no longer expected. While paused it is: nobody listens, and that time is a gap."""
        venue = dict(self._analytics.coverage.expected_lanes()).get(lane)
        self._analytics.lane_gone(lane)
        if self._paused_at is not None and venue is not None:
            self._paused[lane] = venue
            self.lane_changed(LaneStatus(lane, venue, LaneState.PAUSED, since=self._paused_at, at=self._paused_at))
        self.revision += 1

    def pause(self, at: UnixMs | None) -> None:
        """From `at` on, connections are closed because the user wants that; None: they are wanted again."""
        self._paused_at = at
        if at is None:
            self.release(frozenset())

    def release(self, wanted: Collection[VenueId]) -> None:
        """Of the paused lanes, expect those of the wanted venues only."""
        for lane in [lane for lane, venue in self._paused.items() if venue not in wanted]:
            del self._paused[lane]
            self._analytics.lane_gone(lane)
        self.revision += 1

    def covered(self, span: CoveredSpan) -> None:
        """A span that is covered so far."""
        for counted in self._analytics.coverage.covered(span):
            self._lanes.covered(counted)

    def filled(self, span: FilledSpan) -> None:
        """The history was asked about this gap to the end."""
        self._analytics.coverage.filled(span)
        self._lanes.filled(span)
        self.revision += 1

    def unfilled(self, lane: LaneId, within: Span) -> Sequence[Span]:
        """The gaps of a lane that are over and that no history was asked about."""
        return self._analytics.coverage.unfilled(lane, within)

    def bases(self) -> Sequence[str]:
        """Coins of the last 24 hours, the most liquidated first."""
        return self._analytics.bases()

    def heard(self, venue: VenueId) -> Sequence[Liquidation]:
        """Rows of a venue among the newest that its feed has told."""
        return self._pipeline.heard(venue)
