"""The account of who was looking, and when: covered time per lane, gaps, and how whole a total is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from liqdesk.analytics.fills import LaneAccount, LaneFills, gaps_of, unfilled, united, without
from liqdesk.analytics.reasons import class_reasons, doubt_reasons, missing_reasons, unvalued_reasons
from liqdesk.analytics.usual import UsualVolume
from liqdesk.analytics.views import WHOLE, Coverage, Gap, GapFills
from liqdesk.domain.feed_state import COVERING, CoveredSpan, FilledSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.language import spoken
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import TELLS_ALL_OR_NOTHING, Refill, VenueId, VenueInfo

Among = VenueId | frozenset[VenueId] | None
"""One venue, some, or all of them."""

MOST_CHOICES = 100
"""As many choices of venues are remembered with their lanes."""

OPEN_END_GRACE = DurationMs(15 * SECOND)
"""A lane that is covering now is taken as covering up to now for this long after its last proof."""


@dataclass(slots=True)
class _Lane:
    """`held` is the covered time after `doubted_from`, for as long as it is not known what the lane's silence means.

    `dismissed` is time that was doubted to its end: whatever is told of it later, it stays a gap.
    """

    venue: VenueId
    spans: list[Span]
    status: LaneStatus | None = None
    expected: bool = True
    doubted_from: UnixMs | None = None
    held: list[Span] = field(default_factory=list)
    dismissed: list[Span] = field(default_factory=list)
    fills: LaneFills = field(default_factory=LaneFills)


@dataclass(frozen=True, slots=True)
class _Company:
    """Some expected venues: their names, why a total over them is a floor, whether the silence of them all means something."""

    names: Mapping[VenueId, str]
    reasons: tuple[str, ...]
    tells_all: bool
    told: dict[tuple[int, ...], tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)

    def lacking(self, shares: Mapping[VenueId, float]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Why time is missing, in sentences, and whose: the same for as long as no whole percent is another."""
        percents = tuple([100 if one >= WHOLE else -1 if 0 < one < 0.01 else int(one * 100) for one in shares.values()])
        known = self.told.get(percents)
        if known is None:
            if len(self.told) >= MOST_CHOICES:
                self.told.clear()
            missing = tuple(self.names[one] for one, part in shares.items() if part < WHOLE)
            known = self.told[percents] = missing_reasons(shares, self.names), missing
        return known


class CoverageLedger:
    """Covered spans of every lane over the last day. A lane is expected until it is said to be gone.

    `usual` weighs the venues against one another; whoever knows more of the past puts it there.
    """

    def __init__(self, venues: Mapping[VenueId, VenueInfo]) -> None:
        self._venues = venues
        self._lanes: dict[LaneId, _Lane] = {}
        self._companies: dict[tuple[tuple[VenueId, ...], bool], _Company] = {}
        self._known_among: dict[Among, list[_Lane]] = {}
        self.usual = UsualVolume()
        self.revision = 0

    def lane_changed(self, status: LaneStatus) -> bool:
        """Note a lane's newest state; whether it says more than that the lane still covers."""
        lane = self._lane(status.lane, status.venue)
        before, lane.status = lane.status, status
        if before is None or before.state is not status.state or not lane.expected:
            self.revision += 1
        self._expect(lane, status.state is not LaneState.DISABLED)
        return before is None or status.state not in COVERING or _said(before) != _said(status)

    def lane_gone(self, lane: LaneId) -> None:
        """The lane is no longer expected; what it covered stays known."""
        if lane in self._lanes:
            self._expect(self._lanes[lane], False)
            self._lanes[lane].status = None
            self.revision += 1

    def expect_only(self, venues: Collection[VenueId]) -> None:
        """Expect every known lane of these venues and no other; a venue without any is expected all the same."""
        for lane in self._lanes.values():
            self._expect(lane, lane.venue in venues)
        for venue in venues:
            if not any(lane.venue == venue for lane in self._lanes.values()):
                self._lane(LaneId(f"{venue}/none"), venue)
        self.revision += 1

    def covered(self, told: CoveredSpan) -> tuple[CoveredSpan, ...]:
        """Note a covered span, or that one goes on; spans that touch become one.

        Returns what of it counts: nothing of the time of an open doubt, nor of one that was never answered.
        """
        lane = self._lane(told.lane, told.venue, expected=False)
        counted = []
        for piece in without(told.span, lane.dismissed) if lane.dismissed else (told.span,):
            edge = lane.doubted_from
            if edge is not None and piece.end > edge:
                lane.held = united(lane.held, Span(max(edge, piece.start), piece.end))
                piece = Span(piece.start, edge)
            if piece.start < piece.end:
                lane.spans = united(lane.spans, piece)
                counted.append(CoveredSpan(told.lane, told.venue, piece))
        return tuple(counted)

    def doubt(self, name: LaneId, venue: VenueId, since: UnixMs) -> None:
        """The lane may have told nothing since then: that time counts only if it is `believed` later."""
        lane = self._lane(name, venue)
        self.dismiss(name)
        lane.doubted_from = since
        lane.held = [Span(max(since, span.start), span.end) for span in lane.spans if span.end > since]
        lane.spans = [Span(span.start, min(since, span.end)) for span in lane.spans if span.start < since]
        self.revision += 1

    def believe(self, name: LaneId) -> tuple[CoveredSpan, ...]:
        """The lane has proved that it told all along: the doubted time is covered. Returns the spans it became part of."""
        lane = self._lanes.get(name)
        if lane is None or lane.doubted_from is None:
            return ()
        held, lane.held, since, lane.doubted_from = lane.held, [], lane.doubted_from, None
        for span in held:
            lane.spans = united(lane.spans, span)
        self.revision += 1
        return tuple(CoveredSpan(name, lane.venue, span) for span in lane.spans if span.end > since and held)

    def dismiss(self, name: LaneId, until: UnixMs | None = None) -> None:
        """Nothing can prove the doubted time any more: it is a gap from the last proof on, to where a fresh connection began."""
        lane = self._lanes.get(name)
        if lane is None or lane.doubted_from is None:
            return
        end = until or max((span.end for span in lane.held), default=lane.doubted_from)
        lane.dismissed.append(Span(lane.doubted_from, max(end, lane.doubted_from)))
        lane.held, lane.doubted_from = [], None
        self.revision += 1

    def doubted_from(self, name: LaneId) -> UnixMs | None:
        """Since when what the lane covers is in doubt; None where it is not."""
        lane = self._lanes.get(name)
        return None if lane is None else lane.doubted_from

    def filled(self, told: FilledSpan) -> None:
        """Note what the venue's history made of a gap; a filled one counts as covered from now on."""
        lane = self._lane(told.lane, told.venue, expected=False)
        lane.fills.take(told.span, told.refill)
        self.revision += 1

    def unfilled(self, lane: LaneId, within: Span) -> tuple[Span, ...]:
        """The gaps of a lane that are over and that no history was asked about, oldest first, as far as they lie within."""
        known = self._lanes.get(lane)
        return () if known is None else unfilled(known.spans, known.fills, within)

    def forget_before(self, at: UnixMs) -> None:
        """Let go of spans that ended before `at`."""
        for lane in self._lanes.values():
            while lane.spans and lane.spans[0].end < at:
                lane.spans.pop(0)
            while lane.dismissed and lane.dismissed[0].end < at:
                lane.dismissed.pop(0)
            lane.fills.forget_before(at)

    def spans(self) -> tuple[CoveredSpan, ...]:
        """Every covered span that is still known."""
        return tuple(CoveredSpan(name, lane.venue, span) for name, lane in self._lanes.items() for span in lane.spans)

    def statuses(self, venue: VenueId) -> tuple[LaneStatus, ...]:
        """The newest state of each expected lane of a venue."""
        return tuple(lane.status for lane in self._expected(venue) if lane.status)

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
        return _mean(self._looked(self._expected(venue), span)[0].values())

    def coverage(self, span: Span, unvalued: int, venue: Among = None) -> Coverage:
        """How whole a total over `span` is, for the market, one venue or some."""
        lanes = self._expected(venue)
        shares, since = self._looked(lanes, span)
        share = _mean(shares.values())
        company = self._company(tuple(shares))
        lacking, missing = company.lacking(shares)
        names = company.names
        doubted = dict.fromkeys(lane.venue for lane in lanes if lane.doubted_from is not None)
        reasons = (
            *company.reasons,
            *lacking,
            *doubt_reasons([names[one] for one in doubted]),
            *unvalued_reasons(unvalued),
        )
        return Coverage(
            share,
            since,
            bool(reasons) or share < WHOLE,
            reasons,
            by_volume=self.usual.weighed(shares),
            volume_basis=self.usual.basis,
            zero_known=share >= WHOLE and company.tells_all,
            missing=missing,
        )

    def _company(self, venues: tuple[VenueId, ...]) -> _Company:
        """What follows from who is expected, worked out once: that changes a few times in a day."""
        key = venues, spoken.as_written
        company = self._companies.get(key)
        if company is None:
            known = {one: self._venues[one] for one in venues if one in self._venues}
            company = self._companies[key] = _Company(
                {one: known[one].name if one in known else str(one) for one in venues},
                class_reasons(known),
                all(one.completeness in TELLS_ALL_OR_NOTHING for one in known.values()),
            )
        return company

    def gaps(self, span: Span, venue: Among = None) -> tuple[Gap, ...]:
        """The stretches of `span` in which expected lanes were not covered, oldest first."""
        lanes = self._expected(venue)
        if not lanes and span.end > span.start:
            return (Gap(span, 1.0, GapFills(never=int(self._never(venue)))),)
        accounts = [LaneAccount(self._heard(lane, span.end), lane.fills, self._refill(lane.venue)) for lane in lanes]
        return gaps_of(accounts, span)

    def _refill(self, venue: VenueId) -> Refill:
        return self._venues[venue].refill if venue in self._venues else Refill.NEVER

    def _never(self, among: Among) -> bool:
        venues = among if isinstance(among, frozenset) else () if among is None else (among,)
        return bool(venues) and all(self._refill(venue) is Refill.NEVER for venue in venues)

    def _lane(self, name: LaneId, venue: VenueId, expected: bool = True) -> _Lane:
        """The lane of that name; `expected` is whether it is, where it is new."""
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._lanes[name] = _Lane(venue, [], expected=expected)
            self._known_among.clear()
        return lane

    def _expect(self, lane: _Lane, expected: bool) -> None:
        if lane.expected is not expected:
            lane.expected = expected
            self._known_among.clear()

    def _expected(self, among: Among) -> list[_Lane]:
        """The expected lanes, found once: who is expected changes a few times in a day."""
        lanes = self._known_among.get(among)
        if lanes is None:
            wanted = among if isinstance(among, frozenset) or among is None else frozenset((among,))
            lanes = [
                lane for lane in self._lanes.values() if lane.expected and (wanted is None or lane.venue in wanted)
            ]
            if len(self._known_among) >= MOST_CHOICES:
                self._known_among.clear()
            self._known_among[among] = lanes
        return lanes

    def _looked(self, lanes: Iterable[_Lane], span: Span) -> tuple[dict[VenueId, float], UnixMs | None]:
        """The covered share of each venue, the mean over its lanes, and since when any of them was covered.

        Asked for every window and venue at each repaint: hence plain loops.
        """
        start, end = span.start, span.end
        length = max(1, end - start)
        since: UnixMs | None = None
        by_venue: dict[VenueId, list[float]] = {}
        for lane in lanes:
            covered = 0
            spans = self._spans(lane, end) if lane.fills.whole else lane.spans
            grown = self._grows(lane, end)
            for piece in reversed(spans):  # in order, so that what ended before the span ends the search
                high = end if grown or piece.end > end else piece.end
                grown = False
                if high <= start:
                    break
                low = piece.start if piece.start > start else start
                if low < high:
                    covered += high - low
                    if since is None or low < since:
                        since = low
            by_venue.setdefault(lane.venue, []).append(covered / length)
        return {venue: each[0] if len(each) == 1 else _mean(each) for venue, each in by_venue.items()}, since

    def _spans(self, lane: _Lane, now: UnixMs) -> Sequence[Span]:
        """What counts as covered: what was heard, and the gaps that are filled."""
        spans = self._heard(lane, now)
        for filled in lane.fills.whole:
            spans = united(list(spans), filled)
        return spans

    def _heard(self, lane: _Lane, now: UnixMs) -> Sequence[Span]:
        if not self._grows(lane, now):
            return lane.spans
        return (*lane.spans[:-1], Span(lane.spans[-1].start, now))

    def _grows(self, lane: _Lane, now: UnixMs) -> bool:
        """Whether its last span reaches up to now, though its end was proved a moment ago."""
        if not lane.spans or lane.status is None or lane.status.state not in COVERING or lane.doubted_from is not None:
            return False
        return 0 < now - lane.spans[-1].end <= OPEN_END_GRACE


def _said(status: LaneStatus) -> tuple[object, ...]:
    """What anybody can be shown of a lane's word, but for the moment of it."""
    return (
        status.state, status.detail, status.since, status.connected_at, status.last_event_at, status.next_attempt_at,
        status.topics, status.topics_wanted, status.attempt, status.rejected, status.unknown,
    )  # fmt: skip


def _mean(shares: Collection[float]) -> float:
    return sum(shares) / len(shares) if shares else 0.0
