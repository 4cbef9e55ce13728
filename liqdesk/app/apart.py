"""Blocking work on a thread that the end of the program does not wait for."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from liqdesk.domain.failure import ExpectedFailure

Result = TypeVar("Result")


async def apart(work: Callable[[], Result]) -> Result:
    """What `work` gives; its OSError or ExpectedFailure is raised. A thread that hangs, hangs alone: give the wait a limit."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def settle(result: Callable[[], None]) -> None:
        if not done.done():
            result()

    def on_thread() -> None:
        try:
            tell = partial(done.set_result, work())
        except (ExpectedFailure, OSError) as fault:
            tell = partial(done.set_exception, fault)
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
            loop.call_soon_threadsafe(settle, tell)

    threading.Thread(target=on_thread, name="apart", daemon=True).start()
    return await done
