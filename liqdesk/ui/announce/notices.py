"""A notification as a value, what may be answered to it, and the folding of many into one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from liqdesk.alerts.alert import Alert, Announcement
from liqdesk.analytics.events import Level
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs

SEVERAL = "several"
"""The key of a notice that stands for more than one alert; the next such takes its place."""

NAMED = 3
TRIED = marked("Alerts are shown like this. Nothing happened in the market.")
_LEVELS = tuple(Level)


class Answer(StrEnum):
    """What a person does with a notification."""

    OPEN = "default"
    CHART = "chart"
    SNOOZE = "snooze"
    MUTE = "mute"


IN_CHARTS = (Answer.CHART, marked("In the charts"))
"""Where it is of an event."""

BUTTONS = ((Answer.SNOOZE, marked("Snooze 15 min")), (Answer.MUTE, marked("Mute")))


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

    @property
    def answers(self) -> Sequence[tuple[Answer, str]]:
        """What can be answered besides a click on the notice itself, each with its title in English."""
        return (IN_CHARTS, *BUTTONS) if self.alert.event is not None else BUTTONS


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


def notice_of(announcement: Announcement, fresh: bool) -> Notice:
    """One announcement alone."""
    alert = announcement.alert
    title = _marked(announcement, announcement.title)
    return Notice(announcement.key, title, announcement.text, announcement.level, alert.side, alert, fresh)


def folded(announcements: Sequence[Announcement]) -> Notice:
    """All of them in one notice that speaks up, the loudest first; a click opens that one."""
    if len(announcements) == 1:
        return notice_of(announcements[0], True)
    ranked = sorted(announcements, key=lambda one: _LEVELS.index(one.level), reverse=True)
    first = ranked[0]
    sides = {one.alert.side for one in ranked}
    names = "; ".join(one.title for one in ranked[:NAMED])
    more = tr(" and {count} more").format(count=len(ranked) - NAMED) if len(ranked) > NAMED else ""
    title = _marked(first, tr("{count} alerts: {names}{more}").format(count=len(ranked), names=names, more=more))
    text = "\n".join(one.text for one in ranked[:NAMED])
    return Notice(SEVERAL, title, text, first.level, sides.pop() if len(sides) == 1 else None, first.alert, True)


def trial_notice() -> Notice:
    """One that says it is a test; a click on it opens nothing."""
    begun = UnixMs(0)
    alert = Alert(
        "test", "test", (), (), Level.WATCH, "market", None, None, begun, begun, None, tr(TRIED), (), (), "test"
    )  # fmt: skip
    return Notice(alert.id, tr("TEST: liqdesk"), tr(TRIED), Level.WATCH, None, alert, True)


class Gathering:
    """Words that wait for their turn, the last one of each key. Those for the desktop speak up."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[Announcement, bool]] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def __contains__(self, key: str) -> bool:
        return key in self._waiting

    def add(self, announcement: Announcement) -> None:
        """Take a word; what waited to speak up keeps its voice when a quiet word takes its place."""
        _, spoke = self._waiting.pop(announcement.key, (announcement, False))
        self._waiting[announcement.key] = (announcement, spoke or announcement.desktop)

    def take(self) -> Notice | None:
        """What is to be shown next: all that speak up in one, else the eldest that only brings up to date."""
        fresh = [announcement for announcement, speaks in self._waiting.values() if speaks]
        if fresh:
            for one in fresh:
                del self._waiting[one.key]
            return folded(fresh)
        eldest = next(iter(self._waiting), None)
        return None if eldest is None else notice_of(self._waiting.pop(eldest)[0], False)


def _marked(announcement: Announcement, title: str) -> str:
    return f"{announcement.mark}: {title}" if announcement.mark else title
