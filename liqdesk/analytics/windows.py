"""The trailing minute of every side of every scope, and the trailing hour, by sealed seconds."""

from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from liqdesk.analytics.events import MARKET
from liqdesk.analytics.seconds import Part, Sealed
from liqdesk.domain.venue import Completeness, VenueId

MINUTE_S = 60
HOUR_S = 3_600

Key = tuple[str, int]
"""A scope and a side."""


class _Slice:
    """What one second brought to one side of one scope."""

    __slots__ = ("alone", "biggest", "micro", "prints", "second", "venues", "whole")

    def __init__(self, second: int) -> None:
        self.second = second
        self.micro = 0
        self.prints = 0
        self.alone = 0
        self.biggest = 0
        self.venues: tuple[VenueId, ...] = ()  # one or a few, of thousands of slices: a set takes four times the room
        self.whole = False


class Minute:
    """One side of one scope over the last sixty sealed seconds."""

    __slots__ = ("_slices", "alone", "micro", "prints")

    def __init__(self) -> None:
        self._slices: deque[_Slice] = deque()
        self.micro = 0
        self.prints = 0
        self.alone = 0
        """Prints of this coin and no other; 0 for the market."""

    def add(self, piece: _Slice) -> None:
        """Take the newest second."""
        self._slices.append(piece)
        self.micro += piece.micro
        self.prints += piece.prints
        self.alone += piece.alone

    def slide(self, edge: int) -> bool:
        """Let go of what is at or before second `edge`; False when nothing is left."""
        slices = self._slices
        while slices and slices[0].second <= edge:
            gone = slices.popleft()
            self.micro -= gone.micro
            self.prints -= gone.prints
            self.alone -= gone.alone
        return bool(slices)

    @property
    def biggest(self) -> int:
        """The largest single print, in micro-USD."""
        return max((piece.biggest for piece in self._slices), default=0)

    @property
    def venues(self) -> set[VenueId]:
        """Who told of it."""
        return set().union(*(piece.venues for piece in self._slices))

    @property
    def whole(self) -> bool:
        """Whether a venue that tells everything is among them."""
        return any(piece.whole for piece in self._slices)

    def since(self, second: int) -> tuple[int, int, int]:
        """The micro-USD, the prints, and those of no other coin, after a second."""
        micro = prints = alone = 0
        for piece in reversed(self._slices):
            if piece.second <= second:
                break
            micro += piece.micro
            prints += piece.prints
            alone += piece.alone
        return micro, prints, alone


class Heard:
    """A sealed second, with its parts by scope, which are sorted once somebody asks."""

    __slots__ = ("_by_coin", "sealed")

    def __init__(self, sealed: Sealed) -> None:
        self.sealed = sealed
        self._by_coin: dict[str, list[Part]] | None = None

    def parts(self, scope: str) -> Sequence[Part]:
        """What this second brought to a scope."""
        if scope == MARKET:
            return self.sealed.parts
        if self._by_coin is None:
            self._by_coin = {}
            for part in self.sealed.parts:
                self._by_coin.setdefault(part.base, []).append(part)
        return self._by_coin.get(scope, ())


class Minutes:
    """The minutes of all scopes, and the sealed seconds they are made of."""

    def __init__(self) -> None:
        self.of: dict[Key, Minute] = {}
        self.recent: deque[Heard] = deque()
        self._none = Minute()

    def get(self, key: Key) -> Minute:
        """The minute of one side of a scope; an empty one, not to be written to, where nothing happened."""
        return self.of.get(key, self._none)

    def slide(self, second: int, sealed: Sealed | None) -> set[Key]:
        """Go on to this second; gives the sides it touched."""
        edge = second - MINUTE_S
        while self.recent and self.recent[0].sealed.second <= edge:
            gone = self.recent.popleft().sealed
            for key in _keys(gone.parts):
                minute = self.of.get(key)
                if minute is not None and not minute.slide(edge):
                    del self.of[key]
        if sealed is None:
            return set()
        self.recent.append(Heard(sealed))
        pieces = dict(_slices(sealed))
        for key, piece in pieces.items():
            minute = self.of.get(key)
            if minute is None:
                minute = self.of[key] = Minute()
            minute.add(piece)
        return set(pieces)

    def after(self, second: int, scope: str) -> dict[int, Sequence[Part]]:
        """What each kept second after this one brought to a scope, oldest first."""
        return {heard.sealed.second: heard.parts(scope) for heard in self.recent if heard.sealed.second > second}

    def at(self, second: int, scope: str) -> Sequence[Part]:
        """What this second, the last one or a later one than that, brought to a scope."""
        last = self.recent[-1] if self.recent else None
        return last.parts(scope) if last is not None and last.sealed.second == second else ()

    def coins(self, side: int, least: float) -> tuple[int, int]:
        """Micro-USD of the heaviest coin of one side in the last minute, and how many coins have this much."""
        sums = [minute.micro for minute in self._of_coins(side)]
        return max(sums, default=0), sum(micro >= least for micro in sums)

    def busiest(self, side: int, second: int) -> tuple[int, int]:
        """The most prints that are one coin's alone, on one side: of the last minute, and of what came after a second."""
        coins = list(self._of_coins(side))
        return (
            max((minute.alone for minute in coins), default=0),
            max((minute.since(second)[2] for minute in coins), default=0),
        )

    def _of_coins(self, side: int) -> Iterator[Minute]:
        return (minute for (scope, own), minute in self.of.items() if own == side and scope != MARKET)


def _keys(parts: Iterable[Part]) -> set[Key]:
    keys = {(part.base, part.side) for part in parts}
    return keys | {(MARKET, side) for _, side in keys}


def _slices(sealed: Sealed) -> Iterator[tuple[Key, _Slice]]:
    pieces: dict[Key, _Slice] = {}
    for part in sealed.parts:
        for scope in (part.base, MARKET):
            key = (scope, part.side)
            piece = pieces.get(key)
            if piece is None:
                piece = pieces[key] = _Slice(sealed.second)
            if part.venue not in piece.venues:
                piece.venues += (part.venue,)
            piece.whole = piece.whole or part.completeness is Completeness.FULL
            if scope != MARKET:
                piece.micro += part.micro
                piece.prints += part.prints
                piece.alone += part.alone
                piece.biggest = max(piece.biggest, part.biggest)
    for (scope, side), piece in pieces.items():
        if scope == MARKET:
            crowd = sealed.crowds[side]
            piece.micro, piece.prints, piece.biggest = crowd.micro, crowd.prints, crowd.biggest
        yield (scope, side), piece


class Hour:
    """Both sides of one scope over the last hour, by the second, in a few bytes for each second with rows."""

    __slots__ = ("_head", "_micro", "_second", "total")

    def __init__(self, second: Iterable[int] = (), micro: Iterable[int] = ()) -> None:
        # In quotes because array takes no parameters before Python 3.12.
        self._second: array[int] = array("q", second)
        self._micro: array[int] = array("q", micro)
        self._head = 0
        self.total = sum(self._micro)

    def add(self, second: int, micro: int) -> None:
        """Take the newest second."""
        self._second.append(second)
        self._micro.append(micro)
        self.total += micro

    def slide(self, edge: int) -> bool:
        """Let go of what is at or before second `edge`; False when nothing is left."""
        head = bisect_right(self._second, edge, self._head)
        if head > self._head:
            self.total -= sum(self._micro[self._head : head])
            self._head = head
            if head > len(self._second) // 2:
                del self._second[:head], self._micro[:head]
                self._head = 0
        return bool(self._second)

    def kept(self) -> tuple[list[int], list[int]]:
        """Seconds and micro-USD, oldest first."""
        return self._second[self._head :].tolist(), self._micro[self._head :].tolist()
