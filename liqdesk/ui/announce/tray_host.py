"""Whether the desktop has a tray, asked so that a desktop that hangs holds nothing up."""

from enum import StrEnum

from liqdesk.ui.announce.session_bus import BusFailure, SessionBus

WATCHER, WATCHER_PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"
PROPERTIES = "org.freedesktop.DBus.Properties"


class Tray(StrEnum):
    """What tray there is. BUS is one to which icons are told over the session bus, OWN one in which Qt draws them.

    HUNG is one of the bus that does not answer: whoever asked Qt about it would wait for it.
    """

    NONE = "none"
    BUS = "bus"
    OWN = "own"
    HUNG = "hung"


async def bus_tray(bus: SessionBus) -> Tray:
    """The tray of the session bus: NONE, BUS or HUNG."""
    try:
        if await bus.owner(WATCHER) is None:
            return Tray.NONE
        told = await bus.call(
            WATCHER, WATCHER_PATH, PROPERTIES, "Get", "ss", (WATCHER, "IsStatusNotifierHostRegistered")
        )
    except BusFailure as fault:
        return Tray.HUNG if fault.hung else Tray.NONE
    return Tray.BUS if told[0].value else Tray.NONE
