"""Notifications of Windows and macOS through desktop-notifier, as its documentation says; untried.

https://desktop-notifier.readthedocs.io: a notification centre of macOS delivers only for a signed bundle.
"""

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from liqdesk.analytics.events import Level
from liqdesk.domain.language import marked, tr
from liqdesk.ui.announce.notices import BUTTONS, Answer, Answered, Notice, NotShown
from liqdesk.ui.announce.session_bus import LIMIT_S

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

REST_S = 60.0
REMEMBERED = 50


class OtherSystemsNotices:
    """A `Way` by the notification centre of the system. `answer` hears what a person does with a notification."""

    place = marked("on the desktop")

    def __init__(self, icon: Path, answer: Answered) -> None:
        self._icon = icon
        self._answer = answer
        self._notifier: DesktopNotifier | None = None
        self._shown: dict[str, str] = {}

    async def bring(self, notice: Notice) -> None:
        """Show it and take back the one with its key. Raises NotShown."""
        from desktop_notifier import Button, DesktopNotifier, Icon, Urgency

        if self._notifier is None:
            self._notifier = DesktopNotifier("liqdesk", Icon(path=self._icon))
        urgency = {Level.WATCH: Urgency.Low, Level.ALERT: Urgency.Normal, Level.CRITICAL: Urgency.Critical}
        before = self._shown.pop(notice.key, None)
        went = asyncio.Event()  # a refusal is only logged by the library; what was sent is told
        try:
            async with asyncio.timeout(LIMIT_S):
                current = await self._notifier.get_current_notifications()
                if before in current:
                    await self._notifier.clear(before)
                elif not notice.fresh:
                    return
                ident = await self._notifier.send(
                    title=notice.title,
                    message=notice.text,
                    urgency=urgency[notice.level],
                    buttons=[Button(tr(title), partial(self._answer, notice, what)) for what, title in BUTTONS],
                    on_clicked=partial(self._answer, notice, Answer.OPEN),
                    on_dispatched=went.set,
                )
        except TimeoutError as fault:
            raise NotShown(tr("The notification centre hangs"), REST_S) from fault
        if not went.is_set():
            raise NotShown(tr("The notification centre takes no notifications from this program"), REST_S)
        self._shown[notice.key] = ident
        while len(self._shown) > REMEMBERED:
            del self._shown[next(iter(self._shown))]
