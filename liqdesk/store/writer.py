"""Takes rows, spans, transitions and prices on the event loop; the SQL thread commits them in groups behind it."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import apsw

from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus
from liqdesk.domain.liquidation import Batch, Liquidation
from liqdesk.domain.time import MINUTE, SECOND, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ports import PricePoint, StoreStatus
from liqdesk.store.lanes import LaneStore, Transition
from liqdesk.store.rows import RowStore
from liqdesk.store.worker import SqlWorker

log = logging.getLogger(__name__)

FLUSH_EVERY_S = 0.2
GROUP = 2_000
BUFFERED = 500_000
"""Rows held while the disk refuses them; older ones are dropped, counted and told."""

RETRY_EVERY_S = 2.0
PRICE_STEP = DurationMs(30 * SECOND)
SPAN_STEP_S = 1.0


@dataclass(slots=True)
class _Group:
    rows: list[Liquidation] = field(default_factory=list)
    spans: dict[tuple[LaneId, UnixMs], CoveredSpan] = field(default_factory=dict)
    transitions: list[Transition] = field(default_factory=list)
    prices: list[PricePoint] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.rows or self.spans or self.transitions or self.prices)


class Writer:
    """A sink for rows, lanes and prices. Lives on one event loop; start with `start`, end with `close`.

    `source` marks every row: live, replay, demo. `size_of` tells the bytes on disk.
    """

    def __init__(
        self,
        worker: SqlWorker,
        connection: apsw.Connection,
        clock: Clock,
        source: str,
        size_of: Callable[[], int],
    ) -> None:
        self._worker = worker
        self._connection = connection
        self._rows = RowStore(connection)
        self._lanes = LaneStore(connection)
        self._clock = clock
        self._source = source
        self._size_of = size_of
        self._waiting: deque[Liquidation] = deque(maxlen=BUFFERED)
        self._next = _Group()
        self._dropped = 0
        self._states: dict[LaneId, LaneState] = {}
        self._priced: dict[str, UnixMs] = {}
        self._trouble_since: UnixMs | None = None
        self._trouble = ""
        self._size = 0
        self._size_seen = DurationMs(0)
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write behind, on the running loop."""
        self._size = self._size_of()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def take(self, batch: Batch) -> None:
        """Have the rows of one frame written."""
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
        except (apsw.Error, OSError) as fault:
            self._put_back(group)
            self._in_trouble(fault)
            return False
        self._recovered()
        monotonic = self._clock.monotonic()
        if monotonic - self._size_seen >= MINUTE or not self._size:
            self._size_seen = monotonic
            self._size = self._size_of()
        return True

    def _commit(self, group: _Group) -> None:
        try:
            with self._connection:
                if group.rows:
                    self._rows.insert(group.rows, self._source)
                self._lanes.put_spans(group.spans.values())
                if group.transitions:
                    self._lanes.put_transitions(group.transitions)
                self._lanes.put_prices(group.prices)
        except apsw.Error:
            self._rows.forget_numbers()
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
