"""A process killed at any moment: what was told in it is kept with what is to be sent, and nothing is told again."""

import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from liqdesk.alerts.alert import Held
from liqdesk.domain.time import UnixMs
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from tests.fakes.stored import complaints

pytestmark = pytest.mark.timeout(180)

LIMIT_S = 60.0


def told_until_killed(path: Path, first: int, words: int, after: float) -> list[str]:
    """Starts a process in which alerts ring, and kills it `after` seconds from its so-manieth word on; what it told."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.ringing", str(path), str(first)], stdout=subprocess.PIPE, text=True
    )
    guard = threading.Timer(LIMIT_S, child.kill)
    guard.start()
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        told = [child.stdout.readline() for _ in range(words)]
        killer = threading.Timer(after, child.kill)
        killer.start()
        told += list(child.stdout)
        killer.join()
        return [line.strip() for line in told if line.endswith("\n")]
    finally:
        guard.cancel()
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def kept(path: Path) -> tuple[dict[str, bool], set[str]]:
    """The alerts on disk, each with whether a word of it was to be told, and the alerts that parcels wait of."""
    connection = open_for_reading(path)
    past = StoredHistory(connection)
    alerts = past.alerts(UnixMs(0), UnixMs(2**53), 10_000)
    waiting = {parcel.alert for parcel in past.parcels()}
    connection.close()
    return {alert.id: any(word.held is Held.NOT for word in alert.words) for alert in alerts}, waiting


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_told_is_kept_with_its_parcels_and_is_told_once(tmp_path: Path, seed: int) -> None:
    path, luck = tmp_path / "liqdesk.db", random.Random(seed)
    first = told_until_killed(path, 0, luck.randrange(1, 3), luck.random() * 0.04)
    alerts, waiting = kept(path)
    assert set(first) <= set(alerts)
    assert {ident for ident, speaks in alerts.items() if speaks} == waiting
    second = told_until_killed(path, 1_000, 1, luck.random() * 0.04)
    assert not set(second) & set(alerts)
    assert len(second) == len(set(second))
    after, waiting = kept(path)
    assert set(alerts) | set(second) <= set(after)
    assert set(first) | set(second) <= waiting
    assert complaints(path) == []
