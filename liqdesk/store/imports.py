"""Rows from files, in a file of their own beside the recordings: nothing they say enters what was heard here."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import apsw

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import MINUTE, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.codes import Source
from liqdesk.store.database import open_for_reading
from liqdesk.store.groups import Aside, StoreFile
from liqdesk.store.import_book import ImportBook, Imported
from liqdesk.store.rows import LEAST_DIGEST

PAGES_GIVEN_BACK = 1_000

SILENCE = DurationMs(30 * MINUTE)
"""Where the files have no row of any venue for so long, nobody listened: exchanges as a whole are never so quiet."""

Answer = TypeVar("Answer")


class Imports:
    """Takes files in and out; used by one thread. What is begun and broken off is whole: an entry with the rows so far.

    What the files do not say is when their maker listened. It is taken that a venue was listened to from its first row to
    its last, but for silences of all venues together.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open or make the file, and end what an earlier run began. Raises ExpectedFailure where it cannot be used."""
        self._clock = clock
        self._file = StoreFile(path, clock)
        self._entry: int | None = None
        self._changed = False
        self.notices = self._file.recordings.take_notices()
        for ident in self._book(lambda book: book.going()):
            self._remove(ident)

    def begin(self, file: str) -> None:
        """The rows that come next are of this file."""
        self._entry = self._book(lambda book: book.begin(file, "", self._clock.now()))

    def take(self, rows: Sequence[Liquidation]) -> int:
        """Keep these rows of the file that was begun; returns how many were not there yet."""
        entry = self._entry
        if entry is None:
            raise RuntimeError("no file was begun")
        stored = self._file.commit(
            list(rows), Aside(), Source.IMPORT, lambda connection, new: ImportBook(connection).take(entry, rows, new)
        )
        self._changed |= stored.new > 0
        if stored.untidy:
            self._file.recordings.tidy()
        return stored.new

    def end(self, form: str) -> None:
        """The file was read to its end and had this form. One that added nothing leaves no entry."""
        entry, self._entry = self._entry, None
        if entry is None:
            raise RuntimeError("no file was begun")
        self._book(lambda book: book.end(entry, form, self._clock.now()))
        self._book(lambda book: book.drop_empty(entry))

    def remove(self, ident: int) -> None:
        """Take out the rows of one file that no other has. Raises ExpectedFailure where there is no such file."""
        if not self._book(lambda book: book.mark_going(ident)):
            raise ExpectedFailure(f"there is no import number {ident}")
        self._remove(ident)

    def close(self) -> None:
        """Write down which time the rows stand for, and let go of the file."""
        entry = self._entry
        if entry is not None:
            self._book(lambda book: book.drop_empty(entry))
        if self._changed or self._unsure():
            self._put_spans()
        self._file.recordings.close()

    def _remove(self, ident: int) -> None:
        after: tuple[int, int] | None = (0, LEAST_DIGEST)
        while after is not None:
            mark = after
            after = self._book(lambda book, mark=mark: book.remove_some(ident, mark))  # type: ignore[misc]  # a default binds it
            self._tidy()
        while self._file.give_back(PAGES_GIVEN_BACK):
            self._tidy()
        self._changed = True

    def _tidy(self) -> None:
        if self._file.recordings.untidy:
            self._file.recordings.tidy()

    def _unsure(self) -> bool:
        """Whether an earlier run was killed before it wrote down which time its rows stand for."""
        return any(not one.whole for one in self._book(lambda book: book.entries()))

    def _put_spans(self) -> None:
        minutes = self._book(lambda book: book.minutes())
        everybody = set[int]().union(*minutes.values())
        spans = [
            CoveredSpan(lane_of(venue), venue, piece)
            for venue in sorted(minutes)
            for piece in listened(minutes[venue], everybody)
        ]
        cuts = {one.lane: UnixMs(0) for one in (*self._file.history().spans(UnixMs(0)), *spans)}
        self._file.commit([], Aside(spans={(one.lane, one.span.start): one for one in spans}, cuts=cuts), Source.IMPORT)

    def _book(self, ask: Callable[[ImportBook], Answer]) -> Answer:
        return self._file.recordings.transact(lambda connection: ask(ImportBook(connection)))


class ImportList:
    """What was imported, as those see it who only look. A file that is not there holds nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: apsw.Connection | None = open_for_reading(path) if path.exists() else None

    def entries(self) -> Sequence[Imported]:
        """Every file, the newest first."""
        return [] if self._connection is None else ImportBook(self._connection).entries()

    def fresh(self, rows: Sequence[Liquidation]) -> int:
        """How many of those rows, of which no two are the same, are not there yet."""
        return len(rows) - (0 if self._connection is None else len(ImportBook(self._connection).known(rows)))

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()


def lane_of(venue: VenueId) -> LaneId:
    """The name under which a venue's imported time is kept."""
    return LaneId(f"{venue}/import")


def listened(own: set[int], everybody: set[int]) -> list[Span]:
    """From the minutes since 1970 in which a venue, and in which any venue, has rows: when that venue was listened to."""
    first, last = min(own), max(own)
    minutes = sorted(minute for minute in everybody if first <= minute <= last)
    pieces = [Span(UnixMs(minute * MINUTE), UnixMs((minute + 1) * MINUTE)) for minute in minutes]
    return joined(pieces, SILENCE)


def joined(pieces: Iterable[Span], apart: DurationMs = DurationMs(0)) -> list[Span]:
    """The same time in as few spans as can be; what lies at most `apart` becomes one."""
    whole: list[Span] = []
    for piece in sorted(pieces, key=lambda one: one.start):
        if whole and piece.start - whole[-1].end <= apart:
            whole[-1] = Span(whole[-1].start, UnixMs(max(whole[-1].end, piece.end)))
        else:
            whole.append(piece)
    return whole
