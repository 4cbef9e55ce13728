"""What is usual is learnt from the recorded days, now and after midnight."""

import asyncio

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.app.usual import keep_usual, recorded_volume
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from tests.fakes.clock import StepClock
from tests.fakes.rows import info, instrument, row

NOW = UnixMs(20_000 * DAY + 6 * HOUR)
OKX = info("okx")


def recorded(path, work):
    """Two recorded days, then `work` with the writer."""

    async def run():
        worker = SqlWorker()
        writer = Writer(worker, path, StepClock(), "live")
        await writer.open()
        for day in (1, 2):
            start = UnixMs(NOW - day * DAY)
            writer.take((row(start, 75), row(start + 1, 25, of=instrument("BTC", "okx"))))
            writer.take(tuple(row(start + minute * MINUTE, 0, of=instrument("ETH", "okx")) for minute in range(60)))
            writer.covered(CoveredSpan(LaneId("okx/a"), OKX.id, Span(start, UnixMs(start + HOUR))))
        assert await writer.flush()
        await work(writer)
        await writer.close()
        worker.close()

    asyncio.run(run())


def test_a_reader_learns_the_volume_at_once(tmp_path):
    async def nothing(writer):
        return

    path = tmp_path / "liqdesk.db"
    recorded(path, nothing)
    usual = recorded_volume(StoredHistory(open_for_reading(path)), NOW)
    assert usual.amounts == {"bybit": 150, "okx": 50}
    assert usual.basis == "the only 2 recorded days"
    assert recorded_volume(StoredHistory(open_for_reading(path)), UnixMs(NOW - 2 * DAY)) is None


def test_a_running_account_learns_volume_and_rhythm(tmp_path):
    class At(StepClock):
        def now(self):
            return NOW

    live = LiveAnalytics({OKX.id: OKX})

    async def work(writer):
        learning = asyncio.create_task(keep_usual(live, writer, At()))
        async with asyncio.timeout(20):
            while not live.suspicion.rhythms.past_of(OKX.id):  # noqa: ASYNC110  # it happens on the SQL thread
                await asyncio.sleep(0.01)
        learning.cancel()

    recorded(tmp_path / "liqdesk.db", work)
    assert live.usual().amounts == {"bybit": 150, "okx": 50}
    status = LaneStatus(LaneId("okx/a"), OKX.id, LaneState.LIVE, at=UnixMs(NOW + 9), connected_at=UnixMs(NOW - HOUR))
    live.lane_changed(status)
    assert live.suspicion.silence(LaneId("okx/a")).length == DurationMs(HOUR + 9)
    assert live.suspicion.silence(LaneId("okx/a")).improbable


def test_a_store_that_cannot_be_read_ends_the_learning(tmp_path):
    writer = Writer(SqlWorker(), tmp_path / "no", StepClock(), "live")
    live = LiveAnalytics({})
    asyncio.run(keep_usual(live, writer, StepClock()))
    assert live.recorded is None
