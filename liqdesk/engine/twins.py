"""Live rows that a venue's history will name in other words: each waits for the one row of the history that is it."""

from array import array
from collections.abc import Mapping

from liqdesk.domain.liquidation import Likeness, PositionSide
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.domain.venue import VenueId

HELD = 100_000
"""Rows held for all such venues together; the oldest are let go."""

_Key = int
"""The hash of what two twins have in common, as the intake remembers rows too: a fifth of the words themselves."""


class Twins:
    """Holds the seconds of live rows by what they have in common with their twins.

    Every held row is claimed once: of two equal orders the feed told, and three the history tells, one is new. Give the
    history's rows oldest first; as each claims the oldest row it may, as many as possible find theirs.
    """

    def __init__(self, likenesses: Mapping[VenueId, Likeness], held: int = HELD) -> None:
        self._likenesses = likenesses
        self._held = held
        self._seconds: dict[_Key, int | list[int]] = {}
        """Most keys have a single row: its second alone takes a third of a list's room."""
        self._order = array("q"), array("q")
        """The keys and the seconds of the rows held; once there are `held`, the oldest makes room for the newest."""
        self._oldest = 0

    def heard(self, venue: VenueId, symbol: str, position: PositionSide, size: float, price: float, at: UnixMs) -> None:
        """A live row; of a venue whose history needs no likeness it is nothing to remember."""
        likeness = self._likenesses.get(venue)
        if likeness is None:
            return
        key = hash((venue, symbol, position, size if likeness.by == "size" else price))
        second = at // SECOND
        before = self._seconds.get(key)
        if before is None:
            self._seconds[key] = second
        elif isinstance(before, list):
            before.append(second)
        else:
            self._seconds[key] = [before, second]
        keys, seconds = self._order
        if len(keys) < self._held:
            keys.append(key)
            seconds.append(second)
            return
        place = self._oldest
        self._oldest = (place + 1) % self._held
        gone = keys[place], seconds[place]
        keys[place], seconds[place] = key, second
        self._drop(*gone)

    def claim(self, venue: VenueId, symbol: str, position: PositionSide, alike: float, at: UnixMs) -> bool:
        """Whether a live row that nobody claimed yet is this event; from now on it is taken."""
        key = hash((venue, symbol, position, alike))
        second, within = at // SECOND, self._likenesses[venue].seconds
        fit = [one for one in self._of(key) if abs(one - second) <= within]
        if fit:
            self._drop(key, min(fit))
        return bool(fit)

    def _drop(self, key: _Key, second: int) -> None:
        """Let one row go; it may have been claimed before."""
        held = self._of(key)
        if second not in held:
            return
        held.remove(second)
        if not held:
            del self._seconds[key]

    def _of(self, key: _Key) -> list[int]:
        """The seconds of a key's rows: the list that is held, or one made of the single one."""
        held = self._seconds.get(key, [])
        return held if isinstance(held, list) else [held]
