"""A clock and a loop whose time passes only when everybody waits: a day of waiting takes milliseconds."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from liqdesk.domain.time import DurationMs, UnixMs

Result = TypeVar("Result")

START = UnixMs(1_768_338_000_000)


class _JumpingSelector(selectors.DefaultSelector):
    """Where the loop would wait, its time jumps there instead."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None:
            raise RuntimeError("everybody waits for something that no timer will bring")
        self.passed += max(0.0, timeout)
        return super().select(0)


class ManualLoop(asyncio.SelectorEventLoop):
    """A loop in virtual time. Real sockets do not belong in it."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.passed

    def stand_still(self, seconds: float) -> None:
        """Let time pass in which nothing runs: the program is at work on one thing, or stalled."""
        self._jumping.passed += seconds


class ManualTime:
    """A `Clock` on the loop's virtual time. `jump` moves the wall clock alone."""

    def __init__(self, start: UnixMs = START) -> None:
        self._start = start
        self._shift = 0

    def now(self) -> UnixMs:
        return UnixMs(self._start + self._shift + self.monotonic())

    def monotonic(self) -> DurationMs:
        return DurationMs(round(asyncio.get_running_loop().time() * 1_000))

    def jump(self, by: DurationMs) -> None:
        self._shift += by


def run_in_manual_time(
    work: Coroutine[Any, Any, Result], limit: float = 10 * 86_400.0, loop: Callable[[], ManualLoop] = ManualLoop
) -> Result:
    """Run to the end within `limit` virtual seconds."""

    async def limited() -> Result:
        async with asyncio.timeout(limit):
            return await work

    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(limited())
