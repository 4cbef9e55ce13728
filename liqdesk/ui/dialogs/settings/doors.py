"""What the settings dialog is given by whoever opens it; each is absent where there is nothing behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject

from liqdesk.analytics.views import VenueView
from liqdesk.engine.desk import Desk
from liqdesk.settings.changes import ChangeList
from liqdesk.settings.rules import AlertLevel, SavedRule, Side
from liqdesk.ui.commands import KeyLine
from liqdesk.ui.theme import Theme

RuleDone = Callable[[SavedRule], None]
EditRule = Callable[[SavedRule | None, RuleDone], None]
TestSound = Callable[[AlertLevel, Side], None]
TellOutputs = Callable[[Sequence[str]], None]
Outputs = Callable[[TellOutputs], None]
TestNotification = Callable[[QObject, Callable[[str], None]], None]


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the program has beside the window: `test_sound` lets one hear a level, `test_notification` lets one see one, and
    has a method of the widget given told where it was shown, in a sentence.

    `outputs` has the devices that can be heard told to a method of a widget, as often as they change while it lives.
    `folders` are what can be opened, by title; `languages` can be spoken: each one's code, and its own name for itself.
    `recorded` says in a sentence what is kept of the recordings.
    """

    test_sound: TestSound | None = None
    outputs: Outputs | None = None
    folders: Mapping[str, Path] = field(default_factory=dict)
    settings_file: Path | None = None
    test_notification: TestNotification | None = None
    languages: Sequence[tuple[str, str]] = ()
    recorded: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class SettingsDoors:
    """All that pages and editors need; `edit_rule` opens the editor of a rule, or of a new one."""

    desk: Desk
    theme: Theme
    changes: ChangeList
    venues: Sequence[VenueView] = ()
    commands: Callable[[], Sequence[KeyLine]] = tuple
    edit_rule: EditRule | None = None
    equipment: Equipment = Equipment()
