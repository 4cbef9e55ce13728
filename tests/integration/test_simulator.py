"""The simulated venues over real sockets: pages, subscriptions, heartbeats, faults."""

import asyncio
import contextlib
import gzip
import json
import urllib.request
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from liqdesk.simulator.contracts import contracts
from liqdesk.simulator.market import Forced
from liqdesk.simulator.publishing import FEEDS, Push
from liqdesk.simulator.server import HOST
from tests.conftest import Run
from tests.fakes.forced import START, forced
from tests.fakes.serving import Served, serving, until

SILENCE_S = 0.15
IN_FRAMES = {"lighter": "trade:1"}
"""What a frame calls the contract of `event_of` where that is not its symbol."""
HISTORY_FIRST = ("okx", "bitfinex", "kraken-futures", "dydx-v4", "lighter", "hyperliquid")
BYBIT = '{"op":"subscribe","args":["allLiquidation.BTCUSDT"]}'


def event_of(venue: str, number: int = 1) -> Forced:
    first = next(each for each in contracts(venue) if not each.inverse and each.base == "BTC")
    return forced(number, START + number, venue, first.symbol, "long", "1", "94000")


def push_of(venue: str, *numbers: int) -> Push:
    return Push(venue, START + 1_000, tuple(event_of(venue, number) for number in numbers or (1,)))


def read(frame: str | bytes) -> Any:
    text = gzip.decompress(frame).decode() if isinstance(frame, bytes) else frame
    return json.loads(text) if text[:1] in "{[" else text


async def silent(client: ClientConnection) -> bool:
    try:
        await asyncio.wait_for(client.recv(), SILENCE_S)
    except TimeoutError:
        return True
    return False


async def answered(client: ClientConnection) -> bool:
    """Whether a protocol-level ping comes back."""
    try:
        await asyncio.wait_for(await client.ping(), SILENCE_S)
    except TimeoutError:
        return False
    return True


async def page(served: Served, path: str) -> tuple[int, str]:
    """A REST request, without a thread of the test's own."""
    reader, writer = await asyncio.open_connection(HOST, served.server.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return int(head.split()[1]), body.decode()


@pytest.mark.parametrize("venue", FEEDS)
def test_who_subscribes_is_sent_what_is_pushed(run: Run, venue: str) -> None:
    async def scene() -> None:
        async with serving(venue) as served:
            path = served.server.dialect.tape_conversations()[0][0]
            served.server.publish(push_of(venue, 1))
            async with served.client(path) as client:
                await served.subscribe(client)
                served.server.publish(push_of(venue, 2))
                served.server.publish(push_of(venue, 3))
                symbol = IN_FRAMES.get(venue, event_of(venue).contract.symbol)
                await until(lambda: served.book.sent[3] == 1)
                while symbol not in json.dumps(frame := read(await client.recv())):
                    assert frame
            assert served.book.sent[2] == 1
            assert served.book.sent[1] == (1 if venue in HISTORY_FIRST else 0)
            assert (path.partition("?")[0], "opened") in served.book.attempts

    run(scene())


def test_pages_are_on_the_same_port(run: Run) -> None:
    async def scene() -> None:
        async with serving("bybit", "bybit:refuse-rest=503;body=later*1") as served:
            where = "/v5/market/instruments-info?category=linear"
            assert await page(served, where) == (503, "later")
            status, body = await page(served, where)
            assert (status, json.loads(body)["retCode"]) == (200, 0)
            assert (await page(served, "/elsewhere"))[0] == 404

    run(scene())


async def posted(served: Served, path: str, *pieces: bytes) -> bytes:
    """What comes back to a request that posts, sent in these pieces."""
    reader, writer = await asyncio.open_connection(HOST, served.server.port)
    writer.write(f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {sum(map(len, pieces))}\r\n\r\n".encode())
    for piece in pieces:
        await writer.drain()
        await asyncio.sleep(0.01)
        writer.write(piece)
    answer = await reader.read()
    writer.close()
    return answer


def test_pages_that_are_posted_for(run: Run) -> None:
    async def scene() -> None:
        async with serving("hyperliquid", "hyperliquid:refuse-rest=429;body=slower*1") as served:
            assert (await posted(served, "/info", b"{}")).startswith(b"HTTP/1.1 429 ")
            head, _, body = (await posted(served, "/info", b'{"type":', b'"meta"}')).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 OK\r\n")
            assert {"name": "BTC", "szDecimals": 2, "maxLeverage": 40} in json.loads(body)["universe"]
            assert (await posted(served, "/elsewhere", b"{}")).startswith(b"HTTP/1.1 404 ")
            assert [outcome for _, outcome in served.book.attempts] == ["refused 429", "page", "page"]
        async with serving("okx") as served:
            assert (await posted(served, "/info", b"{}")).startswith(b"HTTP/1.1 404 ")

    run(scene())


def test_a_venue_sends_nothing_back_to_what_is_too_large(run: Run) -> None:
    async def scene() -> None:
        async with serving("hyperliquid") as served:
            reader, writer = await asyncio.open_connection(HOST, served.server.port)
            writer.write(b"POST /info HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n")
            with contextlib.suppress(ConnectionError):
                assert await reader.read() == b""
            writer.close()

    run(scene())


def test_no_socket_where_the_venue_has_none(run: Run) -> None:
    async def scene() -> None:
        async with serving("okx") as served:
            with pytest.raises(InvalidStatus) as raised:
                await served.client("/ws/v5/private")
            assert raised.value.response.status_code == 404

    run(scene())


def test_heartbeats_keep_their_deadlines(run: Run) -> None:
    async def scene() -> None:
        async with serving("okx") as served, served.client() as client:
            await served.subscribe(client)
            await client.send("ping")
            while await client.recv() != "pong":
                pass
            served.time.ahead_ms += 31_000
            served.server.tick(None)
            with pytest.raises(ConnectionClosed):
                await client.recv()
            assert client.close_code == 4004

    run(scene())


def test_protocol_pongs_are_heard(run: Run) -> None:
    async def scene() -> None:
        async with serving("gateio") as served, served.client() as client:
            await served.subscribe(client)
            for _ in range(10):
                served.time.ahead_ms += 25_000
                served.server.tick(None)
                line = served.server.clients[0].wire
                pongs = line.pongs
                await until(lambda line=line, pongs=pongs: line.pongs > pongs)
            assert client.close_code is None

    run(scene())


@pytest.mark.parametrize(
    ("word", "code"), [("drop", 1006), ("reset", 1006), ("close=1012", 1012), ("close=4001", 4001)]
)
def test_lines_that_end(run: Run, word: str, code: int) -> None:
    async def scene() -> None:
        async with serving("bybit", f"bybit:{word}@2s") as served, served.client() as client:
            await served.subscribe(client, BYBIT)
            await client.recv()
            served.server.tick(1_999)
            served.server.publish(push_of("bybit"))
            assert read(await client.recv())["topic"] == "allLiquidation.BTCUSDT"
            served.server.tick(2_000)
            with pytest.raises(ConnectionClosed):
                await client.recv()
            assert client.close_code == code
            await until(lambda: not served.server.clients)

    run(scene())


def test_what_is_replayed_after_a_drop_makes_it_whole(run: Run) -> None:
    async def scene() -> None:
        numbers: set[int] = set()
        async with serving("bybit", "bybit:drop@10e/10e", "bybit:replay=20") as served:
            while len(served.book.sent) < 40 or len(numbers) < 40:
                async with served.client() as client:
                    await served.subscribe(client, BYBIT)
                    try:
                        while len(served.book.sent) < 40 or len(numbers) < 40:
                            if len(served.book.sent) < 40:
                                served.server.publish(push_of("bybit", len(served.book.sent) + 1))
                                served.server.tick(0)
                            frame = read(await client.recv())
                            numbers |= {row["T"] - START for row in frame.get("data", ())}
                    except ConnectionClosed:
                        served.server.publish(push_of("bybit", len(served.book.sent) + 1))
        assert numbers >= set(range(1, 41))

    run(scene())


def test_handshakes_are_refused_as_often_as_told(run: Run) -> None:
    async def scene() -> None:
        async with serving("bybit", "bybit:refuse=429;Retry-After=30;body=slow down*2") as served:
            for _ in range(2):
                with pytest.raises(InvalidStatus) as raised:
                    await served.client()
                assert raised.value.response.status_code == 429
                assert raised.value.response.headers["Retry-After"] == "30"
                assert raised.value.response.body == b"slow down"
            async with served.client():
                assert [outcome for _, outcome in served.book.attempts] == ["refused 429", "refused 429", "opened"]

    run(scene())


def test_accepted_and_closed(run: Run) -> None:
    async def scene() -> None:
        async with serving("bybit", "bybit:accept-and-close=1013") as served, served.client() as client:
            with pytest.raises(ConnectionClosed):
                await client.recv()
            assert client.close_code == 1013

    run(scene())


def test_a_stalled_line_answers_pings_and_a_half_open_one_nothing(run: Run) -> None:
    async def scene() -> None:
        for word, answers in (("stall", True), ("half-open", False), ("no-pong", False)):
            async with serving("bybit", f"bybit:{word}@1s") as served, served.client() as client:
                await served.subscribe(client, BYBIT)
                await client.recv()
                served.server.tick(1_000)
                served.server.publish(push_of("bybit"))
                assert await answered(client) is answers, word
                assert await silent(client) is (word != "no-pong")
                client.transport.abort()

    run(scene())


def test_muted_but_acknowledged(run: Run) -> None:
    async def scene() -> None:
        async with serving("binance-usdm", "binance-usdm:mute") as served:
            path = "/market/stream?streams=!forceOrder@arr/btcusdt@markPrice@1s"
            async with served.client(path) as client:
                await until(lambda: served.server.clients)
                served.server.publish(push_of("binance-usdm"))
                served.time.ahead_ms += 1_000
                served.server.tick(None)
                assert read(await client.recv())["stream"] == "btcusdt@markPrice@1s"
                assert served.book.sent == {1: 0}

    run(scene())


def test_a_slow_line_sends_everything_in_pieces(run: Run) -> None:
    async def scene() -> None:
        async with serving("bybit", "bybit:slow=2000@1s") as served, served.client() as client:
            await served.subscribe(client, BYBIT)
            await client.recv()
            served.server.tick(1_000)
            began = asyncio.get_running_loop().time()
            served.server.publish(push_of("bybit", *range(1, 20)))
            frame = await client.recv()
            assert len(read(frame)["data"]) == 19
            assert asyncio.get_running_loop().time() - began > len(frame) / 2_000 - 0.2
            served.server.publish(push_of("bybit", 20))
            assert len(read(await client.recv())["data"]) == 1

    run(scene())


@pytest.mark.parametrize("venue", ["bybit", "htx"])
def test_bad_frames_come_between_good_ones(run: Run, venue: str) -> None:
    async def scene() -> None:
        bad = [f"{venue}:{word}@1s" for word in ("garbage", "truncated", "nan", "wrong-type", "deep", "oversize=2")]
        async with serving(venue, *bad) as served, served.client() as client:
            await served.subscribe(client)
            while read(await client.recv()).get("data") is None:
                served.server.publish(push_of(venue))
            served.server.tick(1_000)
            for _ in bad:
                assert await client.recv()
            assert served.book.sent[1] > 0

    run(scene())


def test_a_bomb_is_small_on_the_wire(run: Run) -> None:
    async def scene() -> None:
        async with serving("bybit", "bybit:bomb=8") as served, served.client(compression="deflate") as client:
            await served.subscribe(client, BYBIT)
            assert len(await client.recv()) < 1_000
            assert len(await client.recv()) == 8 * 1024 * 1024

    run(scene())


def test_contracts_that_grow_appear_and_go(run: Run) -> None:
    async def scene() -> None:
        faults = (
            "okx:resize=BTC-USDT-SWAP*10@1s",
            "okx:list=NEW-USDT-SWAP~BTC-USDT-SWAP@2s",
            "okx:delist=BTC-USDT-SWAP@3s",
        )
        async with serving("okx", *faults) as served, served.client() as client:
            await served.subscribe(client)
            where = "/api/v5/public/instruments?instType=SWAP"
            listed = []
            for second in (0, 1, 2, 3):
                served.server.tick(second * 1_000)
                rows = {row["instId"]: row["ctVal"] for row in json.loads((await page(served, where))[1])["data"]}
                listed.append((rows.get("BTC-USDT-SWAP"), rows.get("NEW-USDT-SWAP")))
                served.server.publish(push_of("okx", second * 2 + 1, second * 2 + 2))
            assert listed == [("0.01", None), ("0.1", None), ("0.1", "0.1"), (None, "0.1")]
            assert sorted(served.book.sent) == [1, 2, 3, 4, 5, 6, 7]

    run(scene())


def test_a_topic_a_venue_pretends_not_to_know(run: Run) -> None:
    async def scene() -> None:
        async with serving("bybit", "bybit:bad-topic=BTCUSDT") as served, served.client() as client:
            await client.send(BYBIT)
            assert read(await client.recv())["success"] is False

    run(scene())


def test_a_client_that_does_not_read_is_given_up(run: Run) -> None:
    async def scene() -> None:
        async with serving("bybit") as served, served.client(max_queue=1) as client:
            await served.subscribe(client, BYBIT)
            client.transport.pause_reading()
            large = Push("bybit", START, tuple(event_of("bybit", number) for number in range(20_000)))
            for _ in range(200):
                if not served.server.clients:
                    break
                served.server.publish(large)
                await asyncio.sleep(0)
            await until(lambda: not served.server.clients)
            client.transport.abort()

    run(scene())


def test_the_library_that_is_used_for_pages_elsewhere_can_read_them(run: Run) -> None:
    async def scene() -> None:
        async with serving("htx") as served:
            where = f"http://{HOST}:{served.server.port}/linear-swap-api/v1/swap_contract_info?business_type=all"
            body = await asyncio.to_thread(lambda: urllib.request.urlopen(where, timeout=5).read())
            assert json.loads(body)["status"] == "ok"

    run(scene())


def test_a_client_that_does_not_read_does_not_keep_the_venue_open(run: Run) -> None:
    async def scene() -> None:
        async with serving("bybit") as served:
            client = await served.client()
            await served.subscribe(client, BYBIT)
            client.transport.pause_reading()
            for _ in range(300):
                served.server.publish(push_of("bybit", *range(500)))
            assert served.server.clients[0].wire.transport.get_write_buffer_size() > 0
        client.transport.abort()

    run(scene())
