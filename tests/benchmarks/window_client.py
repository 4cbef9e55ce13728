"""A window over simulated exchanges that measures itself: a program of its own, run by path, so that only its time is counted.

`window_client.py ENDPOINTS FOLDER SECONDS [--docks NAME,...] [--quiet] [--settled] [--away] [--beat MS]` prints one JSON line.
With `--quiet` nothing is waited for but half a minute, because no row will come; with `--settled` for half a minute of rows; with
`--away` the window is hidden meanwhile. It looks at the loop every `--beat` milliseconds: the finer, the nearer what it tells of
lateness, and the dearer.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget

from liqdesk.app.crash import CrashHooks
from liqdesk.app.loop import Application, make_application, run_qt

if TYPE_CHECKING:
    from liqdesk.app.wiring import Core
    from liqdesk.ui.main_window import MainWindow

SETTLED_S, SENT_S = 30.0, 1.5
"""So long all takes to settle, and what is on its way to arrive."""


class AfterPaint(QObject):
    """Notes how old each waiting row is once the tape has been painted with it."""

    def __init__(self) -> None:
        super().__init__()
        self.lags: list[float] = []
        self._waiting: list[int] = []

    def take(self, frame) -> None:
        self._waiting.extend(row.received_at for row in frame.fresh[:: max(1, len(frame.fresh) // 10)])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._waiting:
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        now = time.time() * 1000
        self.lags.extend(now - received_at for received_at in self._waiting)
        self._waiting.clear()


def show_beside(window: "MainWindow", names: list[str]) -> None:
    """Let these docks be seen all at once, each as a window of its own."""
    for number, name in enumerate(names):
        dock = window.findChild(QDockWidget, name)
        assert dock is not None, name
        dock.setFloating(True)
        dock.resize(620, 380)
        dock.move(40 * number, 40 * number)
        dock.show()


def quantile(values: list[float], share: float) -> float:
    return round(values[min(len(values) - 1, int(len(values) * share))], 1) if values else -1.0


def wakes() -> int:
    """How often a thread of this program was woken from waiting, all of them together."""
    told = (status.read_text() for status in Path("/proc/self/task").glob("*/status"))
    return sum(int(text.partition("\nvoluntary_ctxt_switches:")[2].split()[0]) for text in told)


class Beats(QObject):
    """Comes by every `every_s`: how late, in ms, and whether what is waited for has come.

    `own` is as much of each lateness as this program computed since the beat before: the rest it was kept waiting by others.
    """

    def __init__(self, every_s: float) -> None:
        super().__init__()
        self._every_s = every_s
        self.late: list[float] = []
        self.own: list[float] = []
        self._spent = 0.0
        self._awaited: list[tuple[Callable[[], object], asyncio.Event]] = []
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        self.late.clear()
        self.own.clear()
        self._spent = time.process_time()
        self._due = time.monotonic() + self._every_s
        self._timer.start(round(self._every_s * 1000))

    def end(self) -> None:
        self._timer.stop()

    async def until(self, come: Callable[[], object]) -> None:
        """Return within a beat of its having come."""
        self._awaited.append((come, asyncio.Event()))
        await self._awaited[-1][1].wait()

    def _beat(self) -> None:
        now, spent = time.monotonic(), time.process_time()
        self.late.append(max(0.0, now - self._due) * 1000)
        self.own.append(min(self.late[-1], (spent - self._spent) * 1000))
        self._due, self._spent = now + self._every_s, spent
        for come, event in self._awaited:
            if come():
                event.set()
        self._awaited = [one for one in self._awaited if not one[1].is_set()]


async def later(seconds: float) -> None:
    """Return after so long: what is measured is time."""
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    await over.wait()


async def measured(
    core: "Core", beats: Beats, seconds: float, quiet: bool, settled: bool, after: AfterPaint
) -> dict[str, float]:
    """Wait for the first row or, where none will come or that is wished, until all has settled; then look on."""
    if not quiet:
        await beats.until(lambda: core.ring.newest)
    if quiet or settled:
        beats.end()  # who measures the loop keeps it awake
        await later(SETTLED_S)
    if not quiet:
        beats.begin()
    begun_at = time.time_ns() // 1_000_000
    woken, cpu, begun = wakes(), time.process_time(), time.monotonic()
    await later(seconds)
    spent, span, woken = time.process_time() - cpu, time.monotonic() - begun, wakes() - woken
    late, own = sorted(beats.late), sorted(beats.own)
    beats.end()
    if not quiet:
        await later(SENT_S)
    after.lags.sort()
    status = Path("/proc/self/status").read_text()
    return {
        "rows": core.ring.newest,
        "cpu_percent": round(100 * spent / span, 2),
        "painted_p50_ms": quantile(after.lags, 0.5),
        "painted_p99_ms": quantile(after.lags, 0.99),
        "loop_late_p99_ms": quantile(late, 0.99),
        "loop_late_max_ms": quantile(late, 1.0),
        "loop_late_own_p99_ms": quantile(own, 0.99),
        "loop_late_own_max_ms": quantile(own, 1.0),
        "wakes_per_s": round(woken / span, 1),
        "begun_at": begun_at,
        "rss_mb": round(int(status.partition("VmRSS:")[2].split()[0]) / 1024),
    }


async def main(app: Application) -> int:
    # As in the program, which has its application before it loads all this: only then it costs what it costs there.
    from liqdesk.app.clock import MachineClock
    from liqdesk.app.resources import Resources
    from liqdesk.app.settled import settle
    from liqdesk.app.wiring import build_core, read_addresses, running
    from liqdesk.engine.desk import Mode
    from liqdesk.settings.current import CurrentSettings
    from liqdesk.settings.model import Settings
    from liqdesk.store.worker import SqlWorker
    from liqdesk.store.writer import Writer
    from liqdesk.ui.main_window import MainWindow
    from liqdesk.ui.tables.tape import TapeView
    from liqdesk.ui.theme import Theme

    words = argparse.ArgumentParser()
    words.add_argument("endpoints", type=Path)
    words.add_argument("folder", type=Path)
    words.add_argument("seconds", type=float)
    words.add_argument("--docks", default="")
    words.add_argument("--beat", type=float, default=50.0)
    words.add_argument("--quiet", action="store_true")
    words.add_argument("--settled", action="store_true")
    words.add_argument("--away", action="store_true")
    told = words.parse_args()
    clock, resources, worker = MachineClock(), Resources(), SqlWorker()
    settings = CurrentSettings(Settings())
    core = build_core(Mode.DEMO, clock, settings, resources, Writer(worker, told.folder / "bench.db", clock, "live"))
    window = MainWindow(
        core.desk, Theme(app, resources.path, settings.value.look), told.folder / "layout.ini", resources.path
    )
    window.charts_ready.connect(settle)
    window.resize(1280, 800)
    window.show()
    after, beats = AfterPaint(), Beats(told.beat / 1000)
    async with running(core, read_addresses(told.endpoints), resources, worker):
        beats.begin()
        await beats.until(window.settle_ready)
        show_beside(window, [name for name in told.docks.split(",") if name])
        window.bridge.frame_ready.connect(after.take)
        tape = window.findChild(TapeView)
        assert tape is not None
        tape.viewport().installEventFilter(after)
        if told.away:
            window.hide()
        figures = await measured(core, beats, told.seconds, told.quiet, told.settled, after)
    window.quit()
    sys.stdout.write(f"{json.dumps(figures)}\n")
    return 0


os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
made = make_application(["bench"])
sys.exit(run_qt(made, lambda stop: main(made), CrashHooks()))
