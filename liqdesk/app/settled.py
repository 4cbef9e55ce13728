"""What has been loaded by the time the window stands is kept out of the garbage collector's way."""

import gc
import linecache

from liqdesk.app.memory import let_go_of_libraries

YOUNG = 10_000
"""So many more objects than were freed let the newest be looked through for cycles. Python's own few hundred come several times
with every repaint, whose values hold none."""


def settle() -> None:
    """Collect once, then let no later collection look at what is left, for it stays to the end of the program.

    A full collection walks through everything that modules and widgets are made of; in that time nothing is read or painted.
    Sources that libraries read of themselves while they were loaded are let go: whoever needs a line reads it again. So is
    what of the libraries themselves the start alone touched.
    """
    linecache.clearcache()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
    let_go_of_libraries()
