"""Contracts come and go at a venue that has to be asked for each: Bybit's own adapter, in manual time."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from random import Random

from liqdesk.domain.instrument import Instrument
from liqdesk.domain.time import MINUTE
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.intake import Intake
from liqdesk.feed.manager import FeedManager, FeedParts
from liqdesk.venues.adapters.bybit import BYBIT, Bybit
from tests.fakes.feed import Bench
from tests.fakes.listener import RecordingListener
from tests.fakes.time import ManualTime, run_in_manual_time
from tests.fakes.transport import MemoryFetcher, MemoryTransport, MemoryWire

VENUE = Bybit()
LINEAR, INVERSE = VENUE.instrument_urls(VENUE.addresses)
LAUNCHED = 1_679_990_400_000


def page(*symbols: str, launched: int = LAUNCHED) -> bytes:
    """A list of these linear contracts."""
    rows = [
        {
            "symbol": symbol,
            "contractType": "LinearPerpetual",
            "status": "Trading",
            "baseCoin": symbol.removesuffix("USDT"),
            "quoteCoin": "USDT",
            "launchTime": str(launched),
            "deliveryTime": "0",
        }
        for symbol in symbols
    ]
    return json.dumps({"retCode": 0, "result": {"nextPageCursor": "", "list": rows}}).encode()


def agreeing(wire: MemoryWire) -> None:
    """Acknowledge every request, refuse the topic of a contract that is not listed, answer every ping."""

    def hear(text: str) -> None:
        said = json.loads(text)
        answer = {"success": True, "ret_msg": "", "req_id": said.get("req_id", ""), "op": said["op"]}
        if said["op"] == "ping":
            answer["ret_msg"] = "pong"
        wire.push(json.dumps(answer))

    wire.on_said = hear


def asked_for(wire: MemoryWire) -> set[str]:
    """The topics a client has asked this connection for."""
    said = [json.loads(text) for text in wire.said]
    return {topic for one in said if one["op"] == "subscribe" for topic in one["args"]}


def on_bybit(work: Callable[[Bench], Awaitable[None]]) -> None:
    async def scene() -> None:
        clock = ManualTime()
        catalogue = Catalogue({BYBIT: VENUE.infer})
        transport = MemoryTransport(clock, agreeing)
        fetcher = MemoryFetcher(clock, {LINEAR: page("BTCUSDT", "ETHUSDT"), INVERSE: page()})
        listener = RecordingListener()
        parts = FeedParts(
            {BYBIT: VENUE},
            {BYBIT: VENUE.addresses},
            catalogue,
            listener,
            transport,
            fetcher,
            clock,
            Random(7),
            lambda _: None,
        )
        manager = FeedManager(parts, frozenset({BYBIT}))
        async with asyncio.TaskGroup() as group:
            running = group.create_task(manager.run())
            await work(Bench(clock, transport, fetcher, listener, manager, catalogue))
            manager.stop()
            await running

    run_in_manual_time(scene())


def test_a_new_contract_is_listened_to_within_a_quarter_of_an_hour_of_its_listing() -> None:
    async def work(bench: Bench) -> None:
        await asyncio.sleep(5)
        assert asked_for(bench.transport.wires[0]) == {"allLiquidation.BTCUSDT", "allLiquidation.ETHUSDT"}
        listed = bench.clock.monotonic()
        bench.fetcher.pages[LINEAR] = page("BTCUSDT", "ETHUSDT", "NEWUSDT")
        await asyncio.sleep(15 * MINUTE / 1_000)
        old, new = bench.transport.wires
        assert "allLiquidation.NEWUSDT" in asked_for(new)
        assert new.at - listed < 15 * MINUTE
        assert old.closed_by_client
        new.push(
            '{"topic":"allLiquidation.NEWUSDT","data":[{"T":1768338000000,"s":"NEWUSDT","S":"Buy","v":"1","p":"2"}]}'
        )
        await asyncio.sleep(0.1)
        assert [report.symbol for report in bench.listener.reports] == ["NEWUSDT"]

    on_bybit(work)


def test_the_old_connection_goes_only_when_the_new_one_delivers() -> None:
    async def work(bench: Bench) -> None:
        await asyncio.sleep(5)
        bench.fetcher.pages[LINEAR] = page("BTCUSDT", "ETHUSDT", "NEWUSDT")
        await asyncio.sleep(15 * MINUTE / 1_000)
        spans = bench.listener.covered_spans("bybit/linear-1")
        assert len(spans) == 1
        assert spans[0].end - spans[0].start > 14 * MINUTE

    on_bybit(work)


def test_an_unknown_symbol_brings_the_list_within_a_minute_or_so() -> None:
    async def work(bench: Bench) -> None:
        await asyncio.sleep(120)
        before = len(bench.fetcher.asked)
        bench.fetcher.pages[LINEAR] = page("BTCUSDT", "ETHUSDT", "NEWUSDT")
        assert bench.catalogue.find(BYBIT, "NEWUSDT") is not None
        await asyncio.sleep(5)
        assert len(bench.fetcher.asked) == before + 2
        assert "allLiquidation.NEWUSDT" in asked_for(bench.transport.wires[-1])

    on_bybit(work)


def test_a_delisted_contract_is_no_longer_asked_for() -> None:
    async def work(bench: Bench) -> None:
        await asyncio.sleep(5)
        bench.fetcher.pages[LINEAR] = page("BTCUSDT")
        await asyncio.sleep(15 * MINUTE / 1_000)
        assert asked_for(bench.transport.wires[-1]) == {"allLiquidation.BTCUSDT"}
        assert [one.symbol for one in bench.catalogue.of(BYBIT)] == ["BTCUSDT"]

    on_bybit(work)


def test_a_name_listed_again_begins_a_contract_of_its_own_and_old_rows_keep_theirs() -> None:
    async def work(bench: Bench) -> None:
        await asyncio.sleep(5)
        intake = Intake(bench.catalogue, {BYBIT: VENUE.info.completeness})
        session = VENUE.decoder()

        def heard(at: int) -> Instrument:
            row = {"T": at, "s": "ETHUSDT", "S": "Buy", "v": "3", "p": "2"}
            frame = json.dumps({"topic": "allLiquidation.ETHUSDT", "data": [row]})
            (entry,) = intake.take(session.received(frame), bench.clock.now())  # type: ignore[arg-type]  # reports alone
            assert entry.notional == 6_000_000
            return entry.instrument

        first, same = heard(1_768_338_000_000), heard(1_768_338_000_001)
        assert first is same
        bench.fetcher.pages[LINEAR] = page("BTCUSDT", "ETHUSDT", launched=LAUNCHED + 1)
        await asyncio.sleep(15 * MINUTE / 1_000)
        again = heard(1_768_338_000_002)
        assert again is not first
        assert (first.listed_at, again.listed_at) == (LAUNCHED, LAUNCHED + 1)

    on_bybit(work)
