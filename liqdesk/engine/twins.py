"""Live rows that a venue's history will name in other words: each waits for the one row of the history that is it."""

from array import array
from collections.abc import Mapping, Sequence

import numpy as np

from liqdesk.domain.liquidation import Likeness, PositionSide
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.domain.venue import VenueId

HELD = 100_000
"""Rows held for all such venues together; the oldest are let go."""

CLAIMED = 0
"""Stands in place of the key of a row that was claimed."""

Told = tuple[VenueId, str, PositionSide, float, UnixMs]
"""A row of a history: venue, symbol, position, the size or price by which its live twin is known, and its time."""


class Twins:
    """Holds the seconds of live rows by the hash of what they have in common with their twins, sixteen bytes each.

    Every held row is claimed once: of two equal orders the feed told, and three the history tells, one is new. Give the
    history's rows oldest first; as each claims the oldest row it may, as many as possible find theirs. Rows come all the
    time and pages of a history seldom, so nothing is kept in order to be found: a page looks through all rows at once.
    """

    def __init__(self, likenesses: Mapping[VenueId, Likeness], held: int = HELD) -> None:
        self._likenesses = likenesses
        self._held = held
        self._keys, self._seconds = array("q"), array("q")
        """Those of the rows held; once there are `held`, the oldest makes room for the newest."""
        self._oldest = 0

    def heard(self, venue: VenueId, symbol: str, position: PositionSide, size: float, price: float, at: UnixMs) -> None:
        """A live row; of a venue whose history needs no likeness it is nothing to remember."""
        likeness = self._likenesses.get(venue)
        if likeness is None:
            return
        key = hash((venue, symbol, position, size if likeness.by == "size" else price))
        if len(self._keys) < self._held:
            self._keys.append(key)
            self._seconds.append(at // SECOND)
            return
        place = self._oldest
        self._keys[place], self._seconds[place] = key, at // SECOND
        self._oldest = (place + 1) % self._held

    def claim(self, page: Sequence[Told]) -> list[bool]:
        """For each of these events in turn, whether it is a live row that nobody claimed yet; from now on that is taken."""
        asked = [hash((venue, symbol, position, alike)) for venue, symbol, position, alike, _ in page]
        places = self._places(asked)
        return [
            self._take(places.get(key, []), one[4] // SECOND, self._likenesses[one[0]].seconds)
            for key, one in zip(asked, page, strict=True)
        ]

    def _take(self, places: list[int], second: int, within: int) -> bool:
        """Claim the oldest of the rows at these places that is near enough."""
        seconds = self._seconds
        fit = [place for place in places if abs(seconds[place] - second) <= within]
        if not fit:
            return False
        place = min(fit, key=lambda one: (seconds[one], (one - self._oldest) % self._held))
        places.remove(place)
        self._keys[place] = CLAIMED
        return True

    def _places(self, asked: Sequence[int]) -> dict[int, list[int]]:
        """Where the rows stand that have one of these keys."""
        places: dict[int, list[int]] = {}
        if asked:
            keys, wanted = np.frombuffer(self._keys, np.int64), np.sort(np.array(asked, np.int64))
            near = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
            for place in np.flatnonzero(wanted[near] == keys).tolist():
                places.setdefault(self._keys[place], []).append(place)
        return places
