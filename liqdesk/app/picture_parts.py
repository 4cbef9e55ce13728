"""Pictures of what stands by itself on the desktop: the strip in its two forms, a notice, the menu of the tray."""

import asyncio
import tempfile
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from liqdesk.alerts.alert import Announcement
from liqdesk.app.picture_market import PATIENCE_S
from liqdesk.app.resources import Resources
from liqdesk.app.wiring import Core
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.settings.strip import StripForm

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from liqdesk.ui.theme import Theme

STRIPS = MappingProxyType({"strip": StripForm.LINE, "strip-corner": StripForm.CORNER})
ALONE = (*STRIPS, "toast", "tray-menu")
"""Views without the window; their size is their own."""


class Heard:
    """An announcer that keeps the first word of an alert; to be made where a loop runs."""

    def __init__(self) -> None:
        self.first: asyncio.Future[Announcement] = asyncio.get_running_loop().create_future()

    def announce(self, announcement: Announcement) -> None:
        """Keep it."""
        if not self.first.done():
            self.first.set_result(announcement)


async def portrait(core: Core, theme: "Theme", resources: Resources, heard: Heard, view: str) -> "QPixmap":
    """One of `ALONE`. Raises ExpectedFailure where there is nothing to show in it."""
    if view in STRIPS:
        return _strip(core, theme, STRIPS[view])
    if view == "toast":
        return await _toast(core, heard, theme)
    return _tray_menu(core, resources)


def _nowhere(*_: object) -> None:
    """A picture leads nowhere."""


def _strip(core: Core, theme: "Theme", form: StripForm) -> "QPixmap":
    """The strip by itself; its size is its own."""
    from liqdesk.ui.strip.desktop import this_desktop
    from liqdesk.ui.strip.menu import StripDoors
    from liqdesk.ui.strip.orders import choose_form
    from liqdesk.ui.strip.remembered import SpotFile
    from liqdesk.ui.strip.strip import Strip

    choose_form(core.desk, form)
    with tempfile.TemporaryDirectory() as folder:
        file, doors = SpotFile(Path(folder) / "strip.ini"), StripDoors(_nowhere, _nowhere, _nowhere)
        strip = Strip(core.desk, theme, file, this_desktop(), doors, lambda: True)
        strip.look()
        picture = strip.grab()
        strip.deleteLater()
    return picture


async def _told(core: Core, heard: Heard) -> Announcement:
    """The first word of an alert, once those that wait are told."""
    alerts = core.alerts
    if alerts is None or not core.desk.alerts.view().alerts:
        raise ExpectedFailure("there is no alert in this market to make a picture of")
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
        telling = group.create_task(alerts.run())
        told = await heard.first
        telling.cancel()
    return told


async def _toast(core: Core, heard: Heard, theme: "Theme") -> "QPixmap":
    """The notice of an alert, as it stands in the corner of the window."""
    from PySide6.QtWidgets import QWidget

    from liqdesk.ui.announce.notices import notice_of
    from liqdesk.ui.announce.toast import Toast

    told = await _told(core, heard)
    window = QWidget()
    window.resize(theme.px(480), theme.px(320))
    window.show()
    toast = Toast(theme, _nowhere, window)
    await toast.bring(notice_of(told, fresh=True))
    picture = toast.grab()
    window.deleteLater()
    return picture


def _tray_menu(core: Core, resources: Resources) -> "QPixmap":
    """What a click on the icon in the tray opens."""
    from liqdesk.ui.announce.tray import TrayIcon, TrayOrders

    icon = TrayIcon(core.desk, resources.path, None, TrayOrders(_nowhere, _nowhere, _nowhere, _nowhere))
    icon.menu.aboutToShow.emit()
    icon.menu.adjustSize()
    picture = icon.menu.grab()
    icon.deleteLater()
    return picture
