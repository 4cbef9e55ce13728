"""The archive of a demo, in a throw-away file: the invented day, days before it, and what the simulated exchanges tell."""

import asyncio
import contextlib
import math
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from liqdesk.app.past_day import PastDay
from liqdesk.app.venues import infos
from liqdesk.app.wiring import Core, Lanes
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, Span
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.time import DAY, SECOND, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.archive import ArchiveDesk, Past, no_archive
from liqdesk.engine.ports import PricePoint
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile
from liqdesk.store.reader import ArchiveReader
from liqdesk.store.worker import SqlWorker

DAYS = 60
KEPT = 1_800
"""So many orders of the invented day stand for each day before it."""
AT_ONCE = 1_000
EVERY_S = 5.0
WAVES = ((0.06, 41.0), (0.025, 11.3), (0.008, 2.9))
"""Heights and lengths, in days, of the waves on which the invented price rides."""
PRICE_STEP = DurationMs(300 * SECOND)
PRICED, PRICED_BY = ("BTC", "ETH", "SOL"), VenueId("binance-usdm")


class DemoArchive:
    """Fills the file on a thread of its own, then keeps up with what the desk hears.

    `invented` is what it begins with; whoever invents it puts it there before `kept`. `filled`: all that is in the file.
    """

    def __init__(self, path: Path, clock: Clock, core: Core) -> None:
        self._path = path
        self._clock = clock
        self._core = core
        self._worker = SqlWorker("liqdesk-demo")
        self._reader = ArchiveReader(path)
        self._file: StoreFile | None = None
        self.invented: tuple[PastDay, Lanes] | None = None
        self.filled = asyncio.Event()
        self._since = clock.now()
        self._newest = 0
        nothing = no_archive("").imported
        known = infos()
        core.desk.attach_archive(
            ArchiveDesk(Past(self._reader, known, core.desk.now, lambda: core.desk.enabled), nothing)
        )

    @contextlib.asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Keep what was invented, and what comes, until the end."""
        async with asyncio.TaskGroup() as group:
            keeping = group.create_task(self._run())
            try:
                yield
            finally:
                keeping.cancel()
                self._reader.close()
                self._worker.submit(self._let_go)
                self._worker.close()

    async def _run(self) -> None:
        """A full disk costs a demo its archive and nothing else."""
        if self.invented is None:
            return
        past, lanes = self.invented
        self._newest = self._core.ring.newest
        with contextlib.suppress(ExpectedFailure):
            await self._worker.run(lambda: self._begin(past, lanes))
            self.filled.set()
            while True:
                await self.catch_up()
                await asyncio.sleep(EVERY_S)

    async def catch_up(self) -> None:
        """Keep what the desk has heard until now."""
        lanes = () if self.invented is None else self.invented[1]
        await self._worker.run(partial(self._keep, self._fresh(), self._covered(lanes)))

    def _fresh(self) -> Sequence[Liquidation]:
        rows, self._newest = self._core.ring.after(self._newest), self._core.ring.newest
        return rows

    def _covered(self, lanes: Lanes) -> Sequence[CoveredSpan]:
        span = Span(self._since, self._clock.now())
        return [CoveredSpan(lane, venue, span) for lane, venue in lanes]

    def _begin(self, past: PastDay, lanes: Lanes) -> None:
        self._file = StoreFile(self._path, self._clock)
        rows = [*earlier_rows(past.rows), *past.rows]
        for start in range(0, len(rows), AT_ONCE):
            self._file.commit(rows[start : start + AT_ONCE], Aside(), Source.DEMO)
        first = past.watched[0].start
        watched = (Span(UnixMs(first - DAYS * DAY), first), *past.watched)
        spans = [CoveredSpan(lane, venue, span) for lane, venue in lanes for span in watched]
        points = [point for base in PRICED for point in price_points(base, past.prices.get(base, []))]
        self._file.commit([], Aside({(one.lane, one.span.start): one for one in spans}, prices=points), Source.DEMO)

    def _keep(self, rows: Sequence[Liquidation], covered: Sequence[CoveredSpan]) -> None:
        if self._file is not None:
            aside = Aside({(one.lane, one.span.start): one for one in covered})
            self._file.commit(list(rows), aside, Source.DEMO)

    def _let_go(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.recordings.close()


def earlier_rows(rows: Sequence[Liquidation]) -> Iterator[Liquidation]:
    """Orders of the days before, drawn from those of one day: now more, now fewer, now of one side and now of the other."""
    rng = random.Random(len(rows))
    for day in range(DAYS, 0, -1):
        lean, many = rng.choice((0.2, 0.5, 0.8)), round(KEPT * rng.choice((0.4, 0.7, 1.0, 1.0, 2.2)))
        for one in rng.sample(rows, min(many, len(rows))):
            if (rng.random() < lean) is (one.position is PositionSide.SHORT):
                yield msgspec.structs.replace(
                    one, at=UnixMs(one.at - day * DAY), received_at=UnixMs(one.received_at - day * DAY), ident=""
                )


def price_points(base: str, line: Sequence[tuple[UnixMs, float]]) -> Iterator[PricePoint]:
    """The line of one day, and before it the same backwards and forwards in turns on slow waves, so that it never jumps."""
    kept: list[tuple[UnixMs, float]] = []
    for at, price in line:
        if not kept or at - kept[-1][0] >= PRICE_STEP:
            kept.append((at, price))
    times, prices = [at for at, _ in kept], [price for _, price in kept]
    for day in range(DAYS + 1):
        for at, price in zip(times, reversed(prices) if day % 2 else prices, strict=True):
            age = max(0.0, (times[0] - (at - day * DAY)) / DAY)
            wave = sum(high * math.sin(math.tau * age / days) for high, days in WAVES)
            yield PricePoint(base, PRICED_BY, UnixMs(at - day * DAY), round(price * math.exp(wave), 6))
