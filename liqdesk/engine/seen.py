"""Which rows were seen before: the newest by key in two sets, the many older ones packed, eight bytes each."""

from array import array
from bisect import bisect_left
from collections import deque

import numpy as np

GENERATION = 12_500
PACKED = 10
"""So many older generations are held packed: a replay is recognised among the last 137,500 to 150,000 rows."""


class _Pack:
    """The keys of one generation, and the newest time among them; put in order when one is first asked for."""

    __slots__ = ("_keys", "_sorted", "newest")

    def __init__(self, keys: set[int], newest: int) -> None:
        self.newest = newest
        self._keys = array("q", np.fromiter(keys, np.int64, len(keys)).tobytes())
        self._sorted = False

    def __contains__(self, key: int) -> bool:
        keys = self._keys
        if not self._sorted:
            np.frombuffer(keys, np.int64).sort()
            self._sorted = True
        place = bisect_left(keys, key)
        return place < len(keys) and keys[place] == key


class Seen:
    """Remembers the newest keys in bounded memory.

    A replay has the time of the row it repeats. So a row that is younger than `horizon`, the newest time among the packed
    keys, is none of those, and what comes live is looked for in `young` and `old` alone: only a row that comes later than
    12,500 others, or that the venue numbers, which may come again with another time, asks more.
    """

    def __init__(self, generation: int = GENERATION, packed: int = PACKED) -> None:
        self.young: set[int] = set()
        self.old: set[int] = set()
        self.newest = 0
        """No key in `young` is of a later time (Unix ms); to be raised by whoever adds one."""
        self.horizon = -1
        self.generation = generation
        self._old_newest = 0
        self._packs: deque[_Pack] = deque(maxlen=packed)

    def packed(self, key: int) -> bool:
        """Whether a key is among the packed ones."""
        return any(key in pack for pack in self._packs)

    def knows(self, key: int) -> bool:
        """Whether a key is held, of whatever time."""
        return key in self.young or key in self.old or self.packed(key)

    def turn(self) -> None:
        """Pack the older generation and let the oldest go; due where a frame is over and `young` holds a generation."""
        if self.old:
            self._packs.append(_Pack(self.old, self._old_newest))
            self.horizon = max((pack.newest for pack in self._packs), default=-1)
        self.old, self._old_newest = self.young, self.newest
        self.young, self.newest = set(), 0


class EveryTime(Seen):
    """A memory for reading frames one by one: nothing was ever seen before."""

    def __init__(self) -> None:
        super().__init__(generation=0)

    def turn(self) -> None:
        """Forget it all."""
        self.young.clear()
