"""Whoever waits is told once, and no wait is without an end."""

import asyncio

from liqdesk.store.waiting import tell, within


def test_the_first_are_told_and_the_others_wait_on(run):
    async def work():
        loop = asyncio.get_running_loop()
        waiters = [loop.create_future() for _ in range(3)]
        first, gone, last = waiters
        gone.cancel()
        tell(waiters, True, 2)
        assert waiters == [last]
        assert first.result() is True
        tell(waiters, False)
        assert (waiters, last.result()) == ([], False)

    run(work())


def test_an_event_ends_the_wait_and_so_does_time(run):
    async def work():
        event = asyncio.Event()
        await within(0.01, event)
        event.set()
        await within(1_000, event)

    run(work())
