"""Faults over real sockets that end by themselves, and what a connection is like once they have."""

from dataclasses import replace

import pytest
from websockets.exceptions import InvalidStatus

from tests.conftest import Run
from tests.fakes.serving import serving
from tests.integration.test_simulator import BYBIT, SILENCE_S, answered, push_of, read, silent


def test_a_deaf_venue_still_tells_and_hears_again_when_that_is_over(run: Run) -> None:
    async def scene() -> None:
        async with serving("bybit", "bybit:deaf@0s+1s") as served, served.client() as client:
            await served.subscribe(client, BYBIT)
            await client.recv()
            served.server.tick(0)
            served.server.publish(replace(push_of("bybit"), at_ms=served.time()))
            assert read(await client.recv())["topic"] == "allLiquidation.BTCUSDT"
            await client.send('{"op":"ping"}')
            assert not await answered(client)
            assert await silent(client)
            served.server.tick(1_000)
            assert read(await client.recv())["ret_msg"] == "pong"

    run(scene())


def test_a_slow_handshake_is_answered_late_and_a_lifted_one_at_once(run: Run) -> None:
    async def scene() -> None:
        async with serving("bybit", "bybit:slow-handshake=60@0s+1s") as served:
            served.server.tick(0)
            with pytest.raises(TimeoutError):
                await served.client(open_timeout=SILENCE_S)
            served.server.tick(1_000)
            async with served.client():
                pass

    run(scene())


def test_what_is_over_leaves_the_door_open(run: Run) -> None:
    async def scene() -> None:
        words = ("refuse=503", "accept-and-close=1013", "replay=9", "bad-topic=BTCUSDT", "garbage", "slow=1", "stall")
        async with serving("bybit", *(f"bybit:{word}@0s+1s" for word in words)) as served:
            served.server.tick(0)
            with pytest.raises(InvalidStatus):
                await served.client()
            served.server.publish(push_of("bybit"))
            served.server.tick(1_000)
            async with served.client() as client:
                await served.subscribe(client, BYBIT)
                assert read(await client.recv())["success"]
                served.server.publish(push_of("bybit", 2))
                assert read(await client.recv())["topic"] == "allLiquidation.BTCUSDT"
            assert served.book.sent == {1: 0, 2: 1}

    run(scene())


def test_a_burst_is_so_many_events_at_once(run: Run) -> None:
    async def scene() -> None:
        async with serving("bybit", "bybit:burst=50@1s") as served, served.client() as client:
            requests = served.server.dialect.tape_conversations()[0][2]
            await served.subscribe(client, *requests)
            served.server.tick(1_000)
            assert len(served.book.sent) == 50
            assert served.server.pushed_events == 50

    run(scene())


def test_a_replay_brings_what_was_told_before_its_topic_was_asked_for(run: Run) -> None:
    async def scene() -> None:
        async with serving("bybit", "bybit:replay=9") as served, served.client() as client:
            await served.subscribe(client, '{"op":"subscribe","args":["allLiquidation.ETHUSDT"]}')
            await client.recv()
            served.server.publish(push_of("bybit"))
            assert served.book.sent == {1: 0}
            await client.send(BYBIT)
            topics = [read(await client.recv()).get("topic") for _ in range(2)]
            assert "allLiquidation.BTCUSDT" in topics
            assert served.book.sent == {1: 1}

    run(scene())
