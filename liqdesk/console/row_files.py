"""Liquidations in files, out and in: JSON lines, CSV or Parquet by the name's ending, `.gz` and `.zst` accepted."""

import csv
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from gzip import GzipFile
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Literal, Protocol, cast

import zstandard

from liqdesk.console.forms import liquidation_form
from liqdesk.console.printer import json_line
from liqdesk.console.row_forms import RowReader
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.liquidation import Liquidation

COLUMNS = (
    "venue", "symbol", "base", "quote", "position", "price", "price_kind", "quantity_base", "notional_usd", "at",
    "received_at", "kind", "history", "completeness", "key", "option", "tradfi", "source",
)  # fmt: skip
LONGEST_LINE = 1 << 20
ROWS_A_GROUP = 10_000
EVALUATED = "=+-@\t\r\n＝＋－＠"
"""A spreadsheet takes a cell that begins so for a formula; such texts are written behind an apostrophe (OWASP, CSV injection)."""

NO_PARQUET = (
    "Parquet needs pyarrow, which is not here: use .csv or .jsonl, or a liqdesk from pip install 'liqdesk[parquet]'"
)

Read = Iterator[tuple[int, Liquidation | str]]
"""The number of each line or row, from 1, with what it holds or what is wrong with it."""


class WrongEnding(ExpectedFailure):
    """The name of a file does not say which form it has."""

    wrong_usage = True


class RowSink(Protocol):
    """Takes rows one after another."""

    def take(self, entry: Liquidation, source: str | None) -> None:
        """Write one row; `source` says where it came from when that is not a live feed."""
        ...


def form_of(path: Path) -> str:
    """`.jsonl`, `.csv` or `.parquet`. Raises WrongEnding."""
    name = path.name.lower()
    packed = name.endswith((".gz", ".zst"))
    ending = Path(name.removesuffix(".gz").removesuffix(".zst")).suffix
    if ending not in READERS or (packed and ending == ".parquet"):
        raise WrongEnding(f"{path.name} ends in none of .jsonl, .csv (both also with .gz or .zst) and .parquet")
    return ending


def read_rows(path: Path) -> Read:
    """Every row of a file. Raises ExpectedFailure where the file as a whole cannot be read."""
    read = READERS[form_of(path)]
    try:
        yield from read(path)
    except (OSError, EOFError, zlib.error, zstandard.ZstdError, csv.Error) as fault:
        raise ExpectedFailure(f"{path} cannot be read: {getattr(fault, 'strerror', None) or fault}") from fault


def write_rows(path: Path) -> AbstractContextManager[RowSink]:
    """A file that has its name only once it is whole. Raises ExpectedFailure where it cannot be written."""
    return _Whole(path, WRITERS[form_of(path)])


def _read_lines(path: Path) -> Read:
    reader = RowReader()
    with _opened(path, "rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                while (more := file.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
                    pass
                yield number, "the line is too long"
            elif line.strip():
                yield number, _read(reader.of_line, line)


def _read_table(path: Path) -> Read:
    reader = RowReader()
    with (
        _opened(path, "rb") as file,
        io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="") as text,
    ):
        table = csv.DictReader(text, restkey="", restval="")
        for cells in table:
            yield table.line_num, _read(reader.of_cells, {name: _bare(value) for name, value in cells.items() if name})


def _read_parquet(path: Path) -> Read:
    parquet, arrow = _parquet()
    reader, number = RowReader(), 0
    try:
        for batch in parquet.ParquetFile(path).iter_batches(ROWS_A_GROUP):
            for cells in batch.to_pylist():
                number += 1
                yield number, _read(reader.of_cells, cells)
    except arrow.ArrowException as fault:
        raise ExpectedFailure(f"{path} cannot be read: {fault}") from fault


def _read(make: Callable[[Any], Liquidation], raw: Any) -> Liquidation | str:
    try:
        return make(raw)
    except (ValueError, RecursionError) as wrong:  # msgspec's and that of text which is no UTF-8 are ValueErrors
        return str(wrong)


class _Lines:
    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._file = stack.enter_context(_opened(path, "wb"))

    def take(self, entry: Liquidation, source: str | None) -> None:
        self._file.write(f"{json_line(liquidation_form(entry, source))}\n".encode())


class _Table:
    def __init__(self, path: Path, stack: ExitStack) -> None:
        file = stack.enter_context(_opened(path, "wb"))
        text = stack.enter_context(io.TextIOWrapper(file, encoding="utf-8", newline=""))
        self._table = csv.DictWriter(text, COLUMNS, restval="")
        self._table.writeheader()

    def take(self, entry: Liquidation, source: str | None) -> None:
        form = liquidation_form(entry, source)
        self._table.writerow({name: _safe(value) for name, value in form.items()})


class _Parquet:
    def __init__(self, path: Path, stack: ExitStack) -> None:
        parquet, self._arrow = _parquet()
        text, number, whole, flag = (getattr(self._arrow, kind)() for kind in ("string", "float64", "int64", "bool_"))
        kinds = dict.fromkeys(COLUMNS, text)
        kinds |= dict.fromkeys(("price", "quantity_base", "notional_usd"), number)
        kinds |= dict.fromkeys(("at", "received_at"), whole) | dict.fromkeys(("history", "option", "tradfi"), flag)
        self._schema = self._arrow.schema(list(kinds.items()))
        self._file = stack.enter_context(parquet.ParquetWriter(path, self._schema, compression="zstd"))
        self._held: list[dict[str, Any]] = []
        stack.callback(self._write)

    def take(self, entry: Liquidation, source: str | None) -> None:
        self._held.append(liquidation_form(entry, source))
        if len(self._held) == ROWS_A_GROUP:
            self._write()

    def _write(self) -> None:
        self._file.write_table(self._arrow.Table.from_pylist(self._held, schema=self._schema))
        self._held = []


class _Whole:
    """Writes beside the path, and moves the file there once all went well."""

    def __init__(self, path: Path, make: Callable[[Path, ExitStack], RowSink]) -> None:
        self._path = path
        self._part = path.with_name(f".part-{path.name}")
        self._make = make
        self._stack = ExitStack()

    def __enter__(self) -> RowSink:
        try:
            return self._make(self._part, self._stack)
        except OSError as fault:
            raise self._cannot(fault) from fault

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: object) -> None:
        try:
            self._stack.close()
            if kind is None:
                self._part.replace(self._path)
        except OSError as closing:
            self._part.unlink(missing_ok=True)
            raise self._cannot(closing) from closing
        self._part.unlink(missing_ok=True)
        if isinstance(fault, OSError):
            raise self._cannot(fault) from fault

    def _cannot(self, fault: OSError) -> ExpectedFailure:
        return ExpectedFailure(f"{self._path} cannot be written: {fault.strerror or fault}")


def _opened(path: Path, mode: Literal["rb", "wb"]) -> IO[bytes]:
    """The file's bytes, unpacked or to be packed by the name's last ending."""
    ending = path.suffix.lower()
    if ending == ".gz":
        return cast("IO[bytes]", GzipFile(path, mode))  # it is one, but for its type
    if ending == ".zst":
        packed = zstandard.open(path, mode)
        return io.BufferedReader(packed) if mode == "rb" else packed
    return path.open(mode)


def _parquet() -> tuple[Any, Any]:
    try:
        import pyarrow  # a third of a second and fifty megabytes that only this form needs
        import pyarrow.parquet
    except ImportError as fault:
        raise ExpectedFailure(NO_PARQUET) from fault
    return pyarrow.parquet, pyarrow


def _safe(value: object) -> object:
    """A cell that no spreadsheet evaluates."""
    return f"'{value}" if isinstance(value, str) and value.startswith(tuple(EVALUATED)) else value


def _bare(value: str) -> str:
    """The text of a cell without the apostrophe `_safe` put before it."""
    return value[1:] if value[:1] == "'" and value[1:2] in tuple(EVALUATED) else value


READERS = MappingProxyType({".jsonl": _read_lines, ".csv": _read_table, ".parquet": _read_parquet})
WRITERS: MappingProxyType[str, Callable[[Path, ExitStack], RowSink]] = MappingProxyType(
    {".jsonl": _Lines, ".csv": _Table, ".parquet": _Parquet}
)
