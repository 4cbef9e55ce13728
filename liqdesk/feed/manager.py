"""Which connections should exist, and that they do: plans of the enabled venues, their runners, and the filling of gaps."""

import asyncio
import itertools
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import Any

from liqdesk.domain.feed_state import LaneId, LaneState, LaneStatus
from liqdesk.domain.time import SECOND, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.ports import FeedListener, GapBook
from liqdesk.feed.backfill import Backfill, HistoryMeans
from liqdesk.feed.backoff import full_jitter
from liqdesk.feed.budget import VenueBudget
from liqdesk.feed.context import ContextParts, ContextReader
from liqdesk.feed.host import Host, SinceBoot, SleepWatch
from liqdesk.feed.instruments import InstrumentList, Pantry
from liqdesk.feed.link import Means, Recorder
from liqdesk.feed.runner import Runner
from liqdesk.feed.transport import Keeping, Transport
from liqdesk.venues.context.contract import ContextVenue
from liqdesk.venues.history import History
from liqdesk.venues.session import Addresses, ConnectionPlan, Venue

log = logging.getLogger(__name__)

TICK = 0.5
STAGGER = DurationMs(3 * SECOND)
LONGEST_STEP = DurationMs(250)
LIST_PATIENCE = 5.0
"""Seconds that a venue whose connections follow from its list waits for a fresh one."""


@dataclass(frozen=True, slots=True)
class FeedParts:
    """What the feed is built from. `recorder` gets the raw frames of everything, if given.

    Gaps are filled from the `histories`, those after `filled_from`, where there is a `gaps` to ask about them.
    `contexts` are the venues that tell of the market beside the liquidations, `watched` the symbols wanted of one.
    """

    venues: Mapping[VenueId, Venue]
    addresses: Mapping[VenueId, Addresses]
    catalogue: Catalogue
    listener: FeedListener
    transport: Transport
    fetcher: Keeping
    clock: Clock
    random: Random
    bundled: Callable[[VenueId], str | None]
    since_boot: SinceBoot = lambda: None
    recorder: Recorder | None = None
    histories: Mapping[VenueId, History] = field(default_factory=dict)
    gaps: GapBook | None = None
    filled_from: UnixMs = UnixMs(0)
    contexts: Mapping[VenueId, ContextVenue] = field(default_factory=dict)
    watched: Callable[[VenueId], Sequence[str]] = lambda _: ()


@dataclass(slots=True)
class _Desk:
    """One venue that is listened to: its list, its runners by part, and the tasks of both."""

    venue: Venue
    list: InstrumentList
    runners: dict[str, Runner] = field(default_factory=dict)
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    planning: bool = False


class FeedManager:
    """Implements `FeedOrders`. `run` works until it is cancelled or `stop` is called."""

    def __init__(self, parts: FeedParts, enabled: frozenset[VenueId]) -> None:
        self._parts = parts
        self._enabled = enabled & parts.venues.keys()
        self._followed: dict[VenueId, tuple[str, ...]] = {}
        self._desks: dict[VenueId, _Desk] = {}
        self._budgets: dict[VenueId, VenueBudget] = {}
        self._host = Host(self._wake)
        self._numbers = itertools.count()
        self._work = asyncio.Event()
        self._replan: set[VenueId] = set()
        self._stopped = False
        self._group: asyncio.TaskGroup | None = None
        self._pantry = Pantry(
            parts.catalogue,
            parts.fetcher,
            parts.clock,
            parts.random,
            parts.addresses,
            self._budget,
            parts.bundled,
            parts.recorder,
        )

    async def run(self) -> None:
        """Keep the connections that should exist. On the way out every wire is closed."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            ticker = group.create_task(self._tick_on())
            while not self._stopped:
                self._reconcile()
                await self._work.wait()
                self._work.clear()
            ticker.cancel()
            for venue in tuple(self._desks):
                self._close(venue)
            self._group = None

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._stopped = True
        self._work.set()

    def set_enabled(self, venues: frozenset[VenueId]) -> None:
        """Listen to exactly these venues; those nobody knows are left out."""
        self._enabled = venues & self._parts.venues.keys()
        self._work.set()

    def renew(self, lane: LaneId) -> None:
        """Let a fresh connection take over from the one that brings this lane."""
        for runner in self._runners():
            if runner.brings(lane):
                runner.renew()

    def retry(self, venue: VenueId) -> None:
        """Try a waiting venue now, unless it asked us to wait. A venue carried by another means that one."""
        carrier = self._carrier(venue) or venue
        desk = self._desks.get(carrier)
        if desk is not None:
            for runner in desk.runners.values():
                runner.nudge(force=True)

    def follow(self, symbols: Mapping[VenueId, Sequence[str]]) -> None:
        """Ask for these prices instead of those followed before."""
        before, self._followed = self._followed, {venue: tuple(sorted(ones)) for venue, ones in symbols.items()}
        either = before.keys() | symbols.keys()
        changed = {venue for venue in either if before.get(venue) != self._followed.get(venue)}
        for venue in changed & self._desks.keys():
            for runner in self._desks[venue].runners.values():
                runner.follow()

    def _budget(self, venue: VenueId) -> VenueBudget:
        if venue not in self._budgets:
            self._budgets[venue] = VenueBudget(self._parts.clock)
        return self._budgets[venue]

    def _carrier(self, venue: VenueId) -> VenueId | None:
        """The enabled venue whose connection brings this one's rows."""
        carrier = self._parts.venues[venue].info.carried_by if venue in self._parts.venues else None
        return carrier if carrier in self._enabled else None

    def _reconcile(self) -> None:
        """Open what is missing, close what is not wanted, follow new plans."""
        for venue in [venue for venue in self._desks if venue not in self._enabled]:
            self._close(venue)
        for venue in sorted(self._enabled - self._desks.keys()):
            self._enter(venue)
        due, self._replan = self._replan, set()
        for venue in sorted(due & self._desks.keys()):
            self._desks[venue].planning = True
        step = self._step()
        starts = 0
        for venue, desk in self._desks.items():
            starts += self._plan(venue, desk, step, starts)

    def _step(self) -> DurationMs:
        return DurationMs(min(LONGEST_STEP, STAGGER // max(1, 2 * len(self._enabled))))

    def _enter(self, venue: VenueId) -> None:
        """Begin with a venue: its list, and its plan as soon as there is one."""
        adapter = self._parts.venues[venue]
        desk = _Desk(adapter, InstrumentList(adapter, self._pantry, self._listed))
        self._desks[venue] = desk
        desk.list.start()
        self._start(desk, "list", desk.list.keep)
        history, gaps = self._parts.histories.get(venue), self._parts.gaps
        if history is not None and gaps is not None:
            self._start(desk, "gaps", partial(self._fill_gaps, desk, history, gaps))
        if venue in self._parts.contexts:
            self._start(desk, "context", self._context(venue).keep)
        if adapter.plan((), self._parts.addresses[venue]):
            desk.planning = True
        else:
            self._start(desk, "wait", lambda: self._wait_for_list(venue, desk.list))

    async def _fill_gaps(self, desk: _Desk, history: History, gaps: GapBook) -> None:
        """Once there is a list of contracts to ask about."""
        parts, info = self._parts, desk.venue.info
        await desk.list.tried.wait()
        means = HistoryMeans(
            info=info,
            history=history,
            addresses=parts.addresses[info.id],
            budget=self._budget(info.id),
            fetcher=parts.fetcher,
            listener=parts.listener,
            gaps=gaps,
            clock=parts.clock,
            random=parts.random,
            plans=lambda: [runner.plan for runner in desk.runners.values()],
            instruments=lambda: parts.catalogue.of(info.id),
            since=parts.filled_from,
        )
        await Backfill(means).keep()

    def _context(self, venue: VenueId) -> ContextReader:
        parts = self._parts
        means = ContextParts(
            parts.listener, parts.fetcher, parts.clock, parts.random, self._budget(venue), parts.watched
        )
        return ContextReader(parts.contexts[venue], parts.addresses[venue], means)

    async def _wait_for_list(self, venue: VenueId, waited: InstrumentList) -> None:
        try:
            async with asyncio.timeout(LIST_PATIENCE):
                await waited.tried.wait()
        except TimeoutError:
            log.info("%s: its list of contracts is slow; starting with the one that came with the program", venue)
        self._listed(venue)

    def _listed(self, venue: VenueId) -> None:
        """The catalogue got a list, or will not get one soon: look at the plan again."""
        self._replan.add(venue)
        self._work.set()

    def _plan(self, venue: VenueId, desk: _Desk, step: DurationMs, starts: int) -> int:
        """Bring a venue's runners in line with its plan; how many were started."""
        if self._carrier(venue) is not None:
            self._end_runners(desk)
            return 0
        if not desk.planning and desk.runners:
            return 0
        if not desk.planning and "wait" in desk.tasks:
            return 0
        desk.planning = False
        instruments = self._parts.catalogue.of(venue)
        addresses = replace(self._parts.addresses[venue], accounts=desk.list.accounts)
        plans = {plan.part: plan for plan in desk.venue.plan(instruments, addresses)}
        self._tell_list(venue, desk, bool(plans))
        for part in [part for part in desk.runners if part not in plans]:
            self._end_runner(desk, part)
        started = 0
        for part, plan in plans.items():
            runner = desk.runners.get(part)
            if runner is None:
                self._begin(venue, desk, plan, DurationMs(step * (starts + started)))
                started += 1
            elif _identity(runner.plan) != _identity(plan):
                runner.replan(plan)
        return started

    def _begin(self, venue: VenueId, desk: _Desk, plan: ConnectionPlan, delay: DurationMs) -> None:
        parts = self._parts
        means = Means(
            venue=venue,
            transport=parts.transport,
            clock=parts.clock,
            random=parts.random,
            listener=parts.listener,
            budget=self._budget(venue),
            host=self._host,
            numbers=self._numbers,
            admits=lambda one: one in self._enabled,
            followed=lambda: self._followed.get(venue, ()),
            recorder=parts.recorder,
        )
        runner = Runner(plan, means, delay)
        desk.runners[plan.part] = runner
        self._start(desk, f"part {plan.part}", runner.run)
        runner.tell()

    def _start(self, desk: _Desk, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if self._group is None:
            raise RuntimeError("connections are made only while the feed runs")
        who = f"{desk.venue.info.id}: {name}"
        task = self._group.create_task(self._watch_over(who, work), name=who)
        desk.tasks[name] = task
        task.add_done_callback(lambda done: desk.tasks.pop(name) if desk.tasks.get(name) is done else None)

    async def _watch_over(self, who: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do the work; where it breaks by a mistake of ours, say so and begin again."""
        crashes = 0
        while True:
            task = asyncio.get_running_loop().create_task(work(), name=who)
            try:
                await asyncio.wait({task})
            finally:
                if not task.done():
                    task.cancel()
                    await asyncio.wait({task})
            if task.cancelled():
                return
            crash = task.exception()
            if crash is None:
                return
            log.error("%s broke and begins again", who, exc_info=crash)
            await asyncio.sleep(full_jitter(crashes + 2, self._parts.random) / SECOND)
            crashes += 1

    def _close(self, venue: VenueId) -> None:
        desk = self._desks.pop(venue)
        self._end_runners(desk)
        for task in tuple(desk.tasks.values()):
            task.cancel()
        self._parts.listener.lane_gone(_list_lane(venue))

    def _end_runners(self, desk: _Desk) -> None:
        for part in tuple(desk.runners):
            self._end_runner(desk, part)

    def _end_runner(self, desk: _Desk, part: str) -> None:
        task = desk.tasks.get(f"part {part}")
        if task is not None:
            task.cancel()
        desk.runners.pop(part).gone()

    def _tell_list(self, venue: VenueId, desk: _Desk, planned: bool) -> None:
        """A venue without any connection is still expected: its place is held by a lane that waits for the list."""
        if planned:
            self._parts.listener.lane_gone(_list_lane(venue))
            return
        clock = self._parts.clock
        trouble = desk.list.trouble
        detail = f"no list of contracts: {trouble}" if trouble else "waiting for the list of contracts"
        state = LaneState.BACKING_OFF if trouble else LaneState.CONNECTING
        self._parts.listener.lane_changed(
            LaneStatus(_list_lane(venue), venue, state, detail, clock.now(), clock.monotonic(), clock.now())
        )

    def woke(self) -> None:
        """The computer slept, or may have: every connection has to prove itself or be replaced."""
        log.info("This computer slept; every connection has to prove itself")
        for runner in self._runners():
            runner.probe()

    def _runners(self) -> list[Runner]:
        return [runner for desk in self._desks.values() for runner in desk.runners.values()]

    async def _tick_on(self) -> None:
        watch = SleepWatch(self._parts.clock, self._parts.since_boot)
        even = False
        while True:
            await asyncio.sleep(TICK)
            even = not even
            if watch.slept():
                self.woke()
            runners = self._runners()
            for runner in runners:
                runner.tick()
            if even:
                self._tell(runners)

    def _tell(self, runners: list[Runner]) -> None:
        for runner in runners:
            runner.tell()
        for venue, desk in self._desks.items():
            if not desk.runners and self._carrier(venue) is None:
                self._tell_list(venue, desk, planned=False)
        for venue in self._parts.catalogue.take_missing():
            if venue in self._desks:
                self._desks[venue].list.want()
        if self._parts.recorder is not None:
            self._parts.recorder.flush()

    def _wake(self, shown_by: object) -> None:
        """There is a network again: nobody needs to wait for it any longer."""
        for runner in self._runners():
            runner.path_is_back(shown_by)


def _identity(plan: ConnectionPlan) -> tuple[object, ...]:
    """What makes two plans the same connection."""
    return plan.part, plan.url, plan.carries, plan.topics, plan.subscribes, plan.headers


def _list_lane(venue: VenueId) -> LaneId:
    return LaneId(f"{venue}/list")
