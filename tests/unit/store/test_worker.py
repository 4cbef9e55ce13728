"""The SQL thread does one thing after another and hands back results and failures."""

import asyncio
import gc
import threading
import weakref

import pytest

from liqdesk.store.worker import SqlWorker


@pytest.fixture
def worker():
    worker = SqlWorker()
    yield worker
    worker.close()


def test_all_of_it_happens_in_order_on_one_other_thread(worker, run):
    seen = []

    async def work():
        await asyncio.gather(*(worker.run(lambda n=n: seen.append((n, threading.get_ident()))) for n in range(50)))

    run(work())
    assert [n for n, _ in seen] == list(range(50))
    assert {ident for _, ident in seen} != {threading.get_ident()}
    assert len({ident for _, ident in seen}) == 1


def test_a_failure_reaches_who_waits_and_the_thread_goes_on(worker, run):
    async def work():
        with pytest.raises(KeyError):
            await worker.run(lambda: {}["x"])
        return await worker.run(lambda: 7)

    assert run(work()) == 7


def test_who_stopped_waiting_is_left_alone(worker, run):
    gate = threading.Event()

    async def work():
        held = worker.submit(gate.wait)
        forgotten = worker.submit(lambda: 1)
        assert forgotten.cancel()
        gate.set()
        await asyncio.wrap_future(held)
        return await worker.run(lambda: 2)

    assert run(work()) == 2


def test_closing_finishes_what_was_submitted():
    worker = SqlWorker()
    done = [worker.submit(lambda n=n: n) for n in range(20)]
    worker.close()
    assert [one.result(0) for one in done] == list(range(20))


@pytest.mark.expected_log("does not answer")
def test_a_mute_disk_does_not_hold_up_the_end():
    worker, gate = SqlWorker(), threading.Event()
    worker.submit(gate.wait)
    worker.close(limit=0.05)
    gate.set()


def test_an_idle_thread_holds_on_to_nothing(worker):
    class Group:
        pass

    group = Group()
    seen = weakref.ref(group)
    worker.submit(lambda held=group: held).result(5)
    worker.submit(lambda: None).result(5)
    del group
    gc.collect()
    assert seen() is None
