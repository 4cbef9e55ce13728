"""What comes out of packed files and where their lines end, in bounded memory, whoever made them."""

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import zstandard

from liqdesk.domain.failure import ExpectedFailure

FREE = 64 << 20
RATIO = 250
"""What comes out may be `FREE` bytes, and beyond that so many times what was read of the file. Tables and tapes are packed
thirtyfold at best; what grows more is made to fill a disk or a memory, or to take for ever."""

ZSTD_STEP = 256
"""Bytes of a zstd file unpacked at once. Four of them can stand for 128 KiB, so a step gives 8 MiB at most."""
ZSTD_WINDOW = 1 << 27
"""What a frame may ask us to hold of what was unpacked; `zstd --ultra` asks for no more."""

TOO_LONG = "the line is too long"

Lines = Iterator[tuple[int, bytes | None]]
"""The number of each line, from 1, with its bytes; None for one that is too long."""


class TooMuch(ExpectedFailure):
    """What comes out of a packed file grows beyond all measure."""


def numbered(stream: Iterable[bytes], longest: int) -> Lines:
    """The lines of a stream that has `readline`; of one that is too long nothing is kept."""
    readline = stream.readline  # type: ignore[attr-defined]  # every binary stream has it
    number = 0
    while line := readline(longest):
        number += 1
        if len(line) == longest and not line.endswith(b"\n"):
            del line  # or it would be held beside its next piece
            while (more := readline(longest)) and not more.endswith(b"\n"):
                del more
            yield number, None
        else:
            yield number, line


class Limited(io.RawIOBase):
    """A stream that ends in TooMuch where it outgrows the file at `path` it comes from; `read` says how much of that was read."""

    def __init__(self, raw: IO[bytes], read: Callable[[], int], path: Path) -> None:
        # What stands before a break is given: a read of several pieces would lose the earlier ones where a later one fails.
        self._piece: Callable[[int], bytes] = getattr(raw, "read1", raw.read)
        self._read = read
        self._path = path
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        room = memoryview(buffer)
        data = self._piece(len(room))
        self._given += len(data)
        if self._given > FREE and self._given > RATIO * max(1, self._read()):
            raise TooMuch(f"{self._path} unpacks to more than {RATIO} times its size, which no tape or table does")
        room[: len(data)] = data
        return len(data)


class ZstdFrames(io.RawIOBase):
    """The content of a zstd file, frame by frame, unpacked in steps of bounded size.

    Of each frame the first `held` bytes are given away only once the checksum of the whole was seen to fit; of a larger one the
    content is given as it comes. Raises ZstdError where a frame is damaged, EOFError where the last one breaks off; what that
    one holds is given first.
    """

    def __init__(self, packed: IO[bytes], held: int = 0) -> None:
        self._pieces = _unpacked(packed, held)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        room = memoryview(buffer)
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        given, self._left = self._left[: len(room)], self._left[len(room) :]
        room[: len(given)] = given
        return len(given)


def _unpacked(packed: IO[bytes], held: int) -> Iterator[bytes]:
    rest = b""
    while data := rest or packed.read(ZSTD_STEP):
        frame = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        waiting, size = list[bytes](), 0
        while data:
            waiting.append(frame.decompress(data))
            size += len(waiting[-1])
            if frame.eof:
                break
            if size > held:
                yield from waiting
                waiting.clear()
            data = packed.read(ZSTD_STEP)
        yield from waiting
        if not frame.eof:
            raise EOFError("the last frame breaks off")
        rest = frame.unused_data
