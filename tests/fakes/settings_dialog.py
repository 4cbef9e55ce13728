"""The settings dialog over a made-up desk: with commands that have keys, a rule editor that answers, sounds that are noted."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from liqdesk.settings.changes import ChangeList
from liqdesk.settings.rules import AlertLevel, SavedRule, Side
from liqdesk.ui.commands import KeyLine
from liqdesk.ui.dialogs.settings.dialog import SettingsDialog
from liqdesk.ui.dialogs.settings.doors import Equipment, SettingsDoors, TellOutputs
from liqdesk.ui.theme import Theme
from tests.fakes.desk import FakeDesk

COMMANDS = (
    KeyLine("copy-headline", "File", "Copy headline", ("H",), ("H",)),
    KeyLine("quit", "File", "Quit", ("Ctrl+Q",), ("Ctrl+Q",)),
    KeyLine("full-screen", "View", "Full screen", ("F11",), ("F11",)),
    KeyLine("keys", "Help", "Keys", ("?", "F1"), ("?", "F1")),
)


class Workshop:
    """What the dialog stands on. `answer` is what the rule editor gives back; `edited`, `heard` say what was asked of it."""

    def __init__(self, desk: FakeDesk, theme: Theme) -> None:
        self.desk = desk
        self.changes = ChangeList(desk.settings, desk.replace_settings)
        self.edited: list[SavedRule | None] = []
        self.heard: list[tuple[AlertLevel, Side]] = []
        self.asked = 0
        self.answer: SavedRule | None = None
        self._theme = theme

    def open(self, equipped: bool = True) -> SettingsDialog:
        """A dialog, not yet shown."""
        equipment = Equipment()
        if equipped:
            folders = {"Folder of the recordings": Path("recordings")}
            file = Path("settings.toml")
            equipment = Equipment(self._test, self._outputs, folders, file)
        venues = self.desk.frame(0)[0].venues
        edit = self._edit if equipped else None
        doors = SettingsDoors(self.desk, self._theme, self.changes, venues, self.commands, edit, equipment)
        return SettingsDialog(doors)

    def commands(self) -> Sequence[KeyLine]:
        """The commands with the keys in force, the chosen ones in place of the usual."""
        chosen = self.desk.settings.value.keys.chosen
        return [
            replace(line, keys=tuple(filter(None, (chosen[line.id],)))) if line.id in chosen else line
            for line in COMMANDS
        ]

    def _edit(self, rule: SavedRule | None, done: Callable[[SavedRule], None]) -> None:
        self.edited.append(rule)
        if self.answer is not None:
            done(self.answer)

    def _test(self, level: AlertLevel, side: Side) -> None:
        self.heard.append((level, side))

    def _outputs(self, tell: TellOutputs) -> None:
        self.asked += 1
        tell(("Speakers", "Headset"))
