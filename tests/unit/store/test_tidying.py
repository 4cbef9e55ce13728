"""A log that has grown goes into the file beside the writing, and begins anew; what fails is left for later."""

import asyncio
import logging

import apsw
import pytest

from liqdesk.store.recordings import CHECKPOINT_PAGES
from liqdesk.store.tidying import Tidier, move_log
from liqdesk.store.worker import SqlWorker
from tests.fakes.rows import T0, row
from tests.fakes.stored import complaints
from tests.fakes.writing import Desk


@pytest.fixture
def path(tmp_path):
    return tmp_path / "liqdesk.db"


def wide(first, count):
    return tuple(row(T0 + n, ident=f"{n}-{'x' * 900}") for n in range(first, first + count))


def test_a_log_does_not_grow_for_ever_while_rows_come(path, run):
    async def work():
        async with Desk(path) as desk:
            log_file = path.with_name("liqdesk.db-wal")
            for group in range(24):
                desk.writer.take(wide(group * 1_000, 1_000))
                assert await desk.writer.flush()
                await desk.writer.tidy()
            assert path.stat().st_size > 12_000 * 900
            assert log_file.stat().st_size < 3 * CHECKPOINT_PAGES * 4_096
        assert not log_file.exists()
        assert complaints(path) == []

    run(work())


def test_a_log_is_moved_while_another_connection_writes(path, run):
    async def work():
        async with Desk(path) as desk:
            desk.writer.take(wide(0, 1_000))
            assert await desk.writer.flush()
            before = path.stat().st_size
            moving = asyncio.ensure_future(asyncio.to_thread(move_log, path))
            desk.writer.take(wide(1_000, 1_000))
            assert await desk.writer.flush()
            await moving
            assert path.stat().st_size > before
            assert len(desk.stored()) == 2_000

    run(work())


def test_a_log_that_cannot_be_moved_is_left(path, run, caplog):
    caplog.set_level(logging.INFO)
    with pytest.raises(apsw.CantOpenError):
        move_log(path)

    async def work():
        worker = SqlWorker()
        tidier = Tidier(worker, path)
        task = tidier.start(None)
        assert tidier.start(None) is task
        await task
        await tidier.close()
        worker.close()

    run(work())
    assert "The log could not be moved into the file: the file cannot be opened" in caplog.text
    assert not path.exists()
