"""A whole story as a tape, at once: what a complete client would have received, in place of time passing."""

import base64
import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec
import zstandard

from liqdesk.simulator.dialects.base import Act, Board, Conversation, Dialect, Frame, Hangup, HearsPings, Probe, Say
from liqdesk.simulator.market import Forced, MarketPrice
from liqdesk.simulator.publishing import Publisher, Push
from liqdesk.simulator.truth import Truth

TICK_MS = 1_000
KEEPALIVE_MS = 15_000
"""How often the client says that it is alive."""

LARGEST_FRAME = 1 << 20
"""Bytes of text in one compressed frame."""

_KEEPALIVES: Mapping[str, str] = {
    "bybit": '{"op":"ping"}',
    "okx": "ping",
    "bitget": "ping",
    "gateio": '{"channel":"futures.ping"}',
    "orderly": '{"event":"ping"}',
    "poloniex": '{"event":"ping"}',
    "deribit": '{"jsonrpc":"2.0","id":3,"method":"public/test","params":{}}',
    "bitfinex": '{"event":"ping","cid":1}',
    "lighter": '{"type":"ping"}',
    "hyperliquid": '{"method":"ping"}',
}


@dataclass(frozen=True, slots=True)
class Booth:
    """A venue's feed for a tape: what it says, and what all its connections see."""

    dialect: Dialect
    board: Board


@dataclass(frozen=True, slots=True)
class Written:
    """What a finished tape holds."""

    lines: int
    frames: int


class _Sink(Protocol):
    def write(self, data: bytes, /) -> int: ...


class _Line:
    """One connection of the complete client, and the lines it leaves on the tape."""

    def __init__(self, venue: str, number: int, conversation: Conversation, tape: "_Tape") -> None:
        self._venue = venue
        self._number = number
        self._conversation = conversation
        self._tape = tape

    def open(self, path: str, requests: Sequence[str], at: int) -> None:
        """Connect and say what a client says first."""
        url = f"ws://{self._venue}.simulator.invalid{path}"
        self._tape.write({"kind": "opened", "venue": self._venue, "conn": self._number, "at": at, "url": url})
        self._act(self._conversation.opened(at), at)
        for request in requests:
            self._act(self._conversation.received(request, at), at)

    def tick(self, at: int) -> None:
        """A second has passed; every few of them the client proves that it is alive."""
        keepalive = _KEEPALIVES.get(self._venue)
        if keepalive is not None and self._tape.is_time_to_speak(at):
            self._act(self._conversation.received(keepalive, at), at)
        if isinstance(self._conversation, HearsPings) and self._tape.is_time_to_speak(at):
            self._conversation.pinged(at)
        self._act(self._conversation.tick(at), at)

    def push(self, push: Push) -> None:
        """The venue sends."""
        self._act(self._conversation.pushed(push), push.at_ms)

    def _act(self, acts: Sequence[Act], at: int) -> None:
        for act in acts:
            match act:
                case Say(frame=frame):
                    self._tape.write_frame(self._venue, self._number, at, frame)
                    answer = _answer_to(frame)
                    if answer is not None:
                        self._act(self._conversation.received(answer, at), at)
                case Probe():
                    self._conversation.ponged(at)
                case Hangup(code=code, reason=reason):
                    raise RuntimeError(f"{self._venue} hung up on a client that keeps its rules: {code} {reason}")


class _Tape:
    """The lines, in the order of time."""

    def __init__(self, file: _Sink, start_ms: int) -> None:
        self._file = file
        self._start_ms = start_ms
        self._encode = msgspec.json.Encoder().encode
        self.lines = 0
        self.frames = 0

    def is_time_to_speak(self, at: int) -> bool:
        return (at - self._start_ms) % KEEPALIVE_MS == 0

    def write(self, line: Mapping[str, object]) -> None:
        self._file.write(self._encode(line) + b"\n")
        self.lines += 1

    def write_frame(self, venue: str, number: int, at: int, frame: Frame) -> None:
        body = {"text": frame} if isinstance(frame, str) else {"base64": base64.b64encode(frame).decode()}
        self.write({"kind": "frame", "venue": venue, "conn": number, "at": at, **body})
        self.frames += 1


def write_tape(
    path: Path,
    story: Iterable[Forced | MarketPrice],
    start_ms: int,
    end_ms: int,
    booths: Mapping[str, Booth],
    truth: Truth | None = None,
) -> Written:
    """Write what the feeds in `booths` (by venue) send from `start_ms` to `end_ms` while the story happens.

    A path that ends in `.gz` or `.zst` is compressed. The tape appears under its name when it is whole; the truth is
    closed with it. Raises OSError where it cannot be written.
    """
    truth = truth if truth is not None else Truth()
    with _written_whole(path) as file:
        tape = _Tape(file, start_ms)
        tape.write({"liqdesk_tape": 1, "created_at": start_ms})
        for booth in booths.values():
            for venue, page in booth.dialect.instrument_pages(start_ms):
                tape.write({"kind": "instruments", "venue": venue, "page": page})
        _Telling(tape, booths, truth, start_ms, end_ms).tell(story)
    truth.close()
    return Written(tape.lines, tape.frames)


class _Telling:
    """The story on its way through the venues to the tape."""

    def __init__(self, tape: _Tape, booths: Mapping[str, Booth], truth: Truth, start_ms: int, end_ms: int) -> None:
        self._tape = tape
        self._booths = booths
        self._truth = truth
        self._start_ms = start_ms
        self._end_ms = end_ms
        self._tick_at = start_ms
        self._publisher = Publisher()
        self._lines: dict[str, list[_Line]] = {}

    def tell(self, story: Iterable[Forced | MarketPrice]) -> None:
        """Everything up to the end; what a venue would send later is not sent."""
        self._open()
        for item in story:
            if item.at > self._end_ms:
                break
            self._pass_until(item.at)
            if isinstance(item, Forced):
                self._truth.happen(item)
                self._send(self._publisher.add(item))
            else:
                for booth in self._booths.values():
                    booth.board.prices[item.base] = item.price
        self._pass_until(self._end_ms + 1)

    def _open(self) -> None:
        for venue, booth in self._booths.items():
            lines = self._lines[venue] = []
            for number, (path, conversation, requests) in enumerate(booth.dialect.tape_conversations()):
                line = _Line(venue, number, conversation, self._tape)
                line.open(path, requests, self._start_ms)
                lines.append(line)

    def _pass_until(self, at: int) -> None:
        """Let the seconds before `at` pass; a tick at the moment of an item comes after it."""
        while self._tick_at < at and self._tick_at <= self._end_ms:
            self._send(self._publisher.advance(self._tick_at))
            for lines in self._lines.values():
                for line in lines:
                    line.tick(self._tick_at)
            self._tick_at += TICK_MS
        self._send(self._publisher.advance(min(at - 1, self._end_ms)))

    def _send(self, pushes: Sequence[Push]) -> None:
        for push in pushes:
            self._truth.publish(push)
            for line in self._lines.get(push.venue, ()):
                line.push(push)


def _answer_to(frame: Frame) -> str | None:
    """The client's pong to a ping in the frame itself (`{"op":"ping","ts":...}`, gzip); None for any other frame."""
    if isinstance(frame, str):
        return None
    text = zlib.decompress(frame, wbits=31)
    if b'"ping"' not in text:
        return None
    ping = msgspec.json.decode(text)
    return msgspec.json.encode({"op": "pong", "ts": ping["ts"]}).decode()


class _Framed:
    """Ends a compressed frame now and then: each has its checksum, so that damage costs one frame and not the tape."""

    def __init__(self, out: zstandard.ZstdCompressionWriter) -> None:
        self._out = out
        self._size = 0

    def write(self, data: bytes) -> int:
        self._size += len(data)
        if self._size > LARGEST_FRAME:
            self._size = len(data)
            self._out.flush(zstandard.FLUSH_FRAME)
        return self._out.write(data)


@contextmanager
def _written_whole(path: Path) -> Iterator[_Sink]:
    """A file that takes its name only when everything is in it."""
    part = path.with_name(f"{path.name}.part")
    try:
        with ExitStack() as stack:
            plain = stack.enter_context(part.open("wb"))
            if path.suffix == ".gz":
                yield stack.enter_context(gzip.GzipFile("", "wb", 6, plain, mtime=0))
            elif path.suffix == ".zst":
                compressor = zstandard.ZstdCompressor(level=6, write_checksum=True)
                yield _Framed(stack.enter_context(compressor.stream_writer(plain, closefd=False)))
            else:
                yield plain
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
