"""The oldest orders go and a copy is made while rows are being stored; in trouble neither is tried."""

import asyncio
import contextlib

import pytest

from liqdesk.domain.time import DAY, UnixMs
from liqdesk.store import daily_copy
from liqdesk.store import upkeep as keeping
from liqdesk.store.backups import backups_of
from liqdesk.store.imports import ImportList, Imports
from liqdesk.store.retention import Limits
from liqdesk.store.upkeep import FEWEST, MOST, Pace, Upkeep
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, row
from tests.fakes.stored import column
from tests.fakes.writing import Desk

HUGE = 10**15


@pytest.fixture
def path(tmp_path):
    return tmp_path / "liqdesk.db"


@pytest.fixture
def brisk(monkeypatch):
    for name in ("PAUSE_S", "FIRST_LOOK_S", "FIRST_BACKUP_S"):
        monkeypatch.setattr(keeping, name, 0.001)
    monkeypatch.setattr(daily_copy, "PAUSE_S", 0.001)


def days_of(path):
    return sorted({(at - T0) // DAY for at in column(path, "SELECT at FROM liquidations")})


@contextlib.asynccontextmanager
async def kept(path, limits, clock=None):
    async with Desk(path, clock) as desk:
        desk.writer.take(tuple(row(T0 + day * DAY + n) for day in range(6) for n in range(50)))
        assert await desk.writer.flush()
        yield desk, Upkeep(desk.writer, path, desk.clock, lambda: limits)


@pytest.mark.usefixtures("brisk")
def test_orders_beyond_the_limit_go_while_others_come(path, run):
    async def work():
        async with kept(path, Limits(3, HUGE), StepClock(UnixMs(T0 + 5 * DAY))) as (desk, upkeep):
            pruning = asyncio.ensure_future(upkeep.prune())
            taken = 0
            while not pruning.done():
                taken += 1
                desk.writer.take((row(T0 + 5 * DAY + 1_000 + taken),))
                assert await desk.writer.flush()
            await pruning
            assert days_of(path) == [3, 4, 5]
            assert taken > 3
            assert len(desk.stored()) == 3 * 50 + taken
            assert desk.writer.status().since == T0 - T0 % DAY + 3 * DAY
            assert upkeep.words == ""

    run(work())


@pytest.mark.usefixtures("brisk")
def test_other_limits_are_looked_at_soon(path, run, monkeypatch):
    monkeypatch.setattr(keeping, "LOOK_EVERY_S", 1_000)
    limits = [Limits(400, HUGE)]

    async def work():
        async with kept(path, None, StepClock(UnixMs(T0 + 5 * DAY))) as (desk, _):
            upkeep = Upkeep(desk.writer, path, desk.clock, lambda: limits[-1])
            running = asyncio.ensure_future(upkeep.run())
            await desk.until(lambda: len(backups_of(path)) == 1)
            assert days_of(path) == [0, 1, 2, 3, 4, 5]
            limits.append(Limits(2, HUGE))
            upkeep.chosen()
            await desk.until(lambda: days_of(path) == [4, 5])
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    run(work())


@pytest.mark.usefixtures("brisk")
def test_limits_that_shrank_while_nobody_was_there_remove_nothing(path, run):
    limits = [Limits(5_000, HUGE)]

    async def work():
        async with kept(path, None, StepClock(UnixMs(T0 + 5 * DAY))) as (desk, _):
            await Upkeep(desk.writer, path, desk.clock, lambda: limits[-1]).prune()
            limits.append(Limits(2, HUGE))
            later = Upkeep(desk.writer, path, desk.clock, lambda: limits[-1])
            await later.prune()
            assert len(days_of(path)) == 6
            assert "because they said more before this start" in later.words
            later.chosen()
            await later.prune()
            assert days_of(path) == [4, 5]
            assert later.words == ""
            again = Upkeep(desk.writer, path, desk.clock, lambda: limits[-1])
            await again.prune()
            assert again.words == ""

    run(work())


@pytest.mark.usefixtures("brisk")
def test_a_copy_a_day(path, run):
    async def work():
        async with kept(path, Limits(400, HUGE)) as (desk, upkeep):
            assert await upkeep.back_up()
            assert not await upkeep.back_up()
            assert upkeep.backup_trouble == ""
            (backup,) = backups_of(path)
            assert len(days_of(backup.path)) == 6
            desk.clock.step(DAY)
            assert await upkeep.back_up()

    run(work())


@pytest.mark.usefixtures("brisk")
@pytest.mark.expected_log("The imported rows were not backed up: the disk would get too full")
def test_what_was_imported_has_its_own_copies(path, run, monkeypatch):
    imports = path.with_name("imported.db")

    async def work():
        async with kept(path, Limits(400, HUGE)) as (desk, _):
            upkeep = Upkeep(desk.writer, path, desk.clock, lambda: Limits(400, HUGE), imports)
            assert await upkeep.back_up()
            assert backups_of(imports) == []
            assert upkeep.backup_trouble == ""
            taken = Imports(imports, desk.clock)
            taken.begin("a.csv")
            taken.take([row(T0 + number) for number in range(30)])
            taken.end("some form")
            assert await upkeep.back_up()  # of the one file alone, while another process has it open
            assert (len(backups_of(path)), len(backups_of(imports))) == (1, 1)
            taken.close()
            for _ in range(4):
                desk.clock.step(DAY)
                assert await upkeep.back_up()
            assert (len(backups_of(path)), len(backups_of(imports))) == (3, 2)  # nobody has written it since the second
            damaged = bytearray(imports.read_bytes())
            damaged[4096:8192] = b"\xff" * 4096
            imports.write_bytes(damaged)
            back = Imports(imports, desk.clock)
            assert "the backup of" in back.notices[0]
            assert len(ImportList(imports).entries()) == 1
            back.close()
            monkeypatch.setattr("liqdesk.store.copies.LEFT_FREE_BYTES", 2**62)  # a disk with so little room
            assert not await upkeep.back_up()
            assert upkeep.backup_trouble == "the disk would get too full"
        assert column(imports, "SELECT count(*) FROM liquidations") == [30]

    run(work())


@pytest.mark.usefixtures("brisk")
def test_an_end_in_the_middle_of_a_copy_leaves_none(path, run, monkeypatch):
    monkeypatch.setattr(daily_copy, "PAUSE_S", 5)  # the copy stands still between two of its steps

    async def work():
        async with kept(path, Limits(400, HUGE)) as (desk, upkeep):
            desk.writer.take(tuple(row(T0 + n, ident=f"{n:0900}") for n in range(1_000)))
            await desk.writer.flush()
            copying = asyncio.ensure_future(upkeep.back_up())
            await desk.until(lambda: any(path.parent.glob("*.part")))
            copying.cancel()
            await asyncio.gather(copying, return_exceptions=True)
        assert backups_of(path) == []
        assert [one.name for one in path.parent.iterdir()] == ["liqdesk.db"]

    run(work())


@pytest.mark.expected_log("The recordings were not backed up: the disk would get too full")
def test_a_disk_that_would_get_too_full_gets_no_copy(path, run, monkeypatch):
    monkeypatch.setattr("liqdesk.store.copies.LEFT_FREE_BYTES", 2**62)  # a disk with so little room

    async def work():
        async with kept(path, Limits(400, HUGE)) as (_, upkeep):
            assert not await upkeep.back_up()
            assert upkeep.backup_trouble == "the disk would get too full"
            heard = []
            upkeep.listen(heard.append)
            assert not await upkeep.back_up()
            assert heard == []  # it was told
            monkeypatch.setattr("liqdesk.store.copies.LEFT_FREE_BYTES", 0)
            monkeypatch.setattr("liqdesk.store.copies.LEFT_FREE_SHARE", 0)
            path.rename(path.with_name("away.db"))
            assert not await upkeep.back_up()
            path.with_name("away.db").rename(path)
            assert heard == ["The recordings were not backed up: No such file or directory."]
            assert backups_of(path) == []

    run(work())


@pytest.mark.expected_log("The recordings were not backed up: No such file")
def test_a_copy_that_cannot_be_made_is_said(path, run):
    async def work():
        async with kept(path, Limits(400, HUGE)) as (_, upkeep):
            path.rename(path.with_name("elsewhere.db"))
            assert not await upkeep.back_up()
            path.with_name("elsewhere.db").rename(path)

    run(work())


def test_the_pace_follows_the_time_a_step_takes():
    pace = Pace()
    for _ in range(50):
        pace.took(1)
    assert pace.rows == MOST
    pace.took(9)
    assert pace.rows == MOST
    for _ in range(50):
        pace.took(200)
    assert pace.rows == FEWEST
