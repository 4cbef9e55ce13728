"""One client's connection to a simulated venue: what is said goes out at once, or as its trouble allows."""

import asyncio
import logging
import socket
import struct
import sys
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from websockets.asyncio.server import Server, ServerConnection, broadcast
from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode
from websockets.http11 import Response
from websockets.protocol import Event, State
from websockets.server import ServerProtocol

from liqdesk.simulator.dialects.base import Act, Conversation, Frame, Hangup, HearsPings, Probe, Say
from liqdesk.simulator.rest import POST, Posted, read_post
from liqdesk.simulator.trouble import Trouble

BACKLOG_LIMIT = 64 * 1024 * 1024
"""Bytes waiting for a client that does not read; beyond them the venue gives it up."""

CLOSE_LIMIT_S = 1.0
SLOW_STEPS = 10
"""How many times a second a slowed line sends a piece."""


def quiet_logger() -> logging.Logger:
    """For a library that reports what clients do wrong: here that is the purpose, not a fault."""
    logger = logging.getLogger("liqdesk.simulator.wire")
    logger.setLevel(logging.CRITICAL)
    return logger


class Wire(ServerConnection):
    """The library's connection, with its protocol-level pings and pongs counted and its own answers to pings switchable.

    The library knows no request but GET: one that posts is answered by `answer_post`, before the library hears of it.
    """

    def __init__(
        self, answer_post: Callable[[Posted], Response], protocol: ServerProtocol, server: Server, **options: Any
    ) -> None:
        super().__init__(protocol, server, **options)
        self._answer_post = answer_post
        self._posting = b""
        self.pings = 0
        self.pongs = 0
        self.answers_pings = True
        self.path = ""
        self.conversation: Conversation | None = None
        self._receiving = False

    def process_event(self, event: Event) -> None:
        """Count them, leave the rest to the library."""
        if isinstance(event, WireFrame):
            self.pings += event.opcode is Opcode.PING
            self.pongs += event.opcode is Opcode.PONG
        super().process_event(event)

    def data_received(self, data: bytes) -> None:
        """What is written while receiving is the library's own answer: a pong, or the end of the closing handshake."""
        if self._posting or (self.protocol.state is State.CONNECTING and data.startswith(POST)):
            self._post(data)
            return
        self._receiving = True
        try:
            super().data_received(data)
        finally:
            self._receiving = False

    def _post(self, data: bytes) -> None:
        """Take a piece of a request that posts; answer and end when it is whole."""
        self._posting += data
        try:
            posted = read_post(self._posting)
        except (ValueError, IndexError):
            self.transport.abort()
            return
        if posted is not None:
            self.transport.write(self._answer_post(posted).serialize())
            self.transport.close()

    def send_data(self) -> None:
        """Write what is due, unless it is a pong that must not be."""
        if self._receiving and not self.answers_pings and self.protocol.state is State.OPEN:
            self.protocol.data_to_send()
        else:
            super().send_data()


class Delivered(Protocol):
    """Told of every frame with liquidations that went out to a client."""

    def __call__(self, say: Say) -> None: ...


class Client:
    """A connection after its handshake."""

    def __init__(self, wire: Wire, conversation: Conversation, trouble: Trouble, delivered: Delivered) -> None:
        self.wire = wire
        self.conversation = conversation
        self.trouble = trouble
        self.sample: Frame | None = None
        self.received_pushes: set[int] = set()
        self._delivered = delivered
        self._pings = 0
        self._pongs = 0
        self._slowed: deque[Frame] = deque()
        self._rest: memoryview | None = None
        self._pumping = False
        self._reading = True
        self.apply()

    @property
    def open(self) -> bool:
        """Whether anything can still be said."""
        return self.wire.protocol.state is State.OPEN and not self.wire.transport.is_closing()

    def apply(self) -> None:
        """Let the state of the connection follow its trouble."""
        unread = self.trouble.half_open or self.trouble.deaf
        self.wire.answers_pings = not (self.trouble.no_pong or unread)
        if self.open and unread is self._reading:
            self._reading = not unread
            (self.wire.transport.pause_reading if unread else self.wire.transport.resume_reading)()

    def act(self, acts: Iterable[Act]) -> None:
        """Do what the conversation decided."""
        for act in acts:
            if not self.open:
                return
            if isinstance(act, Say):
                self.say(act)
            elif isinstance(act, Probe):
                self._probe()
            elif isinstance(act, Hangup):
                self.hang_up(act.code, act.reason)

    def say(self, say: Say) -> None:
        """Send one frame, or what its trouble makes of it."""
        for passed in self.trouble.pass_on(say):
            self._put(passed)

    def tick(self, now_ms: int) -> None:
        """Let heartbeats, prices and deadlines happen."""
        if self.wire.pongs != self._pongs:
            self._pongs = self.wire.pongs
            self.conversation.ponged(now_ms)
        if self.wire.pings != self._pings:
            self._pings = self.wire.pings
            if isinstance(self.conversation, HearsPings):
                self.conversation.pinged(now_ms)
        self.act(self.conversation.tick(now_ms))
        for held in self.trouble.release():
            self._put(held)

    def put_raw(self, frame: Frame) -> None:
        """Send a frame as it is."""
        self._write(frame)

    def hang_up(self, code: int, reason: str) -> None:
        """Close with a code; 1006 stands for no closing handshake at all."""
        if code == 1006:
            self.drop()
        elif self.open:
            self.wire.protocol.send_close(code, reason)
            self.wire.send_data()
            asyncio.get_running_loop().call_later(CLOSE_LIMIT_S, self.wire.transport.abort)

    def drop(self) -> None:
        """End the line without a closing handshake."""
        self.wire.transport.close()

    def reset(self) -> None:
        """End the line with a reset."""
        plain = self.wire.transport.get_extra_info("socket")
        if plain is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.wire.transport.abort()

    def _put(self, say: Say) -> None:
        if not self.open:
            return
        if say.kind == "push":
            self.sample = say.frame
        self._write(say.frame)
        if say.events:
            self._delivered(say)

    def _write(self, frame: Frame) -> None:
        if self.trouble.slow or self._pumping:
            self._slowed.append(frame)
            if not self._pumping:
                self._pumping = True
                self._pump()
            return
        broadcast((self.wire,), frame)
        if self.wire.transport.get_write_buffer_size() > BACKLOG_LIMIT:
            self.wire.transport.abort()

    def _probe(self) -> None:
        self.wire.protocol.send_ping(b"liqdesk")
        self.wire.send_data()

    def _pump(self) -> None:
        if not self.open or not (self._slowed or self._rest is not None):
            self._pumping = False
            return
        budget = max(1, self.trouble.slow // SLOW_STEPS) if self.trouble.slow else sys.maxsize
        if self._rest is None:
            frame = self._slowed.popleft()
            data = memoryview(frame.encode() if isinstance(frame, str) else frame)
            piece, self._rest = data[:budget], data[budget:]
            send = self.wire.protocol.send_text if isinstance(frame, str) else self.wire.protocol.send_binary
            send(piece, fin=not self._rest)
        else:
            piece, self._rest = self._rest[:budget], self._rest[budget:]
            self.wire.protocol.send_continuation(piece, fin=not self._rest)
        if not self._rest:
            self._rest = None
        self.wire.send_data()
        asyncio.get_running_loop().call_later(1 / SLOW_STEPS if self.trouble.slow else 0, self._pump)


def anyone_subscribed(clients: Sequence[Client]) -> bool:
    """Whether one of them has a liquidation topic."""
    return any(client.conversation.subscribed for client in clients)
