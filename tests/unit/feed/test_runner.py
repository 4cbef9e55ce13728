"""How a planned connection is kept: what is noticed, replaced, rotated and told."""

import asyncio
from itertools import pairwise
from typing import Any

from liqdesk.domain.feed_state import LaneState
from liqdesk.feed.transport import HandshakeRefused
from tests.fakes.feed import LANE, Bench, feed_scene, gaps_of, obliging, ticking
from tests.fakes.time import run_in_manual_time
from tests.fakes.transport import MemoryWire
from tests.fakes.venue import PlainVenue, canaried, plain_plan


def with_feed(*scene: Any, **more: Any) -> None:
    run_in_manual_time(feed_scene(*scene, **more))


def test_the_backoff_is_reset_only_after_thirty_seconds_of_data() -> None:
    async def work(bench: Bench) -> None:
        life = 10.0

        def serve(wire: MemoryWire) -> None:
            ticking(wire)
            asyncio.get_running_loop().call_later(life, wire.end)

        bench.transport.serve = serve
        await asyncio.sleep(240)
        assert bench.listener.lanes[LANE].attempt >= 5
        life = 40.0
        await asyncio.sleep(400)
        times = bench.transport.times[-5:]
        gaps = [after - before - 40_000 for before, after in pairwise(times)]
        assert all(gap < 1_300 for gap in gaps)

    with_feed(work)


def test_a_dropped_connection_is_retried_within_five_seconds_each_time() -> None:
    async def work(bench: Bench) -> None:
        bench.transport.serve = ticking
        for _ in range(6):
            await asyncio.sleep(40)
            for wire in bench.transport.wires:
                wire.end()
            await asyncio.sleep(5)
            assert sum(not wire.closed for wire in bench.transport.wires) == 1

    with_feed(work)


def test_a_mute_canary_is_noticed_and_retried_within_35_seconds_and_its_silence_is_not_covered() -> None:
    async def work(bench: Bench) -> None:
        mute_from = 20.0

        def serve(wire: MemoryWire) -> None:
            obliging(wire)

            def tick() -> None:
                if asyncio.get_running_loop().time() < mute_from or len(bench.transport.wires) > 1:
                    wire.push("price")
                if not wire.closed:
                    asyncio.get_running_loop().call_later(1.0, tick)

            tick()

        bench.transport.serve = serve
        await asyncio.sleep(60)
        assert mute_from * 1_000 + 29_000 <= bench.transport.times[1] <= mute_from * 1_000 + 35_000
        assert LaneState.SUSPECT in bench.listener.states[LANE]
        first, second = bench.listener.covered_spans(LANE)
        assert first.end - bench.clock.now() + bench.clock.monotonic() <= mute_from * 1_000
        assert second.start - bench.clock.now() + bench.clock.monotonic() >= bench.transport.times[1]

    with_feed(work, (PlainVenue(plans=(canaried(plain_plan()),)),))


def test_a_dead_line_is_noticed_and_retried_within_20_seconds() -> None:
    async def work(bench: Bench) -> None:
        dead_from = 20.0

        def serve(wire: MemoryWire) -> None:
            def hear(text: str) -> None:
                if asyncio.get_running_loop().time() < dead_from or len(bench.transport.wires) > 1:
                    wire.push("ack all" if text.startswith("sub") else "pong")

            wire.on_said = hear

        bench.transport.serve = serve
        await asyncio.sleep(60)
        assert dead_from * 1_000 < bench.transport.times[1] <= dead_from * 1_000 + 20_000
        assert len(bench.transport.attempts) == 2

    with_feed(work)


def test_a_connection_that_never_confirms_or_never_delivers_is_given_up() -> None:
    async def never_confirms(bench: Bench) -> None:
        bench.transport.serve = lambda wire: setattr(wire, "on_said", lambda _: wire.push("pong"))
        await asyncio.sleep(12.5)
        assert LaneState.SUBSCRIBING in bench.listener.states[LANE]
        assert len(bench.transport.attempts) == 2

    async def never_delivers(bench: Bench) -> None:
        await asyncio.sleep(33)
        assert bench.listener.states[LANE][:2] == [LaneState.CONNECTING, LaneState.WARMING]
        assert len(bench.transport.attempts) == 2
        assert not bench.listener.spans

    with_feed(never_confirms)
    with_feed(never_delivers, (PlainVenue(plans=(canaried(plain_plan()),)),))


def test_refused_topics_degrade_and_refusing_all_is_incompatible() -> None:
    async def some(bench: Bench) -> None:
        bench.transport.serve = lambda wire: setattr(
            wire, "on_said", lambda text: wire.push({"sub a": "ack a", "sub b": "nack b"}.get(text, "pong"))
        )
        await asyncio.sleep(8)
        status = bench.listener.lanes[LANE]
        assert (status.state, status.detail) == (LaneState.DEGRADED, "1 of 2 topics refused")
        assert (status.topics, status.topics_wanted) == (1, 2)
        assert bench.listener.covered_spans(LANE)

    async def every(bench: Bench) -> None:
        bench.transport.serve = lambda wire: setattr(
            wire, "on_said", lambda text: wire.push(text.replace("sub", "nack"))
        )
        await asyncio.sleep(800)
        assert bench.listener.lanes[LANE].state is LaneState.INCOMPATIBLE
        assert len(bench.transport.attempts) == 1

    with_feed(some, (PlainVenue(plans=(plain_plan(topics=("a", "b")),)),))
    with_feed(every)


def test_rotation_overlaps_and_delivers_every_row_at_least_once_from_one_connection_at_a_time() -> None:
    async def work(bench: Bench) -> None:
        sent = 0

        def serve(wire: MemoryWire) -> None:
            ticking(wire)

        async def publish() -> None:
            nonlocal sent
            while True:
                sent += 1
                for wire in bench.transport.wires:
                    wire.push(f"liq N{sent} 1")
                await asyncio.sleep(0.7)

        bench.transport.serve = serve
        await asyncio.sleep(2)
        publisher = asyncio.get_running_loop().create_task(publish())
        await asyncio.sleep(3_700)
        publisher.cancel()
        await asyncio.sleep(1)
        seen = {report.symbol for report in bench.listener.reports}
        assert seen == {f"N{number}" for number in range(1, sent + 1)}
        assert len(bench.transport.wires) in (2, 3)
        assert [wire.closed for wire in bench.transport.wires][-1] is False
        assert sum(not wire.closed for wire in bench.transport.wires) == 1
        assert bench.listener.states[LANE] == [LaneState.CONNECTING, LaneState.WARMING, LaneState.LIVE]
        (span,) = bench.listener.covered_spans(LANE)
        assert span.end - span.start > 3_690_000

    with_feed(work, (PlainVenue(plans=(canaried(plain_plan(), rotate=3_000_000),)),))


def test_a_venue_that_says_goodbye_is_left_for_a_successor_first() -> None:
    async def work(bench: Bench) -> None:
        bench.transport.serve = ticking
        await asyncio.sleep(5)
        bench.transport.wires[0].push("bye")
        await asyncio.sleep(5)
        old, new = bench.transport.wires
        assert (old.closed, old.closed_by_client, new.closed) == (True, True, False)
        assert set(bench.listener.states[LANE]) <= {LaneState.CONNECTING, LaneState.WARMING, LaneState.LIVE}
        old.push_late("liq LATE 1")
        await asyncio.sleep(1)
        assert bench.listener.reports == []

    with_feed(work)


def test_what_a_dead_connection_still_delivers_does_not_touch_its_heir() -> None:
    async def work(bench: Bench) -> None:
        bench.transport.serve = ticking
        await asyncio.sleep(5)
        old = bench.transport.wires[0]
        old.end()
        await asyncio.sleep(3)
        frame_at = bench.listener.lanes[LANE].last_frame_at
        old.push_late("liq LATE 1")
        old.push_late("nack all")
        await asyncio.sleep(3)
        assert bench.listener.reports == []
        status = bench.listener.lanes[LANE]
        assert status.state is LaneState.LIVE
        assert frame_at is not None
        assert status.last_frame_at is not None
        assert status.last_frame_at > frame_at

    with_feed(work)


def test_leases_are_renewed_every_second_also_while_waiting() -> None:
    async def work(bench: Bench) -> None:
        bench.transport.refusal = HandshakeRefused(451, {})
        await asyncio.sleep(60)
        vouched = [int(status.vouched_at) for status in bench.listener.statuses if status.lane == LANE]
        assert max(gaps_of(vouched)) <= 1_100

    with_feed(work)


def test_silence_without_liquidations_is_quiet_not_dead() -> None:
    async def work(bench: Bench) -> None:
        bench.transport.serve = ticking
        await asyncio.sleep(700)
        status = bench.listener.lanes[LANE]
        assert (status.state, status.detail) == (LaneState.QUIET, "no liquidation for 11 min")
        bench.transport.wires[0].push("liq A 1")
        await asyncio.sleep(2)
        assert bench.listener.lanes[LANE].state is LaneState.LIVE

    with_feed(work)


def test_a_mute_canary_beside_flowing_rows_brings_a_successor_and_loses_nothing() -> None:
    async def work(bench: Bench) -> None:
        sent = 0

        async def publish() -> None:
            nonlocal sent
            while True:
                sent += 1
                for wire in bench.transport.wires:
                    wire.push(f"liq N{sent} 1")
                await asyncio.sleep(0.7)

        await asyncio.sleep(2)
        publisher = asyncio.get_running_loop().create_task(publish())
        await asyncio.sleep(34)
        assert len(bench.transport.wires) == 2
        assert LaneState.DEGRADED in bench.listener.states[LANE]
        await asyncio.sleep(600)
        publisher.cancel()
        await asyncio.sleep(1)
        assert len(bench.transport.wires) <= 12
        assert {report.symbol for report in bench.listener.reports} == {f"N{n}" for n in range(1, sent + 1)}
        assert len(bench.listener.covered_spans(LANE)) == 1

    with_feed(work, (PlainVenue(plans=(canaried(plain_plan()),)),))
