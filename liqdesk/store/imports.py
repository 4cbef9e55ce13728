"""Rows from files, in a file of their own beside the recordings: nothing they say enters what was heard here."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import MINUTE, Clock, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile

SILENCE = DurationMs(30 * MINUTE)
"""Where the files have no row of any venue for so long, nobody listened: exchanges as a whole are never so quiet."""


class Imports:
    """Writes imported rows; used by one thread.

    What the files do not say is when their maker listened. It is taken that a venue was listened to from its first row to
    its last, but for silences of all venues together.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open or make the file. Raises ExpectedFailure where it cannot be used."""
        self._file = StoreFile(path, clock)
        self._minutes: dict[VenueId, set[int]] = {}
        self.notices = self._file.recordings.take_notices()

    def take(self, rows: Sequence[Liquidation]) -> int:
        """Keep these rows; returns how many were not there yet."""
        stored = self._file.commit(list(rows), Aside(), Source.IMPORT)
        for one in rows:
            self._minutes.setdefault(one.instrument.venue, set()).add(one.at // MINUTE)
        return stored.new

    def close(self) -> None:
        """Write down which time the rows stand for, and let go of the file."""
        if self._minutes:
            known = self._file.history().spans(UnixMs(0))
            spans = [span for venue in sorted(self._minutes) for span in self._spans(venue, known)]
            cuts = {one.lane: UnixMs(0) for one in spans}
            self._file.commit(
                [], Aside(spans={(one.lane, one.span.start): one for one in spans}, cuts=cuts), Source.IMPORT
            )
        self._file.recordings.close()

    def _spans(self, venue: VenueId, known: Iterable[CoveredSpan]) -> list[CoveredSpan]:
        """What is known of a venue's time and what this file adds, as spans that do not overlap."""
        lane = lane_of(venue)
        pieces = [one.span for one in known if one.lane == lane]
        pieces += listened(self._minutes[venue], set().union(*self._minutes.values()))
        return [CoveredSpan(lane, venue, piece) for piece in joined(pieces)]


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
