"""The batched loop: asyncio's promises, inside Qt's loop and fair to it."""

import asyncio
import contextvars
import gc
import logging
import threading
import time
import weakref
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer

from liqdesk.app.batched_loop import SWEPT_FROM, TURN_S, BatchedLoop

LIMIT_S = 20.0
Work = Callable[[], Coroutine[Any, Any, Any]]


@pytest.fixture
def on_loop(qapp) -> Callable[[Work], Any]:
    """`on_loop(coroutine_function)`: its result, run on a batched loop to its end."""

    def run(work: Work) -> Any:
        async def limited() -> Any:
            async with asyncio.timeout(LIMIT_S):
                return await work()

        with asyncio.Runner(loop_factory=lambda: BatchedLoop(qapp)) as runner:
            return runner.run(limited())

    return run


def test_callbacks_run_in_the_order_they_were_asked_for(on_loop):
    async def work():
        loop, seen = asyncio.get_running_loop(), []
        for number in range(1_000):
            loop.call_soon(seen.append, number)
        done = asyncio.Event()
        loop.call_soon(lambda: loop.call_soon(seen.append, "last"))
        loop.call_soon(lambda: loop.call_soon(done.set))
        await done.wait()
        return seen

    assert on_loop(work) == [*range(1_000), "last"]


def test_timers_run_in_the_order_of_their_moments_and_equal_ones_as_asked_for(on_loop):
    async def work():
        loop, seen = asyncio.get_running_loop(), []
        begun = loop.time()
        for delay, name in ((0.03, "c"), (0.01, "a"), (0.02, "b"), (0.01, "a2"), (0.03, "c2"), (-1.0, "past")):
            loop.call_at(begun + delay, seen.append, name)
        done = asyncio.Event()
        loop.call_later(0.04, done.set)
        await done.wait()
        return seen, loop.time() - begun

    seen, took = on_loop(work)
    assert seen == ["past", "a", "a2", "b", "c", "c2"]
    assert took >= 0.04, "never early"


def test_an_earlier_timer_asked_for_later_does_not_wait_for_the_other(on_loop):
    async def work():
        loop, first = asyncio.get_running_loop(), asyncio.Event()
        late = loop.call_later(3_600, first.set)
        loop.call_later(0.01, first.set)
        await first.wait()
        return late.when() - loop.time(), late.cancelled()

    left, cancelled = on_loop(work)
    assert left > 3_000
    assert not cancelled


def test_what_is_cancelled_does_not_run(on_loop):
    async def work():
        loop, seen = asyncio.get_running_loop(), []
        loop.call_soon(seen.append, "soon").cancel()
        loop.call_later(0.01, seen.append, "later").cancel()
        kept = loop.call_soon(seen.append, "cancelled by the one before")
        loop.call_soon(seen.append, "kept")
        kept.cancel()
        await asyncio.sleep(0.03)
        return seen

    assert on_loop(work) == ["kept"]


def test_timeouts_that_never_fire_do_not_pile_up(on_loop):
    async def work():
        loop, held = asyncio.get_running_loop(), []

        class Thing:
            def call(self):
                raise AssertionError("it was cancelled")

        for _ in range(20 * SWEPT_FROM):
            thing = Thing()
            held.append(weakref.ref(thing))
            handle = loop.call_later(3_600, thing.call)
            handle.cancel()
            del thing, handle
        gc.collect()
        loop.call_later(0.01, (fired := asyncio.Event()).set)
        await fired.wait()
        loop.call_later(3_600, lambda: None)
        return len(loop._heap)

    assert on_loop(work) <= SWEPT_FROM + 2


def test_timers_that_are_alive_outlive_a_sweep(on_loop):
    async def work():
        loop, seen = asyncio.get_running_loop(), []
        begun = loop.time()
        for number in range(3 * SWEPT_FROM):
            loop.call_at(begun + 0.02, seen.append, number)
            loop.call_later(3_600, seen.append, "never").cancel()
        await asyncio.sleep(0.05)
        return seen

    assert on_loop(work) == list(range(3 * SWEPT_FROM))


def test_a_failure_goes_to_the_handler_and_costs_the_others_nothing(on_loop):
    async def work():
        loop, told, seen = asyncio.get_running_loop(), [], []
        loop.set_exception_handler(lambda _, context: told.append(context))

        def fail() -> None:
            raise ValueError("a bug")

        loop.call_soon(fail)
        loop.call_soon(seen.append, "soon")
        loop.call_later(0.0, fail)
        loop.call_later(0.01, seen.append, "later")
        await asyncio.sleep(0.03)
        return [str(context["exception"]) for context in told], seen

    assert on_loop(work) == (["a bug", "a bug"], ["soon", "later"])


def test_without_a_handler_a_failure_is_logged(on_loop, caplog):
    async def work():
        def fail() -> None:
            raise ValueError("a bug")

        asyncio.get_running_loop().call_soon(fail)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    with caplog.at_level(logging.ERROR):
        on_loop(work)
    assert "a bug" in caplog.text


def test_other_threads_are_heard_in_order_and_with_their_context(on_loop):
    told = contextvars.ContextVar("told", default="nothing")

    async def work():
        loop, seen, done = asyncio.get_running_loop(), [], asyncio.Event()
        context = contextvars.copy_context()
        context.run(told.set, "in that context")
        home = threading.current_thread()

        def note(number: int) -> None:
            assert threading.current_thread() is home
            seen.append(number)

        def speak() -> None:
            for number in range(500):
                loop.call_soon_threadsafe(note, number)
            loop.call_soon_threadsafe(lambda: seen.append(told.get()), context=context)
            loop.call_soon_threadsafe(done.set)

        speaker = threading.Thread(target=speak)
        speaker.start()
        await done.wait()  # with nothing else to wake the loop
        speaker.join()
        return seen

    assert on_loop(work) == [*range(500), "in that context"]


def test_work_in_threads_comes_back_and_so_do_its_failures(on_loop):
    async def work():
        threads = set(await asyncio.gather(*(asyncio.to_thread(threading.get_ident) for _ in range(20))))
        assert threading.get_ident() not in threads
        with pytest.raises(ZeroDivisionError):
            await asyncio.to_thread(lambda: 1 / 0)
        return len(threads)

    assert 1 <= on_loop(work) <= 8


class Pulse(QObject):
    """Counts how often a timer of Qt got its turn, and says when that was often enough."""

    def __init__(self, enough: int = 20) -> None:
        super().__init__()
        self.beats = 0
        self.beaten = asyncio.Event()
        self._enough = enough
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(0)

    def _beat(self) -> None:
        self.beats += 1
        if self.beats >= self._enough:
            self.beaten.set()

    def stop(self) -> None:
        self._timer.stop()


def test_callbacks_without_end_starve_neither_qt_nor_the_timers(on_loop):
    async def work():
        loop, pulse, going, late = asyncio.get_running_loop(), Pulse(), [True], []

        def again() -> None:
            if going:
                loop.call_soon(again)

        again()
        for _ in range(5):
            asked = loop.time()
            await asyncio.sleep(0.01)
            late.append(loop.time() - asked)
        await pulse.beaten.wait()
        going.clear()
        pulse.stop()
        return late

    assert min(on_loop(work)) >= 0.01


def test_a_turn_ends_once_its_time_is_over(on_loop):
    async def work():
        loop, pulse, at = asyncio.get_running_loop(), Pulse(), []

        def spend() -> None:
            until = time.monotonic() + TURN_S
            while time.monotonic() < until:
                pass
            at.append(pulse.beats)

        done = asyncio.Event()
        for _ in range(10):
            loop.call_soon(spend)
        loop.call_soon(done.set)
        await done.wait()
        pulse.stop()
        return at

    at = on_loop(work)
    # One turn each; which of two zero timers comes first in a round is Qt's affair.
    assert all(later > earlier for earlier, later in zip(at, at[2:], strict=False)), at


def test_sockets_are_read_and_written(on_loop):
    async def work():
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write((await reader.readexactly(200_000))[::-1])
            await writer.drain()
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"ab" * 100_000)
        answer = await reader.read(-1)
        while len(answer) < 200_000:
            answer += await reader.read(-1)
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()
        return answer

    assert on_loop(work) == b"ba" * 100_000


def test_a_loop_that_was_closed_says_so_and_lets_go_of_everything(qapp):
    loop = BatchedLoop(qapp)
    held = [0]
    loop.call_later(3_600, held.append, 1)
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    loop.close()
    assert loop.is_closed()
    for call in (loop.call_soon, loop.call_soon_threadsafe):
        with pytest.raises(RuntimeError, match="closed"):
            call(print)
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_later(1, print)
    gone = weakref.ref(loop)
    del loop, call
    gc.collect()
    assert gone() is None


def test_a_loop_goes_on_where_it_was_stopped(qapp):
    loop, seen = BatchedLoop(qapp), []
    loop.call_later(0.02, seen.append, "timer")
    loop.run_until_complete(asyncio.sleep(0))
    assert seen == []
    loop.run_until_complete(asyncio.sleep(0.03))
    loop.close()
    assert seen == ["timer"]
