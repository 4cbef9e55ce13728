"""The liquidations in a file, whoever wrote it: recognised by what it holds, read as a stream, bad lines by number."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from liqdesk.app.files.lines import LONGEST, Records
from liqdesk.app.files.tapes import TAPE, tape_rows
from liqdesk.app.files.unpacking import DAMAGE, PARQUET, Member, Unpacked
from liqdesk.console.cells import bare
from liqdesk.console.parquet import pyarrow
from liqdesk.console.row_forms import RowReader
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.foreign import ForeignIntake
from liqdesk.feed.packed import TOO_LONG, numbered
from liqdesk.venues.files.form import Columns, FileForm
from liqdesk.venues.files.known import FORMS

OWN = "liqdesk rows"
OWN_COLUMNS = frozenset({"venue", "symbol", "base", "position", "price", "at"})
OTHER_EXPORTS = {"span_ms": "bars", "opened_at": "events", "lane": "watched time"}
"""Columns that only our exports of something else have."""
ROWS_A_GROUP = 10_000
PROMISING = (".csv", ".jsonl", ".json", ".parquet", ".tape", ".txt", ".gz", ".zst", ".zip")

Found = tuple[int, Liquidation | str]
"""The number of a line, from 1, with the liquidation on it or what is wrong with it."""


class UnknownForm(ExpectedFailure):
    """Nobody here knows what the columns of a file mean; `wrong_usage` where its name promised no table either."""

    def __init__(self, sentence: str, wrong_usage: bool = False) -> None:
        super().__init__(sentence)
        self.wrong_usage = wrong_usage


@dataclass(slots=True)
class Known:
    """What is needed to make money of other people's rows; `catalogue` gives a fresh one, for a tape adds to it."""

    catalogue: Callable[[], Catalogue]
    completeness: Mapping[VenueId, Completeness]
    bundled: Callable[[VenueId], str | None]


@dataclass(slots=True)
class Reading:
    """One file while it is read. `forms` are those met, `notes` sentences about the file as a whole.

    `part` is the name of what is being read where the file holds several, else empty.
    """

    source: Unpacked
    known: Known
    forms: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    part: str = ""

    def rows(self) -> Iterator[Found]:
        """Every row, in the order of the file. Raises ExpectedFailure where the file as a whole is of no use.

        A file that breaks off gives what stands before, and a note.
        """
        count = number = 0
        try:
            for member in self.source.members():
                count += 1
                self.part = member.name if member.name != self.source.path.name and count > 1 else ""
                for number, found in self._of(member):
                    yield number, found
        except DAMAGE as fault:
            why = getattr(fault, "strerror", None) or fault
            if not number:
                raise ExpectedFailure(f"{self.source.path} cannot be read: {why}") from fault
            self.notes.append(
                f"the file breaks off or is damaged after line {number:,} ({why}); what stands before is read"
            )
        if not count:
            raise ExpectedFailure(f"{self.source.path} holds no file")

    def _of(self, member: Member) -> Iterator[Found]:
        first = member.first
        if first.startswith(PARQUET):
            return self._parquet(member)
        if first.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise UnknownForm(f"{member.name} is UTF-16 text; save it as CSV in UTF-8")
        begin = first.removeprefix(b"\xef\xbb\xbf").lstrip()
        if begin.startswith(b"{") or (
            begin and member.name.lower().endswith(".jsonl")
        ):  # also where the first line is none
            return self._tape(member) if TAPE in begin.partition(b"\n")[0] else self._lines(member)
        return self._table(member)

    def _met(self, form: str) -> None:
        if form not in self.forms:
            self.forms.append(form)

    def _tape(self, member: Member) -> Iterator[Found]:
        self._met("liqdesk tape")
        return tape_rows(self.source.path, member.stream, self.known, self.notes)

    def _lines(self, member: Member) -> Iterator[Found]:
        self._met(f"{OWN}, JSON lines")
        reader = RowReader()
        for number, line in numbered(member.stream, LONGEST):
            if line is None:
                yield number, TOO_LONG
            elif line.strip():
                yield number, _read(reader.of_line, line.removeprefix(b"\xef\xbb\xbf"))

    def _parquet(self, member: Member) -> Iterator[Found]:
        if member.name != self.source.path.name:
            raise ExpectedFailure(f"{member.name} is packed twice: unpack {self.source.path.name} first")
        parquet, arrow = pyarrow()
        self._met(f"{OWN}, Parquet")
        reader, number = RowReader(), 0
        try:
            file = parquet.ParquetFile(self.source.path)
            _refuse_other(file.schema_arrow.names, member.name)
            for batch in file.iter_batches(ROWS_A_GROUP):
                for cells in _whole_numbers(batch, arrow).to_pylist():
                    number += 1
                    yield number, _read(reader.of_cells, cells)
        except (arrow.ArrowException, OSError) as fault:
            raise ExpectedFailure(f"{self.source.path} cannot be read: {fault}") from fault

    def _table(self, member: Member) -> Iterator[Found]:
        records = Records(numbered(member.stream, LONGEST))
        stream = iter(records)
        first = next(stream, None)
        if first is None:
            return iter(())
        number, names = first
        if isinstance(names, str):
            raise UnknownForm(f"the first line of {member.name} names no columns: {names}")
        names = [name.strip() for name in names]
        if {name.lower() for name in names} >= OWN_COLUMNS:
            self._met(f"{OWN}, CSV")
            return _own_cells(stream, [name.lower() for name in names])
        _refuse_other([name.lower() for name in names], member.name)
        for form in FORMS:
            columns = form.recognise(names)
            if columns is not None:
                return self._foreign(form, columns, member.name, number, names, stream, records.delimiter)
        raise _unknown(member.name, names)

    def _foreign(
        self,
        form: FileForm,
        columns: Columns,
        name: str,
        number: int,
        first: list[str],
        stream: Iterator[tuple[int, list[str] | str]],
        delimiter: str,
    ) -> Iterator[Found]:
        objection = form.objection(name)
        if objection:
            raise UnknownForm(objection)
        self._met(form.name)
        intake = ForeignIntake(self.known.catalogue(), self.known.completeness)
        begun: Sequence[tuple[int, list[str] | str]] = [(number, first)] if columns.headless else ()
        for at, cells in chain(begun, stream):
            if isinstance(cells, str):
                yield at, cells
            else:
                try:
                    row = form.read(_named(columns.names, cells, delimiter), name)
                    yield at, intake.take(row.report, row.symbols, row.received_at)
                except ValueError as wrong:
                    yield at, str(wrong)


def _own_cells(stream: Iterator[tuple[int, list[str] | str]], names: list[str]) -> Iterator[Found]:
    reader = RowReader()
    for number, cells in stream:
        if isinstance(cells, str):
            yield number, cells
        else:
            yield number, _read(reader.of_cells, {name: bare(cell) for name, cell in zip(names, cells, strict=False)})


def _named(names: Sequence[str], cells: list[str], delimiter: str) -> dict[str, str]:
    """The cells by name; where semicolons part them, commas in numbers are decimal points."""
    named = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    if delimiter == ",":
        return named
    return {name: cell.replace(",", ".") if _decimal(cell) else cell for name, cell in named.items()}


def _decimal(cell: str) -> bool:
    whole, comma, rest = cell.partition(",")
    return bool(comma) and whole.isdigit() and rest.isdigit()


def _read(make: Callable[[Any], Liquidation], raw: Any) -> Liquidation | str:
    try:
        return make(raw)
    except (ValueError, RecursionError) as wrong:  # msgspec's and that of text which is no UTF-8 are ValueErrors
        return str(wrong)


def _whole_numbers(batch: Any, arrow: Any) -> Any:
    """Times as Unix ms."""
    for place, column in enumerate(batch.schema):
        if arrow.types.is_timestamp(column.type):
            ms = batch.column(place).cast(arrow.timestamp("ms", column.type.tz), safe=False).cast(arrow.int64())
            batch = batch.set_column(place, column.name, ms)
    return batch


def _refuse_other(names: Sequence[str], file: str) -> None:
    """Raises UnknownForm for what we exported and holds no liquidations."""
    for column, what in OTHER_EXPORTS.items():
        if column in names:
            raise UnknownForm(f"{file} holds {what}; only single liquidations can be imported")


def _unknown(file: str, names: Sequence[str]) -> UnknownForm:
    known = ", ".join((OWN, *(form.name for form in FORMS)))
    said = ", ".join(name[:20] for name in names[:6])
    return UnknownForm(
        f"nobody here knows the columns of {file} ({said}); known are {known}, and tapes",
        wrong_usage=Path(file).suffix.lower() not in PROMISING,
    )
