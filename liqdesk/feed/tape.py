"""Tapes: what the venues sent, verbatim, one JSON line each; written while it comes, read line by line."""

import base64
import binascii
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import msgspec
import zstandard

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import Clock, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.feed.packed import TOO_LONG, Limited, Lines, ZstdFrames, numbered

FORM = 1
GZIP_LEVEL = 5
BAD_LINES_KEPT = 1_000
LARGEST_CHECKED = 64 << 20
LONGEST = 32 << 20
"""Bytes of a line: a page of contracts has 16 MiB at most, and in JSON every quotation mark of it takes one more."""


class Instruments(msgspec.Struct, frozen=True, tag="instruments", tag_field="kind"):
    """A REST body with contracts, verbatim."""

    venue: str
    page: str


class Opened(msgspec.Struct, frozen=True, tag="opened", tag_field="kind"):
    """A connection stood. `part` names it within its venue where the writer knew."""

    venue: str
    conn: int
    at: int
    url: str = ""
    part: str = ""


class Frame(msgspec.Struct, frozen=True, tag="frame", tag_field="kind", omit_defaults=True):
    """A frame, as text or, if it was binary, in base64."""

    venue: str
    conn: int
    at: int
    text: str | None = None
    base64: str | None = None

    def content(self) -> str | bytes:
        """The frame as it came. Raises ValueError where the line holds none."""
        if self.text is not None:
            return self.text
        if self.base64 is None:
            raise ValueError("a frame without text")
        try:
            return base64.b64decode(self.base64, validate=True)
        except binascii.Error as wrong:
            raise ValueError(f"not base64: {wrong}") from wrong


class Closed(msgspec.Struct, frozen=True, tag="closed", tag_field="kind"):
    """The connection was over."""

    venue: str
    conn: int
    at: int
    code: int = 1006
    reason: str = ""


TapeLine = Instruments | Opened | Frame | Closed
KINDS = frozenset({"instruments", "opened", "frame", "closed"})


class TapeWriter:
    """Writes a tape; the extension `.gz` or `.zst` decides on compression. A `Recorder`.

    Raises ExpectedFailure where the file cannot be made. Trouble while writing (a full disk, `limit` bytes reached) ends
    the tape, not the feed: `trouble` then holds the sentence.
    """

    def __init__(self, path: Path, clock: Clock, limit: int | None = None) -> None:
        self.lines = 0
        self.trouble = ""
        self._path = path
        self._limit = limit
        self._written = 0
        self._encode = msgspec.json.Encoder().encode
        try:
            # The buffer keeps the loop from a system call a frame; `flush` empties it once a second.
            self._file: IO[bytes] = path.open("wb", buffering=1 << 20)
        except OSError as failure:
            raise ExpectedFailure(f"cannot write the tape {path}: {failure.strerror or failure}") from failure
        self._out = _compressor(path, self._file)
        self._write({"liqdesk_tape": FORM, "created_at": clock.now()})

    @property
    def written(self) -> int:
        """Bytes written, before compression."""
        return self._written

    def instruments(self, venue: VenueId, page: bytes) -> None:
        """A page of contracts came."""
        self._write(Instruments(venue, page.decode("utf-8", "replace")))

    def opened(self, venue: VenueId, conn: int, at: UnixMs, url: str, part: str) -> None:
        """A connection stands."""
        self._write(Opened(venue, conn, at, url, part))

    def frame(self, venue: VenueId, conn: int, at: UnixMs, frame: str | bytes) -> None:
        """A frame came."""
        if isinstance(frame, str):
            self._write(Frame(venue, conn, at, text=frame))
        else:
            self._write(Frame(venue, conn, at, base64=base64.b64encode(frame).decode("ascii")))

    def closed(self, venue: VenueId, conn: int, at: UnixMs, code: int, reason: str) -> None:
        """A connection is over."""
        self._write(Closed(venue, conn, at, code, reason))

    def flush(self) -> None:
        """Put what was written so far where a reader finds it."""
        if self.trouble:
            return
        try:
            if isinstance(self._out, zstandard.ZstdCompressionWriter):
                self._out.flush(zstandard.FLUSH_FRAME)  # each frame has its checksum, and is read as a whole
            else:
                self._out.flush()
            self._file.flush()
        except OSError as failure:
            self._give_up(failure)

    def close(self) -> None:
        """End the tape."""
        if self._file.closed:
            return
        try:
            if not self.trouble and self._out is not self._file:
                self._out.close()
            self._file.close()
        except OSError as failure:
            self._give_up(failure)

    def _write(self, line: object) -> None:
        if self.trouble:
            return
        data = self._encode(line) + b"\n"
        if self._limit is not None and self._written + len(data) > self._limit:
            self.flush()
            self.trouble = f"the tape {self._path} is complete: it reached its limit of {self._limit:,} bytes"
            return
        try:
            self._out.write(data)
        except OSError as failure:
            self._give_up(failure)
            return
        self._written += len(data)
        self.lines += 1

    def _give_up(self, failure: OSError) -> None:
        self.trouble = f"the tape {self._path} ends here: {failure.strerror or failure}"


class TapeReader:
    """Iterates over a tape's lines.

    `bad` holds the numbers of lines that are none, with the reason, `skipped` how many were of a kind we do not know.
    `cut` says that the file breaks off or is damaged from there on, which is no fault of what stands before.

    `stream` is the tape unpacked, where somebody has opened it already. Raises ExpectedFailure where the file cannot be read, is
    no tape, or unpacks to more than any tape does.
    """

    def __init__(self, path: Path, stream: IO[bytes] | None = None) -> None:
        self.bad: list[tuple[int, str]] = []
        self.bad_count = 0
        self.skipped = 0
        self.cut = False
        self.lines = 0
        self._path = path
        self._stream = stream
        self._decode = msgspec.json.Decoder(TapeLine).decode
        self._kind = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode

    def __iter__(self) -> Iterator[TapeLine]:
        if self._stream is not None:
            yield from self._read(self._stream)
            return
        try:
            with self._path.open("rb") as file:
                yield from self._read(_decompressor(self._path, file))
        except OSError as failure:
            raise ExpectedFailure(f"cannot read the tape {self._path}: {failure.strerror or failure}") from failure

    def note_bad(self, reason: str) -> None:
        """The line given last turned out to be none."""
        self.bad_count += 1
        if len(self.bad) < BAD_LINES_KEPT:
            self.bad.append((self.lines, reason))

    def _read(self, file: IO[bytes]) -> Iterator[TapeLine]:
        begun = False
        for number, raw in self._until_cut(file):
            self.lines = number
            if raw is not None and not raw.strip():
                continue
            if not begun:
                begun = True
                self._header(raw or b"")
            elif raw is None:
                self.note_bad(TOO_LONG)
            elif (line := self._line(raw)) is not None:
                yield line
        if not begun:
            raise ExpectedFailure(f"{self._path} is {'damaged from its start' if self.cut else 'no liqdesk tape'}")

    def _until_cut(self, file: IO[bytes]) -> Lines:
        """Lines, up to where a compressed file breaks off."""
        try:
            yield from numbered(file, LONGEST)
        except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError):
            self.cut = True

    def _header(self, raw: bytes) -> None:
        try:
            head = self._kind(raw)
        except msgspec.MsgspecError:
            head = {}
        if "liqdesk_tape" not in head:
            raise ExpectedFailure(f"{self._path} is no liqdesk tape")
        if bytes(head["liqdesk_tape"]) != str(FORM).encode():
            raise ExpectedFailure(f"the tape {self._path} has a form this version does not know")

    def _line(self, raw: bytes) -> TapeLine | None:
        try:
            line: TapeLine = self._decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
            if self._is_unknown_kind(raw):
                self.skipped += 1
            else:
                self.note_bad(str(wrong))
            return None
        return line

    def _is_unknown_kind(self, raw: bytes) -> bool:
        try:
            kind = msgspec.json.decode(self._kind(raw)["kind"], type=str)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, KeyError):
            return False
        return kind not in KINDS


def outline(path: Path) -> Span | None:
    """From the first moment of a tape to the last; None where it holds none. Reads it all: not for the event loop.

    Raises ExpectedFailure where the file cannot be read or is no tape.
    """
    first = last = 0
    for line in TapeReader(path):
        if not isinstance(line, Instruments) and line.at > 0:
            first = first or line.at
            last = max(last, line.at)
    return Span(UnixMs(first), UnixMs(last)) if last else None


def _compressor(path: Path, file: IO[bytes]) -> IO[bytes]:
    if path.suffix == ".gz":
        return gzip.GzipFile(fileobj=file, mode="wb", compresslevel=GZIP_LEVEL)  # type: ignore[return-value]  # it acts as one
    if path.suffix == ".zst":
        return zstandard.ZstdCompressor(level=3, write_checksum=True).stream_writer(file, closefd=False)
    return file


def _decompressor(path: Path, file: IO[bytes]) -> IO[bytes]:
    if path.suffix == ".gz":
        unpacked = cast("IO[bytes]", gzip.GzipFile(fileobj=file, mode="rb"))
    elif path.suffix == ".zst":
        unpacked = cast("IO[bytes]", ZstdFrames(file, LARGEST_CHECKED))
    else:
        return file
    return io.BufferedReader(Limited(unpacked, file.tell, path), buffer_size=1 << 16)
