"""Work that a wish to stop may cut short."""

import asyncio
from collections.abc import Coroutine
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


def only_failure(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """What a group of tasks failed of, where it was one thing; else the group."""
    inner: BaseException = group
    while isinstance(inner, BaseExceptionGroup) and len(inner.exceptions) == 1:
        inner = inner.exceptions[0]
    return inner
