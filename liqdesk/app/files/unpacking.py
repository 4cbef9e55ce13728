"""Files as they lie on disk, unpacked while they are read: by what they hold, whatever they are called, and within limits."""

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from gzip import GzipFile
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

import zstandard

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.feed.packed import Limited, TooMuch, ZstdFrames

GZIP, ZSTD, ZIP, PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"PAR1"
LOOKED_AT = 1 << 16

DEEPEST = 2
MOST_MEMBERS = 20_000
BESIDE = ("__MACOSX/", ".CHECKSUM", ".MD5")
"""Parts of an archive that hold no rows."""

DAMAGE = (EOFError, zlib.error, zstandard.ZstdError, zipfile.BadZipFile, OSError)
"""What reading raises where a file breaks off or is damaged."""


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
        limited = raw if depth == 0 else Limited(raw, self._file.tell, self.path)
        stream = cast(
            "io.BufferedReader", io.BufferedReader(cast("io.RawIOBase", limited), LOOKED_AT) if depth else raw
        )
        first = stream.peek(LOOKED_AT)[:LOOKED_AT]
        if depth <= DEEPEST and first.startswith(GZIP):
            inner = cast("IO[bytes]", stack.enter_context(GzipFile(fileobj=stream, mode="rb")))
            return self._peeled(_without(name, ".gz"), inner, depth + 1, stack)
        if depth <= DEEPEST and first.startswith(ZSTD):
            inner = cast("IO[bytes]", ZstdFrames(cast("IO[bytes]", stream)))
            return self._peeled(_without(name, ".zst"), inner, depth + 1, stack)
        return Member(name, stream, first)


def _beside(name: str) -> bool:
    return name.startswith(BESIDE[0]) or name.upper().endswith(BESIDE[1:])


def _without(name: str, ending: str) -> str:
    return name[: -len(ending)] if name.lower().endswith(ending) else name
