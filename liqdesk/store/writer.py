"""Takes rows, spans, transitions and prices on the event loop; the SQL thread commits them in groups behind it."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import apsw

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus
from liqdesk.domain.liquidation import Batch, Liquidation
from liqdesk.domain.time import SECOND, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import PricePoint, StoreStatus
from liqdesk.store.database import open_database
from liqdesk.store.history import StoredHistory
from liqdesk.store.lanes import LaneStore, Transition
from liqdesk.store.rows import RowStore
from liqdesk.store.worker import SqlWorker

log = logging.getLogger(__name__)

Result = TypeVar("Result")

FLUSH_EVERY_S = 0.2
GROUP = 2_000
BUFFERED = 500_000
"""Rows held while the disk refuses them; older ones are dropped, counted and told."""

RETRY_EVERY_S = 2.0
PRICE_STEP = DurationMs(30 * SECOND)
LOOK_EVERY = DurationMs(10 * SECOND)
"""How often the path is compared with the open file: one that was moved away would take rows for ever unseen."""


class StoreFile:
    """The open file and what is done with it, on the SQL thread."""

    def __init__(self, path: Path, connection: apsw.Connection) -> None:
        self._path = path
        self._inode = path.stat().st_ino
        self.connection = connection
        self.rows = RowStore(connection)
        self.lanes = LaneStore(connection)

    @classmethod
    def open(cls, path: Path, now: UnixMs) -> tuple["StoreFile", str]:
        """Open or make the file; see `open_database`."""
        connection, told = open_database(path, now)
        return cls(path, connection), told

    def still_there(self) -> bool:
        """Whether the path still leads to the open file."""
        try:
            return self._path.stat().st_ino == self._inode
        except OSError:
            return False

    def size(self) -> int:
        """Bytes on disk, the write-ahead log included."""
        total = 0
        for tail in ("", "-wal"):
            with contextlib.suppress(OSError):
                total += self._path.with_name(self._path.name + tail).stat().st_size
        return total


@dataclass(slots=True)
class _Group:
    rows: list[Liquidation] = field(default_factory=list)
    spans: dict[tuple[LaneId, UnixMs], CoveredSpan] = field(default_factory=dict)
    transitions: list[Transition] = field(default_factory=list)
    prices: list[PricePoint] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.rows or self.spans or self.transitions or self.prices)


class Writer:
    """A sink for rows, lanes and prices. Takes from the first moment; writes from `open` to `close`, on one event loop.

    `source` marks every row: live, replay, demo.
    """

    def __init__(self, worker: SqlWorker, path: Path, clock: Clock, source: str) -> None:
        self._worker = worker
        self._path = path
        self._file: StoreFile | None = None
        self._clock = clock
        self._source = source
        self._waiting: deque[Liquidation] = deque(maxlen=BUFFERED)
        self._next = _Group()
        self._dropped = 0
        self._states: dict[LaneId, LaneState] = {}
        self._priced: dict[str, UnixMs] = {}
        self._trouble_since: UnixMs | None = None
        self._trouble = ""
        self._size: int | None = None
        self._seen = DurationMs(0)
        self._wake = asyncio.Event()
        self._stopping = False
        self._refused = False
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> str:
        """Open the file and begin to write behind; a sentence where a damaged file was set aside, else empty.

        Raises ExpectedFailure where the file cannot be used; then nothing is kept and `status` says why.
        """
        try:
            file, told = await self._worker.run(lambda: StoreFile.open(self._path, self._clock.now()))
        except ExpectedFailure as refused:
            self._refused = True
            self._waiting.clear()
            self._trouble = f"Not being stored: {refused}."
            raise
        self._file, self._size = file, file.size()
        self._task = asyncio.get_running_loop().create_task(self._run())
        return told

    async def past(self, ask: Callable[[StoredHistory], Result]) -> Result:
        """Ask what is on disk. Raises ExpectedFailure where it cannot be read."""
        if self._file is None:
            raise ExpectedFailure("nothing is being recorded")
        file = self._file
        return await self._worker.run(lambda: ask(StoredHistory(file.connection)))

    def take(self, batch: Batch) -> None:
        """Have the rows of one frame written."""
        if self._refused:
            return
        overflow = len(self._waiting) + len(batch) - BUFFERED
        if overflow > 0:
            self._dropped += overflow
        self._waiting.extend(batch)
        self._wake.set()

    def lane_changed(self, status: LaneStatus) -> None:
        """Keep a lane's transition; the renewal of a lease is none."""
        if self._states.get(status.lane) is not status.state:
            self._states[status.lane] = status.state
            self._next.transitions.append(
                Transition(self._clock.now(), status.lane, status.venue, status.state, status.detail, status.attempt)
            )
            self._wake.set()

    def covered(self, span: CoveredSpan) -> None:
        """Keep a covered span as far as it reaches."""
        self._next.spans[(span.lane, span.span.start)] = span
        self._wake.set()

    def priced(self, base: str, venue: VenueId, at: UnixMs, price: float) -> None:
        """Keep a coin's price every half minute."""
        if at - self._priced.get(base, 0) >= PRICE_STEP:
            self._priced[base] = at
            self._next.prices.append(PricePoint(base, venue, at, price))
            self._wake.set()

    def status(self) -> StoreStatus:
        """Bytes on disk, and why rows are not being stored, if so."""
        return StoreStatus(self._size, self._trouble)

    async def _run(self) -> None:
        while not self._stopping or self._waiting or self._next:
            await self._wake.wait()
            if not self._stopping and len(self._waiting) < GROUP:
                await asyncio.sleep(FLUSH_EVERY_S)
            self._wake.clear()
            if not await self._write_group() and not await self._rest():
                return

    async def _rest(self) -> bool:
        """Wait before the disk is tried again; False when the program ends meanwhile."""
        self._wake.set()
        if self._stopping:
            return False
        await asyncio.sleep(RETRY_EVERY_S)
        return True

    async def _write_group(self) -> bool:
        group, self._next = self._next, _Group()
        group.rows = [self._waiting.popleft() for _ in range(min(len(self._waiting), 10 * GROUP))]
        if self._waiting:
            self._wake.set()
        if not group:
            return True
        try:
            await self._worker.run(lambda: self._commit(group))
        except (apsw.Error, OSError, ExpectedFailure) as fault:
            self._put_back(group)
            self._in_trouble(fault)
            return False
        self._recovered()
        return True

    def _commit(self, group: _Group) -> None:
        file = self._file
        if file is None:
            raise OSError("the file is closed")
        monotonic = self._clock.monotonic()
        if monotonic - self._seen >= LOOK_EVERY:
            self._seen = monotonic
            if not file.still_there():
                log.warning("The recordings file was removed or replaced; a new one is begun")
                file.connection.close()
                file, _ = StoreFile.open(self._path, self._clock.now())
                self._file = file
            self._size = file.size()
        try:
            with file.connection:
                if group.rows:
                    file.rows.insert(group.rows, self._source)
                file.lanes.put_spans(group.spans.values())
                if group.transitions:
                    file.lanes.put_transitions(group.transitions)
                file.lanes.put_prices(group.prices)
        except apsw.Error:
            file.rows.forget_numbers()
            raise

    def _put_back(self, group: _Group) -> None:
        room = BUFFERED - len(self._waiting)
        self._dropped += max(0, len(group.rows) - room)
        self._waiting.extendleft(reversed(group.rows[-room:] if room else []))
        self._next.spans = {**group.spans, **self._next.spans}
        self._next.transitions = group.transitions + self._next.transitions
        self._next.prices = group.prices + self._next.prices

    def _in_trouble(self, fault: Exception) -> None:
        now = self._clock.now()
        if self._trouble_since is None:
            self._trouble_since = now
            log.warning("Rows are not being stored: %s", fault)
        since = datetime.fromtimestamp(self._trouble_since / 1000, tz=UTC)
        lost = f" {self._dropped} rows were dropped." if self._dropped else ""
        self._trouble = f"Not being stored since {since:%H:%M} UTC: {fault}. {len(self._waiting)} rows wait.{lost}"

    def _recovered(self) -> None:
        if self._trouble_since is not None:
            log.info("Rows are being stored again")
            self._trouble_since, self._trouble = None, ""
            if self._dropped:
                log.warning("%d rows were dropped while the disk refused them", self._dropped)
                self._dropped = 0

    async def close(self) -> None:
        """Write what waits, as far as the disk lets us, and stop."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task
        if self._file is not None:
            await self._worker.run(self._file.connection.close)

    async def remember(self, name: str, value: str) -> None:
        """Keep a word about the file as a whole."""
        if self._file is not None:
            file = self._file
            await self._worker.run(lambda: file.lanes.put_fact(name, value))
