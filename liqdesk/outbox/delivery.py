"""The outbox of a running program: takes parcels from the store and hands each to the lane of its target."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.events import Level
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.secret import Secret
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.engine.ports import Parcel
from liqdesk.engine.sending import TargetState
from liqdesk.outbox.lane import Lane, Ways
from liqdesk.outbox.messages import Mail
from liqdesk.outbox.post import LIMIT_S
from liqdesk.outbox.sender import Errand, Sender, Undelivered
from liqdesk.settings.webhooks import SavedTarget, TargetKind

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 30.0
SOON_S = 0.2
PATIENCE = DurationMs(10 * SECOND)
"""A parcel that was made and is not on the shelf after so long is not going to be there."""


NOBODY = "the target was removed or switched off"


class Delivery:
    """An `Outbox`. `flush` waits until what was taken is on disk, and is False where it cannot be: then parcels go unkept."""

    def __init__(
        self,
        mail: Mail,
        senders: Mapping[TargetKind, Sender],
        ways: Ways,
        flush: Callable[[], Awaitable[bool]],
    ) -> None:
        self.revision = 0
        self._mail = mail
        self._senders = senders
        self._ways = ways
        self._flush = flush
        self._lanes: dict[str, Lane] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._group: asyncio.TaskGroup | None = None
        self._fresh: dict[str, Parcel] = {}
        self._woken = asyncio.Event()

    def set_targets(self, targets: Sequence[SavedTarget], secrets: Mapping[str, Secret]) -> None:
        """Send to these from now on. A lane that stays is at work on what it was."""
        lanes: dict[str, Lane] = {}
        for target in targets:
            sender, secret = self._senders[target.kind], secrets.get(target.id)
            lane = self._lanes.pop(target.id, None)
            if lane is None:
                lane = Lane(target, secret, sender, self._ways, self._changed)
            else:
                lane.change(target, secret, sender)
            lanes[target.id] = lane
        for gone in self._lanes:
            task = self._tasks.pop(gone, None)
            if task is not None:
                task.cancel()
        self._lanes = lanes
        self._start()
        self._woken.set()
        self._changed()

    def _start(self) -> None:
        """Let every lane work that does not yet."""
        if self._group is not None:
            for ident, lane in self._lanes.items():
                if ident not in self._tasks:
                    self._tasks[ident] = self._group.create_task(lane.run(), name=f"outbox {ident}")

    def states(self) -> tuple[TargetState, ...]:
        """Every target, in the order of the settings."""
        return tuple(lane.state() for lane in self._lanes.values())

    def parcels_for(self, alert: Alert, level: Level) -> Sequence[Parcel]:
        """What is to be sent of an alert that speaks up; whoever asked keeps it, and then it is looked for."""
        made: list[Parcel] = []
        for lane in self._lanes.values():
            if lane.target.enabled:
                made += self._mail.parcels(alert, level, lane.target, self._senders[lane.target.kind].edits)
        self._fresh.update({parcel.id: parcel for parcel in made})
        if made:
            self._woken.set()
        return made

    async def try_out(self, target: SavedTarget, secret: Secret | None) -> str:
        """Send a test past the lanes, now. Raises ExpectedFailure."""
        letter = self._mail.test(target)
        try:
            async with asyncio.timeout(LIMIT_S):
                await self._senders[target.kind].send(Errand(letter, target, secret))
        except TimeoutError:
            raise ExpectedFailure(f"{target.name}: no answer within {LIMIT_S:.0f} s.") from None
        except Undelivered as failure:
            raise ExpectedFailure(f"{target.name}: {failure}.") from None
        return f"A test message arrived at {target.name}."

    def retry(self, target: str) -> None:
        """Try a target again, now."""
        if target in self._lanes:
            self._lanes[target].retry()

    async def run(self) -> None:
        """Look for parcels whenever some were made, and now and then; until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                self._start()
                while True:
                    self._woken.clear()
                    await self._look()
                    try:
                        async with asyncio.timeout(SOON_S if self._fresh else LOOK_EVERY_S):
                            await self._woken.wait()
                    except TimeoutError:
                        continue
        finally:
            self._group = None
            self._tasks.clear()

    async def _look(self) -> None:
        """Hand out what the shelf holds; what cannot be kept goes out all the same."""
        if not self._lanes:
            return
        fresh = tuple(self._fresh.values())
        try:
            kept = await self._flush()
            waiting = tuple(await self._ways.shelf.waiting()) if kept else ()
        except ExpectedFailure as failure:
            logger.warning("the outbox cannot be read: %s", failure)
            kept, waiting = False, ()
        if not kept:
            await self._hand_out(fresh)
            self._forget(parcel.id for parcel in fresh)
            return
        try:
            await self._hand_out(waiting, whole=True)
        except ExpectedFailure as failure:
            logger.warning("the outbox cannot be written: %s", failure)
        now = self._ways.clock.now()
        seen = {parcel.id for parcel in waiting}
        self._forget(one.id for one in fresh if one.id in seen or now - one.made_at > PATIENCE)

    async def _hand_out(self, parcels: Sequence[Parcel], whole: bool = False) -> None:
        """Each to the lane of its target; what is for none, or for one that is switched off, is given up."""
        of: dict[str, list[Parcel]] = {ident: [] for ident, lane in self._lanes.items() if lane.target.enabled}
        for parcel in parcels:
            if parcel.target in of:
                of[parcel.target].append(parcel)
            elif whole:
                await self._ways.shelf.given_up(parcel.id, self._ways.clock.now(), NOBODY)
        for ident, its in of.items():
            lane = self._lanes.get(ident)
            if lane is not None:  # else it went meanwhile
                await lane.offer(its, whole)

    def _changed(self) -> None:
        self.revision += 1

    def _forget(self, idents: Iterable[str]) -> None:
        for ident in tuple(idents):
            self._fresh.pop(ident, None)
