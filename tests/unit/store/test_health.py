"""What is said of a disk: since when it takes nothing, why, and what was lost."""

import asyncio
import logging

import pytest

from liqdesk.engine.ports import StoreStatus
from liqdesk.store.health import MUTE_AFTER, MUTE_AT_START, Health
from tests.fakes.clock import StepClock


def test_all_is_well_at_first():
    health = Health(StepClock())
    assert health.status() == StoreStatus(None, "")
    assert not health.failing
    assert not health.busy


@pytest.mark.expected_log("Rows are not being stored: the disk is full")
@pytest.mark.expected_log("7 rows were lost")
def test_the_moment_is_that_of_the_first_failure(caplog):
    clock = StepClock()
    health = Health(clock)
    caplog.set_level(logging.INFO)
    health.failed("the disk is full")
    clock.step(3_600_000)
    health.failed("the disk reports an error")
    health.lost = 7
    assert health.status().trouble == ("not being stored since 21:26 UTC: the disk reports an error; 7 rows are lost")
    health.went_well(False)
    assert (health.failing, health.lost) == (False, 7)
    health.went_well(True)
    assert health.lost == 0
    assert health.status().trouble == ""
    assert "Rows are being stored again" in caplog.text


def test_a_disk_that_does_not_answer():
    clock = StepClock()
    health = Health(clock)
    health.handed()
    clock.step(MUTE_AFTER)
    assert health.status().trouble == ""
    clock.step(60_000)
    assert health.status().trouble == "not being stored since 21:26 UTC: the disk does not answer"
    health.answered()
    assert health.status().trouble == ""


def test_what_is_refused_for_good():
    health = Health(StepClock())
    health.refuse("a newer liqdesk wrote it")
    assert health.refused
    assert health.status().trouble == "not being stored: a newer liqdesk wrote it"


def test_what_takes_long_but_is_heard_of_is_no_trouble(run, monkeypatch):
    monkeypatch.setattr("liqdesk.store.health.LISTEN_EVERY_S", 0.005)
    clock = StepClock()
    health, heard = Health(clock), []

    async def work():
        copying = asyncio.get_running_loop().create_future()
        waiting = asyncio.ensure_future(health.heard_out(copying, heard.append))
        for number in range(5):
            await asyncio.sleep(0.01)
            clock.step(MUTE_AFTER)
            health.beat(f"step {number}" if number < 3 else "")
            assert health.status().trouble == ""
        copying.set_result(None)
        assert await waiting
        assert not health.busy
        assert set(heard) <= {"step 0", "step 1", "step 2"}
        assert heard[-1] == "step 2"  # it goes on, and nothing else was said

    run(work())


def test_what_is_not_heard_of_is_given_up(run, monkeypatch):
    monkeypatch.setattr("liqdesk.store.health.LISTEN_EVERY_S", 0.005)
    clock = StepClock()
    health = Health(clock)

    async def work():
        waiting = asyncio.ensure_future(health.heard_out(asyncio.get_running_loop().create_future(), print))
        await asyncio.sleep(0)
        clock.step(MUTE_AT_START + 1)
        assert not await waiting

    run(work())
