"""Kills a storing process again and again, and looks what is on disk each time."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from liqdesk.store.database import open_for_reading
from liqdesk.store.rows import digest_of
from tests.fakes.stored import complaints
from tests.fakes.storing import numbered

AGAIN = 50
"""So many rows before the last acknowledged one are offered again: none may count twice."""

FILE_LASTS = 25
"""After so many kills a new file is begun, so that looking through one stays quick."""

LONGEST_LIFE_S = 20.0


def kill_while_storing(path: Path, loops: int, seed: int) -> int:
    """`loops` kills at random moments; returns the number of acknowledged rows. Fails where one of them is not there once."""
    luck = random.Random(seed)
    total = acknowledged = 0
    digests: list[int] = []
    with _nursery() as (orders, told):
        for loop in range(loops):
            if loop % FILE_LASTS == 0:
                path = path.with_name(f"{loop}-{path.name}")
                total, acknowledged = total + acknowledged, 0
            orders.write(f"{path} {max(0, acknowledged - AGAIN)}\n")
            orders.flush()
            acknowledged = _one_life(told, luck, acknowledged)
            digests += (digest_of(numbered(number).key) for number in range(len(digests), acknowledged))
            _judge(path, digests[:acknowledged], thorough=loop % FILE_LASTS in (0, FILE_LASTS - 1))
    return total + acknowledged


@contextmanager
def _nursery() -> Iterator[tuple[IO[str], IO[str]]]:
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    try:
        yield nursery.stdin, nursery.stdout
    finally:
        nursery.kill()
        nursery.stdin.close()
        nursery.stdout.close()
        nursery.wait()


def _one_life(told: IO[str], luck: random.Random, acknowledged: int) -> int:
    """Let a child store for a while, kill it, and hear all it said."""
    born = told.readline().split()
    assert born[:1] == ["born"], born
    child = int(born[1])
    guard = threading.Timer(LONGEST_LIFE_S, os.kill, (child, signal.SIGKILL))
    guard.start()
    for _ in range(luck.randrange(1, 8)):
        acknowledged = max(acknowledged, int(told.readline()))
    killer = threading.Timer(luck.random() * 0.02, os.kill, (child, signal.SIGKILL))
    killer.start()
    for line in told:
        if line == "gone\n":
            break
        acknowledged = max(acknowledged, int(line))
    guard.cancel()
    killer.join()
    return acknowledged


def _judge(path: Path, digests: list[int], thorough: bool) -> None:
    connection = open_for_reading(path)
    try:
        kept = [digest for (digest,) in connection.execute("SELECT digest FROM liquidations")]
        structure = connection.execute("PRAGMA quick_check(1)").get
    finally:
        connection.close()
    assert structure == "ok"
    assert len(kept) == len(set(kept))
    missing = set(digests).difference(kept)
    assert not missing, f"{len(missing)} acknowledged rows are not there"
    assert not thorough or complaints(path) == []
