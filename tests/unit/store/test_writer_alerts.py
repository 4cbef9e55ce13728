"""Alerts go to disk at once, whole with what is to be sent of them, and wait with it where the disk refuses."""

import asyncio

import apsw
import pytest

from liqdesk.domain.time import UnixMs
from liqdesk.store import writer as writing
from tests.fakes.alerts import alert
from tests.fakes.parcels import parcel
from tests.fakes.rows import T0, row
from tests.fakes.stored import column
from tests.fakes.writing import Desk

ALL = (UnixMs(0), UnixMs(2 * T0), 10**9)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "liqdesk.db"


def test_an_alert_is_on_disk_at_once_with_its_parcels_and_the_rows_before_it(path, run):
    async def work():
        async with Desk(path) as desk:
            desk.writer.take((row(),))
            desk.writer.alerted(alert(T0), [parcel("one")])
            assert await desk.writer.flush()
            assert await desk.writer.past(lambda past: past.alerts(*ALL)) == [alert(T0)]
            assert await desk.writer.past(lambda past: past.parcels()) == [parcel("one")]
            assert desk.stored() == [T0]

    run(work())


def test_an_alert_alone_needs_nobody_who_waits(path, run, monkeypatch):
    monkeypatch.setattr(writing, "FLUSH_EVERY_S", 3_600.0)
    monkeypatch.setattr(writing, "ASIDE_EVERY_S", 3_600.0)

    async def work():
        async with Desk(path) as desk:
            desk.writer.alerted(alert(T0), [parcel("one")])
            await desk.until(lambda: column(path, "SELECT id FROM parcels") == ["one"])

    run(work())


def test_who_waits_does_not_wait_for_rows_that_come_later(path, run):
    async def work():
        async with Desk(path) as desk:
            waiting = asyncio.ensure_future(desk.writer.flush())
            desk.writer.take((row(),))
            while not waiting.done():
                desk.writer.take((row(T0 + desk.writer.backlog + 1),))
                await asyncio.sleep(0)
            assert await waiting

    run(work())


@pytest.mark.expected_log("Rows are not being stored: another program is writing")
def test_a_refused_disk_keeps_the_alert_until_it_takes_it(tmp_path, run, monkeypatch):
    monkeypatch.setattr(writing, "RETRY_EVERY_S", 0.01)
    path = tmp_path / "folder" / "liqdesk.db"
    path.parent.mkdir()

    async def work():
        async with Desk(path) as desk:
            blocker = apsw.Connection(str(path))
            blocker.set_busy_timeout(0)
            blocker.execute("BEGIN IMMEDIATE")
            await desk.writer.change(lambda file: file.recordings.use(lambda it: it.set_busy_timeout(1)))
            desk.writer.alerted(alert(T0), [parcel("one")])
            assert not await desk.writer.flush()
            desk.writer.alerted(alert(T0, sentence="grown"), [parcel("two")])
            blocker.execute("COMMIT")
            blocker.close()
            await desk.until(lambda: column(path, "SELECT id FROM parcels ORDER BY id") == ["one", "two"])
            assert await desk.writer.past(lambda past: past.alerts(*ALL)) == [alert(T0, sentence="grown")]

    run(work())
