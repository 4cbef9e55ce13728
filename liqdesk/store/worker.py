"""A thread for SQL: the one that writes, and one for each file that is looked through meanwhile."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

log = logging.getLogger(__name__)

Result = TypeVar("Result")

CLOSE_WITHIN_S = 5.0


class SqlWorker:
    """Runs functions one after another on its own thread; nobody else touches the database's connection."""

    def __init__(self, name: str = "liqdesk-sql") -> None:
        self._queue: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        # A disk that never answers must not keep the process from ending: hence a daemon.
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Have `work` done; its result or failure is in the future."""
        future: Future[Result] = Future()
        self._queue.put((future, work))
        return future

    async def run(self, work: Callable[[], Result]) -> Result:
        """Have `work` done and wait for it without holding up the loop."""
        return await asyncio.wrap_future(self.submit(work))

    def close(self, limit: float = CLOSE_WITHIN_S) -> None:
        """Finish what was submitted and end the thread; a disk that is mute for `limit` seconds is left to itself."""
        self._queue.put(None)
        self._thread.join(limit)
        if self._thread.is_alive():
            log.warning("The disk does not answer; what was not yet stored is lost")

    def _work(self) -> None:
        while (task := self._queue.get()) is not None:
            future, work = task
            if future.set_running_or_notify_cancel():
                _fulfil(future, work)
            del task, future, work  # an idle thread must not hold on to the last group's rows


def _fulfil(future: Future[Any], work: Callable[[], Any]) -> None:
    try:
        result = work()
    except Exception as fault:  # noqa: BLE001  # whoever waits for the future gets it
        future.set_exception(fault)
    else:
        future.set_result(result)
