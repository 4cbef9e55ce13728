"""Alerts for the eye: the desktop's notification first, else the tray's message, else a card in the window."""

import asyncio
from collections.abc import Callable, Sequence

from liqdesk.alerts.alert import Announcement
from liqdesk.domain.language import marked, tr
from liqdesk.ui.announce.notices import Gathering, Notice, NotShown, Way, trial_notice

EVERY_S = 2.0
REMEMBERED = 50

UNSHOWN = marked("Alerts cannot be shown")


class NotificationAnnouncer:
    """Implements `Announcer`: shows by the first of `ways` that can, at most once in two seconds; `run` does the work.

    `wanted` says whether anything is to be shown at all. `trouble` hears a sentence once when the first way fails,
    and an empty one when it works again.
    """

    def __init__(self, ways: Sequence[Way], wanted: Callable[[], bool], trouble: Callable[[str], None]) -> None:
        self._ways = tuple(ways)
        self._wanted = wanted
        self._trouble = trouble
        self._told = ""
        self._waiting = Gathering()
        self._work = asyncio.Event()
        self._resting: dict[int, tuple[float, str]] = {}
        self._shown: dict[str, int] = {}

    def announce(self, announcement: Announcement) -> None:
        """Have it shown, if its rule and the settings want that; what is said quietly, only where its alert is shown."""
        shown = announcement.key in self._shown or announcement.key in self._waiting
        if self._wanted() and (announcement.desktop or (shown and not announcement.loud)):
            self._waiting.add(announcement)
            self._work.set()

    async def try_out(self) -> str:
        """Show one that says it is a test, by the first way that can; returns where it is, or why nowhere, in a sentence."""
        reasons: list[str] = []
        for number, way in enumerate(self._ways):
            why = await self._try(number, trial_notice())
            if why is None:
                return tr("A test is shown {place}.").format(place=tr(way.place))
            reasons.append(why)
        return f"{tr(UNSHOWN)}. {next(filter(None, reasons), '')}".strip()

    async def run(self) -> None:
        """Show what comes, to be run once and cancelled at the end."""
        while True:
            await self._work.wait()
            notice = self._waiting.take()
            if notice is not None and (notice.fresh or notice.key in self._shown):
                await self._show(notice)
                await asyncio.sleep(EVERY_S)
            if not self._waiting:
                self._work.clear()

    async def _show(self, notice: Notice) -> None:
        reasons: list[str] = []
        for number in self._candidates(notice):
            why = await self._try(number, notice)
            if why is None:
                self._shown.pop(notice.key, None)
                self._shown[notice.key] = number
                while len(self._shown) > REMEMBERED:
                    del self._shown[next(iter(self._shown))]
                if notice.fresh:
                    self._say(number, reasons)
                return
            reasons.append(why)
        self._say(None, reasons)

    def _candidates(self, notice: Notice) -> Sequence[int]:
        """What speaks up takes the best way; what only brings up to date goes where its key is shown."""
        return range(len(self._ways)) if notice.fresh else (self._shown[notice.key],)

    async def _try(self, number: int, notice: Notice) -> str | None:
        """None where it was shown, else why not."""
        now = asyncio.get_running_loop().time()
        until, why = self._resting.get(number, (0.0, ""))
        if now < until:
            return why
        self._resting.pop(number, None)
        try:
            await self._ways[number].bring(notice)
        except NotShown as failure:
            if failure.rest:
                self._resting[number] = (now + failure.rest, str(failure))
            return str(failure)
        return None

    def _say(self, number: int | None, reasons: Sequence[str]) -> None:
        why = next((reason for reason in reasons if reason), "")
        if number is None:
            said = f"{tr(UNSHOWN)}. {why}." if why else f"{tr(UNSHOWN)}."
        else:
            said = (
                tr("{why}; alerts are shown {place} instead.").format(why=why, place=tr(self._ways[number].place))
                if why
                else ""
            )
        if said != self._told:
            self._told = said
            self._trouble(said)
