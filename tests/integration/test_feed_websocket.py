"""The real transport against real sockets on loopback."""

import asyncio
import contextlib
import random
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.time import UnixMs
from liqdesk.feed.backoff import Cause, setback_of
from liqdesk.feed.http import HttpFetcher
from liqdesk.feed.route import Route
from liqdesk.feed.transport import ConnectFailed, Dial, FailureKind, HandshakeRefused, WireClosed
from liqdesk.feed.websocket import READ_CAP, WebsocketTransport
from tests.conftest import Run

NOW = UnixMs(1_768_338_000_000)


def transport(setting: str = "") -> WebsocketTransport:
    return WebsocketTransport(Route({}, setting), "liqdesk-test")


@contextlib.asynccontextmanager
async def raw_server(answer: bytes, hold: bool = False) -> AsyncIterator[int]:
    """Says `answer` to whoever asks anything, then hangs up, or holds the line."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            await reader.read(65_536)
            writer.write(answer)
            await writer.drain()
            if hold:
                await reader.read(65_536)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def http_answer(status: str, body: str, headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}Connection: close\r\n\r\n{body}".encode()


def test_frames_go_both_ways_and_keep_their_kind(run: Run) -> None:
    async def converse(connection: ServerConnection) -> None:
        await connection.send("text " + str(await connection.recv()))
        await connection.send(b"\x1f\x8b")
        await connection.close(4_000, "enough")

    async def scene() -> None:
        async with serve(converse, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            wire = await transport().connect(Dial(f"ws://127.0.0.1:{port}/", (("X-Key", "1"),), pings=True))
            assert wire._connection.transport.max_size == READ_CAP
            await wire.send("hello")
            assert await wire.receive() == "text hello"
            assert await wire.receive() == b"\x1f\x8b"
            with pytest.raises(WireClosed) as closed:
                await wire.receive()
            assert (closed.value.code, closed.value.reason) == (4_000, "enough")
            with pytest.raises(WireClosed):
                await wire.send("late")
            await wire.close()

    run(scene())


def anonymous(purpose: int) -> ssl.SSLContext:
    """TLS between two who know each other: encrypted, with no certificate that would have to be made and trusted."""
    context = ssl.SSLContext(purpose)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AECDH:@SECLEVEL=0")
    return context


def test_reads_are_capped_under_tls_too(run: Run) -> None:
    async def converse(connection: ServerConnection) -> None:
        for number in range(40):
            await connection.send(str(number % 10) * 10_000)
        await connection.wait_closed()

    async def scene() -> None:
        async with serve(converse, "127.0.0.1", 0, ssl=anonymous(ssl.PROTOCOL_TLS_SERVER)) as server:
            port = server.sockets[0].getsockname()[1]
            secure = WebsocketTransport(Route({}), "t", lambda: anonymous(ssl.PROTOCOL_TLS_CLIENT))
            wire = await secure.connect(Dial(f"wss://127.0.0.1:{port}/"))
            protocol = wire._connection.transport._ssl_protocol
            assert len(protocol.get_buffer(-1)) == READ_CAP
            assert [await wire.receive() for _ in range(40)] == [str(number % 10) * 10_000 for number in range(40)]
            assert len(protocol.get_buffer(-1)) == READ_CAP
            await wire.close()

    run(scene())


def test_a_frame_over_the_limit_ends_the_connection_not_the_program(run: Run) -> None:
    async def converse(connection: ServerConnection) -> None:
        await connection.send("x" * 100_000)
        await connection.wait_closed()

    async def scene() -> None:
        async with serve(converse, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            wire = await transport().connect(Dial(f"ws://127.0.0.1:{port}/", max_frame_bytes=50_000))
            with pytest.raises(WireClosed) as closed:
                await wire.receive()
            assert closed.value.code == 1009

    run(scene())


def test_a_server_that_stops_reading_can_be_left_at_once(run: Run) -> None:
    async def scene() -> None:
        left = asyncio.Event()

        async def converse(connection: ServerConnection) -> None:
            connection.transport.pause_reading()
            await left.wait()
            connection.transport.abort()

        async with serve(converse, "127.0.0.1", 0, ping_interval=None) as server:
            port = server.sockets[0].getsockname()[1]
            wire = await transport().connect(Dial(f"ws://127.0.0.1:{port}/"))

            noise = random.Random(1).randbytes(200_000).hex()

            async def flood() -> None:
                while True:
                    await wire.send(noise)

            flooding = asyncio.get_running_loop().create_task(flood())
            waiting = asyncio.get_running_loop().create_task(wire.receive())
            await asyncio.sleep(0.05)
            assert not flooding.done()
            began = asyncio.get_running_loop().time()
            wire.abort()
            for task in (waiting, flooding):
                with pytest.raises(WireClosed):
                    await task
            await wire.close()
            assert asyncio.get_running_loop().time() - began < 0.5
            left.set()

    run(scene())


REFUSALS = [
    ("403 Forbidden", "restricted location", "", LaneState.BLOCKED, Cause.BLOCKED),
    ("403 Forbidden", "access too frequent", "", LaneState.RATE_LIMITED, Cause.RATE),
    ("451 Unavailable For Legal Reasons", "", "", LaneState.BLOCKED, Cause.BLOCKED),
    ("429 Too Many Requests", "", "Retry-After: 90\r\n", LaneState.RATE_LIMITED, Cause.RATE),
    ("418 I'm a teapot", "banned until 1768339000000", "", LaneState.RATE_LIMITED, Cause.BAN),
    ("200 OK", "<html>please log in</html>", "Content-Type: text/html\r\n", LaneState.BLOCKED, Cause.UNTRUSTED),
    ("302 Found", "", "Location: http://login.invalid/\r\n", LaneState.BLOCKED, Cause.UNTRUSTED),
    ("511 Network Authentication Required", "", "", LaneState.BLOCKED, Cause.UNTRUSTED),
    ("404 Not Found", "", "", LaneState.INCOMPATIBLE, Cause.INCOMPATIBLE),
    ("503 Service Unavailable", "", "", LaneState.BACKING_OFF, Cause.LOST),
    ("520 Unknown", "", "", LaneState.BACKING_OFF, Cause.LOST),
]


@pytest.mark.parametrize(("status", "body", "headers", "state", "cause"), REFUSALS)
def test_every_refused_handshake_has_its_policy(
    run: Run, status: str, body: str, headers: str, state: LaneState, cause: Cause
) -> None:
    async def scene() -> HandshakeRefused:
        async with raw_server(http_answer(status, body, headers)) as port:
            with pytest.raises(HandshakeRefused) as refused:
                await transport().connect(Dial(f"ws://127.0.0.1:{port}/"))
            return refused.value

    setback = setback_of(run(scene()), 0, NOW)
    assert (setback.state, setback.cause) == (state, cause)
    assert "<html>" not in setback.sentence


def kind_of(run: Run, work: Callable[[], Awaitable[object]]) -> FailureKind:
    async def scene() -> FailureKind:
        with pytest.raises(ConnectFailed) as failed:
            await work()
        assert str(failed.value)
        return failed.value.kind

    return run(scene())


def test_garbage_in_place_of_a_handshake(run: Run) -> None:
    async def work() -> None:
        async with raw_server(b"SSH-2.0-OpenSSH_9.2\r\n") as port:
            await transport().connect(Dial(f"ws://127.0.0.1:{port}/"))

    assert kind_of(run, work) is FailureKind.PROTOCOL


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_nobody_there(run: Run) -> None:
    url = f"127.0.0.1:{free_port()}/"
    assert kind_of(run, lambda: transport().connect(Dial(f"ws://{url}"))) is FailureKind.TCP
    assert kind_of(run, lambda: HttpFetcher(Route({}), "t").get(f"http://{url}")) is FailureKind.TCP


def test_a_dead_proxy_is_named_without_its_password(run: Run) -> None:
    for scheme in ("http", "socks5h"):
        proxy = f"{scheme}://me:secret@127.0.0.1:{free_port()}"

        async def socket_failure(proxy: str = proxy) -> ConnectFailed:
            with pytest.raises(ConnectFailed) as failed:
                await transport(proxy).connect(Dial("ws://venue.invalid/"))
            return failed.value

        async def page_failure(proxy: str = proxy) -> ConnectFailed:
            with pytest.raises(ConnectFailed) as failed:
                await HttpFetcher(Route({}, proxy), "t").get("http://venue.invalid/")
            return failed.value

        for failure in (run(socket_failure()), run(page_failure())):
            assert failure.kind is FailureKind.PROXY
            assert "127.0.0.1" in str(failure)
            assert str(failure).endswith("refuses connections")
            assert "secret" not in str(failure)


@contextlib.asynccontextmanager
async def http_proxy(target: int, seen: list[str]) -> AsyncIterator[int]:
    """A proxy that leads every CONNECT and every plain request to one port of this machine."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen.append(head.split(b"\r\n")[0].decode())
        there, back = await asyncio.open_connection("127.0.0.1", target)
        if head.startswith(b"CONNECT"):
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            back.write(head)
        await asyncio.gather(pump(reader, back), pump(there, writer))

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def test_everything_goes_through_the_proxy_and_names_are_resolved_there(run: Run) -> None:
    async def converse(connection: ServerConnection) -> None:
        await connection.send("through")
        await connection.wait_closed()

    def page(connection: ServerConnection, request: Request) -> Response | None:
        return connection.respond(200, "a page") if request.path.endswith("/page") else None

    async def scene() -> None:
        seen: list[str] = []
        async with serve(converse, "127.0.0.1", 0, process_request=page) as server:
            port = server.sockets[0].getsockname()[1]
            async with http_proxy(port, seen) as proxy:
                route = Route({}, f"http://127.0.0.1:{proxy}")
                wire = await WebsocketTransport(route, "t").connect(Dial("ws://venue.invalid/stream"))
                assert await wire.receive() == "through"
                await wire.close()
                assert await HttpFetcher(route, "t").get("http://venue.invalid/page") == b"a page"
                assert seen[0] == "CONNECT venue.invalid:80 HTTP/1.1"
                assert "venue.invalid" in seen[1]
                direct = await WebsocketTransport(route, "t").connect(Dial(f"ws://127.0.0.1:{port}/"))
                await direct.close()
                assert len(seen) == 2

    run(scene())


def test_an_untrusted_certificate_is_not_the_venues_fault(run: Run) -> None:
    async def work() -> None:
        async with raw_server(b"this is no TLS at all") as port:
            fresh = ssl.create_default_context
            await WebsocketTransport(Route({}), "t", fresh).connect(Dial(f"wss://127.0.0.1:{port}/"))

    assert kind_of(run, work) is FailureKind.TLS


def test_pages_have_limits(run: Run) -> None:
    big = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * (17 << 20)

    async def work() -> None:
        async with raw_server(big) as port:
            await HttpFetcher(Route({}), "t").get(f"http://127.0.0.1:{port}/")

    assert kind_of(run, work) is FailureKind.PROTOCOL


def test_a_page_elsewhere_is_not_followed(run: Run) -> None:
    async def work() -> None:
        async with raw_server(http_answer("302 Found", "", "Location: http://login.invalid/\r\n")) as port:
            await HttpFetcher(Route({}), "t").get(f"http://127.0.0.1:{port}/list")

    assert kind_of(run, work) is FailureKind.PORTAL


def test_a_refused_page_says_why(run: Run) -> None:
    async def scene() -> None:
        answer = http_answer("429 Too Many Requests", '{"code":-1003}', "Retry-After: 7\r\n")
        async with raw_server(answer) as port:
            with pytest.raises(HandshakeRefused) as refused:
                await HttpFetcher(Route({}), "t").get(f"http://127.0.0.1:{port}/list")
        assert (refused.value.status, refused.value.body) == (429, '{"code":-1003}')
        assert refused.value.headers["retry-after"] == "7"

    run(scene())


def test_a_page_may_be_posted_for(run: Run) -> None:
    heard: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        heard.extend((head, await reader.readexactly(15)))
        writer.write(http_answer("200 OK", "the answer"))
        await writer.drain()
        writer.close()

    async def scene() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        async with server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/info"
            assert await HttpFetcher(Route({}), "t").get(url, '{"type":"meta"}') == b"the answer"
        head, body = heard
        assert head.startswith(b"POST /info HTTP/1.1\r\n")
        assert b"content-type: application/json\r\n" in head.lower()
        assert body == b'{"type":"meta"}'

    run(scene())


def test_a_session_gets_its_pages_over_one_connection_and_closes_it(run: Run) -> None:
    lines: list[int] = []
    ended = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(0)
        while await reader.readuntil(b"\r\n") != b"":
            while await reader.readuntil(b"\r\n") != b"\r\n":
                pass
            lines[-1] += 1
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
            await writer.drain()
            if lines[-1] == 3:
                break
        assert await reader.read() == b""
        ended.set()
        writer.close()

    async def scene() -> None:
        async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
            async with HttpFetcher(Route({}), "t").session() as pages:
                assert [await pages.get(url) for _ in range(3)] == [b"[]"] * 3
                assert (lines, ended.is_set()) == ([3], False)
            await ended.wait()

    run(scene())


def test_a_page_can_be_asked_for_with_headers(run: Run) -> None:
    heads: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]")
        await writer.drain()
        writer.close()

    async def scene() -> None:
        async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
            assert await HttpFetcher(Route({}), "t").get(url, headers=(("X-Gate-Size-Decimal", "1"),)) == b"[]"

    run(scene())
    assert b"x-gate-size-decimal: 1" in heads[0].lower()
