"""A store of ten million orders: what it weighs, how a start takes it, how long pruning and copying hold up a commit; printed.

The store is made once (`tests/fakes/archive.py`) under `ARCHIVE_FOLDER`; what writes works on a copy of it.
"""

import asyncio
import contextlib
import os
import time

import apsw
import pytest

from liqdesk.app.resources import Resources
from liqdesk.app.wiring import build_core, restore
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.engine.desk import Mode
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.store.backups import backups_of
from liqdesk.store.copies import soundness
from liqdesk.store.retention import Limits
from liqdesk.store.upkeep import Upkeep
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from tests.fakes.archive import archive
from tests.fakes.rows import row

pytestmark = pytest.mark.timeout(1_800)

HUGE = 10**15
ROWS_OF_A_GROUP = 50


class ArchiveClock:
    """The machine's monotonic clock, on the day after the archive ends."""

    def __init__(self, now):
        self._now = now

    def now(self):
        return self._now

    def monotonic(self):
        return int(time.monotonic() * 1_000)


@pytest.fixture(scope="module")
def whole():
    return archive()


@pytest.fixture
def copied(whole, tmp_path):
    return whole.copied(tmp_path)


@contextlib.asynccontextmanager
async def writing(kept):
    clock = ArchiveClock(UnixMs(kept.until))
    worker = SqlWorker()
    writer = Writer(worker, kept.path, clock, "live")
    begun = time.perf_counter()
    await writer.open()
    opened = time.perf_counter() - begun
    try:
        yield writer, worker, clock, opened
    finally:
        await writer.close()
        worker.close()


def test_bytes_of_an_order(whole):
    connection = apsw.Connection(str(whole.path), flags=apsw.SQLITE_OPEN_READONLY)
    page_bytes = connection.pragma("page_size")
    print(
        f"{whole.rows:,} orders: {whole.path.stat().st_size / 1e9:.2f} GB, {whole.path.stat().st_size / whole.rows:.1f} B each"
    )
    sizes = connection.execute("SELECT name, count(*) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 12")
    for name, pages in sizes:
        print(f"  {name:28} {pages * page_bytes / whole.rows:6.1f} B an order")
    connection.close()


def test_a_start_with_it(copied, run):
    async def work():
        async with writing(copied) as (writer, _, clock, opened):
            settings = CurrentSettings(Settings())
            core = build_core(Mode.LIVE, clock, settings, Resources(), writer)
            begun = time.perf_counter()
            await restore(core, writer)
            restored = time.perf_counter() - begun
            count = core.desk.totals().window("24h").total.count
        print(f"opened in {opened * 1e3:.0f} ms; the last day ({count:,} orders) restored in {restored * 1e3:.0f} ms")

    run(work(), limit=300)


async def holdups(writer, kept, busy):
    """How long a commit of fifty rows took, in ms, again and again while `busy` goes on."""
    took, number = [], 0
    while not busy():
        rows = tuple(row(kept.until + number * ROWS_OF_A_GROUP + n) for n in range(ROWS_OF_A_GROUP))
        begun = time.perf_counter()
        writer.take(rows)
        assert await writer.flush()
        took.append((time.perf_counter() - begun) * 1e3)
        number += 1
        await asyncio.sleep(0.05)
    return took


async def waits(worker, busy):
    """How long something that is handed to the SQL thread waits there, in ms: what pruning holds up a commit."""
    took = []
    while not busy():
        begun = time.perf_counter()
        await worker.run(lambda: None)
        took.append((time.perf_counter() - begun) * 1e3)
        await asyncio.sleep(0.005)
    return took


def told(what, took):
    ordered = sorted(took)
    pick = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.99, 1.0)]
    print(f"{what:44} p50 {pick[0]:7.2f}  p99 {pick[1]:7.2f}  max {pick[2]:7.2f} ms of {len(ordered):,}")


def floor(folder, times=100):
    """How long the disk takes to sync four kilobytes now, in ms: what no commit can be quicker than."""
    took = []
    with (folder / "floor").open("wb", buffering=0) as file:
        for _ in range(times):
            begun = time.perf_counter()
            file.write(b"x" * 4_096)
            os.fsync(file.fileno())
            took.append((time.perf_counter() - begun) * 1e3)
    return took


def test_pruning_days_of_it(copied, run):
    async def work():
        async with writing(copied) as (writer, worker, clock, _):
            days = (copied.until - copied.since) // DAY
            end = time.perf_counter() + 5
            told("commit of 50 rows, nothing else", await holdups(writer, copied, lambda: time.perf_counter() > end))
            for gone, busy in ((12, False), (18, True)):
                limits = Limits(days - gone, HUGE)
                upkeep = Upkeep(writer, copied.path, clock, lambda limits=limits: limits)
                upkeep.chosen()
                begun = time.perf_counter()
                pruning = asyncio.ensure_future(upkeep.prune())
                if busy:
                    told("commit of 50 rows while pruning", await holdups(writer, copied, pruning.done))
                else:
                    told("wait for the SQL thread while pruning", await waits(worker, pruning.done))
                await pruning
                print(f"pruned to {days - gone} of {days} days in {time.perf_counter() - begun:.1f} s; {upkeep.words}")
            told("a sync of four kilobytes, the floor", floor(copied.path.parent))

    run(work(), limit=900)


def test_a_backup_of_it(copied, run):
    async def work():
        async with writing(copied) as (writer, _, clock, _):
            upkeep = Upkeep(writer, copied.path, clock, lambda: Limits(400, HUGE))
            begun = time.perf_counter()
            copying = asyncio.ensure_future(upkeep.back_up())
            commits = await holdups(writer, copied, copying.done)
            assert await copying
            told("commit of 50 rows while copying", commits)
            (backup,) = backups_of(copied.path)
            print(f"copied and looked through {backup.size / 1e9:.2f} GB in {time.perf_counter() - begun:.1f} s")
            begun = time.perf_counter()
            assert soundness(backup.path) == "ok"
            print(f"looking through it once more took {time.perf_counter() - begun:.1f} s")

    run(work(), limit=900)
