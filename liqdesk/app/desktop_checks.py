"""What the doctor says of notifications and of the tray; nothing is waited for longer than a second, nothing is started."""

import os
import sys

from liqdesk.ui.announce.freedesktop import ABSENT, NAME, PATH
from liqdesk.ui.announce.session_bus import BusFailure, SessionBus, session_address
from liqdesk.ui.announce.tray_host import Tray, bus_tray

OTHERWISE = "alerts are shown in the window"
BY_THE_SYSTEM = {"win32": "by the system, untried", "darwin": "by the system where this is a signed bundle, untried"}


async def notifications() -> tuple[bool, str]:
    """Whether this desktop shows notifications, and who does it or why not."""
    if sys.platform in BY_THE_SYSTEM:
        return True, BY_THE_SYSTEM[sys.platform]
    bus = SessionBus(session_address(os.environ))
    try:
        if await bus.owner(NAME) is None:
            return False, f"{ABSENT[0].lower()}{ABSENT[1:]}; {OTHERWISE}"
        who = await bus.call(NAME, PATH, NAME, "GetServerInformation")
        can = (await bus.call(NAME, PATH, NAME, "GetCapabilities"))[0]
    except BusFailure as fault:
        hung = "the notification service hangs" if fault.hung else str(fault)
        return False, f"{hung}; {OTHERWISE}"
    finally:
        bus.close()
    buttons = "with buttons" if "actions" in can else "without buttons"
    return True, f"{who[0]} {who[2]} answers, {buttons}"


async def tray() -> tuple[bool, str]:
    """Whether this desktop has a tray."""
    if sys.platform in BY_THE_SYSTEM:
        return True, "by the system, untried"
    bus = SessionBus(session_address(os.environ))
    found = await bus_tray(bus)
    bus.close()
    if found is Tray.BUS:
        return True, "this desktop has one"
    if found is Tray.HUNG:
        return False, "this desktop's tray hangs; closing the window ends the program"
    older = "; one of the older kind is found by the window" if os.environ.get("DISPLAY") else ""
    return False, f"none on the session bus{older}; without one, closing the window ends the program"
