"""What has been loaded by the time the window stands is kept out of the garbage collector's way."""

import gc
import linecache


def settle() -> None:
    """Collect once, then let no later collection look at what is left, for it stays to the end of the program.

    A full collection walks through everything that modules and widgets are made of; in that time nothing is read or painted.
    Sources that libraries read of themselves while they were loaded are let go: whoever needs a line reads it again.
    """
    linecache.clearcache()
    gc.collect()
    gc.freeze()
