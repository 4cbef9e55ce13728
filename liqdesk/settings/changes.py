"""What was changed by hand, step by step, so that each step can be undone and done again."""

from collections.abc import Callable
from dataclasses import dataclass

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.settings.places import Path, Place, differing, places, value_at, value_words, with_value

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One step: what it did in words, and the settings around it."""

    words: str
    before: Settings
    after: Settings


class ChangeList:
    """Changes the settings through `put` and remembers how. What changed elsewhere meanwhile is left as it is by an undo."""

    def __init__(self, current: CurrentSettings, put: Callable[[Settings], None]) -> None:
        self._current = current
        self._put = put
        self._done: list[Change] = []
        self._undone: list[Change] = []
        self._mergeable: Path | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def undo_words(self) -> str:
        """What an undo would take back; empty where there is nothing."""
        return self._done[-1].words if self._done else ""

    @property
    def redo_words(self) -> str:
        """What would be done again; empty where there is nothing."""
        return self._undone[-1].words if self._undone else ""

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after every step; returns what ends that."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def change(self, place: Place, value: object, words: str = "", merges: bool = False) -> str:
        """Put a value in force. Returns what is wrong with it in a sentence, empty where it is in force.

        A change that `merges` is one step with the one before it of the same field.
        """
        before = self._current.value
        try:
            after = with_value(before, place.path, value)
        except ExpectedFailure as fault:
            return str(fault)
        if after == before:
            return ""
        joined = merges and self._mergeable == place.path and bool(self._done)
        if joined:
            before = self._done.pop().before
        self._take(Change(words or _words(place, before, after), before, after))
        self._mergeable = place.path if merges else None
        return ""

    def fault(self, place: Place, value: object) -> str:
        """What would be wrong with a value, in a sentence; empty where it fits."""
        try:
            with_value(self._current.value, place.path, value)
        except ExpectedFailure as fault:
            return str(fault)
        return ""

    def replace(self, new: Settings, words: str) -> None:
        """Put other settings in force as one step."""
        if new != self._current.value:
            self._take(Change(words, self._current.value, new))

    def undo(self) -> None:
        """Take the last step back."""
        if self._done:
            step = self._done.pop()
            self._undone.append(step)
            self._go(step.after, step.before)

    def redo(self) -> None:
        """Do again what was undone last."""
        if self._undone:
            step = self._undone.pop()
            self._done.append(step)
            self._go(step.before, step.after)

    def _take(self, step: Change) -> None:
        self._done = [*self._done[-LONGEST + 1 :], step]
        self._undone.clear()
        self._mergeable = None
        self._put(step.after)
        self._tell()

    def _go(self, off: Settings, to: Settings) -> None:
        made = self._current.value
        for place in differing(off, to):
            made = with_value(made, place.path, value_at(to, place.path))
        self._mergeable = None
        self._put(made)
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def defaults(present: Settings) -> Settings:
    """Every field as it is after installation, but for what the program remembers for itself."""
    fresh, made = Settings(), present
    for place in places():
        made = with_value(made, place.path, value_at(fresh, place.path))
    return made


def _words(place: Place, before: Settings, after: Settings) -> str:
    old, new = (value_words(place, value_at(one, place.path)) for one in (before, after))
    return f"{place.title}: {old} → {new}" if old != new else tr("{title} changed").format(title=place.title)
