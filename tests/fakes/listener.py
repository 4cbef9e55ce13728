"""A feed's listener that remembers."""

from collections.abc import Sequence

from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.market import ContextReport, PriceTick
from liqdesk.domain.time import UnixMs


class RecordingListener:
    """A `FeedListener`. `states` holds every change of a lane's state, `spans` the newest end of each covered span."""

    def __init__(self) -> None:
        self.frames: list[tuple[tuple[LiquidationReport, ...], UnixMs, UnixMs | None]] = []
        self.bodies: list[str | bytes | None] = []
        self.ticks: list[PriceTick] = []
        self.pages: list[tuple[tuple[ContextReport, ...], UnixMs]] = []
        self.lanes: dict[LaneId, LaneStatus] = {}
        self.states: dict[LaneId, list[LaneState]] = {}
        self.statuses: list[LaneStatus] = []
        self.gone: list[LaneId] = []
        self.spans: dict[LaneId, dict[UnixMs, UnixMs]] = {}
        self.history: list[tuple[tuple[LiquidationReport, ...], tuple[float, ...]]] = []
        self.told_pages: list[bytes | None] = []
        self.fills: list[FilledSpan] = []

    def reported(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        history_before: UnixMs,
        frame: str | bytes | None = None,
    ) -> None:
        self.frames.append((tuple(reports), received_at, history_before))
        self.bodies.append(frame)

    def priced(self, tick: PriceTick) -> None:
        self.ticks.append(tick)

    def surrounded(self, reports: Sequence[ContextReport], received_at: UnixMs) -> None:
        self.pages.append((tuple(reports), received_at))

    def lane_changed(self, status: LaneStatus) -> None:
        past = self.states.setdefault(status.lane, [])
        if not past or past[-1] is not status.state:
            past.append(status.state)
        self.lanes[status.lane] = status
        self.statuses.append(status)

    def lane_gone(self, lane: LaneId) -> None:
        self.gone.append(lane)
        self.lanes.pop(lane, None)

    def covered(self, span: CoveredSpan) -> None:
        assert span.span.start < span.span.end
        ends = self.spans.setdefault(span.lane, {})
        assert span.span.end >= ends.get(span.span.start, span.span.start)
        ends[span.span.start] = span.span.end

    def recovered(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        alike: Sequence[float],
        page: bytes | None = None,
    ) -> None:
        self.history.append((tuple(reports), tuple(alike)))
        self.told_pages.append(page)

    def filled(self, span: FilledSpan) -> None:
        self.fills.append(span)

    @property
    def reports(self) -> list[LiquidationReport]:
        return [report for reports, _, _ in self.frames for report in reports]

    def covered_spans(self, lane: str) -> list[Span]:
        """A lane's spans, oldest first."""
        return [Span(start, end) for start, end in sorted(self.spans.get(LaneId(lane), {}).items())]
