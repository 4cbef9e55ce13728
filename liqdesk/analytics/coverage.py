"""The account of who was looking, and when: covered time per lane, gaps, and how whole a total is."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from liqdesk.analytics.views import WHOLE, Coverage, Gap
from liqdesk.domain.feed_state import COVERING, CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.time import DAY, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, VenueId, VenueInfo

HORIZON = DurationMs(DAY + 60 * SECOND)
SMALLEST_GAP = SECOND
OPEN_END_GRACE = DurationMs(15 * SECOND)
"""A lane that is covering now is taken as covering up to now for this long after its last proof."""


@dataclass(slots=True)
class _Lane:
    venue: VenueId
    spans: list[Span]
    status: LaneStatus | None = None
    expected: bool = True


class CoverageLedger:
    """Covered spans of every lane over the last day. A lane is expected until it is said to be gone."""

    def __init__(self, venues: Mapping[VenueId, VenueInfo]) -> None:
        self._venues = venues
        self._lanes: dict[LaneId, _Lane] = {}
        self.revision = 0

    def lane_changed(self, status: LaneStatus) -> None:
        """Note a lane's newest state."""
        lane = self._lanes.setdefault(status.lane, _Lane(status.venue, []))
        if lane.status is None or lane.status.state is not status.state or not lane.expected:
            self.revision += 1
        lane.status = status
        lane.expected = status.state is not LaneState.DISABLED

    def lane_gone(self, lane: LaneId) -> None:
        """The lane is no longer expected; what it covered stays known."""
        if lane in self._lanes:
            self._lanes[lane].expected = False
            self._lanes[lane].status = None
            self.revision += 1

    def expect_only(self, venues: Collection[VenueId]) -> None:
        """Expect every known lane of these venues and no other; a venue without any is expected all the same."""
        for lane in self._lanes.values():
            lane.expected = lane.venue in venues
        for venue in venues:
            if not any(lane.venue == venue for lane in self._lanes.values()):
                self._lanes[LaneId(f"{venue}/none")] = _Lane(venue, [])
        self.revision += 1

    def covered(self, told: CoveredSpan) -> None:
        """Note a covered span, or that one goes on; spans that touch become one."""
        lane = self._lanes.get(told.lane)
        if lane is None:
            lane = self._lanes[told.lane] = _Lane(told.venue, [], expected=False)
        lane.spans = _with(lane.spans, told.span)

    def forget_before(self, at: UnixMs) -> None:
        """Let go of spans that ended before `at`."""
        for lane in self._lanes.values():
            while lane.spans and lane.spans[0].end < at:
                lane.spans.pop(0)

    def statuses(self, venue: VenueId) -> tuple[LaneStatus, ...]:
        """The newest state of each expected lane of a venue."""
        return tuple(
            lane.status for lane in self._lanes.values() if lane.venue == venue and lane.expected and lane.status
        )

    def expected_lanes(self) -> tuple[tuple[LaneId, VenueId], ...]:
        """Every lane that should be covering, with its venue."""
        return tuple((name, lane.venue) for name, lane in self._lanes.items() if lane.expected)

    def expected_venues(self) -> tuple[VenueId, ...]:
        """Venues with a lane that should be covering."""
        return tuple(dict.fromkeys(lane.venue for lane in self._lanes.values() if lane.expected))

    def listening(self, at: UnixMs) -> tuple[VenueId, ...]:
        """The expected venues with a lane that covers `at`, or did a moment before."""
        heard = (
            lane.venue
            for lane in self._lanes.values()
            if lane.expected and any(span.start <= at <= span.end + OPEN_END_GRACE for span in lane.spans)
        )
        return tuple(dict.fromkeys(heard))

    def share(self, span: Span, venue: VenueId | None = None) -> float:
        """Covered over expected time: the mean over the expected venues of the mean over their lanes; 0 where none is."""
        by_venue: dict[VenueId, list[float]] = {}
        for lane in self._expected(venue):
            by_venue.setdefault(lane.venue, []).append(_covered_ms(self._spans(lane, span.end), span))
        if not by_venue:
            return 0.0
        length = max(1, span.end - span.start)
        return sum(sum(ms) / len(ms) / length for ms in by_venue.values()) / len(by_venue)

    def coverage(self, span: Span, unvalued: int, venue: VenueId | None = None) -> Coverage:
        """How whole a total over `span` is, for the market or one venue."""
        lanes = self._expected(venue)
        since = min(
            (
                max(piece.start, span.start)
                for lane in lanes
                for piece in self._spans(lane, span.end)
                if piece.end > span.start and piece.start < span.end
            ),
            default=None,
        )
        share = self.share(span, venue)
        reasons = (*self._classes(lanes), *self._missing(lanes, span), *_unvalued(unvalued))
        return Coverage(share, since, bool(reasons) or share < WHOLE, reasons)

    def gaps(self, span: Span, venue: VenueId | None = None) -> tuple[Gap, ...]:
        """The stretches of `span` in which expected lanes were not covered, oldest first."""
        lanes = self._expected(venue)
        if not lanes and span.end > span.start:
            return (Gap(span, 1.0),)
        edges: dict[int, int] = {}
        for lane in lanes:
            for piece in self._spans(lane, span.end):
                start, end = max(piece.start, span.start), min(piece.end, span.end)
                if start < end:
                    edges[start] = edges.get(start, 0) + 1
                    edges[end] = edges.get(end, 0) - 1
        gaps: list[Gap] = []
        covering, at = 0, int(span.start)
        for edge in (*sorted(edges), int(span.end)):
            if edge - at >= SMALLEST_GAP and covering < len(lanes):
                missing = 1 - covering / len(lanes)
                gaps.append(Gap(Span(UnixMs(at), UnixMs(edge)), missing))
            covering, at = covering + edges.get(edge, 0), edge
        return tuple(gaps)

    def _expected(self, venue: VenueId | None) -> list[_Lane]:
        return [lane for lane in self._lanes.values() if lane.expected and venue in (None, lane.venue)]

    def _spans(self, lane: _Lane, now: UnixMs) -> Sequence[Span]:
        if not lane.spans or lane.status is None or lane.status.state not in COVERING:
            return lane.spans
        last = lane.spans[-1]
        if 0 < now - last.end <= OPEN_END_GRACE:
            return (*lane.spans[:-1], Span(last.start, now))
        return lane.spans

    def _classes(self, lanes: Iterable[_Lane]) -> tuple[str, ...]:
        venues = dict.fromkeys(lane.venue for lane in lanes)
        names = [
            self._venues[venue].name
            for venue in venues
            if venue in self._venues and self._venues[venue].completeness is not Completeness.FULL
        ]
        return (f"{_listed(names)} publish{'es' if len(names) == 1 else ''} samples",) if names else ()

    def _missing(self, lanes: Sequence[_Lane], span: Span) -> tuple[str, ...]:
        length = max(1, span.end - span.start)
        shares: dict[VenueId, list[float]] = {}
        for lane in lanes:
            shares.setdefault(lane.venue, []).append(_covered_ms(self._spans(lane, span.end), span) / length)
        parts = {venue: sum(each) / len(each) for venue, each in shares.items()}
        lacking = {venue: share for venue, share in parts.items() if share < WHOLE}
        if not lacking:
            return ()
        percents = {_percent(share) for share in lacking.values()}
        if len(lacking) == len(parts) > 1 and len(percents) == 1:
            return (f"covered {percents.pop()} of the time",)
        names = {venue: self._venues[venue].name if venue in self._venues else str(venue) for venue in lacking}
        told = ", ".join(f"{names[venue]} {_percent(share)}" for venue, share in lacking.items())
        return (f"covered only in part: {told}",)


def _with(spans: list[Span], new: Span) -> list[Span]:
    if spans and spans[-1].start <= new.start <= spans[-1].end:
        last = spans[-1]
        return spans if new.end <= last.end else [*spans[:-1], Span(last.start, new.end)]
    place = bisect_left(spans, new.start, key=lambda span: span.start)
    out: list[Span] = []
    for span in (*spans[:place], new, *spans[place:]):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def _covered_ms(spans: Iterable[Span], within: Span) -> int:
    return sum(max(0, min(span.end, within.end) - max(span.start, within.start)) for span in spans)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return "under 1 %"
    return f"{min(99, int(share * 100)) if share < 1 else 100} %"


def _unvalued(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"{count} order{'s' if count > 1 else ''} of unknown size not valued",)
