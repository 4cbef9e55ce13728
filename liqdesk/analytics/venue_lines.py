"""One line of the venues panel from the states of a venue's lanes."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

from liqdesk.analytics.views import Coverage, SideTotal, VenueMeters, VenueView
from liqdesk.domain.feed_state import COVERING, SENTENCES, LaneState, LaneStatus
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.domain.venue import Standing, VenueInfo

WORST_FIRST = (
    LaneState.INCOMPATIBLE,
    LaneState.BLOCKED,
    LaneState.RATE_LIMITED,
    LaneState.OFFLINE,
    LaneState.PAUSED,
    LaneState.UNKNOWN,
    LaneState.STALE,
    LaneState.BACKING_OFF,
    LaneState.CONNECTING,
    LaneState.SUBSCRIBING,
    LaneState.WARMING,
    LaneState.SUSPECT,
    LaneState.DEGRADED,
    LaneState.QUIET,
    LaneState.LIVE,
)


NOT_RECORDED = marked("not in the recording")

NAMED = 3
"""As many venues of one trouble are named; the others are counted."""


UNMETERED = VenueMeters()

LAGS_KEPT = 256

TRYING = frozenset({LaneState.CONNECTING, LaneState.SUBSCRIBING, LaneState.WARMING})


class Lags:
    """How late a venue's newest rows came, ms; sorted only where one was added since somebody asked."""

    def __init__(self) -> None:
        self._kept: deque[int] = deque(maxlen=LAGS_KEPT)
        self._told: tuple[DurationMs, DurationMs] | None = None

    def add(self, lag: int) -> None:
        """The newest row came so late."""
        self._kept.append(lag)
        self._told = None

    def median_and_high(self) -> tuple[DurationMs, DurationMs]:
        """The middle one, and the one that 95 of a hundred stay below; there must be one."""
        if self._told is None:
            ordered = sorted(self._kept)
            middle, high = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
            self._told = DurationMs(max(0, middle)), DurationMs(max(0, high))
        return self._told


def nobody_heard(venues: Iterable[VenueView]) -> bool:
    """Whether venues are wanted and none of them is heard, or on its way for the first time, or paused by the user."""
    states = [venue.state for venue in venues if venue.enabled]
    return bool(states) and not any(
        state in COVERING or state in TRYING or state is LaneState.PAUSED for state in states
    )


def troubles_told(venues: Iterable[VenueView]) -> str:
    """`Bybit, OKX: refused; HTX: connecting`: the sentences of venues, those that share one told together."""
    by_reason: dict[str, list[str]] = {}
    for venue in venues:
        by_reason.setdefault(venue.sentence, []).append(venue.name)
    return "; ".join(f"{_few(names)}: {reason}" for reason, names in by_reason.items())


def unreachable_told(venues: Sequence[VenueView]) -> str:
    """That none of the venues can be reached, and why, as short as it can be said."""
    reasons = {venue.sentence for venue in venues}
    if all(venue.state is LaneState.OFFLINE for venue in venues):
        return tr("This computer is offline: no exchange can be reached.")
    if len(reasons) == 1:
        return tr("No exchange can be reached ({reason}).").format(reason=reasons.pop())
    return tr("No exchange can be reached. {troubles}.").format(troubles=troubles_told(venues))


def _few(names: list[str]) -> str:
    few = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return few
    return tr("{names} and {count} more").format(names=few, count=len(names) - NAMED)


def as_recorded(venues: Sequence[VenueView]) -> tuple[VenueView, ...]:
    """Of a venue that a recording holds nothing of it is not known whether it was switched off, or only not heard."""
    told = tr(NOT_RECORDED)
    return tuple(replace(one, sentence=told) if one.state is LaneState.DISABLED else one for one in venues)


def venue_line(
    info: VenueInfo,
    enabled: bool,
    lanes: Sequence[LaneStatus],
    monotonic: DurationMs,
    coverage: Coverage,
    hour: SideTotal,
    last_event_at: UnixMs | None,
    lags: Lags | None,
    meters: VenueMeters = UNMETERED,
) -> VenueView:
    """What is known of one venue. Some lanes live and others not is DEGRADED, with the count in words."""
    state, sentence = venue_state(info, enabled, lanes, monotonic)
    attempts = [lane.next_attempt_at for lane in lanes if lane.next_attempt_at is not None]
    lag_p50, lag_p95 = (None, None) if lags is None else lags.median_and_high()
    return VenueView(
        id=info.id,
        name=info.name,
        completeness=info.completeness,
        publishes=info.publishes,
        hides=info.hides,
        enabled=enabled,
        state=state,
        sentence=sentence,
        last_event_at=last_event_at,
        lag_p50=lag_p50,
        lag_p95=lag_p95,
        coverage=coverage,
        next_attempt_at=min(attempts, default=None),
        hour=hour,
        topics=sum(lane.topics for lane in lanes),
        topics_wanted=sum(lane.topics_wanted for lane in lanes),
        rejected=sum(lane.rejected for lane in lanes),
        unknown=sum(lane.unknown for lane in lanes),
        standing=info.standing,
        caveat=info.caveat,
        refill=info.refill,
        refill_caveat=info.refill_caveat,
        meters=meters,
        side=info.side,
        short=info.short,
    )


def venue_state(
    info: VenueInfo, enabled: bool, lanes: Sequence[LaneStatus], monotonic: DurationMs
) -> tuple[LaneState, str]:
    """Where a venue stands by what its lanes say, and that in words."""
    if not enabled:
        off = tr(info.caveat if info.standing is Standing.TAPES_ONLY else SENTENCES[LaneState.DISABLED])
        return LaneState.DISABLED, off
    if not lanes:
        return LaneState.CONNECTING, tr("about to connect")
    seen = {lane: lane.seen_at(monotonic) for lane in lanes}
    if LaneState.LIVE in seen.values():  # a venue is not quiet because one of its markets is
        seen = {lane: state for lane, state in seen.items() if state is not LaneState.QUIET}
    covering = [lane for lane, state in seen.items() if state in COVERING]
    worst = min(seen, key=lambda lane: WORST_FIRST.index(seen[lane]))
    state = seen[worst]
    if covering and state not in COVERING:
        return LaneState.DEGRADED, tr("{live} of {count} sockets live; {worst}").format(
            live=len(covering), count=len(lanes), worst=_words(worst, state)
        )
    return state, _words(worst, state)


def _words(lane: LaneStatus, state: LaneState) -> str:
    said = tr(SENTENCES[state])
    return f"{said}: {lane.detail}" if lane.detail and state is lane.state else said
