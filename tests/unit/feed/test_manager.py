"""Which connections exist: lists, carried venues, networks that go and come, sleep."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from liqdesk.domain.feed_state import LaneId, LaneState
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.time import DurationMs
from liqdesk.domain.venue import Completeness, VenueInfo
from liqdesk.feed.transport import ConnectFailed, FailureKind, HandshakeRefused
from liqdesk.venues.session import Addresses, ConnectionPlan, InstrumentPage, Post, VenueEvent
from tests.fakes.feed import LANE, LIST, Bench, feed_scene, gaps_of, obliging, ticking
from tests.fakes.time import run_in_manual_time
from tests.fakes.transport import MemoryWire
from tests.fakes.venue import GUEST, PLAIN, PlainSession, PlainVenue, plain_plan


def with_feed(*scene: Any, **more: Any) -> None:
    run_in_manual_time(feed_scene(*scene, **more))


def test_a_venue_comes_alive_and_its_rows_arrive() -> None:
    async def work(bench: Bench) -> None:
        await asyncio.sleep(3)
        assert bench.listener.lanes[LANE].state is LaneState.LIVE
        bench.transport.wires[0].push("liq BTCUSDT 100;liq BTCUSDT 100")
        await asyncio.sleep(0.1)
        ((reports, received_at, history_before),) = bench.listener.frames
        assert len(reports) == 2
        assert received_at == bench.clock.now() - 100
        assert history_before == 0

    with_feed(work)


def test_when_one_venue_delivers_after_none_did_the_others_wait_no_longer() -> None:
    other = PlainVenue(
        info=VenueInfo(GUEST, "Other", Completeness.FULL, "", ""),
        addresses=Addresses("ws://other.invalid", "http://other.invalid"),
        plans=(plain_plan(GUEST),),
    )

    async def work(bench: Bench) -> None:
        def deaf(wire: MemoryWire) -> None:
            """Its line stands, and what is asked over it gets lost."""

        await asyncio.sleep(5)
        bench.transport.serve = deaf
        for wire in bench.transport.wires:
            wire.end()
        await asyncio.sleep(50)
        assert all(lane.state is not LaneState.LIVE for lane in bench.listener.lanes.values())
        assert bench.transport.wires[-1].said, "one of them was asked in vain"
        bench.transport.serve = obliging
        while not any(lane.state is LaneState.LIVE for lane in bench.listener.lanes.values()):  # noqa: ASYNC110 - in manual time
            await asyncio.sleep(0.5)
        await asyncio.sleep(4)
        assert {lane.state for lane in bench.listener.lanes.values()} == {LaneState.LIVE}

    with_feed(work, (PlainVenue(), other))


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


class ByAccount(PlainVenue):
    """A venue that listens to accounts, whose names it has to post for before it asks for its contracts."""

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        return (plain_plan(topics=addresses.accounts),) if addresses.accounts else ()

    def instrument_urls(self, addresses: Addresses) -> Sequence[str | Post]:
        return (Post(LIST, "who"), LIST)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        accounts = tuple(word for word in page.decode().split() if word.startswith("0x"))
        return InstrumentPage((), accounts=accounts) if accounts else super().read_instruments(page, url)


def test_accounts_that_a_page_names_are_listened_to_and_a_failing_page_changes_nothing() -> None:
    async def work(bench: Bench) -> None:
        bench.fetcher.pages[f"{LIST} who"] = HandshakeRefused(500, {}, "")
        await asyncio.sleep(5)
        assert LaneId("plain/list") in bench.listener.lanes
        assert bench.transport.wires == []
        bench.fetcher.pages[f"{LIST} who"] = b"0x1 0x2"
        await asyncio.sleep(60)
        assert bench.transport.wires[-1].said[:2] == ["sub 0x1", "sub 0x2"]
        assert bench.listener.lanes[LANE].state is LaneState.LIVE
        bench.fetcher.pages[f"{LIST} who"] = ConnectFailed(FailureKind.TIMEOUT, "no answer in time")
        await asyncio.sleep(1_000)
        assert [wire.closed for wire in bench.transport.wires] == [False]
        bench.fetcher.pages[f"{LIST} who"] = b"0x1 0x3"
        await asyncio.sleep(1_000)
        assert [wire.said[:2] for wire in bench.transport.wires[1:]] == [["sub 0x1", "sub 0x3"]]

    with_feed(work, (ByAccount(),))


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


def test_prices_are_followed_now_and_on_every_new_connection() -> None:
    async def work(bench: Bench) -> None:
        await asyncio.sleep(2)
        bench.manager.follow({PLAIN: ["ETHUSDT"]})
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
