"""A program of its own: the window in front of simulated exchanges, that says every half minute what it holds and costs.

    python -m tests.fakes.watched_window ENDPOINTS FOLDER SECONDS

Every chart is open. Prints one JSON object a line: seconds since the charts stood, resident MiB, objects the collector knows, Qt
objects of the window, rows so far, share of a core, how late the loop was (ms, the 99th of 100 and the worst).
"""

import asyncio
import gc
import json
import os
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QObject

from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.loop import make_application, run_qt
from liqdesk.app.resources import Resources
from liqdesk.app.settled import settle
from liqdesk.app.wiring import Core, build_core, read_addresses, running
from liqdesk.engine.desk import Mode
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.panels.docks import Dock
from liqdesk.ui.theme import Theme

EVERY_S = 30.0
LOOK_S = 0.05


def resident_mib() -> float:
    """What the process holds in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


class Watch:
    """Says every half minute what the window holds."""

    def __init__(self, core: Core, window: MainWindow) -> None:
        self._core = core
        self._window = window
        self._late: list[float] = []
        self._begun = self._last = time.monotonic()
        self._cpu = time.process_time()

    async def look(self, seconds: float) -> None:
        """Until that long has passed."""
        while time.monotonic() - self._begun < seconds:
            before = time.monotonic()
            await asyncio.sleep(LOOK_S)
            now = time.monotonic()
            self._late.append((now - before - LOOK_S) * 1000)
            if now - self._last >= EVERY_S:
                self._say(now)

    def _say(self, now: float) -> None:
        gc.collect()
        late, cpu = sorted(self._late), time.process_time()
        told = {
            "second": round(now - self._begun),
            "mib": round(resident_mib(), 1),
            "objects": len(gc.get_objects()),
            "qt_objects": len(self._window.findChildren(QObject)),
            "rows": self._core.ring.newest,
            "core_percent": round(100 * (cpu - self._cpu) / (now - self._last), 1),
            "late_p99_ms": round(late[int(len(late) * 0.99)], 1),
            "late_max_ms": round(late[-1], 1),
        }
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()
        self._late, self._cpu, self._last = [], time.process_time(), time.monotonic()


def main() -> int:
    endpoints, folder, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    app = make_application(["watched"])

    async def watched(stop: asyncio.Event) -> int:
        clock, resources = MachineClock(), Resources()
        settings = CurrentSettings(Settings())
        worker = SqlWorker()
        disk = Writer(worker, folder / "watched.db", clock, "live")
        core = build_core(Mode.DEMO, clock, settings, resources, disk, ringing=True)
        theme = Theme(app, resources.path, settings.value.look)
        window = MainWindow(core.desk, theme, folder / "layout.ini", resources.path)
        window.resize(1920, 1080)
        ready = asyncio.Event()
        window.charts_ready.connect(ready.set)
        window.charts_ready.connect(settle)
        window.show()
        async with running(core, read_addresses(endpoints), resources, worker):
            await ready.wait()
            for dock in window.findChildren(Dock):
                dock.show()
            await Watch(core, window).look(seconds)
        window.quit()
        return 0

    return run_qt(app, watched, CrashHooks())


if __name__ == "__main__":
    sys.exit(main())
