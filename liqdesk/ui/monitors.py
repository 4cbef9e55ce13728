"""The monitors that are there: what each is known by, the room on it, and which of them a place is on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QScreen


@dataclass(frozen=True, slots=True)
class Monitor:
    """A monitor by what stands for it for good, and the room on it that no panel of the desktop takes."""

    key: str
    room: QRect


def present_monitors() -> list[Monitor]:
    """Those that are there now, the main one first."""
    first = QGuiApplication.primaryScreen()
    return monitors_of(sorted(QGuiApplication.screens(), key=lambda screen: screen is not first))


def monitors_of(screens: Sequence[QScreen]) -> list[Monitor]:
    """Screens as monitors: known by what they say of themselves, and by their plug where that does not tell them apart."""
    named = [" ".join((one.manufacturer(), one.model(), one.serialNumber())).strip() for one in screens]
    often = Counter(named)
    keys = [
        name if name and often[name] == 1 else f"{name} {screen.name()}".strip()
        for name, screen in zip(named, screens, strict=True)
    ]
    return [Monitor(key, screen.availableGeometry()) for key, screen in zip(keys, screens, strict=True)]


def monitor_of(place: QRect, monitors: Sequence[Monitor]) -> Monitor | None:
    """The monitor that a place shares most with, else the nearest; None where there is none."""

    def distance(monitor: Monitor) -> tuple[int, int]:
        common, between = monitor.room.intersected(place), monitor.room.center() - place.center()
        shared = max(0, common.width()) * max(0, common.height())
        return -shared, between.manhattanLength()

    return min(monitors, key=distance, default=None)
