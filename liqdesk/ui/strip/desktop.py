"""What the strip asks of the desktop it stands on: monitors, the pointer, held keys, and whether it may stay on top."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QGuiApplication

from liqdesk.domain.language import marked
from liqdesk.ui.monitors import Monitor, present_monitors

WAYLAND = "wayland"

NO_TOP = marked(
    "The strip cannot stay on top here: under Wayland only the desktop itself decides that, and where a window stands."
    " It is a small window of its own; the menu of its title bar may have Always on Top."
)
"""What is told once where the desktop refuses."""


@dataclass(frozen=True, slots=True)
class Desktop:
    """`places_windows`: a program may say where its window stands and that it stays on top, and learns of held keys.

    `monitors` are those that are there, the main one first.
    """

    places_windows: bool
    monitors: Callable[[], Sequence[Monitor]]
    modifiers: Callable[[], Qt.KeyboardModifier]
    pointer: Callable[[], QPoint]


def this_desktop() -> Desktop:
    """The one this program runs on."""
    return Desktop(
        not QGuiApplication.platformName().startswith(WAYLAND),
        present_monitors,
        QGuiApplication.queryKeyboardModifiers,
        QCursor.pos,
    )
