"""A network in memory for a loop in virtual time: what asyncio would send through sockets arrives a moment later."""

import asyncio
import errno
import socket
from collections import deque
from collections.abc import Callable
from typing import Any

from tests.fakes.time import ManualLoop

LATENCY = 0.005
FIRST_PORT = 20_000

Factory = Callable[[], asyncio.BaseProtocol]


class Pipe(asyncio.Transport):
    """One end of a connection. What is written arrives at the other end, in order, while that one reads and the network is up."""

    def __init__(self, loop: "NetworkedLoop") -> None:
        super().__init__()
        self.peer: Pipe
        self._loop = loop
        self._protocol: asyncio.Protocol
        self._inbox: deque[tuple[float, bytes | Exception | None]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._reading = True
        self._closing = False
        self._dead = False

    def join(self, protocol: asyncio.BaseProtocol) -> None:
        """Become the transport of this protocol."""
        assert isinstance(protocol, asyncio.Protocol)
        self._protocol = protocol
        protocol.connection_made(self)

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._protocol

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        assert isinstance(protocol, asyncio.Protocol)
        self._protocol = protocol

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("127.0.0.1", FIRST_PORT) if name in ("peername", "sockname") else default

    def is_closing(self) -> bool:
        return self._closing

    def is_reading(self) -> bool:
        return self._reading

    def pause_reading(self) -> None:
        self._reading = False

    def resume_reading(self) -> None:
        self._reading = True
        self.go_on()

    def get_write_buffer_size(self) -> int:
        return 0

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """There is no buffer."""

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.peer.arrive(None)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._closing:
            self.peer.arrive(bytes(data))

    def close(self) -> None:
        if not self._closing:
            self.peer.arrive(None)
            self._end(None)

    def abort(self) -> None:
        if not self._closing:
            self.peer.arrive(ConnectionResetError(errno.ECONNRESET, "reset"))
            self._end(None)

    def arrive(self, what: bytes | Exception | None) -> None:
        """The other end sent this: data, its end (None) or a reset."""
        if not self._closing and not self._dead:
            self._inbox.append((self._loop.time() + LATENCY, what))
            self.go_on()

    def die(self) -> None:
        """From now on nothing gets through to this end."""
        self._dead = True
        self._inbox.clear()

    def go_on(self) -> None:
        """Deliver what has arrived, when it is time and somebody reads."""
        if self._timer is None and self._inbox and self._reading and not self._closing and self._loop.up:
            self._timer = self._loop.call_at(self._inbox[0][0], self._deliver)

    def _deliver(self) -> None:
        self._timer = None
        now = self._loop.time()
        while self._inbox and self._reading and not self._closing and self._loop.up and self._inbox[0][0] <= now:
            _, what = self._inbox.popleft()
            if what is None:
                if not self._protocol.eof_received():
                    self.close()
            elif isinstance(what, Exception):
                self._end(what)
            else:
                self._protocol.data_received(what)
        self.go_on()

    def _end(self, why: Exception | None) -> None:
        self._closing = True
        self._inbox.clear()
        self._loop.pipes.discard(self)
        self._loop.call_soon(self._protocol.connection_lost, why)


class _Address:
    """What a listening socket tells."""

    family = socket.AF_INET

    def __init__(self, port: int) -> None:
        self._port = port

    def getsockname(self) -> tuple[str, int]:
        return "127.0.0.1", self._port


class Listening:
    """What `create_server` gives."""

    def __init__(self, loop: "NetworkedLoop", port: int) -> None:
        self._loop = loop
        self._port = port
        self.sockets = [_Address(port)]

    def get_loop(self) -> asyncio.AbstractEventLoop:
        return self._loop

    def is_serving(self) -> bool:
        return self._port in self._loop.listening

    def close(self) -> None:
        self._loop.listening.pop(self._port, None)

    async def wait_closed(self) -> None:
        """It is closed at once."""


class NetworkedLoop(ManualLoop):
    """A loop in virtual time whose only network is in memory. While it is not `up`, nothing arrives and nobody is reached."""

    def __init__(self) -> None:
        super().__init__()
        self.listening: dict[int, Factory] = {}
        self.pipes: set[Pipe] = set()
        self.up = True

    def plug(self, up: bool) -> None:
        """Take the network away, or bring it back; what was under way then arrives late, as TCP sees to."""
        self.up = up
        for pipe in tuple(self.pipes):
            pipe.go_on()

    async def create_server(self, protocol_factory: Factory, *_: Any, **__: Any) -> Any:
        port = FIRST_PORT + len(self.listening)
        self.listening[port] = protocol_factory
        return Listening(self, port)

    async def create_connection(self, protocol_factory: Any, host: Any = None, port: Any = None, **_: Any) -> Any:
        await asyncio.sleep(2 * LATENCY)
        if not self.up:
            raise OSError(errno.ENETUNREACH, f"no way to {host}")
        if port not in self.listening:
            raise ConnectionRefusedError(errno.ECONNREFUSED, f"nobody listens on {port}")
        near, far = Pipe(self), Pipe(self)
        near.peer, far.peer = far, near
        self.pipes |= {near, far}
        far.join(self.listening[port]())
        protocol = protocol_factory()
        near.join(protocol)
        return near, protocol
