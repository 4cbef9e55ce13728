"""What the settings and the doctor say of the recordings, and that the settings' limits are those that are in force."""

import pytest

from liqdesk.app.upkeep import limits_of, newest_backup, orders_kept, recorded_words, upkeep_of
from liqdesk.domain.time import DAY, HOUR, UnixMs
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.settings.storing import StoringSettings
from liqdesk.store.backups import BackupRun
from liqdesk.store.retention import Limits
from tests.fakes.rows import T0, row
from tests.fakes.writing import Desk


def backed_up(path):
    run = BackupRun(path, T0, lambda: False)
    while not run.step():
        pass
    assert run.finish()


def test_the_defaults_are_400_days_and_10_gigabytes():
    assert limits_of(StoringSettings()) == Limits(400, 10_000_000_000)


@pytest.mark.expected_log("The recordings were not backed up")
def test_words_for_the_settings(tmp_path, run, monkeypatch):
    path = tmp_path / "liqdesk.db"

    async def work():
        async with Desk(path) as desk:
            desk.writer.take(tuple(row(T0 + number * DAY) for number in range(-40, 1)))
            assert await desk.writer.flush()
            settings = CurrentSettings(Settings())
            upkeep = upkeep_of(desk.writer, settings, desk.clock)
            assert recorded_words(desk.writer, None).endswith("B: all single orders; no backup yet.")
            backed_up(path)
            settings.replace(Settings(storing=StoringSettings(days=30)))
            await upkeep.prune()
            assert "single orders since 15 Dec 2025; newest backup of 13 Jan 2026." in recorded_words(
                desk.writer, upkeep
            )
            upkeep.words = "more is kept"
            monkeypatch.setattr("liqdesk.store.copies.LEFT_FREE_BYTES", 2**62)  # a disk with so little room
            desk.clock.step(DAY)
            assert not await upkeep.back_up()
            assert recorded_words(desk.writer, upkeep).endswith(
                "More is kept. The last backup failed: the disk would get too full."
            )

    run(work())


def test_words_for_the_terminal(tmp_path, run):
    path = tmp_path / "liqdesk.db"

    async def work():
        async with Desk(path):
            assert newest_backup(path, T0) == "no backup yet"
            backed_up(path)
        assert newest_backup(path, UnixMs(T0 + 3 * HOUR)) == "newest backup 3 hours old, 1 of 3 kept"
        assert newest_backup(path, UnixMs(T0 + 3 * DAY)) == "newest backup 3 days old, 1 of 3 kept"

    run(work())


def test_from_when_on_orders_are_kept():
    assert orders_kept(UnixMs(0)) == "all single orders"
    assert orders_kept(T0) == "single orders since 13 Jan 2026"
