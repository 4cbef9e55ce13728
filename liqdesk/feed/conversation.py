"""One connection's conversation, heard: what a session makes of the frames, and what that proves about the connection."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import FeedListener
from liqdesk.feed.backoff import Dead, Incompatible
from liqdesk.feed.spans import ProofSpans
from liqdesk.venues.session import (
    Alive,
    ConnectionPlan,
    Leaving,
    Refused,
    Rejected,
    Send,
    Subscribed,
    Unknown,
    VenueEvent,
    reports_among,
)

log = logging.getLogger(__name__)

ACK_LIMIT = DurationMs(10 * SECOND)
FIRST_PROOF_LIMIT = DurationMs(30 * SECOND)
LEAST_PROOF_LIMIT = MINUTE
"""Where only heartbeats prove life, this long without one at least before the channel is given up."""

QUIET_AFTER = DurationMs(10 * MINUTE)
STARVED = DurationMs(3 * SECOND // 2)
"""Ticks this far apart, three times what is usual, mean that the program itself stood still: frames may be waiting unread.

On a machine with too much to do it stands still again and again; a venue is then judged once that has been over for a while.
"""

PROBE_LIMIT = DurationMs(5 * SECOND)
COMPLAINTS_TOLD = 30
REJECTED_SHARE = 0.01
BELIEVED_NONSENSE = 5
"""After so many rejected rows in a row, signs of life prove no longer that what happens is being told."""


@dataclass(slots=True)
class Tally:
    """What one lane's connections have counted, over all of them; each new complaint is logged once, up to a limit."""

    venue: VenueId
    reports: int = 0
    rejected: int = 0
    unknown: int = 0
    heard: dict[VenueId, UnixMs] = field(default_factory=dict)
    """When the last row of each venue came."""
    told: set[str] = field(default_factory=set)
    last_complaint: str = ""

    def complain(self, what: str, reason: str) -> None:
        """Log a complaint nobody has read yet."""
        self.last_complaint = reason
        if reason not in self.told and len(self.told) < COMPLAINTS_TOLD:
            self.told.add(reason)
            log.info("%s: %s: %s", self.venue, what, reason)


class Conversation:
    """What is known of one open connection. Times are given with every call; nothing here waits or sends.

    A proof of the channel is a report, a price or, where no canary is declared, a sign of life, once the subscription is
    whole. `every_frame_proves` is for recorded frames, where nobody subscribes. Methods that return texts return what to
    send.
    """

    def __init__(
        self,
        plan: ConnectionPlan,
        listener: FeedListener,
        admits: Callable[[VenueId], bool],
        tally: Tally,
        every_frame_proves: bool = False,
    ) -> None:
        self.plan = plan
        self.tally = tally
        self.leaving = ""
        self.subscribed: set[str] = set()
        self.refused: dict[str, str] = {}
        self.proof_limit = plan.canary_limit or DurationMs(max(2 * plan.silence_limit, LEAST_PROOF_LIMIT))
        self.spans = ProofSpans(None if every_frame_proves else self.proof_limit)
        self.first_proof: DurationMs | None = None
        self.last_proof = DurationMs(0)
        self.last_frame_at: UnixMs | None = None
        self.opened_at: UnixMs | None = None
        self._session = plan.new_session()
        self._listener = listener
        self._admits = admits
        self._every_frame_proves = every_frame_proves
        self._alive_proves = plan.canary_limit is None
        self._history_before = UnixMs(0)
        self._ready: DurationMs | None = None
        self._opened = self._progress = self._last_frame = DurationMs(0)
        self._last_event: DurationMs | None = None
        self._spoke: DurationMs | None = None
        self._ticked: DurationMs | None = None
        self._grace_until = DurationMs(0)
        self._probe_due: DurationMs | None = None
        self._last_canary = DurationMs(0)
        self._known_frames = 0
        self._rejected_running = 0

    def opened(self, now: UnixMs, monotonic: DurationMs) -> list[str]:
        """The connection stands."""
        self._opened = self._progress = self._last_frame = monotonic
        self.opened_at = now
        if self.plan.history_before_open:
            self._history_before = now
        if self.plan.topics == 0:
            self._ready = monotonic
        return self._heard(self._session.opened(), now, monotonic)

    def received(self, frame: str | bytes, now: UnixMs, monotonic: DurationMs) -> list[str]:
        """A frame came in."""
        self.last_frame_at = now
        self._last_frame = monotonic
        return self._heard(self._session.received(frame), now, monotonic, self._every_frame_proves, frame)

    def follow(self, symbols: Sequence[str], now: UnixMs, monotonic: DurationMs) -> list[str]:
        """Ask for the prices of these symbols too."""
        return self._heard(self._session.follow(symbols), now, monotonic)

    def keepalive_if_due(self, now: UnixMs, monotonic: DurationMs) -> list[str]:
        """Say a sign of life if it is time, the first one at once."""
        if self._spoke is not None and monotonic - self._spoke < self.plan.keepalive_every:
            return []
        return self.speak(now, monotonic)

    def speak(self, now: UnixMs, monotonic: DurationMs) -> list[str]:
        """Say a sign of life now."""
        self._spoke = monotonic
        return self._heard(self._session.keepalive(), now, monotonic)

    def probe(self, now: UnixMs, monotonic: DurationMs) -> list[str]:
        """The machine may have slept: any frame must come soon, or the connection is dead."""
        self._probe_due = DurationMs(monotonic + PROBE_LIMIT)
        return self.speak(now, monotonic)

    @property
    def ready(self) -> bool:
        """Whether the subscription is as whole as it will be."""
        return self._ready is not None

    @property
    def delivered_for(self) -> DurationMs:
        """How long this connection has proved to deliver."""
        return DurationMs(0) if self.first_proof is None else DurationMs(self.last_proof - self.first_proof)

    def verdict(self, monotonic: DurationMs, answer_by: DurationMs | None = None) -> ExpectedFailure | None:
        """Why this connection must end now, or None. Called about once a second.

        By `answer_by` something must have been answered, or where nothing is asked for, some frame have come.
        """
        starved = self._ticked is not None and monotonic - self._ticked > STARVED
        self._ticked = monotonic
        if starved:
            self._grace_until = DurationMs(monotonic + PROBE_LIMIT)
            self._probe_due = self._probe_due and self._grace_until
        if self._probe_due is not None and monotonic >= self._probe_due:
            due, self._probe_due = self._probe_due, None
            if self._last_frame < due - PROBE_LIMIT:
                return Dead("it did not outlive this computer's sleep")
        if monotonic < self._grace_until:
            return None
        if monotonic - self._last_frame > self.plan.silence_limit:
            return Dead(f"nothing came for {_seconds(self.plan.silence_limit)}")
        if answer_by is not None and monotonic > answer_by and not self._answered:
            return Dead("what it asked for was not answered")
        return self._channel_verdict(monotonic)

    @property
    def _answered(self) -> bool:
        return bool(self.subscribed or self.refused) or (self.plan.topics == 0 and self.last_frame_at is not None)

    def _channel_verdict(self, monotonic: DurationMs) -> ExpectedFailure | None:
        if self._ready is None:
            return self._without_acks(monotonic)
        if self.plan.topics and not self.subscribed:
            return Incompatible(f"it refused every topic: {next(iter(self.refused.values()), '')}")
        if self.first_proof is None:
            if monotonic - self._ready <= FIRST_PROOF_LIMIT:
                return None
            if self.tally.unknown and not self._known_frames:
                return Incompatible("it sends only frames of a form we do not know")
            return self._nonsense() or Dead(f"subscribed, but no data came within {_seconds(FIRST_PROOF_LIMIT)}")
        if monotonic - self.last_proof > self.proof_limit:
            return self._nonsense() or Dead(f"no proof of data for {_seconds(self.proof_limit)}")
        if self._canary_late(monotonic, self.proof_limit):
            # Rows still come, so nothing is lost by letting a successor prove itself first.
            self.leaving = self.leaving or f"its prices stopped {_seconds(self.proof_limit)} ago"
        return None

    def _nonsense(self) -> Incompatible | None:
        if self._believable:
            return None
        return Incompatible(f"its last {self._rejected_running} rows made no sense: {self.tally.last_complaint}")

    @property
    def _believable(self) -> bool:
        return self._rejected_running < BELIEVED_NONSENSE

    def _canary_late(self, monotonic: DurationMs, limit: DurationMs) -> bool:
        if self.plan.canary_limit is None or self._ready is None:
            return False
        return monotonic - max(self._ready, self._last_canary) > limit

    def _without_acks(self, monotonic: DurationMs) -> ExpectedFailure | None:
        if monotonic - self._progress <= ACK_LIMIT:
            return None
        if not self.subscribed:
            return Dead(f"it did not confirm the subscription within {_seconds(ACK_LIMIT)}")
        self._ready = monotonic
        return None

    def state(self, monotonic: DurationMs) -> tuple[LaneState, str]:
        """Where the lane stands, and what there is to say about it."""
        if self._ready is None:
            return LaneState.SUBSCRIBING, f"{len(self.subscribed)} of {self.plan.topics} topics confirmed"
        if self.first_proof is None:
            return LaneState.WARMING, ""
        late = monotonic - self.last_proof
        if late > self._suspect_after:
            return LaneState.SUSPECT, f"no proof of data for {_seconds(DurationMs(late))}"
        flaw = self._flaw(monotonic)
        if flaw:
            return LaneState.DEGRADED, flaw
        silent = monotonic - (self.first_proof if self._last_event is None else self._last_event)
        if silent > QUIET_AFTER:
            return LaneState.QUIET, f"no liquidation for {silent // MINUTE} min"
        return LaneState.LIVE, ""

    @property
    def _suspect_after(self) -> DurationMs:
        if self.plan.canary_limit is not None:
            return DurationMs(self.plan.canary_limit * 6 // 10)
        return DurationMs(max(self.plan.silence_limit * 6 // 10, self.plan.keepalive_every + 3 * SECOND))

    def _flaw(self, monotonic: DurationMs) -> str:
        if self._canary_late(monotonic, self._suspect_after):
            return "its prices stopped"
        missing = self.plan.topics - len(self.subscribed)
        if self.plan.topics and missing > 0:
            return f"{missing} of {self.plan.topics} topics refused"
        rejected, reports = self.tally.rejected, self.tally.reports
        if rejected >= 3 and rejected > REJECTED_SHARE * (rejected + reports):
            return f"{rejected} of {rejected + reports} rows made no sense"
        return ""

    def _heard(
        self,
        events: Sequence[VenueEvent],
        now: UnixMs,
        monotonic: DurationMs,
        proved: bool = False,
        frame: str | bytes | None = None,
    ) -> list[str]:
        reports = reports_among(events)
        if reports:
            proved = True
            self._rejected_running = 0
        sends: list[str] = []
        if len(reports) < len(events):
            proved = self._beside_reports(events, monotonic, sends) or proved
        if proved and self._ready is not None and self._believable:
            self._prove(now, monotonic)
        if not all(map(self._admits, {report.venue for report in reports})):
            reports = [report for report in reports if self._admits(report.venue)]
        if reports:
            self._report(reports, now, monotonic, frame)
        return sends

    def _beside_reports(self, events: Sequence[VenueEvent], monotonic: DurationMs, sends: list[str]) -> bool:
        """Take what is no report, and gather what is to be sent; True where something proves that the channel lives."""
        proved = False
        for event in events:
            if isinstance(event, LiquidationReport):
                self._rejected_running = 0
            elif isinstance(event, PriceTick):
                proved = True
                self._last_canary = monotonic
                if self._admits(event.venue):
                    self._listener.priced(event)
            elif isinstance(event, Send):
                sends.append(event.text)
            else:
                proved = self._other(event, monotonic) or proved
        return proved

    def _report(
        self, reports: Sequence[LiquidationReport], now: UnixMs, monotonic: DurationMs, frame: str | bytes | None
    ) -> None:
        self.tally.reports += len(reports)
        self.tally.heard[reports[-1].venue] = now  # no venue mixes two in one frame
        self._last_event = monotonic
        self._listener.reported(reports, now, self._history_before, frame)

    def _prove(self, now: UnixMs, monotonic: DurationMs) -> None:
        if self.first_proof is None:
            self.first_proof = monotonic
        self.last_proof = monotonic
        self._known_frames += 1
        self.spans.prove(now, monotonic)

    def _other(self, event: VenueEvent, monotonic: DurationMs) -> bool:
        """Take an event that is no data; True where it proves that the channel lives."""
        match event:
            case Alive():
                self._known_frames += 1
                return self._alive_proves
            case Subscribed(topic):
                self._acknowledged(topic, monotonic)
            case Refused(topic, reason, retryable):
                self._declined(topic, reason, retryable, monotonic)
            case Leaving(reason):
                self.leaving = reason or "it said that it will close"
            case Rejected(reason):
                self.tally.rejected += 1
                self._rejected_running += 1
                self.tally.complain("rejected", reason)
            case Unknown(reason):
                self.tally.unknown += 1
                self.tally.complain("unknown", reason)
        return False

    def _acknowledged(self, topic: str, monotonic: DurationMs) -> None:
        self.refused.pop(topic, None)
        self.subscribed.add(topic)
        self._advance(monotonic)

    def _declined(self, topic: str, reason: str, retryable: bool, monotonic: DurationMs) -> None:
        self.tally.complain("refused", f"{topic or 'a request'}: {reason}")
        if retryable or not topic:
            return
        if self._ready is None or topic in self.subscribed:
            self.subscribed.discard(topic)
            self.refused[topic] = reason
            self._advance(monotonic)

    def _advance(self, monotonic: DurationMs) -> None:
        self._progress = monotonic
        if self._ready is None and len(self.subscribed) + len(self.refused) >= self.plan.topics:
            self._ready = monotonic


def _seconds(span: DurationMs) -> str:
    return f"{span / SECOND:.0f} s"
