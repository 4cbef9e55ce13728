"""Builds the strip over a window: what it opens, what it tells, and that it ends with the program."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from liqdesk.engine.desk import Desk
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.strip.desktop import this_desktop
from liqdesk.ui.strip.keeper import StripKeeper
from liqdesk.ui.strip.menu import StripDoors
from liqdesk.ui.theme import Theme

UNPLACED = "strip"
"""Under what the window says what the desktop does not let the strip do."""


@contextmanager
def strip_of(
    desk: Desk, theme: Theme, window: MainWindow, file: Path, show: Callable[[], None], reachable: Callable[[], bool]
) -> Iterator[StripKeeper]:
    """Keep the strip of this desk, to be started once everything stands; `show` brings the window to the front."""

    def show_event() -> None:
        show()
        window.dialogs.open_standing()

    doors = StripDoors(show, show_event, window.quit)
    tell = partial(window.tell, key=UNPLACED, fault=False)
    keeper = StripKeeper(desk, theme, file, this_desktop(), doors, tell, reachable, window)
    window.closed.connect(keeper.close)
    try:
        yield keeper
    finally:
        keeper.close()
