"""Raw messages between the loop and their thread: found while they wait, written in blocks, and no burden in trouble."""

from contextlib import asynccontextmanager

import pytest

from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.time import UnixMs
from liqdesk.store.raw_messages import BLOCK_BYTES, HELD_BYTES, RawMessages
from liqdesk.store.retention import Limits
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, priced, row
from tests.fakes.serving import until

WIDE = Limits(7, 10**9)


class Allowed:
    """Limits that a test changes."""

    def __init__(self, limits: Limits = WIDE) -> None:
        self.limits = limits

    def __call__(self) -> Limits:
        return self.limits


@asynccontextmanager
async def keeping(path, allowed=None, trim=True):
    messages = RawMessages(path, StepClock(), allowed or Allowed(), trim)
    messages.start()
    try:
        yield messages
    finally:
        await messages.close()


def batch(number: int = 0):
    return (row(UnixMs(T0 + number), 1_000 + number, received_at=UnixMs(T0 + number)),)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "raw.db"


def test_it_is_found_at_once_and_after_a_restart(run, path):
    async def scene():
        async with keeping(path) as messages:
            messages.came("as it came", batch())
            found = await messages.find(batch()[0])
            assert not path.exists()
        async with keeping(path) as again:
            assert found == await again.find(batch()[0])
            assert (found.body, found.received_at, found.venue) == ("as it came", T0, "bybit")
            assert await again.find(batch(1)[0]) is None
        assert await again.find(batch()[0]) is None  # closed: there is nobody to ask

    run(scene())


def test_a_correction_that_waits_is_found_before_its_estimate_on_disk(run, path):
    estimate = priced(PriceKind.ENTRY, 100, T0)
    paid = priced(PriceKind.FILL, 120, UnixMs(T0 + 900))
    as_stored = priced(PriceKind.FILL, 120, T0)

    async def scene():
        async with keeping(path) as messages:
            messages.came("the trigger", (estimate,))
            assert (await messages.find(as_stored)).body == "the trigger"
        async with keeping(path) as again:
            again.came("the match", (paid,))
            assert (await again.find(as_stored)).body == "the match"
            assert (await again.find(estimate)).body == "the trigger"

    run(scene())


def test_what_fills_a_block_does_not_wait(run, path):
    async def scene():
        async with keeping(path) as messages:
            messages.came(bytes(BLOCK_BYTES), batch())
            await until(path.exists)
            assert (await messages.find(batch()[0])).body == bytes(BLOCK_BYTES)

    run(scene())


def test_of_no_days_nothing_is_taken_and_what_there_is_goes(run, path):
    async def scene():
        allowed = Allowed()
        async with keeping(path, allowed) as messages:
            messages.came(bytes(BLOCK_BYTES), batch())
            await until(path.exists)
            allowed.limits = Limits(0, 1)
            messages.changed()
            await until(lambda: not path.exists())
            messages.came("more", batch(1))
            assert await messages.find(batch(1)[0]) is None
            allowed.limits = WIDE
            messages.changed()
            messages.came("again", batch(2))
        assert path.exists()

    run(scene())


def test_limits_that_are_not_the_user_s_remove_nothing(run, path):
    async def scene():
        async with keeping(path) as messages:
            messages.came("kept", batch())
        async with keeping(path, Allowed(Limits(0, 1)), trim=False) as messages:
            messages.changed()
        assert path.exists()

    run(scene())


def test_trouble_is_told_once_and_again_only_after_it_was_over(run, path):
    path.mkdir()

    async def scene():
        told = []
        async with keeping(path) as messages:
            messages.tell = told.append
            for number in range(2):
                messages.came(bytes(BLOCK_BYTES), batch(number))
                await until(lambda: told and not messages.busy)
            assert await messages.find(batch()[0]) is None
            assert len(told) == 1
            assert "Orders are stored all the same" in told[0]
            path.rmdir()
            messages.came(bytes(BLOCK_BYTES), batch(3))
            await until(lambda: not messages.busy)
            assert await messages.find(batch(3)[0]) is not None
        assert told[1:] == ["Raw messages are kept again."]

    run(scene())


def test_what_waits_is_bounded(run, path):
    async def scene():
        messages = RawMessages(path, StepClock(), Allowed())
        for number in range(HELD_BYTES // BLOCK_BYTES + 20):  # nobody writes
            messages.came(bytes(BLOCK_BYTES), batch(number))
        assert messages.held <= HELD_BYTES + BLOCK_BYTES
        await messages.close()

    run(scene())
