"""Takes rows, spans, prices, events and alerts on the event loop; the SQL thread commits them in groups behind it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import Batch, Liquidation
from liqdesk.domain.time import Clock, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import ContextPoint, Parcel, PricePoint, StoreStatus
from liqdesk.store.codes import Source
from liqdesk.store.faults import StoreTrouble
from liqdesk.store.groups import Aside, StoreFile
from liqdesk.store.health import Health
from liqdesk.store.history import StoredHistory
from liqdesk.store.lanes import Loss, Transition
from liqdesk.store.rows import LEAST_DIGEST, Mark
from liqdesk.store.thinning import PriceThinner
from liqdesk.store.tidying import Tidier
from liqdesk.store.waiting import tell, within
from liqdesk.store.worker import SqlWorker

log = logging.getLogger(__name__)

Result = TypeVar("Result")

FLUSH_EVERY_S = 0.2
ASIDE_EVERY_S = 5.0
"""Where no rows come, spans and prices are worth a commit this often; a kill costs at most so much covered time."""

READY, LARGEST_GROUP = 1_000, 4_000
BUFFERED = 200_000
"""Rows held while the disk refuses them; beyond it the oldest are dropped, counted, and their time is not covered."""

ASIDE_HELD = 10_000
RETRY_EVERY_S = 2.0
CLOSE_WITHIN_S = 5.0
PAGE = 5_000


class Writer:
    """A sink for rows, lanes and prices. Takes from the first moment; writes from `open` to `close`, on one event loop.

    `source` marks every row: live, replay, demo, import. Whoever gives rows faster than any venue (a tape at full speed)
    awaits `flush` where `backlog` grows, or the oldest will be dropped.
    """

    def __init__(self, worker: SqlWorker, path: Path, clock: Clock, source: str) -> None:
        self._worker = worker
        self.path = path
        self._clock = clock
        self._source = Source(source)
        self._file: StoreFile | None = None
        self._rows: list[Liquidation] = []
        self._aside = Aside()
        self._states: dict[LaneId, LaneState] = {}
        self._prices = PriceThinner()
        self._health = Health(clock)
        self._tidier = Tidier(worker, path)
        self._stopping = self._late = False
        self._anything, self._rows_came, self._hurry = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._urgent = asyncio.Event()
        self._waiters: list[asyncio.Future[bool]] = []
        self._alert_waiters: list[asyncio.Future[bool]] = []
        self._task: asyncio.Task[None] | None = None

    async def open(self, hear: Callable[[str], object] = lambda _: None) -> str:
        """Open the file and begin to write behind; a sentence where a damaged file was set aside, else empty.

        Where that takes long, because an update changed the file's form, `hear` is told in a sentence how far it is.
        Raises StoreTrouble where the disk refuses or does not answer: then what is taken waits, and opening is tried again
        and again. Raises another ExpectedFailure where the file is not for us: then nothing is kept. `status` says why.
        """
        opening = asyncio.ensure_future(self._worker.run(self._opened))
        fault = (
            opening.exception()
            if await self._health.heard_out(opening, hear)
            else StoreTrouble(tr("the disk does not answer"))
        )
        if fault is not None and not isinstance(fault, StoreTrouble):
            if isinstance(fault, ExpectedFailure):
                self._rows, self._aside = [], Aside()
                self._health.refuse(str(fault))
            raise fault
        self._task = asyncio.get_running_loop().create_task(self._run(opening), name="store writer")
        self._task.add_done_callback(self._ended)
        if fault is not None:
            self._late = True
            self._health.failed(str(fault))
            raise fault
        self._begin(opening.result())
        return " ".join(opening.result().recordings.take_notices())

    def _opened(self) -> StoreFile:
        return StoreFile(self.path, self._clock, self._health.beat)

    def _begin(self, file: StoreFile) -> None:
        self._file = file
        self._health.size, self._health.since = file.recordings.size(), file.since

    @property
    def backlog(self) -> int:
        """Rows taken and not yet handed to the disk."""
        return len(self._rows)

    def take(self, batch: Batch) -> None:
        """Have the rows of one frame written."""
        if self._health.refused:
            return
        self._rows += batch
        count = len(self._rows)
        if count >= READY:
            self._hurry.set()
            if count > BUFFERED:
                self._drop(count - BUFFERED + READY)
        if not self._rows_came.is_set():
            self._rows_came.set()
            self._anything.set()

    def lane_changed(self, status: LaneStatus) -> None:
        """Keep a lane's transition; the renewal of a lease is none."""
        if self._states.get(status.lane) is not status.state and not self._health.refused:
            self._states[status.lane] = status.state
            change = Transition(
                self._clock.now(), status.lane, status.venue, status.state, status.detail, status.attempt
            )
            self._aside.transitions.append(change)
            self._anything.set()

    def covered(self, span: CoveredSpan) -> None:
        """Keep a covered span as far as it reaches."""
        if not self._health.refused:
            self._aside.spans[(span.lane, span.span.start)] = span
            self._anything.set()

    def withdrawn(self, lane: LaneId, since: UnixMs) -> None:
        """Take back what this lane covered after `since`."""
        if not self._health.refused:
            self._aside.cut(lane, since)

    def filled(self, span: FilledSpan) -> None:
        """Keep what a venue's history made of a gap, unless rows were lost meanwhile, which may have been those."""
        if not self._health.refused and not self._health.lost:
            self._aside.fills.append(span)
            self._anything.set()

    def priced(self, base: str, venue: VenueId, at: UnixMs, price: float) -> None:
        """Keep a coin's price every half minute, from one venue as long as it speaks."""
        if not self._health.refused and self._prices.keeps(base, venue, at):
            self._aside.prices.append(PricePoint(base, venue, at, price))
            self._anything.set()

    def entered(self, entry: JournalEntry) -> None:
        """Keep an event as it is known now."""
        if not self._health.refused:
            self._aside.entries[entry.event.id] = entry
            self._anything.set()

    def learnt(self, name: str, at: UnixMs, value: bytes, at_once: bool = False) -> None:
        """Keep what a part of the program has learnt until `at`, in place of what it kept before.

        Where the file opened late, nobody knew what was learnt before: then only what a person decided takes its place.
        """
        if not self._health.refused and (at_once or not self._late):
            self._aside.memories[name] = (at, value)
            if at_once:
                self._press()

    def alerted(self, alert: Alert, parcels: Sequence[Parcel]) -> None:
        """Keep an alert as it is known now with what is to be sent of it, at once: somebody waits to hear of it."""
        if not self._health.refused:
            self._aside.alerts[alert.id] = alert
            self._aside.parcels.update((one.id, one) for one in parcels)
            self._press()

    def noted(self, point: ContextPoint) -> None:
        """Keep a coin's open interest and funding, the last of each minute."""
        if not self._health.refused:
            self._aside.context.append(point)
            self._anything.set()

    def status(self) -> StoreStatus:
        """Bytes on disk, and why rows are not being stored, if so."""
        return self._health.status()

    async def flush(self) -> bool:
        """Wait until everything taken so far is on the platter; False where the disk refuses it."""
        if self._task is None or self._task.done():
            return not (self._rows or self._health.refused)
        if not (self._rows or self._aside or self._health.busy):
            return True
        return await self._wait_among(self._waiters)

    async def kept(self) -> bool:
        """Wait until the alerts taken so far are on the platter, whatever rows wait; False where the disk refuses them."""
        if self._task is None or self._task.done() or not (self._aside.alerts or self._health.busy):
            return await self.flush()
        return await self._wait_among(self._alert_waiters)

    async def _wait_among(self, waiters: "list[asyncio.Future[bool]]") -> bool:
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        waiters.append(done)
        self._press()
        return await done

    async def past(self, ask: Callable[[StoredHistory], Result]) -> Result:
        """Ask what is on disk. Raises ExpectedFailure where it cannot be read."""
        file = self._open_file()
        return await self._worker.run(lambda: file.recordings.use(lambda _: ask(file.history())))

    async def rows(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Liquidation]:
        """The newest `limit` rows with since <= at < until, oldest first; read in pieces, so that commits do not wait."""
        pages: list[Sequence[Liquidation]] = []
        mark: Mark = (until, LEAST_DIGEST)
        while limit > 0:
            page, mark = await self._page(since, mark, min(PAGE, limit))
            pages.append(page)
            limit = limit - PAGE if len(page) == PAGE else 0
        return [row for page in reversed(pages) for row in page]

    async def _page(self, since: UnixMs, before: Mark, limit: int) -> tuple[Sequence[Liquidation], Mark]:
        return await self.past(lambda past: past.page(since, before, limit))

    async def remember(self, name: str, value: str) -> None:
        """Keep a word about the file as a whole."""
        file = self._open_file()
        await self._worker.run(lambda: file.remember(name, value))

    async def change(self, change: Callable[[StoreFile], Result]) -> Result:
        """Have the SQL thread change the file beside the groups. Raises ExpectedFailure where it cannot be written."""
        file = self._open_file()
        result = await self._worker.run(lambda: change(file))
        self._health.since = file.since
        return result

    async def tidy(self) -> None:
        """Have a log that has grown moved into the file, and wait for that; groups do not."""
        file = self._open_file()
        if file.recordings.untidy:
            await asyncio.shield(self._tidier.start(file.recordings))

    async def close(self) -> None:
        """Write what waits, as far as the disk lets us, and let go of the file."""
        self._stopping = True
        self._press()
        if self._task is None:
            return
        done, _ = await asyncio.wait([self._task], timeout=CLOSE_WITHIN_S)
        await self._tidier.close()
        file, self._file = self._file, None
        if not done:
            self._task.cancel()
        elif file is not None and not self._task.cancelled() and self._task.exception() is None:
            await self._worker.run(file.recordings.close)

    def _press(self) -> None:
        for event in (self._anything, self._rows_came, self._hurry, self._urgent):
            event.set()

    def _open_file(self) -> StoreFile:
        if self._file is None or self._stopping:
            raise ExpectedFailure(tr("nothing is being recorded"))
        return self._file

    async def _run(self, opening: "asyncio.Future[StoreFile]") -> None:
        file = await self._patiently(opening)
        while file is not None and (not self._stopping or self._rows or self._aside):
            await self._due()
            if await self._commit(file):
                continue
            if self._stopping:
                return
            # Rows that pile up are no reason to try sooner, only somebody who waits is.
            await within(RETRY_EVERY_S, self._urgent)

    async def _patiently(self, opening: "asyncio.Future[StoreFile]") -> StoreFile | None:
        """The file, however often it takes; None where the end comes first."""
        while True:
            try:
                file = await opening
            except StoreTrouble as trouble:
                self._health.failed(str(trouble))
                self._tell_all_refused()
            else:
                if self._file is None:
                    self._begin(file)
                    self._health.went_well(not self._rows)
                    for notice in file.recordings.take_notices():
                        log.warning("%s", notice)
                return file
            if self._stopping:
                return None
            self._hold()
            await within(RETRY_EVERY_S, self._urgent)
            self._urgent.clear()
            opening = asyncio.ensure_future(self._worker.run(self._opened))

    async def _due(self) -> None:
        """Until there is a group: soon after its first row, at once when it is large, late where there are no rows."""
        await self._anything.wait()
        if not self._rows and not self._stopping:
            await within(ASIDE_EVERY_S, self._rows_came)
        if len(self._rows) < READY and not self._stopping:
            await within(FLUSH_EVERY_S, self._hurry)

    async def _commit(self, file: StoreFile) -> bool:
        rows, aside = self._cut()
        # Who has waited by now waits for nothing beyond this group; rows that come meanwhile are not theirs.
        waited, for_alerts = 0 if self._rows else len(self._waiters), len(self._alert_waiters)
        if not rows and not aside:
            tell(self._waiters, True, waited)
            tell(self._alert_waiters, True, for_alerts)
            return True
        self._health.handed()
        try:
            stored = await self._worker.run(lambda: file.commit(rows, aside, self._source))
        except ExpectedFailure as trouble:
            self._put_back(rows, aside)
            self._health.failed(str(trouble))
        else:
            self._health.size, self._health.since = stored.size, stored.since
            for notice in stored.notices:
                log.warning("%s", notice)
            self._health.went_well(not self._rows)
            if stored.untidy:
                self._tidier.start(file.recordings)
        finally:
            self._health.answered()
        if self._health.failing:
            self._tell_all_refused()
            return False
        tell(self._waiters, True, waited)
        tell(self._alert_waiters, True, for_alerts if self._aside.alerts else None)
        return True

    def _cut(self) -> tuple[list[Liquidation], Aside]:
        rows, self._rows = self._rows[:LARGEST_GROUP], self._rows[LARGEST_GROUP:]
        aside = Aside()
        if not self._rows:
            aside, self._aside = self._aside, aside
            self._rows_came.clear()
            self._anything.clear()
        else:  # what is told of a storm does not wait for all of its rows
            aside.alerts, self._aside.alerts = self._aside.alerts, aside.alerts
            aside.parcels, self._aside.parcels = self._aside.parcels, aside.parcels
        if not self._stopping:
            self._urgent.clear()
            if len(self._rows) < READY:
                self._hurry.clear()
        return rows, aside

    def _put_back(self, rows: list[Liquidation], aside: Aside) -> None:
        self._rows = rows + self._rows
        self._aside = aside.before(self._aside)
        self._hold()
        self._anything.set()
        if self._rows:
            self._rows_came.set()

    def _hold(self) -> None:
        """Keep what waits beside the rows within bounds."""
        for held in (self._aside.transitions, self._aside.prices, self._aside.fills, self._aside.context):
            del held[:-ASIDE_HELD]
        for key in list(self._aside.spans)[:-ASIDE_HELD]:
            del self._aside.spans[key]

    def _drop(self, count: int) -> None:
        dropped, self._rows = self._rows[:count], self._rows[count:]
        self._health.lost += len(dropped)
        self._aside.fills.clear()
        # Dropped rows are next to one another in time: one growing stretch says it all.
        times = [one.received_at for one in dropped]
        span, rows = Span(min(times), UnixMs(max(times) + 1)), len(dropped)
        losses = self._aside.losses
        if losses:
            before = losses.pop()
            span, rows = Span(min(span.start, before.span.start), max(span.end, before.span.end)), rows + before.rows
        losses.append(Loss(span, rows))

    def _tell_all_refused(self) -> None:
        for waiters in (self._waiters, self._alert_waiters):
            tell(waiters, False)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """Where writing ended by a fault of ours: say so, also to the loop's handler, and take no more."""
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._rows = []
            self._health.refuse(tr("a fault in liqdesk ({fault})").format(fault=fault))
            task.get_loop().call_exception_handler({"message": "The store's writer failed", "exception": fault})
        self._tell_all_refused()
