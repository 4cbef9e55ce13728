"""A venue at which nothing works is tried by one connection at a time."""

import asyncio
from random import Random

from liqdesk.feed.trials import LOOK_AGAIN, Trials
from tests.fakes.time import ManualTime, run_in_manual_time


def test_nobody_waits_while_nothing_failed_or_something_works() -> None:
    async def scene() -> None:
        trials = Trials(ManualTime())
        assert [trials.wait(who) for who in "abc"] == [0, 0, 0]
        trials.proved("a")
        trials.failed(Random(1))
        assert not trials.in_doubt
        assert [trials.wait(who) for who in "abc"] == [0, 0, 0]

    run_in_manual_time(scene())


def test_one_tries_and_the_others_follow_its_success_at_once() -> None:
    async def scene() -> None:
        trials = Trials(ManualTime())
        trials.failed(Random(1))
        assert trials.in_doubt
        assert 250 <= trials.wait("a") <= 1_000
        await asyncio.sleep(1)
        assert [trials.wait(who) for who in "abca"] == [0, LOOK_AGAIN, LOOK_AGAIN, 0]
        trials.proved("a")
        assert [trials.wait(who) for who in "abc"] == [0, 0, 0]
        trials.ended("a")
        assert not trials.in_doubt

    run_in_manual_time(scene())


def test_the_turn_passes_on_and_a_long_try_is_part_of_the_delay() -> None:
    async def scene() -> None:
        random = Random(1)
        trials = Trials(ManualTime())
        for _ in range(8):
            trials.failed(random)
        assert 6_000 <= trials.wait("a") <= 12_000
        await asyncio.sleep(12)
        assert trials.wait("a") == 0
        await asyncio.sleep(10)
        trials.failed(random)
        assert trials.wait("b") == LOOK_AGAIN
        trials.ended("a")
        assert 250 <= trials.wait("b") <= 2_000
        trials.hurry()
        assert trials.wait("b") == 0
        trials.ended("a")
        assert trials.wait("c") == LOOK_AGAIN

    run_in_manual_time(scene())
