"""Events from a real socket to painted pixels: nothing lost, how much of a core, how late.

Run by name: `./run test tests/benchmarks/test_flow.py -s`. The simulated exchanges run in a process of their own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CLIENT = """
import asyncio, json, os, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from argparse import Namespace
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.loop import make_application, run_qt
app = make_application(["bench"])
from liqdesk.app.resources import Resources
from liqdesk.app.wiring import build_core, read_addresses, running
from liqdesk.engine.desk import Mode
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.tables.tape import TapeView
from liqdesk.ui.theme import Theme

endpoints, folder, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
lags, latenesses = [], []

async def main(stop):
    clock, resources, worker = MachineClock(), Resources(), SqlWorker()
    settings = CurrentSettings(Settings())
    disk = Writer(worker, folder / "bench.db", clock, "live")
    core = build_core(Mode.DEMO, clock, settings, resources, disk)
    theme = Theme(app, resources.path, settings.value.look)
    window = MainWindow(core.desk, theme, folder / "layout.ini", resources.path)
    window.resize(1280, 800)
    window.show()

    waiting = []

    class AfterPaint(QObject):
        def eventFilter(self, watched, event):
            if event.type() is QEvent.Type.Paint and waiting:
                QTimer.singleShot(0, self.painted)
            return False

        def painted(self):
            now = time.time() * 1000
            lags.extend(now - received_at for received_at in waiting)
            waiting.clear()

    def taken(frame):
        waiting.extend(row.received_at for row in frame.fresh[:: max(1, len(frame.fresh) // 10)])

    async with running(core, read_addresses(endpoints), resources, worker):
        while not window.settle_ready():
            await asyncio.sleep(0.05)
        window.bridge.frame_ready.connect(taken)
        after = AfterPaint()
        window.findChild(TapeView).viewport().installEventFilter(after)
        # Begin once rows come, so that the warm-up is not counted.
        while not core.ring.newest:
            await asyncio.sleep(0.01)
        cpu, begun = time.process_time(), time.monotonic()
        while time.monotonic() - begun < seconds:
            before = time.monotonic()
            await asyncio.sleep(0.05)
            latenesses.append((time.monotonic() - before - 0.05) * 1000)
        spent = time.process_time() - cpu
        span = time.monotonic() - begun
        await asyncio.sleep(1.5)
        total = core.ring.newest
    lags.sort(); latenesses.sort()
    rss = [int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")][0] / 1024
    quantile = lambda values, share: values[min(len(values) - 1, int(len(values) * share))] if values else -1
    print(json.dumps({
        "rows": total, "cpu_percent": round(100 * spent / span, 1), "painted_p50_ms": round(quantile(lags, .5), 1),
        "painted_p99_ms": round(quantile(lags, .99), 1), "loop_late_p99_ms": round(quantile(latenesses, .99), 1),
        "loop_late_max_ms": round(latenesses[-1], 1), "rss_mb": round(rss),
    }))
    return 0

sys.exit(run_qt(app, main, CrashHooks()))
"""


SETTLED_MS = 6_000
"""What was sent so shortly before the end may still have been under way."""

COUNT = """
import apsw, json, sys
file = apsw.Connection(sys.argv[1])
newest = file.execute("select max(at) from liquidations").get
until = (newest - int(sys.argv[2])) // 1_000 * 1_000
print(json.dumps([until, file.execute("select count(*) from liquidations where at < ?", (until,)).get]))
"""


def flow(folder: Path, seconds: float, *words: str) -> tuple[dict, int, int]:
    """What the client measured; and of everything up to shortly before the end, the rows stored and the events sent."""
    endpoints, truth = folder / "e.toml", folder / "truth.jsonl"
    command = [sys.executable, "-m", "liqdesk", "simulate", "--endpoints-file", str(endpoints), "--truth", str(truth)]
    with subprocess.Popen([*command, "--wait-for-client", *words], stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdout is not None
        simulator.stdout.readline()
        client = subprocess.run(
            [sys.executable, "-c", CLIENT, str(endpoints), str(folder), str(seconds)],
            capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )  # fmt: skip
        simulator.terminate()
    assert client.returncode == 0, client.stderr
    counted = subprocess.run(
        [sys.executable, "-c", COUNT, str(folder / "bench.db"), str(SETTLED_MS)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    until, stored = json.loads(counted.stdout)
    events = (json.loads(line) for line in truth.read_text().splitlines() if "notional_usd" in line)
    sent = sum(1 for event in events if event["sent"] and event["at"] < until)
    return json.loads(client.stdout.splitlines()[-1]), stored, sent


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("rate", "seconds"), [(50, 10), (5_000, 15), (20_000, 60)])
def test_a_steady_rate(tmp_path, rate, seconds):
    figures, stored, sent = flow(tmp_path, seconds, "--rate", str(rate))
    print(f"\n{rate}/s for {seconds} s: {figures}; stored {stored}, sent {sent}")
    assert sent > rate * seconds // 4
    assert stored == sent


@pytest.mark.timeout(300)
def test_the_burst(tmp_path):
    figures, stored, sent = flow(tmp_path, 75, "--scenario", "burst")
    print(f"\nburst: {figures}; stored {stored}, sent {sent}")
    assert sent >= 30_000
    assert stored == sent
