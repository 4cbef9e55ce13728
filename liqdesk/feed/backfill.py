"""Fills the gaps of one venue's lanes from its public history: gently, page by page, and never in the live feed's way."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import msgspec

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import FilledSpan, LaneId, Span
from liqdesk.domain.instrument import Instrument, SizeUnit
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.time import DAY, MINUTE, SECOND, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import Refill, VenueInfo
from liqdesk.engine.ports import FeedListener, GapBook
from liqdesk.feed.backoff import Cause, Incompatible, full_jitter
from liqdesk.feed.budget import VenueBudget
from liqdesk.feed.transport import Fetcher, Keeping
from liqdesk.venues.history import History, HistoryPage, HistoryRequest, UnprovenHistory
from liqdesk.venues.session import Addresses, ConnectionPlan

log = logging.getLogger(__name__)

LOOK_EVERY = DurationMs(2 * SECOND)
REACH = DAY
"""Gaps are filled as far back as the account in memory goes."""

MARGIN = DurationMs(2 * SECOND)
"""A gap is asked about with so much on both sides of it: a feed that batches or samples tells a second late what a lost
connection then keeps."""

MOST_PAGES = 1_500
"""A gap that would take more is filled as far as this goes, the coins with the most liquidations first."""

TRIES = 4
"""Failures in a row that a page may have."""

STRANGE = 3
"""So many pages in a row that are not as we know them end the history until the program starts again."""

AGAIN_AFTER = DurationMs(5 * MINUTE)
"""A gap whose filling failed is tried again after this, and then less and less often."""


@dataclass(frozen=True, slots=True)
class HistoryMeans:
    """What a venue's filling is done with. `since` is the first moment whose gaps are filled."""

    info: VenueInfo
    history: History
    addresses: Addresses
    budget: VenueBudget
    fetcher: Keeping
    listener: FeedListener
    gaps: GapBook
    clock: Clock
    random: Random
    plans: Callable[[], Sequence[ConnectionPlan]]
    instruments: Callable[[], Sequence[Instrument]]
    since: UnixMs = UnixMs(0)


PROOF_PAGES = 6
"""So many of the newest pages are looked through for a row that was heard live."""


class HistoryClosed(ExpectedFailure):
    """The venue's history is gone, or not as we know it."""


class Backfill:
    """One venue's filling. A gap counts as asked about only when its last page has come: whatever ends it before that,
    also the end of the program, has it asked about again, and rows that are known fall out."""

    def __init__(self, means: HistoryMeans) -> None:
        self._means = means
        self._again: dict[tuple[LaneId, UnixMs], tuple[DurationMs, int]] = {}
        self._asked_at: DurationMs | None = None
        self._strange = 0

    async def keep(self) -> None:
        """Look for gaps and fill them, the newest first, until cancelled or the venue's history proves to be gone."""
        try:
            while True:
                found = self._next_gap()
                if found is None:
                    await asyncio.sleep(LOOK_EVERY / SECOND)
                else:
                    await self._fill(*found)
        except HistoryClosed as closed:
            log.info("%s: gaps are not filled any more: %s", self._means.info.id, closed)

    def _next_gap(self) -> tuple[ConnectionPlan, LaneId, Span] | None:
        """The newest gap that may be asked about now."""
        means = self._means
        now, monotonic = means.clock.now(), means.clock.monotonic()
        within = Span(UnixMs(max(means.since, now - REACH)), UnixMs(now - means.history.settles))
        newest: tuple[ConnectionPlan, LaneId, Span] | None = None
        for plan in means.plans():
            lane = LaneId(f"{means.info.id}/{plan.part}")
            for gap in means.gaps.unfilled(lane, within):
                waits = self._again.get((lane, gap.end), (monotonic, 0))[0] > monotonic
                if not waits and (newest is None or gap.end > newest[2].end):
                    newest = (plan, lane, gap)
        return newest

    async def _fill(self, plan: ConnectionPlan, lane: LaneId, gap: Span) -> None:
        means = self._means
        try:
            async with means.fetcher.session() as pages:
                whole = await self._ask(plan, gap, pages)
        except HistoryClosed:
            raise
        except ExpectedFailure as failure:
            tried = self._again.get((lane, gap.end), (0, 0))[1]
            wait = DurationMs(AGAIN_AFTER * 2**tried)
            self._again[(lane, gap.end)] = (DurationMs(means.clock.monotonic() + wait), tried + 1)
            log.info("%s: a gap could not be filled yet: %s", lane, failure)
            return
        refill = Refill.WHOLE if whole and means.info.refill is Refill.WHOLE else Refill.PART
        means.listener.filled(FilledSpan(lane, means.info.id, gap, refill))

    async def _ask(self, plan: ConnectionPlan, gap: Span, pages: Fetcher) -> bool:
        """Every page of a gap; whether nothing of it was left out. Raises ExpectedFailure."""
        means = self._means
        wide = Span(UnixMs(gap.start - MARGIN), UnixMs(gap.end + MARGIN))
        contracts = self._ordered()
        if not contracts:
            raise ExpectedFailure("there is no list of contracts to ask about")
        unit = await self._shown_unit(plan, contracts, pages)
        waiting = deque(means.history.requests(plan, contracts, means.addresses, wide))
        whole, asked, answered = True, 0, 0
        while waiting and asked < MOST_PAGES:
            asked += 1
            told = await self._page(waiting.popleft(), pages)
            if told is None:
                whole = False
                continue
            answered += 1
            page, body = told
            if page.reports:
                means.listener.recovered(_counted_in(unit, page.reports), means.clock.now(), page.alike, body)
            whole = whole and page.whole
            waiting.extendleft(reversed(page.then))
        if asked and not answered:
            raise ExpectedFailure("its history was not to be had")
        return whole and not waiting

    async def _shown_unit(
        self, plan: ConnectionPlan, contracts: Sequence[Instrument], pages: Fetcher
    ) -> SizeUnit | None:
        """What the sizes count, where the history does not say; it is shown anew for each gap. Raises ExpectedFailure."""
        means, history = self._means, self._means.history
        if not isinstance(history, UnprovenHistory):
            return None
        heard = means.gaps.heard(means.info.id)
        if not heard:
            raise ExpectedFailure("what its history counts cannot be told before a liquidation was heard live")
        lately = Span(UnixMs(heard[0].at - SECOND), means.clock.now())
        waiting = deque(history.requests(plan, contracts, means.addresses, lately))
        asked, rows = 0, list[LiquidationReport]()
        while waiting and asked < PROOF_PAGES:
            asked += 1
            told = await self._page(waiting.popleft(), pages)
            if told is not None:
                rows += told[0].reports
                waiting.extend(told[0].then)
        unit = history.unit(rows, heard)
        if unit is None:
            raise ExpectedFailure(
                f"what its history counts did not show: none of {len(rows)} rows is surely one of {len(heard)} heard live"
            )
        return unit

    def _ordered(self) -> list[Instrument]:
        """The venue's contracts, those of the most liquidated coins first."""
        rank = {base: number for number, base in enumerate(self._means.gaps.bases())}
        return sorted(self._means.instruments(), key=lambda one: rank.get(one.base, len(rank)))

    async def _page(self, request: HistoryRequest, pages: Fetcher) -> tuple[HistoryPage, bytes] | None:
        """What the venue tells, and the words it comes in; None where it refuses just this page. Raises ExpectedFailure."""
        tried = 0
        while True:
            try:
                page = await self._get(request, pages)
            except ExpectedFailure as failure:
                cause = self._means.budget.page_failed(failure).cause
                if cause is Cause.INCOMPATIBLE:
                    self._count_strange(failure)
                    return None
                tried += 1
                if tried == TRIES or cause in (Cause.BLOCKED, Cause.UNTRUSTED):
                    raise
                await asyncio.sleep(full_jitter(tried, self._means.random) / SECOND)
            else:
                self._strange = 0
                return page

    def _count_strange(self, failure: ExpectedFailure) -> None:
        self._strange += 1
        if self._strange == STRANGE:
            raise HistoryClosed(str(failure)) from failure

    async def _get(self, request: HistoryRequest, pages: Fetcher) -> tuple[HistoryPage, bytes]:
        means = self._means
        while True:
            wait = max(means.budget.page_wait(), self._own_wait())
            if not wait:
                break
            await asyncio.sleep(wait / SECOND)
        means.budget.charge_page()
        self._asked_at = means.clock.monotonic()
        body = await pages.get(request.url, headers=dict(request.headers))
        try:
            return means.history.read(body, request), body
        except ValueError as wrong:
            raise Incompatible(f"its history is not as we know it: {wrong}") from wrong

    def _own_wait(self) -> DurationMs:
        """How long until this history may be asked again."""
        if self._asked_at is None:
            return DurationMs(0)
        return DurationMs(max(0, self._asked_at + self._means.history.every - self._means.clock.monotonic()))


def _counted_in(unit: SizeUnit | None, reports: Sequence[LiquidationReport]) -> Sequence[LiquidationReport]:
    """The rows in the unit that was shown; as they are where that needed no showing."""
    return reports if unit is None else [msgspec.structs.replace(one, unit=unit) for one in reports]
