"""What a venue allows is never exceeded."""

import asyncio
from itertools import pairwise

from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.time import SECOND
from liqdesk.feed.backoff import Dead
from liqdesk.feed.budget import FREE_CONNECTS, VenueBudget
from liqdesk.feed.transport import HandshakeRefused
from tests.fakes.time import ManualTime, run_in_manual_time


async def connect_greedily(budget: VenueBudget, clock: ManualTime, seconds: int, eager: bool) -> list[int]:
    times: list[int] = []
    while clock.monotonic() < seconds * SECOND:
        wait = budget.connect_wait(eager)
        if wait:
            await asyncio.sleep(wait / SECOND)
        else:
            budget.charge()
            times.append(clock.monotonic())
    return times


def test_twenty_connects_in_five_minutes_however_greedy() -> None:
    async def scene(eager: bool) -> list[int]:
        clock = ManualTime()
        return await connect_greedily(VenueBudget(clock), clock, 3_600, eager)

    for eager in (True, False):
        times = run_in_manual_time(scene(eager))
        assert all(later - first > 300_000 for first, later in zip(times, times[20:], strict=False))
        assert len(times) >= (20 if eager else 10) * 11


def test_failing_connects_are_spread_after_those_that_are_free() -> None:
    async def scene() -> list[int]:
        clock = ManualTime()
        return await connect_greedily(VenueBudget(clock), clock, 300, eager=False)

    times = run_in_manual_time(scene())
    assert times[FREE_CONNECTS - 1] == 0
    assert all(after - before >= 50_000 for before, after in pairwise(times[FREE_CONNECTS - 1 :]))


def test_a_connect_that_never_reached_the_venue_costs_nothing() -> None:
    async def scene() -> None:
        budget = VenueBudget(ManualTime())
        budget.refund()
        for _ in range(100):
            assert budget.connect_wait(eager=False) == 0
            budget.charge()
            budget.refund()

    run_in_manual_time(scene())


def test_bans_hold_for_sockets_and_pages_but_a_refused_page_does_not_stop_sockets() -> None:
    async def scene() -> None:
        for status in (429, 418):
            for fail in (VenueBudget.socket_failed, VenueBudget.page_failed):
                budget = VenueBudget(ManualTime())
                fail(budget, HandshakeRefused(status, {}))
                assert budget.connect_wait(eager=True) >= 60_000
                assert budget.page_wait() >= 60_000
        for status in (403, 451):
            budget = VenueBudget(ManualTime())
            budget.page_failed(HandshakeRefused(status, {}))
            assert budget.connect_wait(eager=True) == 0
            assert budget.page_wait() == 1_800_000
            assert budget.socket_hold is None
            budget.socket_failed(HandshakeRefused(status, {}))
            assert budget.connect_wait(eager=True) == 1_800_000
            hold = budget.socket_hold
            assert hold is not None
            assert hold.state is LaneState.BLOCKED

    run_in_manual_time(scene())


def test_repeats_lengthen_until_data_is_delivered() -> None:
    async def scene() -> None:
        budget = VenueBudget(ManualTime())
        refused = HandshakeRefused(429, {})
        assert [budget.socket_failed(refused).wait for _ in range(3)] == [60_000, 120_000, 240_000]
        budget.delivered()
        assert budget.socket_failed(refused).wait == 60_000
        assert budget.socket_failed(Dead("mute")).wait is None

    run_in_manual_time(scene())


def test_pages_are_asked_for_one_after_the_other() -> None:
    async def scene() -> None:
        budget = VenueBudget(ManualTime())
        assert budget.page_wait() == 0
        budget.charge_page()
        assert budget.page_wait() == 200
        await asyncio.sleep(0.2)
        assert budget.page_wait() == 0

    run_in_manual_time(scene())
