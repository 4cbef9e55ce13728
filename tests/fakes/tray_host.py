"""A desktop's tray on the session bus: `python -m tests.fakes.tray_host`. Says `ready`, then a line for each icon that comes.

The line of an icon is its bus name. Ends when its input does.
"""

# dbus-fast reads the annotations of exported methods as D-Bus types, so they stay what they are.

import asyncio
import sys

from dbus_fast import PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from liqdesk.ui.announce.tray_host import WATCHER, WATCHER_PATH


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Watcher(ServiceInterface):
    """As much of the watcher as Qt asks for, with one host that looks."""

    def __init__(self) -> None:
        super().__init__(WATCHER)
        self._items: list[str] = []

    @dbus_method()
    def RegisterStatusNotifierItem(self, service: "s") -> None:  # type: ignore[name-defined]  # noqa: F821  a D-Bus type
        self._items.append(service)
        _say(service)

    @dbus_method()
    def RegisterStatusNotifierHost(self, service: "s") -> None:  # type: ignore[name-defined]  # noqa: F821  a D-Bus type
        """There is one already."""

    @dbus_property(access=PropertyAccess.READ)
    def IsStatusNotifierHostRegistered(self) -> "b":  # type: ignore[name-defined]  # noqa: F821  a D-Bus type
        return True

    @dbus_property(access=PropertyAccess.READ)
    def ProtocolVersion(self) -> "i":  # type: ignore[name-defined]  # noqa: F821  a D-Bus type
        return 0

    @dbus_signal()
    def StatusNotifierHostRegistered(self) -> None:
        """Whoever waits may register."""


async def main() -> None:
    """Serve until the input ends."""
    bus = await MessageBus().connect()
    watcher = Watcher()
    bus.export(WATCHER_PATH, watcher)
    await bus.request_name(WATCHER)
    watcher.StatusNotifierHostRegistered()
    _say("ready")
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
