"""From the frame that decides to the sound and the notification: a real dunst, a real PulseAudio, the window on a screen.

Run by name: `./run test tests/benchmarks/test_alert_dispatch.py -s`. The simulated exchanges run in a process of their own.
Told are p50, p99 and the most, in milliseconds, of: the word (announcers are told), the sound asked of its process, begun by
it, heard in the monitor of the sink, and the notification answered by dunst. Notifications that waited for their turn, as at
most one comes in two seconds, are counted apart. `DISPATCH_S` sets for how many seconds each scene is played.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.desktop import dunst, missing, private_bus, screen
from tests.fakes.pulse import MISSING, PulseServer

SECONDS = float(os.environ.get("DISPATCH_S", "120"))
LACKING = ", ".join(filter(None, (missing("dunst", "dunstctl", "Xvfb", "dbus-daemon"), *MISSING)))

pytestmark = [
    pytest.mark.skipif(bool(LACKING), reason=f"not installed: {LACKING}"),
    pytest.mark.timeout(900),
]

CLIENT = """
import asyncio, json, sys, threading, time
from pathlib import Path
from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.loop import make_application, run_qt
app = make_application(["bench"])
from liqdesk.app.announcing import announcing
from liqdesk.app.resources import Resources
from liqdesk.app.settled import settle
from liqdesk.app.wiring import build_core, read_addresses, running
from liqdesk.engine.desk import Mode
from liqdesk.settings.alerting import AlertSettings
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.settings.rules import DEFAULT_RULES, SavedRule, Scope, ScopeKind, WindowOver
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from liqdesk.ui.announce.aside import Aside
from liqdesk.ui.announce.freedesktop import FreedesktopNotices
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.theme import Theme
from tests.fakes.pulse import RATE, SILENCE
import numpy as np

endpoints, folder, seconds, step_usd = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
VENUE, COUNT, EVERY_S = "bybit", 150, 2.5
of_venue = Scope(kind=ScopeKind.VENUE, name=VENUE)

def rule(number):
    window = WindowOver(usd=number * step_usd, side="both", scope=of_venue)
    return SavedRule(id=f"over-{number}", name=f"Over {number}", conditions=(window,), cooldown_s=0)

quiet = [one for one in DEFAULT_RULES if not one.id.endswith("event")]
rules = (*quiet, *map(rule, range(1, COUNT + 1)))
decided, current, of_key, played, onsets, busy = {}, [], {}, {}, [], [0.0]
lags = {name: [] for name in ("word", "asked", "begun", "heard", "shown")}
waited, held_up = [], []
now = lambda: time.time() * 1000

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

class First:
    "Hears a word before everybody, lifts the limits of noise, and lets only one in a while through to those who tell it."
    def __init__(self):
        self.last = 0.0
        self.others = []
    def announce(self, announcement):
        core.alerts._budget._told.clear()
        mine = [decided.pop(one) for one in announcement.alert.rules if one in decided]
        if not mine:
            return
        at = now()
        lags["word"].append(at - max(mine))
        if at - self.last < EVERY_S * 1000:
            return
        self.last = at
        current[:] = [max(mine)]
        of_key[announcement.key] = max(mine)
        before = time.perf_counter()
        for one in self.others:
            one.announce(announcement)
        held_up.append((time.perf_counter() - before) * 1000)
        current.clear()

ask = Aside.ask
def asked(self, request):
    ask(self, request)
    if request["do"] == "play" and current:
        lags["asked"].append(now() - current[0])
        played[request["id"]] = current[0]
Aside.ask = asked

bring = FreedesktopNotices.bring
async def brought(self, notice):
    began = now()
    free = busy[0]
    await bring(self, notice)
    busy[0] = now() + 2000
    at = of_key.pop(notice.key, None)
    if at is not None:
        (lags["shown"] if free < at else waited).append(now() - at)
FreedesktopNotices.bring = brought

def listen(pipe):
    quiet, block = 0, RATE // 100 * 2
    while data := pipe.read(block):
        loud = bool((np.abs(np.frombuffer(data, dtype="<i2").astype(np.int32)) > SILENCE).any())
        if loud and quiet > 20:
            onsets.append(now())
        quiet = 0 if loud else quiet + 1

async def main(stop):
    global core
    clock, resources, worker, shadow = MachineClock(), Resources(), SqlWorker(), Shadow()
    settings = CurrentSettings(Settings(alerts=AlertSettings(hourly_budget=60, rules=rules)))
    disk = Writer(worker, folder / "bench.db", clock, "live")
    core = build_core(Mode.LIVE, clock, settings, resources, disk, printer=shadow, ringing=True)
    # Each rule speaks for itself, as if no event went on that would make one alert of them all.
    core.alerts._book._events.covering = lambda area: None
    first = First()
    core.alerts.announce_to(first)
    theme = Theme(app, resources.path, settings.value.look)
    window = MainWindow(core.desk, theme, folder / "l.ini", resources.path)
    window.resize(1280, 800)
    window.charts_ready.connect(settle)
    window.show()
    stalls, started_at = [], time.perf_counter()
    async def pulse():
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            stalls.append((before - started_at, (time.perf_counter() - before - 0.005) * 1000))
    recorder = await asyncio.to_thread(__import__("subprocess").Popen, ["parec", "-d", "one.monitor", "--format=s16le",
        f"--rate={RATE}", "--channels=1", "--raw", "--latency-msec=10"], stdout=-1)
    threading.Thread(target=listen, args=(recorder.stdout,), daemon=True).start()
    async with announcing(core.desk, theme, window, resources.path, folder / "strip.ini", False) as announced:
        first.others += [announced.sound, announced.notifications]
        begun = announced.sound.speaker._begun
        def told(ident, note):
            if ident in played:
                lags["begun"].append(now() - played[ident])
            begun(ident, note)
        announced.sound.speaker._begun = told
        async with running(core, read_addresses(endpoints), resources, worker):
            while not core.ring.newest:
                await asyncio.sleep(0.01)
            task = asyncio.get_running_loop().create_task(pulse())
            await asyncio.sleep(seconds)
            task.cancel()
            rows = core.ring.newest
        trouble = announced.sound.trouble
    recorder.kill()
    for at in played.values():
        after = [one for one in onsets if 0 <= one - at < EVERY_S * 1000]
        if after:
            lags["heard"].append(after[0] - at)
    def told_of(values):
        kept = sorted(values)
        pick = lambda share: round(kept[min(len(kept) - 1, int(len(kept) * share))])
        return {"n": len(kept), "p50": pick(.5), "p99": pick(.99), "max": pick(1.0)} if kept else {"n": 0}
    told = {name: told_of(values) for name, values in lags.items()}
    told["first heard"] = round(lags["heard"][0]) if lags["heard"] else None
    told |= {
        "waited for their turn": told_of(waited), "announcing held up": told_of(held_up),
        "loop stood still": told_of([most for _, most in stalls]),
        "stood still over 50 ms": [(round(at, 1), round(most)) for at, most in stalls if most > 50][:12],
        "usd": shadow.micro // 10**6, "rows": rows, "trouble": trouble,
    }
    print(json.dumps(told))
    return 0

sys.exit(run_qt(app, main, CrashHooks()))
"""


def measured(folder: Path, step_usd: int, *words: str) -> dict:
    """What the client measured beside a simulated market."""
    endpoints = folder / "e.toml"
    command = [sys.executable, "-m", "liqdesk", "simulate", "--endpoints-file", str(endpoints), "--wait-for-client"]
    server = PulseServer(folder)
    server.start()
    server.add_sink("one")
    with (
        private_bus(folder) as bus,
        screen() as display,
        dunst(folder, {**bus, "DISPLAY": display}),
        subprocess.Popen([*command, *words], stdout=subprocess.PIPE, text=True) as simulator,
    ):
        assert simulator.stdout is not None
        simulator.stdout.readline()
        own = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(Path.cwd())}
        client = subprocess.run(
            [sys.executable, "-c", CLIENT, str(endpoints), str(folder), str(SECONDS), str(step_usd)],
            capture_output=True, text=True, check=False, env={**bus, **server.environment, **own},
        )  # fmt: skip
        simulator.terminate()
    server.stop()
    assert client.returncode == 0, client.stderr
    return json.loads(client.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("words", "step_usd", "limit_ms", "least"),
    [(("--rate", "200"), 1_400_000, 500, 10), (("--scenario", "burst"), 9_000_000, 1_000, 1)],
    ids=["200 a second", "the burst"],
)
def test_to_the_sound_and_the_notification(tmp_path, words, step_usd, limit_ms, least):
    figures = measured(tmp_path, step_usd, *words)
    print()
    for name, told in figures.items():
        print(f"  {name}: {told}")
    assert figures["asked"]["n"] >= least
    for name in ("asked", "shown"):
        assert figures[name]["p99"] < limit_ms
