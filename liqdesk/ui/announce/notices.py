"""A notification as a value, what may be answered to it, and the folding of many into one."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from liqdesk.alerts.alert import Alert, Announcement
from liqdesk.analytics.events import Level
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.liquidation import PositionSide

SEVERAL = "several"
"""The key of a notice that stands for more than one alert; the next such takes its place."""

NAMED = 3
_LEVELS = tuple(Level)


class Answer(StrEnum):
    """What a person does with a notification."""

    OPEN = "default"
    SNOOZE = "snooze"
    MUTE = "mute"


BUTTONS = ((Answer.SNOOZE, "Snooze 15 min"), (Answer.MUTE, "Mute"))


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be shown, as plain text. A later one with the same key takes the place of the earlier.

    `alert` is what a click opens. `fresh` says that it speaks up; else it only brings up to date what is still shown.
    """

    key: str
    title: str
    text: str
    level: Level
    side: PositionSide | None
    alert: Alert
    fresh: bool


Answered = Callable[[Notice, Answer], None]


class NotShown(ExpectedFailure):
    """A way has not shown a notice; the sentence says why, empty where that is no trouble.

    `rest` is for how many seconds it is left alone.
    """

    def __init__(self, sentence: str, rest: float = 0.0) -> None:
        super().__init__(sentence)
        self.rest = rest


class Way(Protocol):
    """One way to show a notice. `place` finishes the sentence "alerts are shown ..."."""

    @property
    def place(self) -> str: ...

    async def bring(self, notice: Notice) -> None:
        """Show it, within about a second. Raises NotShown."""
        ...


def notice_of(announcement: Announcement) -> Notice:
    """One announcement alone."""
    alert = announcement.alert
    return Notice(
        announcement.key,
        _marked(announcement, announcement.title),
        announcement.text,
        announcement.level,
        alert.side,
        alert,
        announcement.loud,
    )


def folded(announcements: tuple[Announcement, ...]) -> Notice:
    """All of them in one notice, the loudest first; it opens the loudest, and speaks up."""
    if len(announcements) == 1:
        return notice_of(announcements[0])
    ranked = sorted(announcements, key=lambda one: _LEVELS.index(one.level), reverse=True)
    first = ranked[0]
    sides = {one.alert.side for one in ranked}
    names = "; ".join(one.title for one in ranked[:NAMED])
    more = f" and {len(ranked) - NAMED} more" if len(ranked) > NAMED else ""
    title = _marked(first, f"{len(ranked)} alerts: {names}{more}")
    text = "\n".join(one.text for one in ranked[:NAMED])
    return Notice(SEVERAL, title, text, first.level, sides.pop() if len(sides) == 1 else None, first.alert, True)


class Gathering:
    """Words that wait for their turn, the last one of each key."""

    def __init__(self) -> None:
        self._waiting: dict[str, Announcement] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, announcement: Announcement) -> None:
        """Take a word; one that waits and spoke up keeps its voice when a quiet one follows it."""
        before = self._waiting.pop(announcement.key, None)
        self._waiting[announcement.key] = _louder(before, announcement)

    def take(self) -> Notice | None:
        """What is to be shown next: all that speak up in one, else the eldest that only brings up to date."""
        fresh = tuple(one for one in self._waiting.values() if one.loud)
        taken = fresh or tuple(self._waiting.values())[:1]
        for one in taken:
            del self._waiting[one.key]
        return folded(taken) if taken else None


def _louder(before: Announcement | None, now: Announcement) -> Announcement:
    if before is None or now.loud or not before.loud:
        return now
    return Announcement(
        now.key, now.alert, now.level, now.title, now.text, before.sound, True, now.desktop, now.mark, now.folded
    )


def _marked(announcement: Announcement, title: str) -> str:
    return f"{announcement.mark}: {title}" if announcement.mark else title
