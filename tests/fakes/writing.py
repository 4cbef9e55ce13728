"""A writer on a file, for tests."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from tests.fakes.clock import StepClock
from tests.fakes.stored import column


class Desk:
    """A writer on a file, its worker and its clock; `async with` opens and closes it."""

    def __init__(self, path: Path, clock: StepClock | None = None) -> None:
        self.path = path
        self.clock = clock or StepClock()
        self.worker = SqlWorker()
        self.writer = Writer(self.worker, path, self.clock, "live")

    async def __aenter__(self) -> "Desk":
        self.told = await self.writer.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.writer.close()
        self.worker.close()

    async def until(self, condition: Callable[[], bool], limit: float = 10.0) -> None:
        async with asyncio.timeout(limit):
            while not condition():  # noqa: ASYNC110  # what is waited for happens in a file
                await asyncio.sleep(0.01)

    def stored(self) -> list[object]:
        return column(self.path, "SELECT at FROM liquidations ORDER BY at")
