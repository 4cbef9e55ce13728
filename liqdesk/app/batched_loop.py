"""qasync's loop with one queue and two timers of Qt in place of a timer for every callback."""

import asyncio
import heapq
import itertools
import math
import time
from collections import deque
from collections.abc import Callable
from contextvars import Context
from typing import Any

import qasync
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from liqdesk.app.loose_threads import LooseThreads

TURN_S = 0.002
"""So long callbacks run on end before Qt's own events get a turn."""

LONGEST_MS = 24 * 3_600_000
"""Qt counts an interval in 31 bits; a later moment is approached in steps."""

SWEPT_FROM = 100
"""Cancelled timers wait for their moment, until there are this many timers and twice as many as after the last sweep."""


class _Bell(QObject):
    """Carries the call of another thread over into the loop's."""

    rung = Signal()


class BatchedLoop(qasync.QEventLoop):  # type: ignore[misc]  # the library has no types
    """An asyncio loop inside Qt's: what is ready runs in order, until nothing is or `TURN_S` is over.

    A nested loop of Qt's that a callback starts holds up all other callbacks: dialogs are opened, never executed.
    """

    def __init__(self, app: QApplication) -> None:
        self._queue: deque[asyncio.Handle] = deque()
        self._heap: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._numbers = itertools.count()
        self._sweep_at = SWEPT_FROM
        self._armed = False
        self._soon = QTimer()
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._turn)
        self._later = QTimer()
        self._later.setSingleShot(True)
        self._later.setTimerType(Qt.TimerType.PreciseTimer)
        self._later.timeout.connect(self._ripen)
        self._bell = _Bell()
        self._bell.rung.connect(self._arm, Qt.ConnectionType.QueuedConnection)
        super().__init__(app, already_running=False)
        # The library's own pool starts ten threads of Qt's at once, each with a heap of its own, and waits for all of them.
        self.set_default_executor(LooseThreads())

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> asyncio.Handle:
        """Run this after everything that is ready already."""
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._queue.append(handle)
        if not self._armed:
            self._arm()
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """The same from another thread."""
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._queue.append(handle)
        self._bell.rung.emit()
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run this `delay` seconds from now."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run this at a moment of `time()`; of equal moments the one that was asked for first comes first."""
        self._check_closed()
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        if len(self._heap) >= self._sweep_at:
            self._sweep()
        heapq.heappush(self._heap, (when, next(self._numbers), handle))
        if self._heap[0][2] is handle:
            self._set_alarm()
        return handle

    def close(self) -> None:
        """Let go of everything; the loop cannot be used again."""
        if self.is_closed():
            return
        super().close()
        self._soon.stop()
        self._later.stop()
        self._queue.clear()
        self._heap.clear()
        for signal in (self._soon.timeout, self._later.timeout, self._bell.rung):
            signal.disconnect()

    def _add_callback(self, handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        """Where both libraries put handles they made themselves, those of signals among them; never with a delay."""
        self._queue.append(handle)
        self._arm()
        return handle

    def _sweep(self) -> None:
        """Let go of cancelled timers."""
        self._heap = [entry for entry in self._heap if not entry[2].cancelled()]
        heapq.heapify(self._heap)
        self._sweep_at = max(SWEPT_FROM, 2 * len(self._heap))

    def _arm(self) -> None:
        if not self._armed and self._queue:
            self._armed = True
            self._soon.start()

    def _set_alarm(self) -> None:
        """Wake up at the first of the moments to come."""
        if self._heap:
            ahead = (self._heap[0][0] - time.monotonic()) * 1_000
            self._later.start(math.ceil(min(max(ahead, 0.0), LONGEST_MS)))

    def _ripen(self) -> None:
        """Whatever is due is ready now, behind what was."""
        now = time.monotonic()
        while self._heap and self._heap[0][0] <= now:
            handle = heapq.heappop(self._heap)[2]
            if not handle.cancelled():
                self._queue.append(handle)
        self._set_alarm()
        self._turn()

    def _turn(self) -> None:
        queue, until = self._queue, time.monotonic() + TURN_S
        try:
            while queue:
                handle = queue.popleft()
                if not handle.cancelled():
                    handle._run()
                if time.monotonic() >= until:
                    break
        finally:
            if queue:
                self._arm()
            elif self._armed:
                self._armed = False
                self._soon.stop()
