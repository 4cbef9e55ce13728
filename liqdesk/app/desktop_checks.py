"""What the doctor says of notifications and of the tray; nothing is waited for longer than a second, nothing is started."""

import os
import sys

from liqdesk.domain.language import marked, tr
from liqdesk.ui.announce.freedesktop import ABSENT, NAME, PATH
from liqdesk.ui.announce.session_bus import BusFailure, SessionBus, session_address
from liqdesk.ui.announce.tray_host import Tray, bus_tray

OTHERWISE = marked("alerts are shown in the window")
BY_THE_SYSTEM = {
    "win32": marked("by the system, untried"),
    "darwin": marked("by the system where this is a signed bundle, untried"),
}


async def notifications() -> tuple[bool, str]:
    """Whether this desktop shows notifications, and who does it or why not."""
    if sys.platform in BY_THE_SYSTEM:
        return True, tr(BY_THE_SYSTEM[sys.platform])
    bus = SessionBus(session_address(os.environ))
    try:
        if await bus.owner(NAME) is None:
            return False, f"{tr(ABSENT)[:1].lower()}{tr(ABSENT)[1:]}; {tr(OTHERWISE)}"
        who = await bus.call(NAME, PATH, NAME, "GetServerInformation")
        can = (await bus.call(NAME, PATH, NAME, "GetCapabilities"))[0]
    except BusFailure as fault:
        hung = tr("the notification service hangs") if fault.hung else str(fault)
        return False, f"{hung}; {tr(OTHERWISE)}"
    finally:
        bus.close()
    buttons = tr("with buttons") if "actions" in can else tr("without buttons")
    return True, tr("{service} {version} answers, {buttons}").format(service=who[0], version=who[2], buttons=buttons)


async def tray() -> tuple[bool, str]:
    """Whether this desktop has a tray."""
    if sys.platform in BY_THE_SYSTEM:
        return True, tr("by the system, untried")
    bus = SessionBus(session_address(os.environ))
    found = await bus_tray(bus)
    bus.close()
    if found is Tray.BUS:
        return True, tr("this desktop has one")
    if found is Tray.HUNG:
        return False, tr("this desktop's tray hangs; closing the window ends the program")
    if os.environ.get("DISPLAY"):
        return False, tr(
            "none on the session bus; one of the older kind is found by the window; "
            "without one, closing the window ends the program"
        )
    return False, tr("none on the session bus; without one, closing the window ends the program")
