"""Keeps one planned connection alive: reconnects, lets a successor take over before the old one goes, tells its lanes."""

import asyncio
import logging
from dataclasses import dataclass

from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.time import MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.feed.backoff import PATIENCE, Setback, full_jitter
from liqdesk.feed.conversation import Conversation, Tally
from liqdesk.feed.link import Link, Means, Wait
from liqdesk.feed.pace import Pace
from liqdesk.venues.session import ConnectionPlan

log = logging.getLogger(__name__)

OVERLAP_LIMIT = DurationMs(10 * SECOND)
"""A successor that lives waits this long at most for the elder to prove itself once more, so that their spans overlap."""

SUCCESSOR_PATIENCE = MINUTE
"""After a successor failed or took over, the next comes this much later at the earliest."""

ROTATION_SPREAD = 0.1

DROPPED_RETRY = DurationMs(4 * SECOND)
"""A connection that had delivered is retried this soon however often it dropped; the venue's budget sets the bound."""


@dataclass(slots=True)
class _Lane:
    """What was last told of one venue on this connection."""

    id: LaneId
    since: UnixMs
    state: LaneState = LaneState.CONNECTING
    admitted_from: UnixMs = UnixMs(0)


class Runner:
    """The life of one planned connection. `tick` is called about twice a second, `tell` about once."""

    def __init__(self, plan: ConnectionPlan, means: Means, delay: DurationMs = DurationMs(0)) -> None:
        self.plan = plan
        self._means = means
        self._delay = delay
        self._tally = Tally(means.venue)
        self._pace = Pace()
        self._changed = asyncio.Event()
        self._group: asyncio.TaskGroup | None = None
        self._current: Link | None = None
        self._successor: Link | None = None
        self._successor_from = DurationMs(0)
        self._rotate_at: DurationMs | None = None
        self._disbelieved = False
        self._attempts = 0
        self._lanes: dict[VenueId, _Lane] = {}
        self._told = LaneState.CONNECTING

    async def run(self) -> None:
        """Until cancelled."""
        self._successor = None
        async with asyncio.TaskGroup() as group:
            self._group = group
            self._current = self._open(Wait(self._delay))
            while True:
                await self._changed.wait()
                self._changed.clear()
                self._settle()

    def replan(self, plan: ConnectionPlan) -> None:
        """Become this connection instead, with a successor first if there is something to lose."""
        self.plan = plan
        current = self._current
        if current is None:
            return
        if not current.dialed:
            current.plan = plan
            return
        self._drop_successor()
        self._successor_from = DurationMs(0)
        self._succeed()

    def brings(self, lane: LaneId) -> bool:
        """Whether this connection tells of that lane."""
        return any(one.id == lane for one in self._lanes.values())

    def renew(self) -> None:
        """Its silence is not believed: a successor subscribes anew beside it and takes over once it lives."""
        current = self._current
        if current is not None and current.conversation is not None and not current.over:
            log.info("%s: a fresh connection is opened because its silence is not believed", self._who)
            self._disbelieved = True
            self._succeed()

    def nudge(self, force: bool = False) -> None:
        """Try now instead of waiting on, unless the venue asked for the wait."""
        if self._current is not None:
            self._current.nudge(force)

    def path_is_back(self, shown_by: object) -> None:
        """Something comes through again that did not: what failed before says nothing any more.

        Who has shown it learns nothing of it: only data over a while has a connection's own failures forgotten.
        """
        current = self._current
        if current is not None and current is not shown_by:
            self._attempts = min(self._attempts, 1)
            current.path_is_back()

    def probe(self) -> None:
        """The computer may have slept: prove the connection, or cut the wait short."""
        if self._current is not None:
            self._current.probe()
            self._current.nudge()

    def follow(self) -> None:
        """The wanted prices changed."""
        for link in (self._current, self._successor):
            if link is not None:
                link.follow()

    def tick(self) -> None:
        """Look after what is due."""
        current = self._current
        if current is None:
            return
        current.tick()
        if self._successor is not None:
            self._successor.tick()
        talk = current.conversation
        if talk is not None and not current.over:
            if talk.delivered_for >= PATIENCE and not current.forgiven:
                current.forgiven = True
                self._attempts = 0
                self._means.budget.delivered()
            if self._due_to_rotate(talk.leaving):
                self._succeed()
        self._settle()

    def tell(self) -> None:
        """Tell every lane's state, which also renews its lease, and the spans that grew."""
        current = self._current
        state, detail = (LaneState.CONNECTING, "") if current is None else self._state(current)
        if state is not self._told:
            log.info("%s/%s: %s%s", self._means.venue, self.plan.part, state, f" ({detail})" if detail else "")
            self._told = state
        for venue in self._carried():
            self._tell_status(self._lane(venue), venue, state, detail)
        if current is not None and self._doubting is None:
            self._tell_spans(current)

    def gone(self) -> None:
        """The connection should no longer exist: its lanes end."""
        for link in (self._current, self._successor):
            if link is not None:
                self._tell_spans(link)
        self._means.host.forget(self._who)
        for lane in self._lanes.values():
            self._means.listener.lane_gone(lane.id)
        self._lanes.clear()

    @property
    def _who(self) -> str:
        return f"{self._means.venue}/{self.plan.part}"

    @property
    def _doubting(self) -> Conversation | None:
        """The conversation that is taking over from one whose silence is not believed: rows come on it from now on."""
        successor = self._successor
        return successor.conversation if self._disbelieved and successor is not None else None

    def _carried(self) -> list[VenueId]:
        """The venues it brings rows of that are wanted; a lane that is no longer wanted ends here."""
        wanted = [venue for venue in self.plan.carries if self._means.admits(venue)]
        for venue in [venue for venue in self._lanes if venue not in wanted]:
            self._means.listener.lane_gone(self._lanes.pop(venue).id)
        return wanted

    def _lane(self, venue: VenueId) -> _Lane:
        lane = self._lanes.get(venue)
        if lane is None:
            now = self._means.clock.now()
            # Whoever is wanted from the start is covered by the first proof; who comes later only from then on.
            first = not self._lanes
            lane = _Lane(LaneId(f"{venue}/{self.plan.part}"), now, admitted_from=UnixMs(0) if first else now)
            self._lanes[venue] = lane
        return lane

    def _state(self, current: Link) -> tuple[LaneState, str]:
        state, detail = current.state()
        if state is LaneState.BACKING_OFF and self._means.host.offline:
            return LaneState.OFFLINE, detail
        return state, detail

    def _tell_status(self, lane: _Lane, venue: VenueId, state: LaneState, detail: str) -> None:
        clock, tally, current = self._means.clock, self._tally, self._current
        talk = None if current is None else current.conversation
        heard_on = self._doubting or talk
        if state is not lane.state:
            lane.state, lane.since = state, clock.now()
        self._means.listener.lane_changed(
            LaneStatus(
                lane=lane.id,
                venue=venue,
                state=state,
                detail=detail,
                since=lane.since,
                vouched_at=clock.monotonic(),
                at=clock.now(),
                connected_at=None if heard_on is None else heard_on.opened_at,
                last_frame_at=None if talk is None else talk.last_frame_at,
                last_event_at=tally.heard.get(venue),
                next_attempt_at=None if current is None else current.next_attempt_at,
                topics=0 if talk is None else len(talk.subscribed),
                topics_wanted=self.plan.topics,
                attempt=self._attempts,
                rejected=tally.rejected,
                unknown=tally.unknown,
            )
        )

    def _tell_spans(self, link: Link) -> None:
        talk = link.conversation
        if talk is None:
            return
        for piece in talk.spans.pieces():
            for venue, lane in self._lanes.items():
                start = max(piece.start, lane.admitted_from)
                if start < piece.end:
                    self._means.listener.covered(CoveredSpan(lane.id, venue, Span(start, piece.end)))

    def _open(self, wait: Wait) -> Link:
        if self._group is None:
            raise RuntimeError("a connection is opened only while its runner runs")
        link = Link(self.plan, self._means, wait, self._tally, self._pace, self._changed.set)
        self._group.create_task(link.run())
        return link

    def _settle(self) -> None:
        """Put a successor in place, or replace what ended."""
        current, successor = self._current, self._successor
        if current is None or self._group is None:
            return
        if successor is not None and successor.over:
            self._successor = successor = None
            self._disbelieved = False
            self._successor_from = DurationMs(self._means.clock.monotonic() + SUCCESSOR_PATIENCE)
        if successor is not None and (current.over or self._overlaps(current, successor)):
            self._promote(current, successor)
        elif current.over:
            self._tell_spans(current)
            self._current = self._open(self._after(current))
            self._rotate_at = None

    def _overlaps(self, current: Link, successor: Link) -> bool:
        elder, younger = current.conversation, successor.conversation
        if younger is None or younger.first_proof is None or not younger.ready:
            return False
        if elder is None or elder.last_proof >= younger.first_proof:
            return True
        return self._means.clock.monotonic() - younger.first_proof >= OVERLAP_LIMIT

    def _promote(self, current: Link, successor: Link) -> None:
        if self._doubting is None:
            self._tell_spans(current)
            if current.conversation is not None and successor.conversation is not None:
                successor.conversation.spans.go_on_from(current.conversation.spans)
        self._disbelieved = False
        current.retire()
        self._current, self._successor, self._rotate_at = successor, None, None
        self._successor_from = DurationMs(self._means.clock.monotonic() + SUCCESSOR_PATIENCE)
        log.info("%s: a fresh connection took over", self._who)

    def _after(self, ended: Link) -> Wait:
        """How to go on after a connection that ended by itself."""
        talk, setback = ended.conversation, ended.setback
        worked = talk is not None and talk.first_proof is not None
        if talk is not None and talk.delivered_for >= PATIENCE:
            self._attempts = 0
        # What the venue as a whole fails at, its connections try in turn.
        doubt = self._means.budget.trials.in_doubt
        delay = DurationMs(0) if doubt else full_jitter(self._attempts, self._means.random)
        if worked:
            delay = min(delay, DROPPED_RETRY)
        self._attempts += 1
        state, detail, asked = _of(setback)
        if setback is not None and setback.wait is not None:
            delay = max(delay, setback.wait)
        # The loss of a working connection is news; that another attempt failed shows in the lane's state.
        level = logging.INFO if worked else logging.DEBUG
        log.log(level, "%s: %s; next try in %.1f s", self._who, detail or "ended", delay / SECOND)
        return Wait(delay, state, detail, asked, eager=worked)

    def _due_to_rotate(self, leaving: str) -> bool:
        now = self._means.clock.monotonic()
        if self._successor is not None or now < self._successor_from:
            return False
        if leaving:
            return True
        if self.plan.rotate_after is None:
            return False
        if self._rotate_at is None:
            early = self._means.random.uniform(0, ROTATION_SPREAD * self.plan.rotate_after)
            self._rotate_at = DurationMs(int(now + self.plan.rotate_after - early))
        return now >= self._rotate_at

    def _succeed(self) -> None:
        if self._group is not None and self._successor is None:
            self._successor = self._open(Wait())

    def _drop_successor(self) -> None:
        if self._successor is not None:
            self._successor.retire()
            self._successor = None


def _of(setback: Setback | None) -> tuple[LaneState, str, bool]:
    if setback is None:
        return LaneState.BACKING_OFF, "", False
    return setback.state, setback.sentence, setback.asked
