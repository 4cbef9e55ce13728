"""Another process reads the store at any time, also while this one writes; a second one may not write."""

import json
import subprocess
import sys

from liqdesk.store.database import open_for_reading
from liqdesk.store.lock import ProfileLock
from liqdesk.store.worker import SqlWorker
from liqdesk.store.writer import Writer
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, row
from tests.fakes.stored import column

READ = """
import json, sys
from pathlib import Path
from liqdesk.domain.time import UnixMs
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
past = StoredHistory(open_for_reading(Path(sys.argv[1])))
totals = past.totals(UnixMs(int(sys.argv[2])))
print(json.dumps([totals.windows["24h"].count, totals.windows["24h"].short, len(past.rows(0, 2**52, 10**6))]))
"""


def read(path):
    child = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(T0)], capture_output=True, text=True, check=True, timeout=30
    )
    return json.loads(child.stdout)


def test_a_reader_sees_what_is_committed_while_the_writer_lives(tmp_path, run):
    path = tmp_path / "liqdesk.db"

    async def work():
        worker = SqlWorker()
        writer = Writer(worker, path, StepClock(), "live")
        await writer.open()
        for count in (1_000, 2_000):
            writer.take(tuple(row(T0 - n, 1_500_000) for n in range(count)))
            assert await writer.flush()
            assert read(path) == [count, count * 1_500_000, count]
        await writer.close()
        worker.close()

    run(work())
    assert read(path) == [2_000, 3_000_000_000, 2_000]


def test_a_long_read_does_not_hold_up_the_writer(tmp_path, run):
    path = tmp_path / "liqdesk.db"

    async def work():
        worker = SqlWorker()
        writer = Writer(worker, path, StepClock(), "live")
        await writer.open()
        writer.take(tuple(row(T0 - n) for n in range(2_000)))
        assert await writer.flush()
        reader = open_for_reading(path)
        half_read = iter(reader.execute("SELECT at FROM liquidations"))
        next(half_read)
        for n in range(20):
            writer.take(tuple(row(T0 + 1 + n * 1_000 + k) for k in range(1_000)))
            assert await writer.flush()
        assert sum(1 for _ in half_read) == 1_999
        reader.close()
        await writer.close()
        worker.close()

    run(work())
    assert column(path, "SELECT count(*) FROM liquidations") == [22_000]


def test_of_many_starts_at_once_one_may_write(tmp_path):
    hold = (
        "import sys; from pathlib import Path; from liqdesk.store.lock import ProfileLock;"
        "lock = ProfileLock(Path(sys.argv[1])); print(lock.acquire('tail'), flush=True); sys.stdin.read()"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", hold, str(tmp_path / "l")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(6)
    ]
    told = [child.stdout.readline() for child in children]
    for child in children:
        child.communicate(timeout=10)
    assert sorted(told) == ["False\n"] * 5 + ["True\n"]
    lock = ProfileLock(tmp_path / "l")
    assert lock.acquire()
    lock.release()
