"""What is replayed is what was lived through: totals and events to the cent, from a tape and the store, by any way through it."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liqdesk.analytics.events import Event
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from liqdesk.engine.replay import SPEEDS
from tests.fakes.replaying import (
    BEGIN,
    LONG,
    Recorded,
    Running,
    events_of,
    reels,
    stored_source,
    stormy_frames,
    sums_of,
    write_tape,
)
from tests.fakes.taped import seed_hour_tape

pytestmark = pytest.mark.timeout(300)

END = UnixMs(BEGIN + LONG)
MOMENTS = [*range(BEGIN + MINUTE // 2, END, MINUTE // 2), END]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """A run over stormy minutes that was looked at every half a minute."""
    folder = tmp_path_factory.mktemp("recorded")
    tape = write_tape(folder / "stormy.tape", list(stormy_frames()))
    run = Recorded(tape, folder / "store.sqlite3")
    asyncio.run(run.live(MOMENTS))
    return run


def test_the_run_is_worth_replaying(recorded: Recorded) -> None:
    events = [event for event in recorded.events[END].values() if isinstance(event, Event)]
    assert {"market", "BTC"} & {event.scope for event in events}
    assert len(events) >= 2
    assert recorded.sums[END]["1h"][2] > 300


async def _same_at(running: Running, recorded: Recorded, at: int) -> None:
    running.replay.seek(UnixMs(at))
    desk = await running.arrive()
    assert desk.now() == at
    assert sums_of(desk) == recorded.sums[at]
    assert events_of(desk) == recorded.events[at]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(MOMENTS), min_size=1, max_size=4))
def test_every_way_through_a_tape_leads_to_what_was_lived_through(recorded: Recorded, way: list[int]) -> None:
    async def go() -> None:
        async with Running(await reels().tape(recorded.tape)) as running:
            for at in way:
                await _same_at(running, recorded, at)

    asyncio.run(go())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(MOMENTS), min_size=1, max_size=4))
def test_every_way_through_the_store_leads_to_what_was_lived_through(recorded: Recorded, way: list[int]) -> None:
    async def go() -> None:
        source, disk, worker = await stored_source(recorded.store, Span(BEGIN, END))
        async with Running(source) as running:
            for at in way:
                await _same_at(running, recorded, at)
        await disk.close()
        worker.close()

    asyncio.run(go())


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(MOMENTS[:-6]), st.integers(1, 5))
def test_a_replay_that_begins_in_the_middle_knows_what_was_before(recorded: Recorded, start: int, further: int) -> None:
    async def go() -> None:
        source, disk, worker = await stored_source(recorded.store, Span(UnixMs(start), END))
        async with Running(source) as running:
            await _same_at(running, recorded, start)
            await _same_at(running, recorded, start + further * MINUTE // 2)
        await disk.close()
        worker.close()

    asyncio.run(go())


@pytest.mark.parametrize("speed", SPEEDS)
def test_at_any_speed_it_ends_where_the_run_ended(recorded: Recorded, speed: int) -> None:
    async def go() -> None:
        async with Running(await reels().tape(recorded.tape), hasty=True) as running:
            running.replay.seek(UnixMs(BEGIN + 7 * MINUTE))
            await running.arrive()
            if speed < 10:  # the rest of the way would take long
                running.replay.seek(UnixMs(END - 5 * SECOND * speed))
                await running.arrive()
            running.replay.set_speed(speed)
            running.replay.play(True)
            await running.until(lambda: running.replay.view().ended)
            assert sums_of(running.shown.desk) == recorded.sums[END]
            assert events_of(running.shown.desk) == recorded.events[END]
            assert not running.replay.view().playing

    asyncio.run(go())


def test_row_by_row_and_second_by_second(recorded: Recorded) -> None:
    async def go() -> None:
        async with Running(await reels().tape(recorded.tape)) as running:
            replay = running.replay
            replay.step_row()
            desk = await running.arrive()
            assert len(desk.recent(10)) == 1
            first = desk.now()
            replay.step_row()
            desk = await running.arrive()
            assert len(desk.recent(10)) == 2
            replay.step_second()
            desk = await running.arrive()
            assert desk.now() > first + SECOND
            there = desk.now()
            replay.step_second(-1)
            desk = await running.arrive()
            assert desk.now() == there - SECOND

    asyncio.run(go())


def test_it_jumps_from_event_to_event_and_back(recorded: Recorded) -> None:
    async def go() -> None:
        async with Running(await reels().tape(recorded.tape)) as running:
            replay = running.replay
            replay.next_event()
            desk = await running.arrive()
            assert desk.standing() is not None
            first = desk.now()
            assert abs(first - replay.view().events[0]) < SECOND
            replay.seek(END)
            await running.arrive()
            known = replay.view().events
            replay.previous_event()
            desk = await running.arrive()
            assert desk.now() == known[-1]
            replay.seek(BEGIN)
            await running.arrive()
            replay.next_event()
            desk = await running.arrive()
            assert desk.now() == known[0]

    asyncio.run(go())


def test_the_seed_hour_comes_to_its_sums(tmp_path: Path) -> None:
    tape = seed_hour_tape(tmp_path)

    async def go() -> None:
        source = await reels().tape(tape)
        async with Running(source) as running:
            running.replay.seek(source.span.end)
            desk = await running.arrive()
            long, short, *_ = sums_of(desk)["1h"]
            assert (short, long) == (419_030_000_000_000, 39_040_000_000_000)

    asyncio.run(go())
