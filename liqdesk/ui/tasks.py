"""Coroutines run for a widget: their result and their failure come back to it, and they end with it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from liqdesk.domain.failure import ExpectedFailure

Result = TypeVar("Result")


class UiTasks:
    """Keeps the tasks of all widgets; `told` gets the sentence of a failure that is the world's fault.

    Every other failure is a bug and goes to the loop's exception handler.
    """

    def __init__(self, told: Callable[[str], None]) -> None:
        self._told = told
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def running(self) -> int:
        """How many tasks have not ended."""
        return len(self._tasks)

    def run(
        self, owner: QObject, work: Coroutine[Any, Any, Result], done: Callable[[Result], None] | None = None
    ) -> asyncio.Task[Result]:
        """Start `work` on the running loop for `owner`; call `done` with its result unless the owner went first."""
        loop = asyncio.get_running_loop()
        task = loop.create_task(work)
        self._tasks.add(task)
        ending = owner.destroyed.connect(lambda: task.cancel())

        def ended(finished: asyncio.Task[Result]) -> None:
            self._tasks.discard(finished)
            if finished.cancelled():
                return
            QObject.disconnect(ending)
            self._route(finished, done)

        task.add_done_callback(ended)
        return task

    def cancel_all(self) -> None:
        """End every task, as when the window goes."""
        for task in tuple(self._tasks):
            task.cancel()

    def _route(self, finished: asyncio.Task[Result], done: Callable[[Result], None] | None) -> None:
        failure = finished.exception()
        if failure is None:
            if done is not None:
                done(finished.result())
        elif isinstance(failure, ExpectedFailure):
            self._told(str(failure))
        else:
            context = {"message": "a window's task failed", "exception": failure, "task": finished}
            finished.get_loop().call_exception_handler(context)
