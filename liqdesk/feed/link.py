"""One connection from the wait before it to its end; what it did when it is over touches nobody else."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Protocol

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.time import SECOND, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import FeedListener
from liqdesk.feed.backoff import Setback
from liqdesk.feed.budget import VenueBudget
from liqdesk.feed.conversation import Conversation, Tally
from liqdesk.feed.host import Host
from liqdesk.feed.pace import Pace
from liqdesk.feed.transport import NOT_REACHED, ConnectFailed, Dial, Transport, Wire, WireClosed
from liqdesk.venues.session import ConnectionPlan

GOING_AWAY = 1001
TURN_S = 0.004
"""After so long a row of frames the others on the loop have a turn: the window, and the other connections."""

ANSWER_WITHIN = DurationMs(5 * SECOND)
"""While nothing comes through from anywhere, a new line that answers nothing is given up after this."""

ANSWER_AFTER = SECOND
"""So long after the first sign of life from elsewhere, one without an answer is taken to have asked into the silence."""

ANSWER_FAIRLY = 3 * SECOND
"""No line is given up sooner after it was opened: at a start all are opened together, and some proxies are slow."""


class Recorder(Protocol):
    """Keeps what the venues sent, as they sent it."""

    def instruments(self, venue: VenueId, page: bytes) -> None: ...

    def opened(self, venue: VenueId, conn: int, at: UnixMs, url: str, part: str) -> None: ...

    def frame(self, venue: VenueId, conn: int, at: UnixMs, frame: str | bytes) -> None: ...

    def closed(self, venue: VenueId, conn: int, at: UnixMs, code: int, reason: str) -> None: ...

    def flush(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Means:
    """What the connections of one venue work with. `followed` gives the symbols whose prices are wanted now."""

    venue: VenueId
    transport: Transport
    clock: Clock
    random: Random
    listener: FeedListener
    budget: VenueBudget
    host: Host
    numbers: Iterator[int]
    admits: Callable[[VenueId], bool]
    followed: Callable[[], Sequence[str]]
    recorder: Recorder | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """What comes before the connect: how long, in which state, and whether a person may cut it short."""

    length: DurationMs = DurationMs(0)
    state: LaneState = LaneState.CONNECTING
    detail: str = ""
    asked: bool = False
    eager: bool = True


class Link:
    """One connection. `plan` may be changed until it dials. `over` is true at the end, `setback` then says why."""

    def __init__(
        self,
        plan: ConnectionPlan,
        means: Means,
        wait: Wait,
        tally: Tally,
        pace: Pace,
        changed: Callable[[], None],
    ) -> None:
        self.plan = plan
        self.wait = wait
        self.conversation: Conversation | None = None
        self.over = False
        self.forgiven = False
        """Whether it has delivered long enough for earlier failures to be forgotten."""
        self.setback: Setback | None = None
        self.next_attempt_at: UnixMs | None = None
        self._means = means
        self._tally = tally
        self._pace = pace
        self._changed = changed
        self._wire: Wire | None = None
        self._doom: ExpectedFailure | None = None
        self._retired = False
        self._proved = False
        self._stands_since = DurationMs(0)
        self._answer_by: DurationMs | None = None
        self._dialing = False
        self._awake = asyncio.Event()
        self._outbox: asyncio.Queue[str | None] = asyncio.Queue()

    async def run(self) -> None:
        """Wait, connect, talk until it ends. Cancelling parts politely."""
        try:
            await self._live()
        except ExpectedFailure as failure:
            self.setback = self._means.budget.socket_failed(self._doom or failure)
            if self.conversation is not None and self.conversation.first_proof is None:
                self._means.budget.trials.failed(self._means.random)
        finally:
            self.over = True
            self._means.budget.trials.ended(self)
            self._means.host.ended(self)
            self._changed()

    def state(self) -> tuple[LaneState, str]:
        """Where this connection stands."""
        if self.conversation is not None and not self.over:
            return self.conversation.state(self._means.clock.monotonic())
        if self._dialing:
            return LaneState.CONNECTING, ""
        return self.wait.state, self.wait.detail

    @property
    def dialed(self) -> bool:
        """Whether it is past the point where its plan could change."""
        return self._dialing or self.conversation is not None

    def nudge(self, force: bool = False) -> None:
        """Cut the wait short, unless the venue asked for it; `force` also where only prudence did."""
        if not self.wait.asked and (force or self.wait.state in (LaneState.BACKING_OFF, LaneState.OFFLINE)):
            self._means.budget.trials.hurry()
            self._awake.set()

    def path_is_back(self) -> None:
        """Another connection delivers after none did: wait no longer, and a line that was opened before must answer soon."""
        self.nudge()
        if self.conversation is not None:
            now = self._means.clock.monotonic()
            self._answer_by = DurationMs(max(now + ANSWER_AFTER, self._stands_since + ANSWER_FAIRLY))

    def say(self, texts: Iterable[str]) -> None:
        """Send these soon."""
        for text in texts:
            self._outbox.put_nowait(text)

    def tick(self) -> None:
        """About twice a second: signs of life, and the end of a connection that shows none."""
        talk = self.conversation
        if talk is None or self.over or self._wire is None or self._retired:
            return
        if talk.first_proof is not None and not self._proved:
            self._proved = True
            self._means.budget.trials.proved(self)
            self._means.host.proved(self)
        now, monotonic = self._means.clock.now(), self._means.clock.monotonic()
        failure = self._doom or talk.verdict(monotonic, self._answer_by)
        if failure is not None:
            self._doom = failure
            self._wire.abort()
            return
        self.say(talk.keepalive_if_due(now, monotonic))

    def probe(self) -> None:
        """Make it prove itself now."""
        if self.conversation is not None and not self.over:
            self.say(self.conversation.probe(self._means.clock.now(), self._means.clock.monotonic()))

    def follow(self) -> None:
        """Ask for the prices that are wanted now."""
        if self.conversation is not None and not self.over:
            symbols = self._means.followed()
            clock = self._means.clock
            self.say(self.conversation.follow(symbols, clock.now(), clock.monotonic()))

    def retire(self) -> None:
        """Its successor lives: part politely. Whatever still arrives is heard by nobody."""
        self._retired = True
        self._awake.set()
        self._outbox.put_nowait(None)

    async def _live(self) -> None:
        await self._pause(self.wait.length)
        while not self._retired:
            spare = self._means.budget.connect_wait(self.wait.eager)
            if spare:
                await self._spare(spare)
                continue
            turn = self._means.budget.trials.wait(self)
            if turn:
                await self._queue(turn)
                continue
            async with self._means.budget.door:
                if self._retired or self._means.budget.connect_wait(self.wait.eager):
                    continue
                wire = await self._dial()
            if wire is not None:
                await self._talk(wire)
            return

    async def _spare(self, length: DurationMs) -> None:
        """The venue's budget says wait; nobody may cut that short."""
        held = self._means.budget.socket_hold
        state = LaneState.BACKING_OFF if held is None else held.state
        detail = "sparing the venue another connect" if held is None else held.sentence
        self.wait = Wait(length, state, detail, asked=True, eager=self.wait.eager)
        self._awake.clear()
        await self._pause(length)

    async def _queue(self, length: DurationMs) -> None:
        """Nothing of this venue works, and it is not this connection's turn to try."""
        detail = self.wait.detail or "after another connection of this venue"
        self.wait = Wait(length, LaneState.BACKING_OFF, detail, eager=self.wait.eager)
        self._awake.clear()
        await self._pause(length)
        if not self._means.budget.trials.in_doubt:
            # Another one has shown that the venue works: what was failing is over.
            self.wait = replace(self.wait, eager=True)

    async def _pause(self, length: DurationMs) -> None:
        if length <= 0:
            return
        self.next_attempt_at = UnixMs(self._means.clock.now() + length)
        try:
            async with asyncio.timeout(length / SECOND):
                await self._awake.wait()
        except TimeoutError:
            return
        finally:
            self.next_attempt_at = None

    async def _dial(self) -> Wire | None:
        """A wire, or None and the setback."""
        means, plan = self._means, self.plan
        means.budget.charge()
        self._dialing = True
        who = f"{means.venue}/{plan.part}"
        try:
            wire = await means.transport.connect(
                Dial(plan.url, plan.headers, plan.transport_pings, plan.max_frame_bytes)
            )
        except ExpectedFailure as failure:
            if isinstance(failure, ConnectFailed) and failure.kind in NOT_REACHED:
                means.budget.refund()
            else:
                means.budget.trials.failed(means.random)
            means.host.failed(who, failure)
            # Judged while the door is still shut, so that whoever waits behind it learns of a refusal before asking.
            self.setback = means.budget.socket_failed(failure)
            return None
        finally:
            self._dialing = False
        means.host.reached(who)
        return wire

    async def _talk(self, wire: Wire) -> None:
        means = self._means
        number = next(means.numbers)
        talk = Conversation(self.plan, means.listener, means.admits, self._tally)
        self._wire = wire
        now, monotonic = means.clock.now(), means.clock.monotonic()
        if means.recorder is not None:
            means.recorder.opened(means.venue, number, now, self.plan.url, self.plan.part)
        self.conversation, self._stands_since = talk, monotonic
        if means.host.mute:
            self._answer_by = DurationMs(monotonic + ANSWER_WITHIN)
        self.say(talk.opened(now, monotonic))
        self.follow()
        self.say(talk.keepalive_if_due(now, monotonic))
        ending = WireClosed(GOING_AWAY, "")
        try:
            async with asyncio.TaskGroup() as group:
                writer = group.create_task(self._write(wire))
                ending = await self._read(wire, talk, number)
                writer.cancel()
        finally:
            await wire.close()
            if means.recorder is not None:
                means.recorder.closed(means.venue, number, means.clock.now(), ending.code, ending.reason)
        raise ending

    async def _read(self, wire: Wire, talk: Conversation, number: int) -> WireClosed:
        """Hear every frame until there are no more; how it ended."""
        clock, recorder, venue = self._means.clock, self._means.recorder, self._means.venue
        loop = asyncio.get_running_loop()
        until = loop.time() + TURN_S
        try:
            while True:
                asked = loop.time()
                frame = await wire.receive()
                if loop.time() - asked >= TURN_S:
                    until = loop.time() + TURN_S  # the others had their turn while there was nothing to read
                now = clock.now()
                if self._retired:
                    continue
                if recorder is not None:
                    recorder.frame(venue, number, now, frame)
                says = talk.received(frame, now, clock.monotonic())
                if says:
                    self.say(says)
                if loop.time() >= until:
                    await asyncio.sleep(0)  # frames that wait already come without a pause of their own
                    until = loop.time() + TURN_S
        except WireClosed as closed:
            return closed

    async def _write(self, wire: Wire) -> None:
        loop, every, at_once = asyncio.get_running_loop(), self.plan.send_every, self.plan.sends_at_once
        try:
            while (text := await self._outbox.get()) is not None:
                await asyncio.sleep(self._pace.wait(loop.time(), every, at_once))
                self._pace.spoke(loop.time(), every)
                await wire.send(text)
            await wire.close()
        except WireClosed:
            return  # the reader meets the same end and reports it
