"""What the strip asks of the desktop it stands on: monitors, the pointer, held keys, and whether it may stay on top."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QGuiApplication, QScreen

from liqdesk.domain.language import marked
from liqdesk.ui.strip.placing import Monitor

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
        lambda: monitors_of(_screens()),
        QGuiApplication.queryKeyboardModifiers,
        QCursor.pos,
    )


def monitors_of(screens: Sequence[QScreen]) -> list[Monitor]:
    """Screens as monitors: known by what they say of themselves, and by their plug where that does not tell them apart."""
    named = [" ".join((one.manufacturer(), one.model(), one.serialNumber())).strip() for one in screens]
    often = Counter(named)
    keys = [
        name if name and often[name] == 1 else f"{name} {screen.name()}".strip()
        for name, screen in zip(named, screens, strict=True)
    ]
    return [Monitor(key, screen.availableGeometry()) for key, screen in zip(keys, screens, strict=True)]


def _screens() -> list[QScreen]:
    first = QGuiApplication.primaryScreen()
    return sorted(QGuiApplication.screens(), key=lambda screen: screen is not first)
