"""A program with an icon in the tray over a made-up desk: `python -m tests.fakes.tray_program`. Says what happens to it."""

import asyncio
import sys
from pathlib import Path

from liqdesk.app.announcing import session_bus
from liqdesk.app.crash import CrashHooks
from liqdesk.app.loop import make_application, run_qt
from liqdesk.ui.announce.tray import TrayIcon, TrayOrders
from tests.fakes.desk import FakeDesk

RESOURCES = Path(__file__).parents[2] / "resources"


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


async def main(stop: asyncio.Event) -> int:
    """Look for a tray until told to quit in it."""
    orders = TrayOrders(show=lambda: _say("show"), quit=stop.set)
    icon = TrayIcon(FakeDesk(), lambda name: RESOURCES / name, session_bus(), orders, look_every=0.05)
    icon.lost.connect(lambda: _say("lost"))
    async with asyncio.TaskGroup() as group:
        task = group.create_task(icon.run())
        _say(f"tray {await icon.looked()}")
        await stop.wait()
        task.cancel()
    return 0


if __name__ == "__main__":
    sys.exit(run_qt(make_application(["tray"]), main, CrashHooks()))
