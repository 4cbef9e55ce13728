"""Gives back what lies free where glibc, which would keep it, is the C library; any other is left alone."""

import asyncio
import ctypes
import sys
from collections.abc import Awaitable, Callable

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""What `mallopt` calls them."""
LARGE = 400_000
"""A piece of so many bytes is a mapping of its own, which goes with it: a portion of single orders, a table, a picture."""
FREE_AT_THE_END = 1_000_000
"""So many free bytes the heap may end with."""

LOOK_EVERY_S = 10.0
FLOOD_ROWS = 20_000
"""After so many rows there is something to give back."""
CALM_ROWS = 1_000
"""Where no more than these came since the last look, the flood is over."""


def _glibc() -> ctypes.CDLL | None:
    """The C library of this process if it is glibc."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "gnu_get_libc_version") else None


def served_by_glibc() -> bool:
    """Whether anything here has an effect."""
    return _glibc() is not None


def keep_little() -> bool:
    """Hold glibc to the limits above for the rest of the program; whether it took them.

    Left alone it raises them with every large piece that is freed, up to 32 MB, and from then on puts large pieces among
    small ones that stay, where they leave holes.
    """
    library = _glibc()
    if library is None:
        return False
    return bool(library.mallopt(M_MMAP_THRESHOLD, LARGE)) and bool(library.mallopt(M_TRIM_THRESHOLD, FREE_AT_THE_END))


def give_back() -> bool:
    """Hand free memory to the system; whether there was any to hand. Takes a few ms, in which Python code goes on."""
    library = _glibc()
    return library is not None and library.malloc_trim(0) == 1


class Floods:
    """Knows from how many rows there were at each look when a flood is over."""

    def __init__(self) -> None:
        self._looked_at = 0
        self._told_at = 0

    def over(self, rows: int) -> bool:
        """Given how many rows there were so far, whether a flood has ended; told once of each."""
        fresh, self._looked_at = rows - self._looked_at, rows
        if fresh > CALM_ROWS or rows - self._told_at < FLOOD_ROWS:
            return False
        self._told_at = rows
        return True


async def give_back_aside() -> None:
    """`give_back` in a thread, so that the loop is not held up."""
    await asyncio.to_thread(give_back)


async def give_back_after_floods(
    rows: Callable[[], int], give: Callable[[], Awaitable[object]] = give_back_aside
) -> None:
    """Have glibc keep little, and look until cancelled; `rows` answers how many there were so far."""
    keep_little()
    floods = Floods()
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        if floods.over(rows()):
            await give()
