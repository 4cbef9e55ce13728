"""A window over simulated exchanges that measures itself: a program of its own, run by path, so that only its time is counted.

`window_client.py ENDPOINTS FOLDER SECONDS [--docks NAME,...] [--quiet] [--away]` prints one JSON line. With `--quiet` nothing is
waited for but half a minute, because no row will come; with `--away` the window is hidden meanwhile.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QDockWidget

from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.loop import Application, make_application, run_qt
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

EVERY_S = 0.05
SETTLED_S = 30.0


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


def show_beside(window: MainWindow, names: list[str]) -> None:
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


async def measured(window: MainWindow, core, seconds: float, quiet: bool, after: AfterPaint) -> dict[str, float]:
    """Wait for the first row or, where none will come, until all has settled; then look on."""
    if quiet:
        await asyncio.sleep(SETTLED_S)
    else:
        while not core.ring.newest:
            await asyncio.sleep(0.01)
    late: list[float] = []
    cpu, begun = time.process_time(), time.monotonic()
    while time.monotonic() - begun < seconds:
        if quiet:  # who measures the loop keeps it awake
            await asyncio.sleep(seconds)
            break
        before = time.monotonic()
        await asyncio.sleep(EVERY_S)
        late.append((time.monotonic() - before - EVERY_S) * 1000)
    spent, span = time.process_time() - cpu, time.monotonic() - begun
    if not quiet:
        await asyncio.sleep(1.5)
    late.sort()
    after.lags.sort()
    status = Path("/proc/self/status").read_text()
    return {
        "rows": core.ring.newest,
        "cpu_percent": round(100 * spent / span, 2),
        "painted_p50_ms": quantile(after.lags, 0.5),
        "painted_p99_ms": quantile(after.lags, 0.99),
        "loop_late_p99_ms": quantile(late, 0.99),
        "loop_late_max_ms": quantile(late, 1.0),
        "rss_mb": round(int(status.partition("VmRSS:")[2].split()[0]) / 1024),
    }


async def main(app: Application) -> int:
    words = argparse.ArgumentParser()
    words.add_argument("endpoints", type=Path)
    words.add_argument("folder", type=Path)
    words.add_argument("seconds", type=float)
    words.add_argument("--docks", default="")
    words.add_argument("--quiet", action="store_true")
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
    after = AfterPaint()
    async with running(core, read_addresses(told.endpoints), resources, worker):
        while not window.settle_ready():
            await asyncio.sleep(EVERY_S)
        show_beside(window, [name for name in told.docks.split(",") if name])
        window.bridge.frame_ready.connect(after.take)
        tape = window.findChild(TapeView)
        assert tape is not None
        tape.viewport().installEventFilter(after)
        if told.away:
            window.hide()
        figures = await measured(window, core, told.seconds, told.quiet, after)
    sys.stdout.write(f"{json.dumps(figures)}\n")
    return 0


os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
made = make_application(["bench"])
sys.exit(run_qt(made, lambda stop: main(made), CrashHooks()))
