"""Work that a wish to stop may cut short."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any


async def until_stopped(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> bool:
    """Do the work; True where it came to its end, False where `stop` was set first. Its failure is raised."""
    loop = asyncio.get_running_loop()
    working = loop.create_task(work)
    tasks = (working, loop.create_task(stop.wait()))
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            return False
        working.result()
        return True
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


@contextlib.asynccontextmanager
async def broken_off_by(stop: asyncio.Event) -> AsyncIterator[Callable[[], None]]:
    """Ends what is inside, without a failure, where `stop` is set before the function it gives was called.

    For beginnings: once all stands, whoever waits for `stop` ends it in order.
    """
    loop = asyncio.get_running_loop()
    limit = asyncio.timeout(None)
    watching = loop.create_task(stop.wait())

    def due(watched: "asyncio.Task[Any]") -> None:
        if not watched.cancelled() and not limit.expired():
            limit.reschedule(loop.time())

    try:
        async with limit:
            watching.add_done_callback(due)

            def stands() -> None:
                watching.remove_done_callback(due)

            yield stands
    except TimeoutError:
        if not limit.expired():
            raise
    finally:
        watching.remove_done_callback(due)
        watching.cancel()
        await asyncio.wait((watching,))


def only_failure(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """What a group of tasks failed of, where it was one thing; else the group."""
    inner: BaseException = group
    while isinstance(inner, BaseExceptionGroup) and len(inner.exceptions) == 1:
        inner = inner.exceptions[0]
    return inner
