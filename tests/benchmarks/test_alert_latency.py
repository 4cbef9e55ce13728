"""From the frame that decides to the word that is told: real sockets, a real file, a window; and what alerts cost each row.

Run by name: `./run test tests/benchmarks/test_alert_latency.py -s`. The simulated exchanges run in a process of their own.
"""

import json
import os
import subprocess
import sys
import timeit
from pathlib import Path

import pytest

from liqdesk.domain.time import SECOND
from liqdesk.settings.rules import DEFAULT_RULES
from tests.fakes.alert_scene import AlertScene
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, instrument, row

CLIENT = """
import asyncio, json, os, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.loop import make_application, run_qt
app = make_application(["bench"])
from liqdesk.app.resources import Resources
from liqdesk.app.wiring import build_core, read_addresses, running
from liqdesk.engine.desk import Mode
from liqdesk.settings.alerting import AlertSettings
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.settings.rules import DEFAULT_RULES, SavedRule, Scope, ScopeKind, WindowOver
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.theme import Theme

endpoints, folder, seconds, step_usd = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
VENUE, COUNT = "bybit", 150
of_venue = Scope(kind=ScopeKind.VENUE, name=VENUE)

def rule(number):
    window = WindowOver(usd=number * step_usd, side="both", scope=of_venue)
    return SavedRule(id=f"over-{number}", name=f"Over {number}", conditions=(window,), cooldown_s=0)

rules = (*DEFAULT_RULES, *map(rule, range(1, COUNT + 1)))
decided, lags = {}, []

class Shadow:
    "Adds up what the rules look at, to know which frame decides each."
    def __init__(self):
        self.micro = 0
    def take(self, batch):
        for row in batch:
            if row.instrument.venue == VENUE and row.counts and row.notional:
                before = self.micro // 10**6 // step_usd
                self.micro += row.notional
                for number in range(before + 1, self.micro // 10**6 // step_usd + 1):
                    decided[f"over-{number}"] = row.received_at

class Ear:
    "Lifts the limits of noise, so that there is something to measure."
    def announce(self, announcement):
        core.alerts._budget._told.clear()
        now = time.time() * 1000
        for one in announcement.alert.rules:
            if one in decided:
                lags.append(now - decided.pop(one))

async def main(stop):
    global core
    clock, resources, worker = MachineClock(), Resources(), SqlWorker()
    settings = CurrentSettings(Settings(alerts=AlertSettings(hourly_budget=60, rules=rules)))
    disk = Writer(worker, folder / "bench.db", clock, "live")
    core = build_core(Mode.LIVE, clock, settings, resources, disk, printer=Shadow(), ringing=True)
    core.alerts.announce_to(Ear())
    spent = []
    step = core.alerts.step
    def timed():
        before = time.perf_counter()
        step()
        spent.append((time.perf_counter() - before) * 1000)
    core.alerts.step = timed
    window = MainWindow(core.desk, Theme(app, resources.path, settings.value.look), folder / "l.ini", resources.path)
    window.resize(1280, 800)
    window.show()
    async with running(core, read_addresses(endpoints), resources, worker):
        while not core.ring.newest:
            await asyncio.sleep(0.01)
        await asyncio.sleep(seconds)
        rows = core.ring.newest
    lags.sort(); spent.sort()
    quantile = lambda values, share: round(values[min(len(values) - 1, int(len(values) * share))], 1) if values else -1
    print(json.dumps({
        "rows": rows, "told": len(lags), "p50_ms": quantile(lags, .5), "p99_ms": quantile(lags, .99),
        "max_ms": quantile(lags, 1.0), "steps": len(spent),
        "step_p50_ms": quantile(spent, .5), "step_p99_ms": quantile(spent, .99),
    }))
    return 0

sys.exit(run_qt(app, main, CrashHooks()))
"""


def measured(folder: Path, seconds: float, step_usd: int, *words: str) -> dict:
    """What the client measured beside a simulated market."""
    endpoints = folder / "e.toml"
    command = [sys.executable, "-m", "liqdesk", "simulate", "--endpoints-file", str(endpoints), "--wait-for-client"]
    with subprocess.Popen([*command, *words], stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdout is not None
        simulator.stdout.readline()
        client = subprocess.run(
            [sys.executable, "-c", CLIENT, str(endpoints), str(folder), str(seconds), str(step_usd)],
            capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )  # fmt: skip
        simulator.terminate()
    assert client.returncode == 0, client.stderr
    return json.loads(client.stdout.splitlines()[-1])


@pytest.mark.timeout(300)
def test_two_hundred_a_second(tmp_path):
    figures = measured(tmp_path, 60, 4_000, "--rate", "200")
    print(f"\n200/s: {figures}")
    assert figures["told"] >= 50


@pytest.mark.timeout(300)
def test_the_burst(tmp_path):
    figures = measured(tmp_path, 45, 1_000_000, "--scenario", "burst")
    print(f"\nburst: {figures}")
    assert figures["told"] >= 10


def test_what_alerts_cost_each_row_and_each_step():
    clock = StepClock()
    scene = AlertScene(clock, DEFAULT_RULES)
    of = [instrument(base, venue) for base in ("BTC", "ETH", "SOL", "DOGE") for venue in ("bybit", "okx")]
    frame = tuple(
        row(T0 + number, 5_000_000_000 + number, of=of[number % 8], received_at=T0 + number) for number in range(10_000)
    )
    batches = [(one,) for one in frame]
    scene.alerts.step()
    taken = timeit.repeat(lambda: [scene.alerts.take(one) for one in batches], number=1, repeat=9)
    empty = timeit.repeat(lambda: [len(one) for one in batches], number=1, repeat=9)
    whole = timeit.repeat(lambda: scene.alerts.take(frame), number=1, repeat=9)
    for one in batches:
        scene.analytics.take(one)

    def step():
        clock.step(SECOND // 5)
        scene.alerts.step()

    stepped = timeit.repeat(step, number=50, repeat=5)
    alone, bare = (min(times) / len(batches) * 1e6 for times in (taken, empty))
    together, judged = min(whole) / len(batches) * 1e6, min(stepped) / 50 * 1e3
    print(f"\ntake: {alone:.2f} us a row of its own frame (a bare call {bare:.2f}), {together:.2f} us in a large one")
    print(f"step: {judged:.2f} ms")
