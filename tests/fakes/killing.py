"""Kills a storing process again and again, and looks what is on disk each time."""

import random
import subprocess
import sys
import threading
from pathlib import Path

from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from tests.fakes.rows import T0
from tests.fakes.stored import complaints
from tests.fakes.storing import numbered

AGAIN = 50
"""So many rows before the last acknowledged one are offered again: none may count twice."""


def kill_while_storing(path: Path, loops: int, seed: int, limit: float = 20.0) -> int:
    """`loops` kills at random moments; returns the number of acknowledged rows. Fails where one of them is not there once."""
    luck = random.Random(seed)
    acknowledged = 0
    for _ in range(loops):
        first = max(0, acknowledged - AGAIN)
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.storing", str(path), str(first)], stdout=subprocess.PIPE, text=True
        )
        guard = threading.Timer(limit, child.kill)
        guard.start()
        try:
            assert child.stdout is not None
            for _ in range(luck.randrange(1, 25)):
                acknowledged = max(acknowledged, int(child.stdout.readline()))
            killer = threading.Timer(luck.random() * 0.02, child.kill)
            killer.start()
            for line in child.stdout:
                if line.endswith("\n"):
                    acknowledged = max(acknowledged, int(line))
            killer.join()
        finally:
            guard.cancel()
            child.kill()
            child.wait()
            if child.stdout is not None:
                child.stdout.close()
        _judge(path, acknowledged)
    return acknowledged


def _judge(path: Path, acknowledged: int) -> None:
    connection = open_for_reading(path)
    keys = [one.key for one in StoredHistory(connection).rows(T0, T0 * 2, 10**9)]  # type: ignore[arg-type]  # a time past all
    connection.close()
    assert len(keys) == len(set(keys))
    missing = {numbered(number).key for number in range(acknowledged)} - set(keys)
    assert not missing, f"{len(missing)} acknowledged rows are not there"
    assert complaints(path) == []
