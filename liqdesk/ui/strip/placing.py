"""Where the strip stands: a spot for each monitor it was put on, and always within a monitor that is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from PySide6.QtCore import QPoint, QRect, QSize

from liqdesk.settings.strip import StripForm
from liqdesk.ui.monitors import Monitor

MARGIN = 12
REMEMBERED = 12
"""Monitors whose spots are kept; the one that was used longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Spot:
    """How far from the nearer edges of a room: from the right one or the left, from the bottom or the top.

    So a corner stays a corner when the room becomes another size.
    """

    right: bool
    x: int
    bottom: bool
    y: int


@dataclass(frozen=True, slots=True)
class Spots:
    """What is remembered: a spot for each monitor, and on which the user put the strip, the last one first."""

    by_monitor: Mapping[str, Spot] = field(default_factory=lambda: MappingProxyType({}))
    recent: tuple[str, ...] = ()

    def put(self, monitor: str, spot: Spot) -> "Spots":
        """The user put it there."""
        recent = (monitor, *(one for one in self.recent if one != monitor))[:REMEMBERED]
        known = {**self.by_monitor, monitor: spot}
        return replace(self, by_monitor=MappingProxyType({key: known[key] for key in recent}), recent=recent)


def spot_of(place: QRect, room: QRect) -> Spot:
    """Where a place is within a room."""
    left, top = place.x() - room.x(), place.y() - room.y()
    right = room.x() + room.width() - place.x() - place.width()
    bottom = room.y() + room.height() - place.y() - place.height()
    return Spot(right < left, min(left, right), bottom < top, min(top, bottom))


def place_at(spot: Spot, size: QSize, room: QRect) -> QRect:
    """The place of a spot, all of it within the room if the room is large enough, else from its first corner on."""
    x = room.width() - size.width() - spot.x if spot.right else spot.x
    y = room.height() - size.height() - spot.y if spot.bottom else spot.y
    inside = QPoint(_within(x, room.width() - size.width()), _within(y, room.height() - size.height()))
    return QRect(room.topLeft() + inside, size)


def _within(value: int, most: int) -> int:
    return max(0, min(value, most))


def first_spot(form: StripForm, size: QSize, room: QRect) -> Spot:
    """Where it stands before anybody has put it anywhere: the line at the top, the block in the lower right corner."""
    if form is StripForm.LINE:
        return Spot(False, max(0, (room.width() - size.width()) // 2), False, MARGIN)
    return Spot(True, MARGIN, True, MARGIN)


def standing_place(spots: Spots, monitors: Sequence[Monitor], form: StripForm, size: QSize) -> QRect | None:
    """Where it stands now: on the monitor that the user chose last of those that are there, else on the first one.

    None where there is no monitor.
    """
    present = {monitor.key: monitor for monitor in reversed(monitors)}
    chosen = next((present[key] for key in spots.recent if key in present), None)
    if chosen is not None:
        return place_at(spots.by_monitor[chosen.key], size, chosen.room)
    if not monitors:
        return None
    room = monitors[0].room
    return place_at(first_spot(form, size, room), size, room)
