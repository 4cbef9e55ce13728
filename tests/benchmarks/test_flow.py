"""Events from a real socket to painted pixels: nothing lost, how much of a core, how late.

Run by name: `./run test tests/benchmarks/test_flow.py -s`. The simulated exchanges run in a process of their own.
"""

import json
import os
import subprocess
import sys
import time
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
from liqdesk.app.resources import Resources
from liqdesk.ui.sources import forget_sources
forget_sources()
from liqdesk.app.wiring import build_core, read_addresses, running
from liqdesk.engine.desk import Mode
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.tables.tape import TapeView
from liqdesk.ui.theme import Theme

forget_sources()

endpoints, folder, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
app = make_application(["bench"])
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


def flow(folder: Path, seconds: float, *words: str) -> tuple[dict, list[dict]]:
    """What the client measured, and the truth's event lines."""
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
    events = [json.loads(line) for line in truth.read_text().splitlines() if "notional_usd" in line]
    return json.loads(client.stdout.splitlines()[-1]), events


@pytest.mark.parametrize(("rate", "seconds"), [(50, 10), (5_000, 15), (20_000, 60)])
def test_a_steady_rate(tmp_path, rate, seconds):
    figures, events = flow(tmp_path, seconds, "--rate", str(rate))
    sent = sum(1 for event in events if event["sent"])
    print(f"\n{rate}/s for {seconds} s: {figures}; truth sent {sent}")
    stored = subprocess.run(
        [sys.executable, "-c",
         "import apsw, sys; c = apsw.Connection(sys.argv[1]); print(c.execute('select count(*) from liquidations').get)",
         str(tmp_path / "bench.db")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert figures["rows"] <= int(stored.stdout) <= len(events)
    assert figures["rows"] >= sent * 0.9


def test_the_burst(tmp_path):
    begun = time.monotonic()
    figures, events = flow(tmp_path, 75, "--scenario", "burst")
    print(f"\nburst, {time.monotonic() - begun:.0f} s: {figures}; truth {len(events)}")
    assert figures["rows"] >= 30_000
