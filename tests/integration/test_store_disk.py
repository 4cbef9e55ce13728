"""A full disk and one made read-only: streaming goes on, the user is told, and storing resumes by itself."""

import asyncio
import contextlib
import os
import subprocess
import sys

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.store import writer as writing
from liqdesk.store.retention import Limits
from liqdesk.store.upkeep import Upkeep
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, row
from tests.fakes.stored import column, complaints


def mount(*words):
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path):
    """A disk of two megabytes."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=2m", "liqdesk-test", str(place)):
        pytest.skip("this machine lets nobody mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@contextlib.asynccontextmanager
async def storing(path):
    worker = SqlWorker()
    writer = Writer(worker, path, StepClock(), "live")
    await writer.open()
    try:
        yield writer
    finally:
        await writer.close()
        worker.close()


async def until_stored(writer):
    async with asyncio.timeout(10):
        while not await writer.flush():  # noqa: ASYNC110  # only the next try can tell
            await asyncio.sleep(0.01)


@pytest.mark.expected_log("Rows are not being stored: the disk is full")
def test_a_full_disk(disk, run, monkeypatch):
    monkeypatch.setattr(writing, "RETRY_EVERY_S", 0.05)
    path, filler = disk / "liqdesk.db", disk / "filler"

    async def work():
        async with storing(path) as writer:
            writer.take(tuple(row(T0 + n) for n in range(500)))
            assert await writer.flush()
            with contextlib.suppress(OSError):
                filler.write_bytes(b"x" * 2_000_000)
            with contextlib.suppress(OSError), filler.open("ab") as file:
                while True:
                    file.write(b"x" * 4_096)
                    file.flush()
            taken = 500
            while await writer.flush():  # what the log had room for is still taken
                writer.take(tuple(row(T0 + n) for n in range(taken, taken + 500)))
                taken += 500
                assert taken < 50_000
            assert writer.status().trouble == "not being stored since 21:26 UTC: the disk is full"
            writer.take((row(T0 + taken),))
            filler.unlink()
            await until_stored(writer)
            assert writer.status().trouble == ""
        assert column(path, "SELECT count(*) FROM liquidations") == [taken + 1]
        assert complaints(path) == []

    run(work())


@pytest.mark.expected_log("Rows are not being stored: .*(read-only|cannot be opened)")
def test_a_disk_that_is_read_only_for_a_while(disk, run, monkeypatch):
    monkeypatch.setattr(writing, "RETRY_EVERY_S", 0.05)
    path = disk / "liqdesk.db"

    async def work():
        async with storing(path) as writer:
            writer.take((row(),))
            assert await writer.flush()
        assert mount("-o", "remount,ro", str(disk))
        worker = SqlWorker()
        writer = Writer(worker, path, StepClock(), "live")
        writer.take((row(T0 + 1),))
        try:
            with pytest.raises(ExpectedFailure, match=r"read-only|cannot be opened"):
                await writer.open()
            assert not await writer.flush()
            assert writer.status().trouble.startswith("not being stored since 21:26 UTC: ")
        finally:
            assert mount("-o", "remount,rw", str(disk))
        await until_stored(writer)
        assert writer.status().trouble == ""
        await writer.close()
        worker.close()
        assert column(path, "SELECT at FROM liquidations ORDER BY at") == [T0, T0 + 1]

    run(work())


@pytest.mark.expected_log("The recordings were not backed up: the disk would get too full")
def test_no_backup_fills_a_small_disk(disk, run):
    path = disk / "liqdesk.db"

    async def work():
        async with storing(path) as writer:
            writer.take(tuple(row(T0 + n) for n in range(500)))
            assert await writer.flush()
            upkeep = Upkeep(writer, path, StepClock(), lambda: Limits(400, 10**10))
            assert not await upkeep.back_up()
            assert sorted(one.name for one in disk.iterdir()) == ["liqdesk.db", "liqdesk.db-shm", "liqdesk.db-wal"]

    run(work())
