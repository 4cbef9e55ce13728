"""The simulator as a process: ready, served, stopped; the hardest second gets through; what is replayed is whole."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from liqdesk.simulator.contracts import contracts
from tests.conftest import Run

Lines = list[dict[str, Any]]


def lines_of(path: Path) -> Lines:
    return [json.loads(line) for line in path.read_text().splitlines()]


@asynccontextmanager
async def simulating(folder: Path, *words: str) -> AsyncIterator[dict[str, Any]]:
    """The addresses of a running simulator; it is stopped at the end and must go well."""
    endpoints, truth = folder / "endpoints.toml", folder / "truth.jsonl"
    files = ("--endpoints-file", str(endpoints), "--truth", str(truth))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "liqdesk.simulator", *files, *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        ready = await process.stdout.readline()
        assert ready.startswith(b"Simulated exchanges are ready"), await process.stderr.read()
        yield tomllib.loads(endpoints.read_text())["venues"]
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
        assert await process.stderr.read() == b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def topics(group: str) -> list[str]:
    return [f"allLiquidation.{each.symbol}" for each in contracts("bybit") if each.group == group]


class Listener:
    """A client of both categories that keeps every row until there are enough, subscribing anew when a line ends."""

    def __init__(self, count: int) -> None:
        self.seen: Lines = []
        self._count = count
        self._open: set[ClientConnection] = set()

    async def hear(self, venues: dict[str, Any]) -> Lines:
        linear, inverse = venues["bybit"]["ws"], venues["bybit"]["ws_by_category"]["inverse"]
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._hear(linear, "linear"))
            tasks.create_task(self._hear(inverse, "inverse"))
        return self.seen

    async def _hear(self, url: str, group: str) -> None:
        while len(self.seen) < self._count:
            options: Any = {"proxy": None, "max_size": None, "compression": None, "ping_interval": None}
            async with connect(url, **options) as client:
                self._open.add(client)
                with suppress(ConnectionClosed):
                    await client.send(json.dumps({"op": "subscribe", "args": topics(group)}))
                    while len(self.seen) < self._count:
                        self.seen.extend(json.loads(await client.recv()).get("data", ()))
                self._open.discard(client)
                client.transport.abort()
        for other in self._open:
            other.transport.abort()


def test_it_serves_until_it_is_stopped_and_closes_the_truth(run: Run, tmp_path: Path) -> None:
    async def scene() -> None:
        words = ("--venue", "bybit", "--rate", "2000", "--wait-for-client")
        async with simulating(tmp_path, *words) as venues:
            assert set(venues) == {"bybit"}
            seen = await Listener(500).hear(venues)
        head, *events, last = lines_of(tmp_path / "truth.jsonl")
        assert head["scenario"] == "load"
        assert last["totals"]["published"]["count"] == sum("number" in line for line in events) >= len(seen)

    run(scene())


def test_the_hardest_second_gets_through(run: Run, tmp_path: Path) -> None:
    async def scene() -> None:
        words = ("--venue", "bybit", "--scenario", "burst", "--speed", "10", "--wait-for-client")
        async with simulating(tmp_path, *words) as venues:
            seen = await Listener(30_000).hear(venues)
        assert len(seen) >= 30_000
        moments = [row["T"] for row in seen]
        assert max(moments.count(moment) for moment in set(moments)) >= 11_279
        assert len({json.dumps(row) for row in seen}) > 29_000

    run(scene())


def test_dropped_lines_and_replays_bring_every_event(run: Run, tmp_path: Path) -> None:
    async def scene() -> None:
        words = ("--venue", "bybit", "--rate", "2000", "--wait-for-client")
        faults = ("--fault", "bybit:drop@1s/400ms", "--fault", "bybit:replay=20000")
        async with simulating(tmp_path, *words, *faults) as venues:
            seen = await Listener(9_000).hear(venues)
        first = [line for line in lines_of(tmp_path / "truth.jsonl") if "number" in line][:1_500]
        told = {(row["s"], row["T"], row["S"], float(row["v"]), float(row["p"])) for row in seen}
        sides = {"long": "Buy", "short": "Sell"}
        for line in first:
            scale = 1_000 if "1000" in line["symbol"] else 1
            expected = (line["quantity_base"] / scale, line["price"] * scale)
            key = (line["symbol"], line["at"], sides[line["position"]])
            assert any(
                abs(row[3] - expected[0]) < 1e-9 * expected[0] and abs(row[4] - expected[1]) < 1e-9 * expected[1]
                for row in told
                if row[:3] == key
            ), line

    run(scene())


def test_it_stops_when_its_parent_is_gone(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    words = ["--venue", "okx", "--parent", str(parent.pid)]
    child = subprocess.Popen([sys.executable, "-m", "liqdesk.simulator", *words], stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        assert child.stdout.readline().startswith(b"Simulated")
        assert child.poll() is None
        assert parent.stdin is not None
        parent.stdin.close()
        parent.wait(10)
        assert child.wait(10) == 0
    finally:
        for process in (child, parent):
            if process.poll() is None:
                process.kill()
        child.communicate()


def test_a_wrong_word_ends_it_at_once() -> None:
    words = [sys.executable, "-m", "liqdesk.simulator", "--fault", "bybit:explode"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=False, env=dict(os.environ))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
