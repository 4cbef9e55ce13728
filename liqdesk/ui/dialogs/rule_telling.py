"""How loud a rule is and where it tells, and what keeps it from telling too often, as fields."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QPushButton, QWidget

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import in_percent, marked, tr
from liqdesk.settings.rules import AlertLevel, Channels, SavedRule
from liqdesk.ui.dialogs.fields import QuietComboBox, text_line
from liqdesk.ui.dialogs.rule_fields import COOLDOWNS, Changed, ChoiceField, DurationField, NumberField, TickField
from liqdesk.ui.flow import FlowLayout
from liqdesk.ui.theme import Role, Theme

OWN = marked("the sound of its level")
SHIPPED: Mapping[str, str] = MappingProxyType({"": OWN, **{level.value: level.value for level in AlertLevel}})
"""Sounds by the name the settings know, with what they are called."""


class SoundField(QuietComboBox):
    """The level's own sound, another one of the set, or the path of a WAV file."""

    def __init__(self, sound: str, changed: Changed, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        for name, words in SHIPPED.items():
            self.addItem(tr(words), name)
        self.choose(sound)
        self.setMinimumWidth(theme.px(200))
        self.currentIndexChanged.connect(lambda _index: changed())

    def choose(self, sound: str) -> None:
        """Choose a sound by its name or path; a path that is new joins the list."""
        if self.findData(sound) < 0:
            self.addItem(sound.replace("\\", "/").rsplit("/", 1)[-1], sound)
            self.setItemData(self.count() - 1, sound, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(self.findData(sound))

    def read(self) -> str:
        """A name or a path."""
        return str(self.currentData())


class RuleTelling(QWidget):
    """Edits all of a rule but its name and conditions; `changed` is called with every change, `heard` by the test button."""

    def __init__(
        self, rule: SavedRule, changed: Changed, heard: Callable[[], None], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        channels = rule.channels
        self.level = ChoiceField(rule.level, {level: level.value for level in AlertLevel}, changed, self)
        self.sound_on = TickField(tr("Sound"), channels.sound, changed, self)
        self.desktop = TickField(tr("Desktop notification"), channels.desktop, changed, self)
        self.webhooks = TickField(tr("Webhooks and chat"), channels.webhooks, changed, self)
        self.sound = SoundField(rule.sound, changed, theme, self)
        self.cooldown = DurationField(rule.cooldown_s, COOLDOWNS, 0, changed, theme, self)
        self.rearm = NumberField(rule.rearm, (10, 100), in_percent(""), changed, self)
        self.quiet = TickField(tr("Keeps the quiet hours"), rule.quiet_hours, changed, self)
        self._file = QPushButton(tr("File…"), self)
        self._file.setAccessibleName(tr("Choose a WAV file of your own"))
        self._file.clicked.connect(self._choose_file)
        self.test = QPushButton(tr("Test"), self)
        self.test.setAccessibleName(tr("Hear this rule's sound"))
        self.test.clicked.connect(lambda: heard())
        for button in (self._file, self.test):
            button.setAutoDefault(False)
        self._wrong = text_line("", theme, Role.SMALL, self)
        self._compose()

    @property
    def wrong(self) -> str:
        """What is wrong with how it rings anew, as it is typed; empty where nothing is."""
        return self._wrong.text()

    def note_level(self, of_event: bool) -> None:
        """Say that the events' own level counts, where the rule asks for events."""
        self._level_note.setText(tr("an event's alert takes the event's own level") if of_event else "")

    def read(self) -> dict[str, Any] | None:
        """The fields by their names in the model; None where something is wrong, which is then said beside it."""
        try:
            cooldown, rearm = self.cooldown.read(), self.rearm.read()
        except ExpectedFailure as failure:
            self._wrong.setText(f"{str(failure)[:1].upper()}{str(failure)[1:]}.")
            return None
        self._wrong.setText("")
        self.sound.setEnabled(self.sound_on.read())
        return {
            "level": self.level.read(),
            "channels": Channels(
                sound=self.sound_on.read(), desktop=self.desktop.read(), webhooks=self.webhooks.read()
            ),
            "sound": self.sound.read(),
            "cooldown_s": cooldown,
            "rearm": rearm,
            "quiet_hours": self.quiet.read(),
        }

    def _compose(self) -> None:
        px = self._theme.px
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(8))
        grid.setColumnMinimumWidth(0, px(110))
        grid.setColumnStretch(1, 1)
        self._level_note = text_line("", self._theme, Role.SMALL, self)
        self._level_note.setWordWrap(False)
        lines: tuple[tuple[str, tuple[QWidget | str, ...]], ...] = (
            (tr("Level"), (self.level, self._level_note)),
            (tr("Told by"), (self.sound_on, self.desktop, self.webhooks)),
            (tr("Sound"), (self.sound, self._file, self.test)),
            (tr("Rings anew"), (tr("after"), self.cooldown, tr("and once below"), self.rearm, tr("of the threshold"))),
            ("", (self.quiet, self._wrong)),
        )
        for row, (title, parts) in enumerate(lines):
            grid.addWidget(self._label(title), row, 0)
            line = FlowLayout(px(8))
            for part in parts:
                line.addWidget(self._label(part) if isinstance(part, str) else part)
            grid.addLayout(line, row, 1)
        for widget, name in (
            (self.level, tr("Level")), (self.sound, tr("Sound")), (self.cooldown, tr("Rings anew after")),
            (self.rearm, tr("Rings anew once below so much of the threshold")),
        ):  # fmt: skip
            widget.setAccessibleName(name)
        self._wrong.setWordWrap(False)
        self._wrong.setForegroundRole(QPalette.ColorRole.BrightText)
        self._level_note.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, tr("A sound of your own"), filter=tr("WAV files (*.wav)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.sound.choose)
        dialog.open()
