"""Threads for blocking work that the end of the program waits for briefly, whatever it hangs in."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")
Job = Callable[[], None]

THREADS = 8
"""As many as a loop may have at work at once."""

GRACE_S = 0.3
"""So long the end waits for work that is under way: a resolver that does not answer takes many times that."""


class LooseThreads(ThreadPoolExecutor):
    """As its base, but the interpreter does not wait for its threads, and `shutdown` waits `GRACE_S` for all of them.

    Only the base's type is made use of, for loops ask for it.
    """

    def __init__(self, most: int = THREADS, name: str = "loose") -> None:
        super().__init__(1)
        self._most = most
        self._name = name
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._guard = threading.Lock()
        self._made: list[threading.Thread] = []
        self._busy = 0
        self._over = False

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        """Have it done by one of the threads. Raises RuntimeError after `shutdown`."""
        future: Future[Result] = Future()

        def job() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as fault:  # noqa: BLE001  whoever awaits the future gets it
                future.set_exception(fault)
            else:
                future.set_result(result)

        with self._guard:
            if self._over:
                raise RuntimeError("these threads have ended")
            self._busy += 1
            self._jobs.put(job)
            if self._busy > len(self._made) and len(self._made) < self._most:
                thread = threading.Thread(target=self._work, name=f"{self._name}-{len(self._made)}", daemon=True)
                self._made.append(thread)
                thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work, and wait a moment for what is under way."""
        with self._guard:
            self._over = True
            threads = tuple(self._made)
        for _ in threads:
            self._jobs.put(None)
        until = time.monotonic() + (GRACE_S if wait else 0.0)
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
            del job  # what it holds must not live until the next one
            with self._guard:
                self._busy -= 1
