"""Builds what tells a person beside a window: sounds, the desktop's notifications, the tray, a card in the window, the strip."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject

from liqdesk.alerts.alert import Announcement
from liqdesk.analytics.events import EventState
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.views import LiveFrame
from liqdesk.app.background import Background
from liqdesk.app.strip import strip_of
from liqdesk.engine.alerting import AlertDesk, Announcer, Snooze
from liqdesk.engine.desk import Desk, Mode
from liqdesk.ui.announce.freedesktop import FreedesktopNotices
from liqdesk.ui.announce.notices import Answer, Answered, Notice, Way
from liqdesk.ui.announce.notify import NotificationAnnouncer
from liqdesk.ui.announce.other_systems import OtherSystemsNotices
from liqdesk.ui.announce.session_bus import SessionBus, session_address
from liqdesk.ui.announce.sound import SoundAnnouncer
from liqdesk.ui.announce.ticks import Ticks
from liqdesk.ui.announce.toast import Toast
from liqdesk.ui.announce.tray import TrayIcon, TrayMessages, TrayOrders
from liqdesk.ui.dialogs.settings.doors import TestNotification
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.strip import orders
from liqdesk.ui.strip.keeper import StripKeeper
from liqdesk.ui.theme import Theme

LIVE = Mode.LIVE.value.upper()
SYSTEMS_OF_THEIR_OWN = ("win32", "darwin")
UNSEEN, UNHEARD = "notifications", "sound"
"""Under what the window says what alerts lack."""

ICON = "icons/liqdesk.svg"


class MarkedLive:
    """Implements `Announcer`: says LIVE before what is told of the live market while the window shows a recording."""

    def __init__(self, announcer: Announcer, desk: Desk) -> None:
        self._announcer = announcer
        self._desk = desk

    def announce(self, announcement: Announcement) -> None:
        """Tell it on."""
        if self._desk.mode is Mode.REPLAY and not announcement.mark:
            announcement = msgspec.structs.replace(announcement, mark=LIVE)
        self._announcer.announce(announcement)


@dataclass(frozen=True, slots=True)
class Announcing:
    """What tells alerts, at work."""

    desk: Desk
    sound: SoundAnnouncer
    ticks: Ticks
    notifications: NotificationAnnouncer
    tray: TrayIcon
    background: Background
    strip: StripKeeper

    def listen(self, alerts: AlertDesk) -> None:
        """Tell what these alerts say from now on; while a recording is shown, marked as live."""
        for announcer in (self.sound, self.notifications):
            alerts.announce_to(MarkedLive(announcer, self.desk))

    def foresee(self, entry: JournalEntry) -> None:
        """An event, be it of a coin nobody is told of: where one opens others follow, and the first sound takes long to load."""
        if entry.event.state is EventState.OPEN:
            self.sound.prepare()


def answering(desk: Desk, show: Callable[[], None], window: MainWindow) -> Answered:
    """What a click on a notification or on one of its buttons does."""

    def answer(notice: Notice, what: Answer) -> None:
        if what is Answer.SNOOZE:
            desk.alerts.snooze(Snooze.QUARTER)
        elif what is Answer.MUTE:
            desk.alerts.mute(True)
        else:
            show()
            window.replays.leave()  # what is told is of the live market
            event = notice.alert.event
            known = event is not None and desk.event(event) is not None
            if event is not None and known and what is Answer.CHART:
                window.show_event(event)
            elif event is not None and known:
                window.dialogs.open_event(event)
            else:
                window.dialogs.open_alert(notice.alert.id)

    return answer


def notification_test(window: MainWindow, announced: Announcing) -> TestNotification:
    """Shows one notification and has it told where."""

    def test(owner: QObject, told: Callable[[str], None]) -> None:
        window.tasks.run(owner, announced.notifications.try_out(), told)

    return test


def session_bus() -> SessionBus | None:
    """The bus of this desktop; None on systems that have none."""
    return None if sys.platform in SYSTEMS_OF_THEIR_OWN else SessionBus(session_address(os.environ))


@contextlib.asynccontextmanager
async def announcing(
    desk: Desk, theme: Theme, window: MainWindow, resources: Callable[[str], Path], strip_file: Path, minimised: bool
) -> AsyncIterator[Announcing]:
    """Have everything at work that tells of this desk beside or without its window, and end it afterwards.

    `strip_file` is where the strip's places are remembered. `minimised`: the window was not shown, and is to be in the tray.
    """
    bus = session_bus()
    tray = TrayIcon(desk, resources, bus, _orders(desk, lambda: background), window)
    background = Background(desk, theme, window, tray, lambda: strip.on_screen)
    answer = answering(desk, background.show, window)
    notifications = NotificationAnnouncer(
        _ways(theme, window, resources, bus, tray, answer),
        lambda: desk.settings.value.notifications.enabled,
        partial(window.tell, key=UNSEEN, fault=False),
    )
    sound = SoundAnnouncer(desk.settings, resources, window)
    sound.trouble_changed.connect(lambda sentence: window.tell(sentence, UNHEARD, fault=False))
    ticks = Ticks(desk.settings, resources, sound.speaker)
    window.bridge.frame_ready.connect(partial(_tick, desk, window, ticks))
    window.replays.preview = lambda announcement: sound.announce(announcement)
    with strip_of(desk, theme, window, strip_file, background.show, lambda: background.reachable) as strip:
        strip.gone.connect(background.strip_gone)
        strip.start()
        async with _at_work(tray, notifications, background, bus, minimised):
            try:
                yield Announcing(desk, sound, ticks, notifications, tray, background, strip)
            finally:
                background.end()
                sound.close()


@contextlib.asynccontextmanager
async def _at_work(
    tray: TrayIcon,
    notifications: NotificationAnnouncer,
    background: Background,
    bus: SessionBus | None,
    minimised: bool,
) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        work = [group.create_task(tray.run()), group.create_task(notifications.run())]
        if minimised:
            work.append(group.create_task(background.start_away()))
        try:
            yield
        finally:
            for task in work:
                task.cancel()
            if bus is not None:
                bus.close()


def _tick(desk: Desk, window: MainWindow, ticks: Ticks, frame: LiveFrame) -> None:
    """A recording ticks only where its sounds are wanted."""
    if desk.mode is not Mode.REPLAY or window.replays.previewing:
        ticks.show(frame)


def _orders(desk: Desk, background: Callable[[], Background]) -> TrayOrders:
    return TrayOrders(
        show=lambda: background().show(),
        quit=lambda: background().leave(),
        strip=partial(orders.toggle, desk),
        clicks=partial(orders.toggle_clicks, desk),
    )


def _ways(
    theme: Theme,
    window: MainWindow,
    resources: Callable[[str], Path],
    bus: SessionBus | None,
    tray: TrayIcon,
    answer: Answered,
) -> Sequence[Way]:
    """The ways to show a notification, the best first."""
    icon = resources(ICON)
    desktop: Way = OtherSystemsNotices(icon, answer) if bus is None else FreedesktopNotices(bus, icon, answer)
    return desktop, TrayMessages(tray, answer), Toast(theme, answer, window)
