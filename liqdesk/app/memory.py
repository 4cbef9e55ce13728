"""Gives back what lies free where glibc, which would keep it, is the C library; and what of libraries is not needed any more."""

import asyncio
import ctypes
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""What `mallopt` calls them."""
LARGE = 400_000
"""A piece of so many bytes is a mapping of its own, which goes with it: a portion of single orders, a table, a picture."""
FREE_AT_THE_END = 1_000_000
"""So many free bytes the heap may end with."""

MADV_DONTNEED = 4
"""What Linux calls it."""
OF_A_LIBRARY = re.compile(
    r"^(?P<start>\w+)-(?P<end>\w+) r-[x-]p .*/[^/\n]*\.so\b[^/\n]*\n(?:(?!Anonymous:).*\n)*Anonymous: +0 kB$",
    re.MULTILINE,
)
"""In `/proc/self/smaps`, a part of a library that nobody can write and where no page differs from the file."""

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


def let_go_of_libraries() -> int:
    """Give up the pages of libraries that were touched so far; of how many parts of libraries. The GUI thread calls it, once.

    The start touches a third more of them than is ever needed again. What is needed comes back from the system's cache when
    it is next touched, 64 kB at a time; the rest is counted to this program no longer, and the system may use its room first.
    Nothing is done where that is not Linux or does not say what is mapped. Takes about 10 ms, in which no other Python code
    runs, so that no file is closed between the look and the deed.
    """
    if sys.platform != "linux":
        return 0
    try:
        mapped = Path("/proc/self/smaps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    advise = ctypes.PyDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    spans = [(int(start, 16), int(end, 16)) for start, end in OF_A_LIBRARY.findall(mapped)]
    return sum(advise(start, end - start, MADV_DONTNEED) == 0 for start, end in spans)


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
