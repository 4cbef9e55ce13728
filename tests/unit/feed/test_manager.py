import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import LaneId, LaneState
from liqdesk.domain.time import DurationMs
from liqdesk.domain.venue import Completeness, VenueId, VenueInfo
from liqdesk.engine.catalogue import Catalogue
from liqdesk.feed.manager import FeedManager, FeedParts
from liqdesk.feed.transport import ConnectFailed, FailureKind, HandshakeRefused
from liqdesk.venues.session import Addresses, Venue, VenueEvent
from tests.fakes.listener import RecordingListener
from tests.fakes.time import ManualTime, run_in_manual_time
from tests.fakes.transport import MemoryFetcher, MemoryTransport, MemoryWire
from tests.fakes.venue import GUEST, PLAIN, PlainSession, PlainVenue, canaried, plain_plan

LANE = LaneId("plain/main")
LIST = "http://plain.invalid/list"


@dataclass
class Bench:
    clock: ManualTime
    transport: MemoryTransport
    fetcher: MemoryFetcher
    listener: RecordingListener
    manager: FeedManager
    catalogue: Catalogue


def obliging(wire: MemoryWire) -> None:
    """Agree to everything, answer every ping."""

    def hear(text: str) -> None:
        word, _, topic = text.partition(" ")
        if word == "sub":
            wire.push(f"ack {topic}")
        elif word == "ping":
            wire.push("pong")

    wire.on_said = hear


def ticking(wire: MemoryWire) -> None:
    """Obliging, and a price every second."""
    obliging(wire)

    def tick() -> None:
        if not wire.closed:
            wire.push("price")
            asyncio.get_running_loop().call_later(1.0, tick)

    tick()


def with_feed(
    work: Callable[[Bench], Awaitable[None]],
    venues: tuple[PlainVenue, ...] = (PlainVenue(),),
    enabled: frozenset[VenueId] | None = None,
    bundled: Callable[[VenueId], str | None] = lambda _: None,
) -> None:
    async def scene() -> None:
        clock = ManualTime()
        known: dict[VenueId, Venue] = {venue.info.id: venue for venue in venues}
        catalogue = Catalogue({venue.info.id: venue.infer for venue in venues})
        transport = MemoryTransport(clock, obliging)
        fetcher = MemoryFetcher(clock, {f"{venue.addresses.rest}/list": b"BTCUSDT" for venue in venues})
        listener = RecordingListener()
        parts = FeedParts(
            known,
            {venue: one.addresses for venue, one in known.items()},
            catalogue,
            listener,
            transport,
            fetcher,
            clock,
            Random(7),
            bundled,
        )
        manager = FeedManager(parts, frozenset(known) if enabled is None else enabled)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(manager.run())
            await work(Bench(clock, transport, fetcher, listener, manager, catalogue))
            manager.stop()
            await running
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert all(wire.closed for wire in transport.wires)

    run_in_manual_time(scene())


def test_a_venue_comes_alive_and_its_rows_arrive() -> None:
    async def work(bench: Bench) -> None:
        await asyncio.sleep(3)
        assert bench.listener.lanes[LANE].state is LaneState.LIVE
        bench.transport.wires[0].push("liq BTCUSDT 100;liq BTCUSDT 100")
        await asyncio.sleep(0.1)
        ((reports, received_at, history_before),) = bench.listener.frames
        assert len(reports) == 2
        assert received_at == bench.clock.now() - 100
        assert history_before is None

    with_feed(work)


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


def refused_for_a_day(
    failure: ExpectedFailure, work: Callable[[Bench, list[int]], None], sockets: int = 1, hours: int = 24
) -> None:
    async def scene(bench: Bench) -> None:
        bench.transport.refusal = failure
        await asyncio.sleep(hours * 3_600)
        work(bench, bench.transport.times)

    plans = tuple(plain_plan(part=f"p{number}") for number in range(sockets))
    with_feed(scene, (PlainVenue(plans=plans),))


def gaps_of(times: list[int]) -> list[int]:
    return [after - before for before, after in pairwise(times)]


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


def test_rows_of_a_carried_venue_come_only_while_it_is_enabled() -> None:
    host = PlainVenue(plans=(replace(plain_plan(), carries=(PLAIN, GUEST)),))
    guest = PlainVenue(
        info=VenueInfo(GUEST, "Guest", Completeness.FULL, "", "", carried_by=PLAIN),
        addresses=Addresses("ws://guest.invalid", "http://guest.invalid"),
        plans=(plain_plan(GUEST),),
    )

    async def work(bench: Bench) -> None:
        async def send() -> list[str]:
            before = len(bench.listener.reports)
            for wire in bench.transport.wires:
                wire.push("liq A 1;liq B 1 guest")
            await asyncio.sleep(3)
            return [report.venue for report in bench.listener.reports[before:]]

        await asyncio.sleep(3)
        assert await send() == ["plain"]
        assert set(bench.listener.lanes) == {LANE}
        bench.manager.set_enabled(frozenset({PLAIN, GUEST}))
        await asyncio.sleep(8)
        assert await send() == ["plain", "guest"]
        assert set(bench.listener.lanes) == {LANE, LaneId("guest/main")}
        assert len(bench.transport.wires) == 1
        assert bench.listener.covered_spans("guest/main")[0].start > bench.listener.covered_spans(LANE)[0].start
        bench.manager.set_enabled(frozenset({GUEST}))
        await asyncio.sleep(3)
        assert await send() == ["guest", "guest"]
        assert [wire.dial.url for wire in bench.transport.wires if not wire.closed] == ["ws://guest.invalid/main"]
        assert set(bench.listener.lanes) == {LaneId("guest/main")}

    with_feed(work, (host, guest), frozenset({PLAIN}))


def test_a_changed_list_of_topics_rotates_and_an_unchanged_one_does_not() -> None:
    async def work(bench: Bench) -> None:
        await asyncio.sleep(3)
        assert [wire.said[0] for wire in bench.transport.wires] == ["sub BTCUSDT"]
        await asyncio.sleep(1_000)
        assert len(bench.transport.wires) == 1
        bench.fetcher.pages[LIST] = b"BTCUSDT NEWUSDT"
        await asyncio.sleep(1_000)
        old, new = bench.transport.wires
        assert old.closed_by_client
        assert new.said[:2] == ["sub BTCUSDT", "sub NEWUSDT"]
        assert LaneState.BACKING_OFF not in bench.listener.states[LANE]

    with_feed(work, (PlainVenue(enumerates=True),))


def test_a_slow_or_failing_list_is_stood_in_for_by_the_bundled_one() -> None:
    bundled = (
        '{"venue":"plain","as_of":"2026-11-22","note":"","page":[{"symbol":"OLDUSDT","base":"OLD","quote":"USDT"}]}'
    )

    async def slow(bench: Bench) -> None:
        bench.fetcher.delay = 8.0
        await asyncio.sleep(4.5)
        assert bench.transport.wires == []
        assert bench.listener.lanes[LaneId("plain/list")].state is LaneState.CONNECTING
        await asyncio.sleep(2)
        assert [wire.said[0] for wire in bench.transport.wires] == ["sub OLDUSDT"]
        await asyncio.sleep(10)
        assert [wire.said[0] for wire in bench.transport.wires] == ["sub OLDUSDT", "sub BTCUSDT"]
        assert set(bench.listener.lanes) == {LANE}

    async def failing(bench: Bench) -> None:
        bench.fetcher.pages[LIST] = HandshakeRefused(451, {}, "")
        await asyncio.sleep(2)
        assert [wire.said[0] for wire in bench.transport.wires] == ["sub OLDUSDT"]
        await asyncio.sleep(20_000)
        assert min(gaps_of([int(at) for at, _ in bench.fetcher.asked])) >= 1_800_000
        assert bench.listener.lanes[LANE].state in (LaneState.LIVE, LaneState.QUIET)
        source = bench.catalogue.source(PLAIN)
        assert source is not None
        assert source.name == "bundled 2026-11-22"

    for work in (slow, failing):
        with_feed(work, (PlainVenue(enumerates=True),), bundled=lambda _: bundled)


def test_a_venue_without_any_list_is_still_expected() -> None:
    async def work(bench: Bench) -> None:
        bench.fetcher.pages[LIST] = b"<html>"
        await asyncio.sleep(30)
        status = bench.listener.lanes[LaneId("plain/list")]
        assert status.state is LaneState.BACKING_OFF
        assert "a web page" in status.detail

    with_feed(work, (PlainVenue(enumerates=True),))


def test_everybody_without_a_network_is_offline_and_back_at_once_when_it_returns() -> None:
    other = PlainVenue(
        info=VenueInfo(GUEST, "Guest", Completeness.FULL, "", ""),
        addresses=Addresses("ws://guest.invalid", "http://guest.invalid"),
        plans=(plain_plan(GUEST),),
    )

    async def work(bench: Bench) -> None:
        bench.transport.refusal = ConnectFailed(FailureKind.DNS, "its name cannot be resolved")
        await asyncio.sleep(600)
        assert {status.state for status in bench.listener.lanes.values()} == {LaneState.OFFLINE}
        assert max(gaps_of(bench.transport.times)) <= 61_000
        bench.transport.refusal = None
        await asyncio.sleep(62)
        first = bench.transport.wires[0].at
        assert all(wire.at - first < 3_000 for wire in bench.transport.wires[:2])
        assert {status.state for status in bench.listener.lanes.values()} == {LaneState.LIVE}

    with_feed(work, (PlainVenue(), other))


def test_after_a_sleep_a_connection_proves_itself_or_is_replaced() -> None:
    async def work(bench: Bench) -> None:
        bench.transport.serve = ticking
        await asyncio.sleep(10)
        bench.clock.jump(DurationMs(3_600_000))
        await asyncio.sleep(10)
        assert len(bench.transport.wires) == 1
        bench.transport.wires[0].on_said = lambda _: None
        bench.transport.wires[0].push = lambda _: None  # type: ignore[method-assign]  # the far end is gone
        bench.clock.jump(DurationMs(3_600_000))
        await asyncio.sleep(8)
        assert len(bench.transport.wires) == 2
        before, between, after = bench.listener.covered_spans(LANE)
        assert between.start - before.end >= 3_590_000
        assert after.start - between.end >= 3_590_000

    with_feed(work)


def test_a_wall_clock_set_back_or_forth_reconnects_nothing() -> None:
    async def work(bench: Bench) -> None:
        bench.transport.serve = ticking
        for day in (1, -1, -1, 1):
            await asyncio.sleep(20)
            bench.clock.jump(DurationMs(day * 86_400_000))
        await asyncio.sleep(20)
        assert len(bench.transport.wires) == 1
        assert all(span.start < span.end for span in bench.listener.covered_spans(LANE))

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


def test_prices_are_followed_now_and_on_every_new_connection() -> None:
    async def work(bench: Bench) -> None:
        await asyncio.sleep(2)
        bench.manager.follow({PLAIN: "ETHUSDT"})
        await asyncio.sleep(1)
        assert "follow ETHUSDT" in bench.transport.wires[0].said
        bench.transport.wires[0].end()
        await asyncio.sleep(5)
        assert "follow ETHUSDT" in bench.transport.wires[1].said

    with_feed(work)


@pytest.mark.expected_log("ERROR liqdesk.feed.manager: plain: part main broke and begins again")
def test_a_mistake_of_ours_in_a_session_is_told_and_does_not_end_the_feed() -> None:
    class Broken(PlainSession):
        def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
            if frame == "boom":
                raise KeyError("boom")
            return super().received(frame)

    plan = replace(plain_plan(), new_session=lambda: Broken(PLAIN, ("all",)))

    async def work(bench: Bench) -> None:
        await asyncio.sleep(3)
        bench.transport.wires[0].push("boom")
        await asyncio.sleep(10)
        assert bench.listener.lanes[LANE].state is LaneState.LIVE
        assert len(bench.transport.wires) == 2

    with_feed(work, (PlainVenue(plans=(plan,)),))


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
