"""Loose threads: they work like others, and whoever hangs in one holds up nobody."""

import subprocess
import sys
import threading

import pytest

from liqdesk.app.loose_threads import LooseThreads

HANGING = """
import asyncio, threading
from liqdesk.app.loose_threads import LooseThreads

async def main():
    loop = asyncio.get_running_loop()
    loop.set_default_executor(LooseThreads(2))
    assert await asyncio.to_thread(lambda: 7) == 7
    loop.run_in_executor(None, threading.Event().wait)

asyncio.run(main())
print("ended")
"""


def test_results_and_failures_come_back():
    threads = LooseThreads(3)
    assert [one.result(5) for one in [threads.submit(pow, 2, number) for number in range(20)]] == [
        2**number for number in range(20)
    ]
    with pytest.raises(ZeroDivisionError):
        threads.submit(lambda: 1 // 0).result(5)
    threads.shutdown()
    with pytest.raises(RuntimeError):
        threads.submit(print)


def test_no_more_threads_than_asked_for_and_no_idle_one_is_passed_over():
    threads = LooseThreads(2)
    gate = threading.Event()
    waiting = [threads.submit(gate.wait, 5) for _ in range(5)]
    names = {thread.name for thread in threading.enumerate() if thread.name.startswith("loose-")}
    assert names == {"loose-0", "loose-1"}
    gate.set()
    assert all(one.result(5) for one in waiting)
    threads.shutdown()


def test_the_end_waits_a_moment_for_what_is_under_way():
    threads = LooseThreads(1)
    gate, done = threading.Event(), []
    threads.submit(lambda: (gate.wait(5), done.append(1)))
    gate.set()
    threads.shutdown()
    assert done == [1]


def test_a_process_ends_although_a_thread_hangs():
    done = subprocess.run([sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ended\n", "")
