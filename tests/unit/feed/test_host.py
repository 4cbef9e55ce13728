"""Offline, and asleep."""

import asyncio

from liqdesk.domain.time import DurationMs
from liqdesk.feed.backoff import Dead
from liqdesk.feed.host import Host, SleepWatch
from liqdesk.feed.transport import ConnectFailed, FailureKind
from tests.fakes.time import ManualTime, run_in_manual_time

NO_NAME = ConnectFailed(FailureKind.DNS, "no name")


def test_offline_is_when_nobody_finds_a_network() -> None:
    back: list[object] = []
    host = Host(back.append)
    assert not host.offline
    host.failed("a", NO_NAME)
    assert host.offline
    host.failed("b", ConnectFailed(FailureKind.TCP, "refused"))
    assert not host.offline
    assert back == [None]
    host.failed("b", NO_NAME)
    host.reached("a")
    assert back == [None, None]
    host.failed("a", Dead("mute"))
    assert not host.offline
    host.forget("a")
    assert host.offline


def test_the_first_connection_that_delivers_shows_that_what_kept_all_from_it_is_over() -> None:
    back: list[object] = []
    host = Host(back.append)
    first, second = object(), object()
    host.reached("a")
    assert not host.mute, "one alone says nothing of the others"
    host.reached("b")
    assert host.mute
    host.proved(first)
    host.proved(second)
    assert not host.mute
    assert back == [first]
    host.ended(first)
    assert not host.mute
    host.ended(second)
    assert host.mute
    host.proved(second)
    assert back == [first, second]


def test_sleep_is_a_wall_clock_that_ran_ahead_or_a_program_that_stood_still() -> None:
    async def scene() -> None:
        clock = ManualTime()
        watch = SleepWatch(clock)
        await asyncio.sleep(0.5)
        assert not watch.slept()
        clock.jump(DurationMs(60_000))
        assert watch.slept()
        clock.jump(DurationMs(-3_600_000))
        await asyncio.sleep(0.5)
        assert not watch.slept()
        await asyncio.sleep(20)
        assert watch.slept()
        assert not watch.slept()

    run_in_manual_time(scene())


def test_where_sleep_is_counted_a_wall_clock_that_is_set_is_no_sleep() -> None:
    async def scene() -> None:
        clock = ManualTime()
        slept = 0
        watch = SleepWatch(clock, lambda: DurationMs(clock.monotonic() + slept))
        clock.jump(DurationMs(86_400_000))
        await asyncio.sleep(0.5)
        assert not watch.slept()
        slept = 60_000
        await asyncio.sleep(0.5)
        assert watch.slept()
        await asyncio.sleep(0.5)
        assert not watch.slept()

    run_in_manual_time(scene())
