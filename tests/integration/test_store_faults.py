"""A disk that fails under a running writer: streaming goes on, the user is told since when, and storing resumes by itself.

What was acknowledged is there once; what the buffer could not hold is counted, and its time is a gap.
"""

import asyncio
import contextlib
import logging
import threading

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store import health
from liqdesk.store import writer as writing
from tests.fakes.failing import FailingDisk, Failure
from tests.fakes.power import Act
from tests.fakes.rows import T0, row
from tests.fakes.stored import column, complaints
from tests.fakes.writing import Desk

SAID = {
    Failure.FULL: "the disk is full",
    Failure.SHORT: "the disk is full",
    Failure.IO_ERROR: "the disk reports an error",
    Failure.READ_ONLY: "the file is read-only",
}
WRITES = frozenset({Act.WRITE, Act.SYNC, Act.TRUNCATE})
LANE, BYBIT = LaneId("bybit/linear-1"), VenueId("bybit")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "liqdesk.db"


@pytest.fixture(autouse=True)
def brisk(monkeypatch):
    monkeypatch.setattr(writing, "RETRY_EVERY_S", 0.02)


@contextlib.asynccontextmanager
async def storing(path):
    async with Desk(path) as desk:
        desk.writer.take(tuple(row(T0 + n, received_at=T0 + n) for n in range(100)))
        assert await desk.writer.flush()
        yield desk


@pytest.mark.expected_log("Rows are not being stored")
@pytest.mark.parametrize("failure", list(Failure))
@pytest.mark.parametrize("acts", [WRITES, frozenset({Act.SYNC})], ids=["any write", "syncs alone"])
def test_a_disk_that_fails_for_a_while(path, run, failure, acts, caplog):
    caplog.set_level(logging.INFO)
    broken = []

    async def work():
        async with storing(path) as desk:
            broken.append(True)
            for n in range(100, 105):
                desk.writer.take((row(T0 + n, received_at=T0 + n),))
                assert not await desk.writer.flush()
                desk.clock.step(60_000)
            assert desk.writer.status().trouble == f"not being stored since 21:26 UTC: {SAID[failure]}"
            broken.clear()
            await desk.until(lambda: desk.writer.status().trouble == "")
            assert await desk.writer.flush()
            assert desk.stored() == list(range(T0, T0 + 105))

    with FailingDisk(acts, failure, lambda _: bool(broken)) as disk:
        run(work())
    assert disk.failed > 4
    assert complaints(path) == []
    assert column(path, "SELECT count(*) FROM losses") == [0]
    assert "Rows are being stored again" in caplog.text


@pytest.mark.expected_log("Rows are not being stored")
@pytest.mark.expected_log("rows were lost because the disk did not take them")
def test_what_the_buffer_could_not_hold_is_counted_and_is_a_gap(path, run, monkeypatch):
    monkeypatch.setattr(writing, "BUFFERED", 1_000)
    monkeypatch.setattr(writing, "READY", 100)
    broken = []

    async def work():
        async with storing(path) as desk:
            broken.append(True)
            desk.writer.take((row(T0 + 100, received_at=T0 + 100),))
            assert not await desk.writer.flush()
            for n in range(101, 3_000):
                desk.writer.take((row(T0 + n, received_at=T0 + n),))
            desk.writer.covered(CoveredSpan(LANE, BYBIT, Span(T0, UnixMs(T0 + 3_000))))
            lost = 3_000 - 100 - desk.writer.backlog
            assert desk.writer.status().trouble.endswith(f"{lost:,} rows are lost")
            broken.clear()
            await desk.until(lambda: desk.writer.status().trouble == "")
            assert await desk.writer.flush()
            assert len(desk.stored()) == 3_000 - lost
            assert column(path, "SELECT sum(rows) FROM losses") == [lost]
            pieces = [one.span for one in await desk.writer.past(lambda past: past.spans(UnixMs(0)))]
            covered = {at for piece in pieces for at in range(piece.start, piece.end)}
            assert covered == set(desk.stored())

    with FailingDisk(WRITES, Failure.FULL, lambda _: bool(broken)):
        run(work())
    assert complaints(path) == []


@pytest.mark.expected_log("was removed while in use; it was written again")
def test_a_file_that_is_removed_while_rows_come_loses_none(path, run):
    async def work():
        async with storing(path) as desk:
            for one in path.parent.iterdir():
                one.unlink()
            desk.writer.take((row(T0 + 100),))
            assert await desk.writer.flush()
            assert desk.stored() == list(range(T0, T0 + 101))
            assert desk.writer.status().trouble == ""

    run(work())
    assert complaints(path) == []


@pytest.mark.expected_log("was replaced while in use; what was recorded before is kept as")
def test_a_file_that_is_replaced_while_rows_come_loses_none(path, run):
    async def work():
        other = Desk(path.with_name("other.db"))
        async with other:
            other.writer.take((row(T0 - 5),))
            assert await other.writer.flush()
        async with storing(path) as desk:
            other.path.replace(path)
            desk.writer.take((row(T0 + 100),))
            assert await desk.writer.flush()
            assert desk.stored() == [T0 - 5, T0 + 100]
        (kept,) = path.parent.glob("*.replaced-*")
        assert len(column(kept, "SELECT at FROM liquidations")) == 100

    run(work())
    assert complaints(path) == []


@pytest.mark.expected_log("Rows are not being stored: .*the file is read-only")
def test_a_file_that_cannot_be_written_at_the_start_is_written_once_it_can(path, run):
    broken = []

    async def work():
        async with storing(path):
            pass
        broken.append(True)
        desk = Desk(path)
        with pytest.raises(ExpectedFailure, match="read-only"):
            await desk.writer.open()
        desk.writer.take((row(T0 + 100),))
        assert not await desk.writer.flush()
        broken.clear()
        await desk.until(lambda: desk.writer.status().trouble == "")
        assert await desk.writer.flush()
        assert len(desk.stored()) == 101
        await desk.writer.close()
        desk.worker.close()

    with FailingDisk(WRITES, Failure.READ_ONLY, lambda _: bool(broken)):
        run(work())
    assert complaints(path) == []


@pytest.mark.expected_log("Rows are not being stored: .*cannot be opened")
def test_a_disk_that_is_not_there_at_the_start_is_tried_again(tmp_path, run):
    path = tmp_path / "profile" / "liqdesk.db"

    async def work():
        desk = Desk(path)
        with pytest.raises(ExpectedFailure, match="cannot be opened"):
            await desk.writer.open()
        desk.writer.take((row(),))
        desk.writer.learnt("journal", T0, b"learnt anew, without what was known")
        desk.writer.learnt("alerts", T0, b"muted", at_once=True)
        assert not await desk.writer.flush()
        assert desk.writer.status().trouble.startswith("not being stored since 21:26 UTC: ")
        with pytest.raises(ExpectedFailure, match="nothing is being recorded"):
            await desk.writer.past(lambda past: past.fact("x"))
        path.parent.mkdir()
        await desk.until(lambda: desk.writer.status().trouble == "")
        assert await desk.writer.flush()
        assert desk.stored() == [T0]
        assert column(path, "SELECT name FROM memories") == ["alerts"]
        await desk.writer.close()
        desk.worker.close()

    run(work())


@pytest.mark.expected_log("Rows are not being stored: the disk does not answer")
def test_a_disk_that_hangs_at_the_start_holds_up_nobody(path, run, monkeypatch):
    monkeypatch.setattr(health, "LISTEN_EVERY_S", 0.01)
    gate = threading.Event()

    async def work():
        desk = Desk(path)
        desk.worker.submit(gate.wait)
        opening = asyncio.ensure_future(desk.writer.open())
        await desk.until(lambda: desk.writer._health.busy)
        for _ in range(4):  # slow, but something is heard of it
            desk.clock.step(6_000)
            desk.writer._health.beat()
            await asyncio.sleep(0.03)
        assert not opening.done()
        desk.clock.step(11_000)
        with pytest.raises(ExpectedFailure, match="does not answer"):
            await opening
        desk.writer.take((row(),))
        gate.set()
        await desk.until(lambda: desk.writer.status().trouble == "")
        assert await desk.writer.flush()
        assert desk.stored() == [T0]
        await desk.writer.close()
        desk.worker.close()

    run(work())
