"""The one SQL thread."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class SqlWorker:
    """Runs functions one after another on its own thread; nobody else touches the database's connection."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sql")

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Have `work` done; its result or failure is in the future."""
        return self._thread.submit(work)

    async def run(self, work: Callable[[], Result]) -> Result:
        """Have `work` done and wait for it without holding up the loop."""
        return await asyncio.wrap_future(self.submit(work))

    def close(self) -> None:
        """Finish what was submitted and end the thread."""
        self._thread.shutdown(wait=True)
