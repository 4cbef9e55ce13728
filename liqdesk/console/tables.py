"""Lines of named values written into files: JSON lines, CSV or Parquet by the name's ending, the first two also packed."""

import csv
import io
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from enum import Enum, auto
from gzip import GzipFile
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Any, Protocol, cast

import msgspec
import zstandard

from liqdesk.console.cells import safe
from liqdesk.console.parquet import pyarrow
from liqdesk.domain.failure import ExpectedFailure

PIECE, PIECES_A_GROUP = 10_000, 3
"""Lines of a Parquet file held as Python's own values, and how many such pieces make a group of rows. The file's last part
tells of every group and is kept until then: many small groups take as much room as few large ones."""
BUFFER = 1 << 18
PART = ".part-"
"""What a file is called while it is not whole."""
GZIP_LEVEL = 6


class Kind(Enum):
    """What a column holds; a moment is Unix ms, in Parquet a timestamp in UTC."""

    TEXT = auto()
    NUMBER = auto()
    WHOLE = auto()
    MOMENT = auto()
    FLAG = auto()


Kinds = Mapping[str, Kind]


class WrongEnding(ExpectedFailure):
    """The name of a file does not say which form it has."""

    wrong_usage = True


class Table(Protocol):
    """Takes lines one after another; what a line does not name is empty."""

    def take(self, line: Mapping[str, Any]) -> None:
        """Write one line."""
        ...


def form_of(path: Path) -> str:
    """`.jsonl`, `.csv` or `.parquet`. Raises WrongEnding."""
    name = path.name.lower()
    packed = name.endswith((".gz", ".zst"))
    ending = Path(name.removesuffix(".gz").removesuffix(".zst")).suffix
    if ending not in FORMS or (packed and ending == ".parquet"):
        raise WrongEnding(f"{path.name} ends in none of .jsonl, .csv (both also with .gz or .zst) and .parquet")
    return ending


class Whole:
    """A table that is written beside its path and moved there once it is whole; what is broken off leaves nothing.

    Raises ExpectedFailure where it cannot be written.
    """

    def __init__(self, path: Path, kinds: Kinds) -> None:
        self._path = path
        self._part = path.with_name(f"{PART}{path.name}")
        self._kinds = kinds
        self._make = FORMS[form_of(path)]
        self._stack = ExitStack()

    def __enter__(self) -> Table:
        try:
            return self._make(self._part, self._kinds, self._stack)
        except OSError as fault:
            raise self._cannot(fault) from fault

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._stack.close()
            if kind is None:
                self._part.replace(self._path)
        except OSError as closing:
            if kind is None or isinstance(fault, OSError):
                raise self._cannot(closing) from closing
        finally:
            self._part.unlink(missing_ok=True)
        if isinstance(fault, OSError):
            raise self._cannot(fault) from fault

    def _cannot(self, fault: OSError) -> ExpectedFailure:
        return ExpectedFailure(f"{self._path} cannot be written: {fault.strerror or fault}")


class _Lines:
    def __init__(self, path: Path, kinds: Kinds, stack: ExitStack) -> None:
        self._write = stack.enter_context(_opened(path)).write
        self._encode = msgspec.json.Encoder().encode

    def take(self, line: Mapping[str, Any]) -> None:
        self._write(self._encode(line) + b"\n")


class _Cells:
    def __init__(self, path: Path, kinds: Kinds, stack: ExitStack) -> None:
        file = stack.enter_context(_opened(path))
        text = stack.enter_context(io.TextIOWrapper(file, encoding="utf-8", newline=""))
        self._columns = [(name, kind is Kind.TEXT) for name, kind in kinds.items()]
        self._row = csv.writer(text).writerow
        self._row([name for name, _ in self._columns])

    def take(self, line: Mapping[str, Any]) -> None:
        get = line.get
        self._row([safe(get(name)) if text else get(name) for name, text in self._columns])


class _Parquet:
    def __init__(self, path: Path, kinds: Kinds, stack: ExitStack) -> None:
        parquet, self._arrow = pyarrow()
        types = {
            Kind.TEXT: self._arrow.string(),
            Kind.NUMBER: self._arrow.float64(),
            Kind.WHOLE: self._arrow.int64(),
            Kind.MOMENT: self._arrow.timestamp("ms", "UTC"),
            Kind.FLAG: self._arrow.bool_(),
        }
        self._schema = self._arrow.schema([(name, types[kind]) for name, kind in kinds.items()])
        self._file = stack.enter_context(parquet.ParquetWriter(path, self._schema, compression="zstd"))
        self._columns: dict[str, list[Any]] = {name: [] for name in kinds}
        self._held = 0
        self._pieces: list[Any] = []
        stack.callback(self._write)

    def take(self, line: Mapping[str, Any]) -> None:
        get = line.get
        for name, column in self._columns.items():
            column.append(get(name))
        self._held += 1
        if self._held == PIECE:
            self._pack()
            if len(self._pieces) == PIECES_A_GROUP:
                self._write()

    def _pack(self) -> None:
        """Hold the lines as columns, which take a tenth of the room."""
        if self._held:
            self._pieces.append(self._arrow.table(self._columns, schema=self._schema))
        for column in self._columns.values():
            column.clear()
        self._held = 0

    def _write(self) -> None:
        self._pack()
        if self._pieces:
            self._file.write_table(self._arrow.concat_tables(self._pieces))
        self._pieces.clear()


def _opened(path: Path) -> IO[bytes]:
    """A place for bytes, packed by the name's last ending."""
    ending = path.suffix.lower()
    if ending == ".gz":
        return cast("IO[bytes]", GzipFile(path, "wb", GZIP_LEVEL))  # it is one, but for its type
    if ending == ".zst":
        return cast("IO[bytes]", zstandard.open(path, "wb"))
    return path.open("wb", buffering=BUFFER)


FORMS: MappingProxyType[str, Callable[[Path, Kinds, ExitStack], Table]] = MappingProxyType(
    {".jsonl": _Lines, ".csv": _Cells, ".parquet": _Parquet}
)
