"""The recorded minutes that hours are compared on, from the recordings and, where that was chosen, from imported files too."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from liqdesk.analytics.buckets import Ints
from liqdesk.analytics.rank import Basis, Mask, MinuteHistory, chosen_venues, watched_minutes
from liqdesk.domain.feed_state import CoveredSpan
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId

PIECE = 30 * DAY // MINUTE
"""Minutes asked of the disk at once, so that what is to be written does not wait for long."""

BELATED = HOUR // MINUTE
"""The newest minutes are asked again, because rows may have come late."""


class RecordedMinutes(Protocol):
    """When somebody listened, and what each minute brought."""

    async def spans(self) -> Sequence[CoveredSpan]:
        """Every covered span."""
        ...

    async def minute_sums(
        self, venues: Sequence[VenueId], base: str | None, first: int, until: int
    ) -> Sequence[tuple[int, PositionSide, int]]:
        """Micro-USD per minute since 1970 and side."""
        ...


class Nothing:
    """Implements `RecordedMinutes` where nothing was imported."""

    async def spans(self) -> Sequence[CoveredSpan]:
        """None."""
        return ()

    async def minute_sums(
        self, venues: Sequence[VenueId], base: str | None, first: int, until: int
    ) -> Sequence[tuple[int, PositionSide, int]]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """A history, and the imported time that went into it."""

    history: MinuteHistory
    imported: Sequence[CoveredSpan]


class RecordedHours:
    """Makes the history of a scope. Imported minutes stand in only where the same venues were not listened to here.

    `with_imported` says whether they may; the basis of what is made says whether any did.
    """

    def __init__(
        self,
        past: RecordedMinutes,
        expected: Callable[[], Collection[VenueId]],
        imported: RecordedMinutes | None = None,
        with_imported: Callable[[], bool] = lambda: False,
    ) -> None:
        self._past = past
        self._expected = expected
        self._imported = imported or Nothing()
        self.with_imported = with_imported
        self._market: _Read | None = None

    async def recorded(self, base: str | None, now: UnixMs) -> MinuteHistory:
        """What was heard here alone, up to the minute of `now`; of one coin, or of all."""
        return (await self._made(base, now, (), None)).history

    async def compared(self, base: str | None, now: UnixMs) -> MinuteHistory:
        """What hours are ranked among. The whole market's is remembered, and only its newest minutes read again."""
        imported = await self._imported.spans() if self.with_imported() else ()
        made = await self._made(base, now, imported, self._market if base is None else None)
        if base is None:
            self._market = made
        return made.history

    async def _made(self, base: str | None, now: UnixMs, imported: Sequence[CoveredSpan], known: _Read | None) -> _Read:
        spans = await self._past.spans()
        until = now // MINUTE
        first = min(
            (until, *(one.span.start // MINUTE for one in (*spans, *imported)))
        )  # a replay knows of what comes later
        here, there = (self._watched(of, first, until - first) for of in (spans, imported))
        unwatched = np.zeros(until - first, dtype=np.bool_)
        minutes: dict[str, int] = {
            venue: int(np.count_nonzero(here.get(venue, unwatched) | there.get(venue, unwatched)))
            for venue in sorted({*here, *there})
        }
        basis = chosen_venues(minutes)
        heard, told = (_all_of(basis.venues, of, until - first) for of in (here, there))
        borrowed = told & ~heard
        basis = Basis(basis.venues, basis.left_out, bool(borrowed.any()))
        old = known.history if known is not None and known.imported == imported else None
        if old is not None and (old.first, old.basis) != (first, basis):
            old = None
        long, short = _grown(old, until - first)
        begin = first if old is None else max(first, first + len(old.long) - BELATED)
        await self._add(self._past, basis, base, (begin, until), long, short)
        if basis.imported:
            other_long, other_short = _grown(None, until - first)
            await self._add(self._imported, basis, base, (begin, until), other_long, other_short)
            fresh = borrowed.copy()
            fresh[: begin - first] = False
            long[fresh], short[fresh] = other_long[fresh], other_short[fresh]
        return _Read(MinuteHistory(first, long, short, heard | told, basis), imported)

    def _watched(self, spans: Sequence[CoveredSpan], first: int, count: int) -> dict[VenueId, Mask]:
        """In which minutes each expected venue was listened to."""
        expected = self._expected()
        by_venue: dict[VenueId, list[CoveredSpan]] = {}
        for one in spans:
            if one.venue in expected:
                by_venue.setdefault(one.venue, []).append(one)
        return {venue: watched_minutes(found, first, count) for venue, found in by_venue.items()}

    async def _add(
        self, of: RecordedMinutes, basis: Basis, base: str | None, within: tuple[int, int], long: Ints, short: Ints
    ) -> None:
        """Read the sums of some minutes into the arrays, whose ends are the same as those of `within`."""
        begin, until = within
        first = until - len(long)
        venues = [VenueId(venue) for venue in basis.venues]
        for start in range(begin, until, PIECE) if venues else ():
            for minute, side, micro in await of.minute_sums(venues, base, start, min(until, start + PIECE)):
                (long if side is PositionSide.LONG else short)[minute - first] = micro


def _all_of(venues: Sequence[str], watched: dict[VenueId, Mask], count: int) -> Mask:
    """The minutes in which all of these were listened to; none where there are no venues."""
    mask = np.full(count, bool(venues))
    for venue in venues:
        mask &= watched.get(VenueId(venue), np.zeros(count, dtype=np.bool_))
    return mask


def _grown(known: MinuteHistory | None, count: int) -> tuple[Ints, Ints]:
    """Room for the sums of so many minutes, with those that are known in it."""
    long, short = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    if known is not None:
        kept = min(count, len(known.long))
        long[:kept], short[:kept] = known.long[:kept], known.short[:kept]
    return long, short
