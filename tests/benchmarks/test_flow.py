"""Events from a real socket to painted pixels: nothing lost, how much of a core, how late.

Run by name: `./run test tests/benchmarks/test_flow.py -s`. The simulated exchanges run in a process of their own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CLIENT = Path(__file__).with_name("window_client.py")

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
            [sys.executable, str(CLIENT), str(endpoints), str(folder), str(seconds)],
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
