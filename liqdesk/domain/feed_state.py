"""The state of a lane: one connection's worth of one venue's liquidations, and the time it really covered."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from liqdesk.domain.language import marked
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.domain.venue import Refill, VenueId

LaneId = NewType("LaneId", str)
"""`venue/part`, such as `bybit/linear-1`: one venue on one connection."""

LEASE = DurationMs(15_000)
"""A lane that nobody vouched for in this long is UNKNOWN, whatever it said last."""


class LaneState(StrEnum):
    """Where a lane stands; the sentence of each is in `SENTENCES`."""

    DISABLED = marked("disabled")
    PAUSED = marked("paused")
    CONNECTING = marked("connecting")
    SUBSCRIBING = marked("subscribing")
    WARMING = marked("warming")
    LIVE = marked("live")
    QUIET = marked("quiet")
    SUSPECT = marked("suspect")
    STALE = marked("stale")
    DEGRADED = marked("degraded")
    BACKING_OFF = marked("backing off")
    RATE_LIMITED = marked("rate limited")
    BLOCKED = marked("blocked")
    INCOMPATIBLE = marked("incompatible")
    OFFLINE = marked("offline")
    UNKNOWN = marked("unknown")


COVERING = frozenset({LaneState.LIVE, LaneState.QUIET, LaneState.DEGRADED})
"""The states whose time counts as covered."""

SENTENCES = {
    LaneState.DISABLED: marked("switched off"),
    LaneState.PAUSED: marked("paused by you"),
    LaneState.CONNECTING: marked("connecting"),
    LaneState.SUBSCRIBING: marked("waiting for the venue to confirm"),
    LaneState.WARMING: marked("confirmed, waiting for proof of life"),
    LaneState.LIVE: marked("live"),
    LaneState.QUIET: marked("live, quiet"),
    LaneState.SUSPECT: marked("late, watching"),
    LaneState.STALE: marked("no proof of life"),
    LaneState.DEGRADED: marked("live, in part"),
    LaneState.BACKING_OFF: marked("retrying, no connection"),
    LaneState.RATE_LIMITED: marked("the venue asked us to wait"),
    LaneState.BLOCKED: marked("refused from this network"),
    LaneState.INCOMPATIBLE: marked("speaks a form we do not know"),
    LaneState.OFFLINE: marked("offline here"),  # in a narrow column its beginning has to say it
    LaneState.UNKNOWN: marked("nobody vouches for it"),
}


@dataclass(frozen=True, slots=True)
class LaneStatus:
    """What is known of a lane at one moment.

    `vouched_at` is the monotonic time at which its connection last said so; readers go through `seen_at`, which turns an
    old word into UNKNOWN. `topics` and `topics_wanted` count subscriptions. `next_attempt_at` is set while waiting.
    `at` is the wall clock's time of that word; `connected_at` when the connection that speaks was opened, None where there
    is none; `last_event_at` when it last brought a row of this venue, or an elder connection did.
    """

    lane: LaneId
    venue: VenueId
    state: LaneState
    detail: str = ""
    since: UnixMs = UnixMs(0)
    vouched_at: DurationMs = DurationMs(0)
    at: UnixMs = UnixMs(0)
    connected_at: UnixMs | None = None
    last_frame_at: UnixMs | None = None
    last_event_at: UnixMs | None = None
    next_attempt_at: UnixMs | None = None
    topics: int = 0
    topics_wanted: int = 0
    attempt: int = 0
    rejected: int = 0
    unknown: int = 0

    def seen_at(self, monotonic: DurationMs) -> LaneState:
        """The state a reader may show at `monotonic`: the last word, unless its lease ran out."""
        if self.state in (LaneState.DISABLED, LaneState.PAUSED) or monotonic - self.vouched_at <= LEASE:
            return self.state
        return LaneState.UNKNOWN


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of time, `start <= t < end`."""

    start: UnixMs
    end: UnixMs


@dataclass(frozen=True, slots=True)
class CoveredSpan:
    """A stretch of time over which a lane had proof of life at both ends and never lost it between."""

    lane: LaneId
    venue: VenueId
    span: Span


@dataclass(frozen=True, slots=True)
class FilledSpan:
    """A gap of a lane for which the venue's public history was asked, and what that made of it."""

    lane: LaneId
    venue: VenueId
    span: Span
    refill: Refill
