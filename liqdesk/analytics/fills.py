"""What the venues' histories made of the gaps: which count as covered, which stay, and what is said of each."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from liqdesk.analytics.views import Gap, GapFills
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.domain.venue import Refill

SMALLEST_GAP = SECOND


@dataclass(slots=True)
class LaneFills:
    """The gaps of one lane about which the history was asked; `whole` and `part` are in order and do not overlap."""

    whole: list[Span] = field(default_factory=list)
    part: list[Span] = field(default_factory=list)

    def take(self, span: Span, refill: Refill) -> None:
        """Note what became of a gap."""
        if refill is Refill.WHOLE:
            self.whole = united(self.whole, span)
        elif refill is Refill.PART:
            self.part = united(self.part, span)

    def forget_before(self, at: UnixMs) -> None:
        """Let go of what ended before `at`."""
        self.whole = [span for span in self.whole if span.end >= at]
        self.part = [span for span in self.part if span.end >= at]


@dataclass(frozen=True, slots=True)
class LaneAccount:
    """A lane as the gaps see it: when it was covered, what was filled, and what can be."""

    covered: Sequence[Span]
    fills: LaneFills
    refill: Refill


def united(spans: list[Span], new: Span) -> list[Span]:
    """The spans and a new one, in order; those that touch become one."""
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


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of a span outside `taken`, which is in order of its starts."""
    pieces, start = [], span.start
    for one in taken:
        if one.start >= span.end:
            break
        if one.start > start:
            pieces.append(Span(start, one.start))
        start = max(start, one.end)
    if start < span.end:
        pieces.append(Span(start, span.end))
    return pieces


def unfilled(covered: Sequence[Span], fills: LaneFills, within: Span) -> tuple[Span, ...]:
    """The gaps before and between the covered spans of a lane that no history was asked about, oldest first."""
    known = [span for span in covered if span.end > within.start and span.start < within.end]
    if not known:
        return ()
    taken = sorted((*known, *fills.whole, *fills.part), key=lambda span: span.start)
    return tuple(without(Span(within.start, min(within.end, known[-1].start)), taken))


def gaps_of(lanes: Sequence[LaneAccount], span: Span) -> tuple[Gap, ...]:
    """The stretches of `span` in which not every lane was covered, oldest first, and what became of them."""
    edges: dict[int, list[int]] = {}
    first, last = int(span.start), int(span.end)

    def note(pieces: Iterable[Span], column: int) -> None:
        for piece in pieces:
            start = piece.start if piece.start > first else first
            end = piece.end if piece.end < last else last
            if start < end:
                edges.setdefault(start, [0, 0, 0, 0])[column] += 1
                edges.setdefault(end, [0, 0, 0, 0])[column] -= 1

    for lane in lanes:
        note(lane.covered, 0)
        if lane.fills.whole:
            note((piece for one in lane.fills.whole for piece in without(one, lane.covered)), 1)
        if lane.fills.part:
            note((piece for one in lane.fills.part for piece in without(one, _both(lane))), 2)
        if lane.refill is Refill.NEVER:
            note(without(span, lane.covered), 3)
    gaps: list[Gap] = []
    state, at = [0, 0, 0, 0], int(span.start)
    for edge in (*sorted(edges), int(span.end)):
        covered, filled, partly, never = state
        if edge - at >= SMALLEST_GAP and covered < len(lanes):
            waiting = len(lanes) - covered - filled - partly - never
            missing = 1 - (covered + filled) / len(lanes)
            gaps.append(Gap(Span(UnixMs(at), UnixMs(edge)), missing, GapFills(filled, partly, never, waiting)))
        state = [before + by for before, by in zip(state, edges.get(edge, (0, 0, 0, 0)), strict=True)]
        at = edge
    return tuple(gaps)


def _both(lane: LaneAccount) -> list[Span]:
    return sorted((*lane.covered, *lane.fills.whole), key=lambda span: span.start)
