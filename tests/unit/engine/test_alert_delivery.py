"""Words wait for the disk, but not for long, and not for a loop that a burst keeps busy."""

import asyncio

import pytest

from liqdesk.domain.time import SECOND
from liqdesk.engine.alert_delivery import PATIENCE_S
from liqdesk.engine.live_alerts import OVERDUE
from liqdesk.settings.rules import OrderOver, SavedRule
from tests.fakes.alert_scene import AlertScene
from tests.fakes.rows import row
from tests.fakes.time import ManualLoop, ManualTime, run_in_manual_time

ORDER = SavedRule(id="order", name="A large order", conditions=(OrderOver(usd=5_000_000),))


def large(at, **changes):
    return row(at, 6_000_000_000_000, **changes)


@pytest.mark.parametrize(("refuses", "waits"), [(True, 0.0), (False, PATIENCE_S)])
def test_a_disk_that_refuses_or_hangs_keeps_no_alert_back_for_longer_than_its_time(refuses, waits):
    async def work():
        clock = ManualTime()
        scene = AlertScene(clock, [ORDER])
        scene.disk.refuses = refuses
        scene.disk.gate.clear()
        task = asyncio.ensure_future(scene.alerts.run())
        await asyncio.sleep(3)
        begun = clock.monotonic()
        scene.take(large(clock.now(), received_at=clock.now()))
        while not scene.heard:  # noqa: ASYNC110  # the loop's time is virtual
            await asyncio.sleep(0.001)
        assert clock.monotonic() - begun <= 1_000 * (waits + 0.2) + 2
        task.cancel()

    run_in_manual_time(work())


def test_in_a_burst_that_keeps_the_loop_busy_rows_judge_themselves_and_tell_what_has_waited():
    async def work():
        clock = ManualTime()
        scene = AlertScene(clock, [ORDER])
        scene.disk.gate.clear()
        task = asyncio.ensure_future(scene.alerts.run())
        await asyncio.sleep(3)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, ManualLoop)
        loop.stand_still(OVERDUE / SECOND)
        scene.take(large(clock.now(), received_at=clock.now()))
        assert scene.disk.alerts == {}
        scene.take(row(clock.now(), received_at=clock.now()))
        assert len(scene.disk.alerts) == 1
        assert scene.heard == []
        loop.stand_still(OVERDUE / SECOND)
        scene.take(row(clock.now(), received_at=clock.now()))
        assert len(scene.heard) == 1
        task.cancel()

    run_in_manual_time(work())
