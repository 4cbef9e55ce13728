"""The outbox over a writer's file: there with its alert, also after a restart."""

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import UnixMs
from liqdesk.store.shelf import StoredShelf
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from tests.fakes.alerts import alert
from tests.fakes.clock import StepClock
from tests.fakes.parcels import parcel
from tests.fakes.rows import T0


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
