"""Pings of the real transport, in virtual time: who answers is kept, and no standstill of our own is held against anybody."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from websockets.asyncio.server import ServerConnection, serve

from liqdesk.feed.route import Route
from liqdesk.feed.transport import Dial, WireClosed
from liqdesk.feed.websocket import (
    PATIENCE_STEP,
    PATIENCE_STEPS,
    PING_EVERY,
    QUEUE,
    WebsocketTransport,
    WebsocketWire,
)
from tests.fakes.network import NetworkedLoop
from tests.fakes.time import run_in_manual_time


def with_a_silent_server(scene: Callable[[WebsocketWire, ServerConnection], Awaitable[None]]) -> None:
    """Play a scene in virtual time, over a network in memory, with a server that only answers pings."""

    async def whole() -> None:
        met: asyncio.Queue[ServerConnection] = asyncio.Queue()

        async def hold(connection: ServerConnection) -> None:
            met.put_nowait(connection)
            await connection.wait_closed()

        async with serve(hold, "127.0.0.1", 0, ping_interval=None) as server:
            port = server.sockets[0].getsockname()[1]
            wire = await WebsocketTransport(Route({}, ""), "liqdesk-test").connect(
                Dial(f"ws://127.0.0.1:{port}/", pings=True)
            )
            await scene(wire, await met.get())
            await wire.close()

    run_in_manual_time(whole(), loop=NetworkedLoop)


def test_a_server_that_answers_pings_is_kept_and_one_that_does_not_is_given_up() -> None:
    async def scene(wire: WebsocketWire, server: ServerConnection) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(600)
        await server.send("still there")
        assert await wire.receive() == "still there"
        server.transport.pause_reading()
        since = loop.time()
        with pytest.raises(WireClosed) as closed:
            await wire.receive()
        assert (closed.value.code, closed.value.reason) == (1_011, "no answer to a ping")
        assert loop.time() - since <= 2 * PING_EVERY + PATIENCE_STEPS * PATIENCE_STEP + 2

    with_a_silent_server(scene)


def test_time_in_which_the_program_stood_still_is_not_counted_against_the_server() -> None:
    async def scene(wire: WebsocketWire, server: ServerConnection) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, NetworkedLoop)
        for _ in range(20):
            await asyncio.sleep(PING_EVERY - 0.001)
            loop.stand_still(60.0)  # whatever was asked just before is answered in the meantime, and lies there unread
        await server.send("still there")
        assert await wire.receive() == "still there"

    with_a_silent_server(scene)


def test_an_answer_behind_frames_that_are_not_read_yet_is_waited_for() -> None:
    async def scene(wire: WebsocketWire, server: ServerConnection) -> None:
        for number in range(3 * QUEUE):
            await server.send(str(number))
        await asyncio.sleep(10 * PING_EVERY)
        assert [await wire.receive() for _ in range(3 * QUEUE)] == [str(number) for number in range(3 * QUEUE)]
        await asyncio.sleep(10 * PING_EVERY)
        await server.send("still there")
        assert await wire.receive() == "still there"

    with_a_silent_server(scene)
