"""The records of a table in its lines: whatever stands there, within bounded memory."""

import csv
from collections import deque
from collections.abc import Iterator

from liqdesk.feed.packed import TOO_LONG, Lines

LONGEST = 1 << 20
MOST_LINES = 64
"""A record may hold line ends inside quotation marks; one over more lines has a mark that was never closed."""

DELIMITERS = (",", ";", "\t")
"""Commas, and what spreadsheets write where commas stand in numbers."""


class Records:
    """The records of a table: the number of the line each begins on, with its cells or what is wrong with it.

    The first line that is not empty says what the cells are parted by. A quotation mark that is never closed costs its own line
    and no other.
    """

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._again: deque[tuple[int, bytes | None]] = deque()
        self.delimiter = ""

    def __iter__(self) -> Iterator[tuple[int, list[str] | str]]:
        while (found := self._next()) is not None:
            number, raw = found
            if raw is None:
                yield number, TOO_LONG
            elif raw.strip():
                if not self.delimiter and self._takes_delimiter(raw):
                    continue
                yield number, self._record(raw)

    def _next(self) -> tuple[int, bytes | None] | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _takes_delimiter(self, raw: bytes) -> bool:
        """Learn what parts the cells; whether the line said that and nothing else."""
        text = raw.decode("utf-8-sig", "replace").strip()
        if text.startswith("sep=") and len(text) == len("sep=") + 1:
            self.delimiter = text[-1]
            return True
        self.delimiter = max(DELIMITERS, key=text.count)
        return False

    def _record(self, raw: bytes) -> list[str] | str:
        more: list[tuple[int, bytes | None]] = []
        whole = raw
        while whole.count(b'"') % 2:
            found = self._next() if len(more) < MOST_LINES and len(whole) < LONGEST else None
            if found is not None:
                more.append(found)
            if found is None or found[1] is None:
                self._again.extendleft(reversed(more))
                return "a quotation mark is never closed"
            whole += found[1]
        return self._cells(whole)

    def _cells(self, raw: bytes) -> list[str] | str:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return "the line is no UTF-8 text"
        if "\0" in text:
            return "the line holds a NUL byte"
        try:
            (cells,) = csv.reader([text], delimiter=self.delimiter, strict=True)
        except (csv.Error, ValueError) as wrong:
            return str(wrong)
        return cells
