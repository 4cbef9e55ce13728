"""A stored span played again: its rows, prices and coverage, in the order in which they were received, into a fresh account.

Amounts are as they are known by now: an estimate that was corrected later is corrected from the beginning. So is the account
of who was listening. Prices are as dense as they are kept.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from liqdesk.analytics.live import KEPT, LiveAnalytics
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import Liquidation, PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import DAY, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.ingest import Ingest
from liqdesk.engine.journal import Journal, since_of
from liqdesk.engine.ports import ContextPoint, PricePoint

Mark = tuple[int, int]
"""Where a row stands in the order of the recordings."""

PAGE = 5_000
EARLY = MINUTE
"""By so much a venue's clock may be ahead of ours: a row is not received longer than that before it happened."""
KNOWN_WITHIN = DurationMs(2 * DAY)
"""What a detector had learnt is of use to a span that begins so long after; more would have to be read again."""
AHEAD_FOREVER = DurationMs(400 * DAY)


class RecordedSpans(Protocol):
    """What is asked of the recordings; each raises ExpectedFailure where they cannot be read."""

    async def onwards(self, after: Mark, until: UnixMs, limit: int) -> tuple[Sequence[Liquidation], Mark]:
        """The oldest `limit` rows behind a mark with at < until, and the mark of the last."""
        ...

    async def covered(self, since: UnixMs, until: UnixMs) -> Sequence[CoveredSpan]:
        """Covered spans that touch this time, oldest first."""
        ...

    async def filled(self, since: UnixMs, until: UnixMs) -> Sequence[FilledSpan]:
        """What became of the gaps of this time."""
        ...

    async def prices(self, since: UnixMs, until: UnixMs) -> Sequence[PricePoint]:
        """Prices in since <= t < until, oldest first."""
        ...

    async def context(self, since: UnixMs, until: UnixMs) -> Sequence[ContextPoint]:
        """Open interest and funding in since <= t < until, oldest first."""
        ...

    async def learnt(self, until: UnixMs) -> tuple[UnixMs, bytes] | None:
        """What the detector had learnt at the last moment before `until` of which that was kept, and that moment."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """What a span is played into. `move_to` moves its clock, `take_context` counts what was read of the market beside it."""

    analytics: LiveAnalytics
    journal: Journal
    ingest: Ingest
    hold: Callable[[Sequence[Liquidation]], None]
    move_to: Callable[[UnixMs], None]
    now: Callable[[], UnixMs]
    take_context: Callable[[ContextPoint], None]


class _Received:
    """Rows in the order in which they were received, read a page at a time in the order in which they happened."""

    def __init__(self, past: RecordedSpans, since: UnixMs, until: UnixMs) -> None:
        self._past = past
        self._mark: Mark = (since, -(2**63))
        self._until = until
        self._whole = False
        self._number = 0
        self._heap: list[tuple[UnixMs, str, int, Liquidation]] = []

    async def ahead(self) -> UnixMs | None:
        """When the next rows were received; None where there are no more."""
        while not self._whole and (not self._heap or self._heap[0][0] + EARLY >= self._mark[0]):
            rows, self._mark = await self._past.onwards(self._mark, self._until, PAGE)
            self._whole = len(rows) < PAGE
            for row in rows:
                if row.received_at < self._until:
                    self._number += 1
                    heapq.heappush(self._heap, (row.received_at, row.instrument.venue, self._number, row))
        return self._heap[0][0] if self._heap else None

    def take(self) -> tuple[Liquidation, ...]:
        """The next rows, all that one venue brought in that millisecond."""
        first = heapq.heappop(self._heap)
        rows = [first[3]]
        while self._heap and self._heap[0][:2] == first[:2]:
            rows.append(heapq.heappop(self._heap)[3])
        return tuple(rows)


class StoredPlayer:
    """Implements `Played`; to be `begun` before anything else."""

    def __init__(self, past: RecordedSpans, span: Span, account: Account) -> None:
        self._past = past
        self._span = span
        self._account = account
        self._rows = _Received(past, span.start, span.end)
        self._beside: deque[tuple[UnixMs, Callable[[], None]]] = deque()
        self._next_rows: UnixMs | None = None

    async def begin(self) -> None:
        """Bring the account to where it was when the span began. Raises ExpectedFailure."""
        start, account = self._span.start, self._account
        known = await self._past.learnt(start)
        if known is not None and start - known[0] > KNOWN_WITHIN:
            known = None
        day = UnixMs(start - KEPT)
        since = day if known is None else UnixMs(min(day, since_of(known[0])))
        await self._listen(day)
        await self._surround(day)
        self._rows = _Received(self._past, since, self._span.end)
        await self._learn(known, day)
        account.move_to(start)
        account.journal.step(start)

    async def ahead(self) -> UnixMs | None:
        """When the next thing happens; None at the end."""
        self._next_rows = await self._rows.ahead()
        beside = self._beside[0][0] if self._beside else None
        if self._next_rows is None or beside is None:
            return beside if self._next_rows is None else self._next_rows
        return min(beside, self._next_rows)

    def play_next(self) -> None:
        """Let the next thing happen."""
        rows = self._next_rows
        if self._beside and (rows is None or self._beside[0][0] <= rows):
            at, act = self._beside.popleft()
            self.pass_to(at)
            act()
        elif rows is not None:
            self.pass_to(rows)
            self._account.ingest.replayed(self._rows.take(), rows)

    def pass_to(self, at: UnixMs) -> None:
        """Let time pass in which nothing happens."""
        self._account.move_to(at)
        self._account.journal.step(self._account.now())

    async def _learn(self, known: tuple[UnixMs, bytes] | None, day: UnixMs) -> None:
        """Count the rows received before the span, and let the detector judge those it did not know of."""
        account, start = self._account, self._span.start
        learnt_at, memory = (UnixMs(0), None) if known is None else known
        again: list[Liquidation] = []
        restored = memory is None
        while (at := await self._rows.ahead()) is not None and at < start:
            rows = self._rows.take()
            counted = [row for row in rows if row.at >= day]
            account.analytics.restore(counted)
            account.hold(counted)
            if at <= learnt_at:
                again += (row for row in rows if at >= since_of(learnt_at))
                continue
            if not restored:
                account.journal.restore(memory, (), again)
                restored = True
            account.journal.step(at)
            account.journal.take(rows)
        if not restored:
            account.journal.restore(memory, (), again)

    async def _listen(self, day: UnixMs) -> None:
        """Tell who was listening: what is asked about a moment looks no further than up to that."""
        start, end = self._span.start, self._span.end
        ledger = self._account.analytics.coverage
        spans = await self._past.covered(day, end)
        for span in spans:
            ledger.covered(CoveredSpan(span.lane, span.venue, Span(span.span.start, min(span.span.end, end))))
        for fill in await self._past.filled(day, end):
            ledger.filled(fill)
        self._tell_lanes([span for span in spans if span.span.end > start])

    def _tell_lanes(self, spans: Sequence[CoveredSpan]) -> None:
        """Have each lane that listened during the span said to be live or not, as it was."""
        changes: list[tuple[UnixMs, Callable[[], None]]] = []
        first: dict[LaneId, CoveredSpan] = {}
        for span in spans:
            first.setdefault(span.lane, span)
            if span.span.start > self._span.start:
                changes.append((span.span.start, self._change(span, LaneState.LIVE, span.span.start)))
            if span.span.end < self._span.end:
                changes.append((span.span.end, self._change(span, LaneState.STALE, span.span.end)))
        for span in first.values():
            live = span.span.start <= self._span.start
            self._change(span, LaneState.LIVE if live else LaneState.STALE, self._span.start)()
        self._beside = deque(sorted(changes, key=lambda change: change[0]))

    def _change(self, span: CoveredSpan, state: LaneState, at: UnixMs) -> Callable[[], None]:
        # Nobody renews a recorded word, so it is good for as long as the recording lasts.
        vouched = DurationMs(at + AHEAD_FOREVER)
        detail = "as recorded" if state is LaneState.LIVE else "not heard then"
        status = LaneStatus(span.lane, span.venue, state, detail, at, vouched, at)
        return partial(self._hear, status)

    def _hear(self, status: LaneStatus) -> None:
        self._account.analytics.coverage.lane_changed(status)

    async def _surround(self, day: UnixMs) -> None:
        """The prices and the context before the span at once, those within it when their time comes."""
        account, start, end = self._account, self._span.start, self._span.end
        lines: dict[tuple[str, VenueId], list[tuple[UnixMs, float]]] = {}
        things: list[tuple[UnixMs, Callable[[], None]]] = []
        for price in await self._past.prices(day, end):
            if price.at < start:
                lines.setdefault((price.base, price.venue), []).append((price.at, price.price))
            else:
                things.append((price.at, partial(_tick, account, price)))
        for (base, venue), line in lines.items():
            account.analytics.prices.restore(base, venue, line)
        for point in await self._past.context(day, end):
            if point.at < start:
                account.take_context(point)
            else:
                things.append((point.at, partial(account.take_context, point)))
        self._merge(things)

    def _merge(self, things: Iterable[tuple[UnixMs, Callable[[], None]]]) -> None:
        self._beside = deque(sorted((*self._beside, *things), key=lambda thing: thing[0]))


def _tick(account: Account, price: PricePoint) -> None:
    tick = PriceTick(price.venue, price.base, price.price, PriceKind.MARK, price.at)
    account.analytics.prices.take(price.base, 1.0, tick)
