"""Notifications of a Linux desktop, spoken to directly.

desktop-notifier, which serves the other systems, always asks for a new notification, swallows refusals, and waits for a
service that hangs; here the same alert replaces its own, and every failure is known within a second.
https://specifications.freedesktop.org/notification-spec/latest/
"""

import html
from pathlib import Path
from typing import TYPE_CHECKING

from liqdesk.analytics.events import Level
from liqdesk.domain.language import marked, tr
from liqdesk.ui.announce.notices import Answer, Answered, Notice, NotShown
from liqdesk.ui.announce.session_bus import BusFailure, SessionBus

if TYPE_CHECKING:
    from dbus_fast import Message

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
APP, DESKTOP_ENTRY = "liqdesk", "io.github.liqdesk.liqdesk"

ABSENT = marked("No notification service runs on this desktop")
REST_S = 60.0
"""A service that hangs or refuses is asked again after so long; one that is absent is looked for every time."""

_URGENCY = {Level.WATCH: 0, Level.ALERT: 1, Level.CRITICAL: 2}
_AS_SERVER_LIKES = -1
REMEMBERED = 50


class FreedesktopNotices:
    """A `Way` over the session bus. `answer` hears what a person does with a notification."""

    place = marked("on the desktop")

    def __init__(self, bus: SessionBus, icon: Path, answer: Answered) -> None:
        self._bus = bus
        self._icon = icon
        self._answer = answer
        self._owner: str | None = None
        self._sought = False
        self._can: frozenset[str] = frozenset()
        self._shown: dict[int, Notice] = {}
        bus.listen(NAME, self._hear)

    async def bring(self, notice: Notice) -> None:
        """Show it, in the place of the one with its key where that is still shown. Raises NotShown."""
        try:
            await self._meet()
            number = next((number for number, one in self._shown.items() if one.key == notice.key), 0)
            if number == 0 and not notice.fresh:
                return
            told = await self._bus.call(NAME, PATH, NAME, "Notify", "susssasa{sv}i", self._form(notice, number))
        except BusFailure as fault:
            if fault.hung:
                raise NotShown(tr("The notification service of this desktop hangs"), REST_S) from fault
            raise NotShown(
                tr("The notification service of this desktop fails: {fault}").format(fault=fault), REST_S
            ) from fault
        self._shown.pop(number, None)
        self._shown[int(told[0])] = notice
        while len(self._shown) > REMEMBERED:
            del self._shown[next(iter(self._shown))]

    async def _meet(self) -> None:
        """Know who shows notifications by now and what they can. Raises NotShown, BusFailure."""
        try:
            owner = await self._bus.owner(NAME)
        except BusFailure as fault:
            raise NotShown(
                tr("Notifications cannot be shown on this desktop: {fault}").format(fault=fault), REST_S
            ) from fault
        if owner is None:
            self._forget()
            if not self._sought:
                self._sought = True
                await self._bus.start(NAME)  # some desktops have one that only runs once it is wanted
            raise NotShown(tr(ABSENT))
        self._sought = False
        if owner != self._owner:
            self._forget()
            told = await self._bus.call(NAME, PATH, NAME, "GetCapabilities")
            self._owner, self._can = owner, frozenset(told[0])

    def _form(self, notice: Notice, replaces: int) -> tuple[object, ...]:
        from dbus_fast import Variant

        text = html.escape(notice.text, quote=False) if "body-markup" in self._can else notice.text
        actions: list[str] = []
        if "actions" in self._can:
            actions = [Answer.OPEN, tr("Show"), *(word for what, title in notice.answers for word in (what, tr(title)))]
        hints = {
            "urgency": Variant("y", _URGENCY[notice.level]),
            "desktop-entry": Variant("s", DESKTOP_ENTRY),
            "suppress-sound": Variant("b", True),  # its sound is ours
        }
        return APP, replaces, self._icon.as_uri(), notice.title, text, actions, hints, _AS_SERVER_LIKES

    def _forget(self) -> None:
        """Numbers mean nothing to another service."""
        self._owner = None
        self._shown.clear()

    def _hear(self, signal: "Message") -> None:
        if signal.sender != self._owner or not signal.body:
            return
        notice = self._shown.get(signal.body[0])
        if notice is None:
            return
        if signal.member == "NotificationClosed":
            del self._shown[signal.body[0]]
        elif signal.member == "ActionInvoked" and signal.body[1] in tuple(Answer):
            self._answer(notice, Answer(signal.body[1]))
