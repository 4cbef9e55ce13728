"""The outbox over a writer's file: there at once with its alert, also after a restart and where the disk refuses for a while."""

import asyncio
import threading

import apsw
import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import UnixMs
from liqdesk.store import writer as writing
from liqdesk.store.shelf import StoredShelf
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from tests.fakes.alerts import alert
from tests.fakes.clock import StepClock
from tests.fakes.parcels import parcel
from tests.fakes.rows import T0, row
from tests.fakes.stored import column
from tests.fakes.writing import Desk

ALL = (UnixMs(0), UnixMs(2 * T0), 10**9)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "liqdesk.db"


def test_parcels_survive_a_restart_until_they_have_arrived(tmp_path, run):
    async def once(do):
        worker = SqlWorker()
        writer = Writer(worker, tmp_path / "liqdesk.db", StepClock(), "live")
        await writer.open()
        await do(writer, StoredShelf(writer))
        await writer.close()
        worker.close()

    async def first(writer, shelf):
        writer.alerted(alert(T0), [parcel("one"), parcel("two"), parcel("three")])
        assert await writer.flush()

    async def second(_, shelf):
        assert len(await shelf.waiting()) == 3
        await shelf.delivered("one", T0, "message 7")
        await shelf.put_off("two", UnixMs(T0 + 9), 1, "refused")
        await shelf.given_up("three", T0, "for good")

    async def third(_, shelf):
        assert await shelf.waiting() == [parcel("two", due=UnixMs(T0 + 9), tried=1, remote="message 7")]

    async def work():
        for do in (first, second, third):
            await once(do)

    run(work())


def test_a_file_that_is_not_open_is_said(tmp_path, run):
    shelf = StoredShelf(Writer(SqlWorker(), tmp_path / "liqdesk.db", StepClock(), "live"))

    async def work():
        with pytest.raises(ExpectedFailure):
            await shelf.waiting()
        with pytest.raises(ExpectedFailure):
            await shelf.delivered("one", T0, "")

    run(work())


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
            assert not await desk.writer.kept()
            desk.writer.alerted(alert(T0, sentence="grown"), [parcel("two")])
            blocker.execute("COMMIT")
            blocker.close()
            await desk.until(lambda: column(path, "SELECT id FROM parcels ORDER BY id") == ["one", "two"])
            assert await desk.writer.past(lambda past: past.alerts(*ALL)) == [alert(T0, sentence="grown")]

    run(work())


def test_an_alert_does_not_wait_for_the_rows_of_a_storm(path, run):
    async def work():
        async with Desk(path) as desk:
            gate = threading.Event()
            desk.worker.submit(gate.wait)
            desk.writer.take(tuple(row(T0 + number) for number in range(6 * writing.LARGEST_GROUP)))
            desk.writer.alerted(alert(T0), [parcel("one")])
            telling = asyncio.ensure_future(desk.writer.kept())
            await asyncio.sleep(0)
            gate.set()
            assert await telling
            assert column(path, "SELECT id FROM parcels") == ["one"]
            assert desk.writer.backlog >= writing.LARGEST_GROUP
            assert await desk.writer.kept()
            assert await desk.writer.flush()
            assert desk.writer.backlog == 0

    run(work())
