"""What goes out into files: rows, sums, watched time and events, piece by piece on a connection of its own that only reads.

No statement lasts longer than a piece, so that whoever writes meanwhile can always tidy up behind itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.feed_state import CoveredSpan, Span
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.among import Among
from liqdesk.store.codes import POSITIONS, Source
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from liqdesk.store.journal import JournalStore
from liqdesk.store.rows import MOST_DIGEST, Mark, RowStore, digest_of
from liqdesk.store.sums import DAYS, HOURS, MINUTES, Sum

PIECE = 10_000
EVENTS = 1_000_000

UNITS = {"minutes": MINUTES, "hours": HOURS, "days": DAYS}


@dataclass(frozen=True, slots=True)
class Bar:
    """The sums of one coin on one venue over one minute, hour or day."""

    span: Span
    venue: VenueId
    base: str
    total: SideTotal


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """Where a row came from; of an imported one the file, and when."""

    source: Source
    file: str | None = None
    at: UnixMs | None = None


class Outflow:
    """One file of the store, asked by one thread. Raises ExpectedFailure where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._connection = open_for_reading(path)
        self._rows = RowStore(self._connection)
        self._past = StoredHistory(self._connection, self._rows)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def bounds(self) -> Span | None:
        """From the first row to behind the last; None where there is none."""
        ends = "SELECT at FROM liquidations ORDER BY at {} LIMIT 1"
        first, last = (self._connection.execute(ends.format(order)).get for order in ("ASC", "DESC"))
        return None if first is None else Span(UnixMs(first), UnixMs(last + 1))

    def rows(self, span: Span, among: Among) -> Iterator[list[tuple[Liquidation, RowOrigin]]]:
        """The rows of some time, oldest first."""
        mark: Mark = (span.start - 1, MOST_DIGEST)
        files = self._files()
        while True:
            before = mark
            found, mark = self._rows.onwards(mark, span.end, PIECE, among)
            if found:
                yield self._with_origins(found, before, mark, files)
            if len(found) < PIECE:
                return

    def _files(self) -> dict[int, tuple[str, UnixMs]]:
        """The imported files by number."""
        found = self._connection.execute("SELECT id, file, begun_at FROM imports")
        return {ident: (file, UnixMs(at)) for ident, file, at in found}

    def _with_origins(
        self, found: list[tuple[Liquidation, Source]], after: Mark, to: Mark, files: dict[int, tuple[str, UnixMs]]
    ) -> list[tuple[Liquidation, RowOrigin]]:
        if not files:
            return [(row, RowOrigin(source)) for row, source in found]
        brought = {
            (at, digest): ident
            for at, digest, ident in self._connection.execute(
                "SELECT at, digest, min(import) FROM import_rows WHERE (at, digest) > (?, ?) AND (at, digest) <= (?, ?)"
                " GROUP BY at, digest",
                (*after, *to),
            )
        }
        return [
            (row, RowOrigin(source, *files.get(brought.get((row.at, digest_of(row.key)), 0), (None, None))))
            for row, source in found
        ]

    def bars(self, unit: Sum, span: Span, among: Among) -> Iterator[list[Bar]]:
        """The sums of every minute, hour or day that lies in some time and has any, oldest first."""
        first, until = -(-span.start // unit.span), span.end // unit.span
        markets, values = among.markets()
        position, more = among.position()
        names = {
            number: (VenueId(venue), base)
            for number, venue, base in self._connection.execute(
                f"SELECT id, venue, base FROM markets WHERE {markets}", values
            )
        }
        mark = (first, -1)
        while True:
            found: list[tuple[int, ...]] = self._connection.execute(  # type: ignore[assignment]  # all are whole numbers
                f"SELECT {unit.unit}, market, position, micro, rows, unvalued FROM {unit.table} WHERE {position}"
                f" AND ({unit.unit}, market) > (?, ?) AND {unit.unit} < ? ORDER BY 1, 2, 3 LIMIT ?",
                (*more, *mark, until, PIECE),
            ).fetchall()
            whole = len(found) < PIECE
            if not whole:  # the last market may have its other side in the next piece
                last = found[-1][:2]
                found = [one for one in found if one[:2] != last]
            if found:
                mark = found[-1][0], found[-1][1]
                bars = [_bar(unit, of, lines, names) for of, lines in _grouped(found) if of[1] in names]
                if bars:
                    yield bars
            if whole:
                return

    def contracts(self) -> Sequence[Instrument]:
        """The contracts whose size is known, the older ones first."""
        return self._rows.names.sized()

    def watched(self, since: UnixMs = UnixMs(0)) -> Sequence[CoveredSpan]:
        """The time in which somebody listened, from a moment on."""
        return self._past.spans(since)

    def events(self, span: Span) -> Sequence[JournalEntry]:
        """The events of some time, oldest first, parts of others included."""
        return JournalStore(self._connection).read(span.start, span.end, EVENTS)

    def damaged_events(self, span: Span) -> int:
        """How many events of that time nobody can read any more."""
        return JournalStore(self._connection).damaged(span.start, span.end)

    def fact(self, name: str) -> str | None:
        """A word about the file as a whole."""
        return self._past.fact(name)


def _grouped(found: list[tuple[int, ...]]) -> Iterator[tuple[tuple[int, int], list[tuple[int, ...]]]]:
    """Lines of one time and market together."""
    held: list[tuple[int, ...]] = []
    for line in found:
        if held and held[-1][:2] != line[:2]:
            yield (held[0][0], held[0][1]), held
            held = []
        held.append(line)
    if held:
        yield (held[0][0], held[0][1]), held


def _bar(unit: Sum, of: tuple[int, int], lines: list[tuple[int, ...]], names: dict[int, tuple[VenueId, str]]) -> Bar:
    micro = {POSITIONS[line[2]]: line[3] for line in lines}
    long, short = micro.get(PositionSide.LONG, 0), micro.get(PositionSide.SHORT, 0)
    total = SideTotal(MicroUsd(long), MicroUsd(short), sum(line[4] for line in lines), sum(line[5] for line in lines))
    venue, base = names[of[1]]
    return Bar(Span(UnixMs(of[0] * unit.span), UnixMs((of[0] + 1) * unit.span)), venue, base, total)
