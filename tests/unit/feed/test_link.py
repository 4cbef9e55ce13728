"""How one connection waits, asks and speaks: the manners towards a venue, over hours of manual time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import LaneId, LaneState
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.feed.link import TURN_S
from liqdesk.feed.transport import ConnectFailed, FailureKind, HandshakeRefused
from tests.fakes.feed import LANE, Bench, feed_scene, gaps_of, obliging
from tests.fakes.listener import RecordingListener
from tests.fakes.time import ManualLoop, ManualTime, run_in_manual_time
from tests.fakes.transport import MemoryWire
from tests.fakes.venue import PLAIN, PlainVenue, plain_plan


def with_feed(*scene: Any, **more: Any) -> None:
    run_in_manual_time(feed_scene(*scene, **more))


def four_sockets() -> PlainVenue:
    return PlainVenue(plans=tuple(plain_plan(part=f"p{number}") for number in range(4)))


def most_in_a_window(times: list[int], window: int = 300_000) -> int:
    return max((sum(start <= at < start + window for at in times) for start in times), default=0)


def test_a_server_that_accepts_and_closes_sees_growing_gaps_and_few_connects() -> None:
    for code in (1000, 1001, 1006, 1012):

        async def work(bench: Bench, code: int = code) -> None:
            bench.transport.serve = lambda wire: wire.end(code)
            await asyncio.sleep(1_500)
            times = bench.transport.times
            assert most_in_a_window(times) <= 20
            gaps = [after - before for before, after in pairwise(times)]
            assert min(gaps) >= 250
            assert sum(gaps[-5:]) > 10 * sum(gaps[:5])
            assert max(gaps) <= 61_000

        with_feed(work)


def test_four_sockets_of_one_venue_share_twenty_connects_and_spread_them() -> None:
    async def work(bench: Bench) -> None:
        bench.transport.serve = lambda wire: wire.end(1001)
        await asyncio.sleep(3_600)
        times = bench.transport.times
        assert most_in_a_window(times) <= 20
        assert most_in_a_window(times, 60_000) <= 13
        late = [at for at in times if at > 60_000]
        assert max(after - before for before, after in pairwise(late)) <= 65_000

    with_feed(work, (four_sockets(),))


def refused_for_a_day(
    failure: ExpectedFailure, work: Callable[[Bench, list[int]], None], sockets: int = 1, hours: int = 24
) -> None:
    async def scene(bench: Bench) -> None:
        bench.transport.refusal = failure
        await asyncio.sleep(hours * 3_600)
        work(bench, bench.transport.times)

    plans = tuple(plain_plan(part=f"p{number}") for number in range(sockets))
    with_feed(scene, (PlainVenue(plans=plans),))


def test_too_many_requests_waits_as_told_and_doubles_to_a_quarter_of_an_hour() -> None:
    def check(bench: Bench, times: list[int]) -> None:
        gaps = gaps_of(times)
        assert gaps[0] >= 120_000
        assert min(gaps[3:]) >= 480_000
        assert 890_000 <= gaps[-1] <= 960_000
        assert bench.listener.lanes[LaneId("plain/p0")].state is LaneState.RATE_LIMITED

    refused_for_a_day(HandshakeRefused(429, {"retry-after": "120"}), check, sockets=2, hours=6)


def test_a_long_retry_after_is_never_cut_short() -> None:
    def check(bench: Bench, times: list[int]) -> None:
        assert min(gaps_of(times)) >= 7_200_000
        assert len(times) >= 11

    refused_for_a_day(HandshakeRefused(429, {"retry-after": "7200"}), check)


def test_a_ban_with_a_stated_end_is_waited_out() -> None:
    until = ManualTime()._start + 50_000_000

    def check(bench: Bench, times: list[int]) -> None:
        assert times[1] >= 50_000_000
        assert gaps_of(times)[1] >= 600_000  # what was stated is over: ten minutes, doubling

    refused_for_a_day(HandshakeRefused(418, {}, f"Way too many requests; IP banned until {until}."), check)


def test_a_ban_without_an_end_doubles_to_three_hours() -> None:
    def check(bench: Bench, times: list[int]) -> None:
        gaps = gaps_of(times)
        assert 600_000 <= gaps[0] <= 610_000
        assert 10_800_000 <= gaps[-1] <= 10_810_000

    refused_for_a_day(HandshakeRefused(418, {}), check)


def test_a_blocked_venue_is_probed_once_in_half_an_hour_over_all_its_sockets() -> None:
    for status in (403, 451):

        def check(bench: Bench, times: list[int]) -> None:
            assert min(gaps_of(times)) >= 1_800_000
            assert len(times) >= 11
            for status in bench.listener.lanes.values():
                assert status.state is LaneState.BLOCKED
                assert status.next_attempt_at is not None

        refused_for_a_day(HandshakeRefused(status, {}, "restricted location"), check, sockets=3, hours=6)


def test_a_rate_limit_that_says_403_waits_ten_minutes() -> None:
    def check(bench: Bench, times: list[int]) -> None:
        assert 600_000 <= min(gaps_of(times)) <= 605_000
        assert bench.listener.lanes[LaneId("plain/p0")].state is LaneState.RATE_LIMITED

    refused_for_a_day(HandshakeRefused(403, {}, "access too frequent"), check, hours=3)


def test_nobody_shortens_a_wait_that_was_asked_for() -> None:
    async def work(bench: Bench) -> None:
        bench.transport.refusal = HandshakeRefused(429, {"retry-after": "600"})
        await asyncio.sleep(5)
        bench.manager.retry(PLAIN)
        await asyncio.sleep(300)
        bench.manager.set_enabled(frozenset())
        await asyncio.sleep(1)
        bench.manager.set_enabled(frozenset({PLAIN}))
        await asyncio.sleep(200)
        assert len(bench.transport.attempts) == 1
        assert bench.listener.lanes[LANE].state is LaneState.RATE_LIMITED

    with_feed(work)


def test_retry_cuts_an_ordinary_wait_short() -> None:
    async def work(bench: Bench) -> None:
        bench.transport.refusal = ConnectFailed(FailureKind.TLS, "its certificate is not trusted")
        await asyncio.sleep(2)
        assert bench.listener.lanes[LANE].state is LaneState.BLOCKED
        bench.transport.refusal = None
        bench.manager.retry(PLAIN)
        await asyncio.sleep(2)
        assert bench.listener.lanes[LANE].state is LaneState.LIVE

    with_feed(work)


def test_a_client_says_at_most_nine_messages_a_second() -> None:
    async def work(bench: Bench) -> None:
        said_at: list[float] = []
        bench.transport.serve = lambda wire: setattr(
            wire, "on_said", lambda _: said_at.append(asyncio.get_running_loop().time())
        )
        await asyncio.sleep(8)
        assert len(said_at) > 40
        assert max(sum(start <= at < start + 1.0 for at in said_at) for start in said_at) <= 10

    topics = tuple(f"t{number}" for number in range(60))
    with_feed(work, (PlainVenue(plans=(plain_plan(topics=topics),)),))


def test_a_plan_may_ask_for_more_time_between_messages() -> None:
    async def work(bench: Bench) -> None:
        await asyncio.sleep(20)
        assert 26 <= len(bench.transport.wires[0].said) <= 29

    slow = replace(plain_plan(topics=tuple(f"t{number}" for number in range(60))), send_every=DurationMs(700))
    with_feed(work, (PlainVenue(plans=(slow,)),))


class SlowListener(RecordingListener):
    """Needs a millisecond for every row."""

    def reported(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        history_before: UnixMs,
        frame: str | bytes | None = None,
    ) -> None:
        super().reported(reports, received_at, history_before, frame)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, ManualLoop)
        loop.stand_still(0.001)


def test_a_backlog_of_frames_leaves_the_others_their_turns() -> None:
    async def work(bench: Bench) -> None:
        loop, done, turns = asyncio.get_running_loop(), asyncio.Event(), [0.0]
        await asyncio.sleep(5)
        wire = bench.transport.wires[0]
        for number in range(500):
            wire.push(f"liq BTCUSDT {number + 1}")

        def look() -> None:
            turns.append(loop.time())
            if len(bench.listener.reports) == 500:
                done.set()
            else:
                loop.call_soon(look)

        turns[0] = loop.time()
        look()
        await done.wait()
        assert [report.price for report in bench.listener.reports] == [float(number + 1) for number in range(500)]
        assert max(after - before for before, after in pairwise(turns)) <= TURN_S + 0.0015

    with_feed(work, listener=SlowListener())


def test_at_a_start_a_slow_way_costs_no_connection() -> None:
    def slowly(wire: MemoryWire) -> None:
        def hear(text: str) -> None:
            word, _, topic = text.partition(" ")
            if word == "sub":
                asyncio.get_running_loop().call_later(2.5, wire.push_late, f"ack {topic}")

        wire.on_said = hear

    async def work(bench: Bench) -> None:
        wires = bench.transport.wires
        bench.transport.serve = lambda wire: obliging(wire) if wire is wires[0] else slowly(wire)
        await asyncio.sleep(10)
        assert len(bench.transport.attempts) == 4
        assert not any(wire.closed for wire in wires)

    with_feed(work, (four_sockets(),))
