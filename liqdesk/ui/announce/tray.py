"""The icon in the tray: state, the line of the hour, and the orders one gives without a window."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QPainter
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import SECOND
from liqdesk.engine.alerting import Snooze
from liqdesk.engine.desk import Desk, Mode
from liqdesk.settings.model import BarColours
from liqdesk.ui.announce.notices import Answer, Answered, Notice, NotShown
from liqdesk.ui.announce.session_bus import SessionBus
from liqdesk.ui.announce.tray_host import Tray, bus_tray
from liqdesk.ui.announce.tray_state import Mood, TrayState, tray_state
from liqdesk.ui.icons import picture
from liqdesk.ui.theme import PRESETS

SIZES = (16, 22, 24, 32, 48, 64)
LOOK_EVERY_S = 5.0
QUIET, SLASH, BADGE = "tray-quiet", "tray-slash", "tray-badge"
SNOOZES = (
    (Snooze.QUARTER, marked("For 15 minutes")),
    (Snooze.HOUR, marked("For 1 hour")),
    (Snooze.TOMORROW, marked("Until tomorrow")),
)


def tray_icon(resources: Callable[[str], Path], mood: Mood, silent: bool, colours: BarColours) -> QIcon:
    """The picture of a state, in every size a panel asks for, on a ground of its own: panels are dark or light."""
    long, short = PRESETS[colours, True]
    ink = long.fill if mood is Mood.LONG else short.fill
    name, over = (QUIET, SLASH) if silent and mood is Mood.CALM else (mood.value, BADGE)
    made = QIcon()
    for size in SIZES:
        drawn = picture(resources, name, ink, size, 1.0)
        if silent:
            painter = QPainter(drawn)
            painter.drawPixmap(0, 0, picture(resources, over, ink, size, 1.0))
            painter.end()
        made.addPixmap(drawn)
    return made


@dataclass(frozen=True, slots=True)
class TrayOrders:
    """What the menu does beside what it orders of the desk; without `strip` there is none in it.

    `strip` brings the strip or puts it away, `clicks` has it let clicks through or take them.
    """

    show: Callable[[], None]
    quit: Callable[[], None]
    strip: Callable[[], None] | None = None
    clicks: Callable[[], None] | None = None


class TrayIcon(QObject):
    """Shows an icon while the desktop has a tray; `run` keeps looking for one. `lost` says that it went."""

    lost = Signal()

    def __init__(
        self,
        desk: Desk,
        resources: Callable[[str], Path],
        bus: SessionBus | None,
        orders: TrayOrders,
        parent: QObject | None = None,
        look_every: float = LOOK_EVERY_S,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._resources = resources
        self._bus = bus
        self._orders = orders
        self._look_every = look_every
        self._tray = Tray.NONE
        self._looked = asyncio.Event()
        self._icon: QSystemTrayIcon | None = None
        self._drawn: tuple[Mood, bool, BarColours] | None = None
        self._newest = 0
        self._menu = QMenu()
        self._fill()
        self._timer = QTimer(self)
        self._timer.setInterval(SECOND)
        self._timer.timeout.connect(self._refresh)
        self.destroyed.connect(self._menu.deleteLater)

    @property
    def tray(self) -> Tray:
        """The tray the icon is in; NONE where it is in none."""
        return self._tray

    @property
    def menu(self) -> QMenu:
        """What a click on the icon opens."""
        return self._menu

    @property
    def icon(self) -> QSystemTrayIcon | None:
        """Qt's icon, once there has been a tray."""
        return self._icon

    async def looked(self) -> bool:
        """Whether there is a tray, as soon as that is known for the first time."""
        await self._looked.wait()
        return self._tray is not Tray.NONE

    async def run(self) -> None:
        """Come with the tray and go with it, to be cancelled at the end."""
        try:
            while True:
                self._found(await self._look())
                self._looked.set()
                await asyncio.sleep(self._look_every)
        finally:
            self._found(Tray.NONE)

    async def _look(self) -> Tray:
        of_bus = Tray.NONE if self._bus is None else await bus_tray(self._bus)
        if of_bus is Tray.HUNG:
            return Tray.NONE if self._icon is None else self._tray
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return Tray.NONE
        return Tray.OWN if of_bus is Tray.NONE else Tray.BUS

    def _found(self, tray: Tray) -> None:
        before, self._tray = self._tray, tray
        if before is tray:
            return
        if tray is Tray.NONE:
            self._timer.stop()
            if self._icon is not None:
                self._icon.hide()
            self.lost.emit()
            return
        if self._icon is None:
            self._icon = QSystemTrayIcon(self)
            self._icon.setContextMenu(self._menu)
            self._icon.activated.connect(self._activated)
        self._refresh()
        self._icon.show()
        self._timer.start()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self._orders.show()

    def _refresh(self) -> None:
        """Once a second at most, and only what differs: every word goes to another process."""
        if self._icon is None:
            return
        state = self._state()
        colours = self._desk.settings.value.look.colours
        wanted = (state.mood, state.silent, colours)
        if wanted != self._drawn:
            self._drawn = wanted
            self._icon.setIcon(tray_icon(self._resources, *wanted))
        # A panel may read markup into it; nothing in it is meant to be any.
        tip = state.tip.replace("<", "‹")
        if tip != self._icon.toolTip():
            self._icon.setToolTip(tip)

    def _state(self) -> TrayState:
        desk = self._desk
        frame, self._newest = desk.frame(self._newest, calm=True)
        return tray_state(frame, desk.alerts.view(), desk.standing(), desk.mode)

    def _fill(self) -> None:
        orders = self._orders
        title = (
            tr("Show liqdesk")
            if self._desk.mode is Mode.LIVE
            else tr("Show liqdesk ({mode})").format(mode=self._desk.mode.value.upper())
        )
        self._add(self._menu, title, orders.show)
        self._strip = self._of_strip(tr("Strip"), orders.strip)
        self._clicks = self._of_strip(tr("Let clicks through the strip"), orders.clicks)
        self._menu.addSeparator()
        self._mute = self._menu.addAction(tr("Mute alerts"))
        self._mute.setCheckable(True)
        self._mute.triggered.connect(lambda on: self._desk.alerts.mute(on))
        snoozing = self._menu.addMenu(tr("Snooze alerts"))
        for long, words in SNOOZES:
            self._add(snoozing, tr(words), partial(self._snooze, long))
        snoozing.addSeparator()
        self._awake = self._add(snoozing, tr("End snooze"), partial(self._snooze, None))
        self._pause = self._menu.addAction(tr("Pause all feeds"))
        self._pause.setCheckable(True)
        self._pause.triggered.connect(lambda on: self._desk.pause(on))
        self._menu.addSeparator()
        self._add(self._menu, tr("Quit"), orders.quit)
        self._menu.aboutToShow.connect(self._bring_up_to_date)

    def _add(self, menu: QMenu, title: str, act: Callable[[], None]) -> QAction:
        action = menu.addAction(title)
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _of_strip(self, title: str, act: Callable[[], None] | None) -> QAction | None:
        if act is None:
            return None
        action = self._add(self._menu, title, act)
        action.setCheckable(True)
        return action

    def _snooze(self, long: Snooze | None) -> None:
        self._desk.alerts.snooze(long)

    def _bring_up_to_date(self) -> None:
        view = self._desk.alerts.view()
        self._mute.setChecked(view.muted)
        self._awake.setEnabled(view.snoozed_until is not None)
        self._pause.setChecked(self._desk.paused)
        strip = self._desk.settings.value.strip
        for action, on in ((self._strip, strip.shown), (self._clicks, strip.click_through)):
            if action is not None:
                action.setChecked(on)


class TrayMessages:
    """A `Way`: the tray's own message, where Qt draws it.

    In a tray of the session bus it would be the very notification that the desktop did not show.
    """

    place = marked("by the tray")
    LASTS_MS = 10_000

    def __init__(self, tray: TrayIcon, answer: Answered) -> None:
        self._tray = tray
        self._answer = answer
        self._shown: Notice | None = None
        self._listening = False

    async def bring(self, notice: Notice) -> None:
        """Show it in the place of the one before. Raises NotShown."""
        icon = self._tray.icon
        if icon is None or self._tray.tray is not Tray.OWN or not icon.supportsMessages():
            raise NotShown("")
        if not self._listening:
            self._listening = True
            icon.messageClicked.connect(self._clicked)
        self._shown = notice
        icon.showMessage(notice.title, notice.text, icon.icon(), self.LASTS_MS)

    def _clicked(self) -> None:
        if self._shown is not None:
            self._answer(self._shown, Answer.OPEN)
