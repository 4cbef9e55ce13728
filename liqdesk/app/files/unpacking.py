"""Files as they lie on disk, unpacked while they are read: by what they hold, whatever they are called, and within limits."""

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from gzip import GzipFile
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

import zstandard

from liqdesk.domain.failure import ExpectedFailure

GZIP, ZSTD, ZIP, PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"PAR1"
LOOKED_AT = 1 << 16

FREE = 64 << 20
RATIO = 250
"""What comes out may be `FREE` bytes, and beyond that so many times what was read of the file. Tables of liquidations are packed
thirtyfold at best; what grows more is made to fill a disk or a memory, or to take for ever."""

ZSTD_STEP = 256
"""Bytes of a zstd file unpacked at once. Four of them can stand for 128 KiB, so a step gives 8 MiB at most."""
ZSTD_WINDOW = 1 << 27
"""What a frame may ask us to hold of what was unpacked; `zstd --ultra` asks for no more."""

DEEPEST = 2
MOST_MEMBERS = 20_000
BESIDE = ("__MACOSX/", ".CHECKSUM", ".MD5")
"""Parts of an archive that hold no rows."""

DAMAGE = (EOFError, zlib.error, zstandard.ZstdError, zipfile.BadZipFile, OSError)
"""What reading raises where a file breaks off or is damaged."""


class TooMuch(ExpectedFailure):
    """What comes out of a packed file grows beyond all measure."""


@dataclass(frozen=True, slots=True)
class Member:
    """A stream of bytes under the name it has; good until the next one is asked for. `first`: how it begins."""

    name: str
    stream: io.BufferedReader
    first: bytes


class Unpacked:
    """An open file and the streams in it. Raises ExpectedFailure where it cannot be opened.

    Reading a stream raises one of `DAMAGE` where the file breaks off, and TooMuch.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb")
        except OSError as fault:
            raise ExpectedFailure(f"{path} cannot be read: {fault.strerror or fault}") from fault
        status = os.fstat(self._file.fileno())
        self.size = status.st_size
        if not stat.S_ISREG(status.st_mode):
            self._file.close()
            raise ExpectedFailure(f"{path} is no ordinary file")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def share(self) -> float:
        """How much of the file was read, 0 to 1."""
        return min(1.0, self._file.tell() / self.size) if self.size else 1.0

    def members(self) -> Iterator[Member]:
        """The streams, in their order: those of an archive, or the one file."""
        first = self._file.read(4)
        self._file.seek(0)
        if first == ZIP:
            yield from self._archived()
        else:
            with ExitStack() as stack:
                yield self._peeled(self.path.name, self._file, 0, stack)

    def _archived(self) -> Iterator[Member]:
        with zipfile.ZipFile(self._file) as archive:
            parts = [one for one in archive.infolist() if not one.is_dir() and not _beside(one.filename)]
            if len(parts) > MOST_MEMBERS:
                raise TooMuch(f"{self.path} holds {len(parts):,} files; {MOST_MEMBERS:,} are read at most")
            for part in parts:
                if part.flag_bits & 1:
                    raise ExpectedFailure(f"{self.path} is locked with a password; unpack it first")
                name = part.filename.replace("\\", "/").rpartition("/")[2]
                with ExitStack() as stack:
                    try:
                        opened = stack.enter_context(archive.open(part))
                    except NotImplementedError as unknown:
                        raise ExpectedFailure(
                            f"{name} in {self.path} is packed in a way nobody here knows"
                        ) from unknown
                    yield self._peeled(name, opened, 1, stack)

    def _peeled(self, name: str, raw: IO[bytes], depth: int, stack: ExitStack) -> Member:
        """The stream below what it is packed in."""
        limited = raw if depth == 0 else _Limited(raw, self._file.tell, self.path)
        stream = cast(
            "io.BufferedReader", io.BufferedReader(cast("io.RawIOBase", limited), LOOKED_AT) if depth else raw
        )
        first = stream.peek(LOOKED_AT)[:LOOKED_AT]
        if depth <= DEEPEST and first.startswith(GZIP):
            inner = cast("IO[bytes]", stack.enter_context(GzipFile(fileobj=stream, mode="rb")))
            return self._peeled(_without(name, ".gz"), inner, depth + 1, stack)
        if depth <= DEEPEST and first.startswith(ZSTD):
            inner = cast("IO[bytes]", _Frames(cast("IO[bytes]", stream)))
            return self._peeled(_without(name, ".zst"), inner, depth + 1, stack)
        return Member(name, stream, first)


class _Limited(io.RawIOBase):
    """A stream that ends in TooMuch where it outgrows the file it comes from."""

    def __init__(self, raw: IO[bytes], read: Callable[[], int], path: Path) -> None:
        self._raw = raw
        self._read = read
        self._path = path
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        room = memoryview(buffer)
        data = self._raw.read(len(room))
        self._given += len(data)
        if self._given > FREE and self._given > RATIO * max(1, self._read()):
            raise TooMuch(f"{self._path} unpacks to more than {RATIO} times its size: no list of liquidations does")
        room[: len(data)] = data
        return len(data)


class _Frames(io.RawIOBase):
    """The content of zstd frames, unpacked in steps of bounded size. Raises ZstdError, EOFError where the last breaks off."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._frame = self._fresh()
        self._begun = False
        self._left = b""

    def _fresh(self) -> "zstandard.ZstdDecompressionObj":
        return zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        room = memoryview(buffer)
        while not self._left:
            data = self._packed.read(ZSTD_STEP)
            if not data:
                if self._begun:
                    raise EOFError("the last frame breaks off")
                return 0
            self._left = self._unpack(data)
        given, self._left = self._left[: len(room)], self._left[len(room) :]
        room[: len(given)] = given
        return len(given)

    def _unpack(self, data: bytes) -> bytes:
        """What these bytes give; a frame may end in them and others begin."""
        pieces = []
        while data:
            self._begun = True
            pieces.append(self._frame.decompress(data))
            if not self._frame.eof:
                break
            data, self._frame, self._begun = self._frame.unused_data, self._fresh(), False
        return b"".join(pieces)


def _beside(name: str) -> bool:
    return name.startswith(BESIDE[0]) or name.upper().endswith(BESIDE[1:])


def _without(name: str, ending: str) -> str:
    return name[: -len(ending)] if name.lower().endswith(ending) else name
