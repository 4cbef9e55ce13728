"""The keys that move and zoom the time axis, the same in every chart that has one."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from liqdesk.ui.charts.window import TimeWindow

PAGE = 0.75
NEARER, FARTHER = 0.8, 1.25


def moved_by(window: TimeWindow, key: Qt.Key) -> TimeWindow | None:
    """Where a key takes the window; None where it means nothing. Zooming keeps the middle, or the present while following."""
    start, end = window.shown
    around = end if window.following else (start + end) / 2
    moves: dict[Qt.Key, Callable[[], TimeWindow]] = {
        Qt.Key.Key_End: window.follow,
        Qt.Key.Key_F: window.follow,
        Qt.Key.Key_Home: window.at_start,
        Qt.Key.Key_PageUp: lambda: window.panned(-PAGE * window.span),
        Qt.Key.Key_PageDown: lambda: window.panned(PAGE * window.span),
        Qt.Key.Key_Up: lambda: window.zoomed(NEARER, around),
        Qt.Key.Key_Plus: lambda: window.zoomed(NEARER, around),
        Qt.Key.Key_Down: lambda: window.zoomed(FARTHER, around),
        Qt.Key.Key_Minus: lambda: window.zoomed(FARTHER, around),
    }
    return moves[key]() if key in moves else None
