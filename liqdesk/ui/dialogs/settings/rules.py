"""The list of alert rules: each in words, switched, opened, doubled, moved, removed."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.settings.rule_words import new_id, rule_sentence
from liqdesk.settings.rules import DEFAULT_RULES, SavedRule
from liqdesk.ui.dialogs.settings.doors import SettingsDoors
from liqdesk.ui.dialogs.settings.editing import Editor, Link
from liqdesk.ui.dialogs.settings.entries import Entry, EntryList, titled_buttons
from liqdesk.ui.flow import FlowLayout

Rules = tuple[SavedRule, ...]
LONGEST_NAME = 80
LOOK_EVERY_MS = 2_000
NEEDS_CHOICE = (marked("Edit…"), marked("Duplicate"), marked("Remove"), marked("Move up"), marked("Move down"))


def channel_words(rule: SavedRule) -> str:
    """Where a rule is told: `sound, desktop`; `history` where nowhere else."""
    channels = rule.channels
    named = ((tr("sound"), channels.sound), (tr("desktop"), channels.desktop), (tr("webhooks"), channels.webhooks))
    return ", ".join(name for name, on in named if on) or tr("history")


class RulesEditor(Editor):
    """Rules in their order. Without an editor of rules they can still be switched, moved, doubled and removed."""

    def __init__(self, link: Link, doors: SettingsDoors, parent: QWidget) -> None:
        super().__init__(link, parent)
        self._edit = doors.edit_rule
        self._names = {str(venue.id): venue.name for venue in doors.venues}
        self._states = doors.desk.alerts
        self._seen = -1
        px = link.theme.px
        self.list = EntryList(tr("Rules"), link.theme, self)
        self.list.toggled.connect(self._toggle)
        self.list.opened.connect(self._open)
        self.list.currentRowChanged.connect(lambda _row: self._enable())
        row = FlowLayout(px(8))
        deeds = (
            (marked("Add…"), marked("Add a rule"), self._add),
            (marked("Edit…"), marked("Edit the chosen rule"), lambda: self._open(self.list.currentRow())),
            (marked("Duplicate"), marked("Add a copy of the chosen rule"), self._double),
            (marked("Remove"), marked("Remove the chosen rule"), self._remove),
        )
        moves = (
            (marked("Move up"), marked("Move the chosen rule up"), lambda: self._move(-1)),
            (marked("Move down"), marked("Move the chosen rule down"), lambda: self._move(1)),
            (
                marked("Restore the default ones"),
                marked("Add the default rules that are missing, as they first were"),
                self._restore,
            ),
        )
        self.buttons = titled_buttons((*deeds, *moves), row, self)
        column = QVBoxLayout()
        column.setSpacing(px(8))
        column.addWidget(self.list)
        column.addLayout(row)
        self.row.addLayout(column, 1)
        self.setFocusProxy(self.list)
        for title in ("Add…", "Edit…"):
            self.buttons[title].setVisible(self._edit is not None)
        timer = QTimer(self)
        timer.setInterval(LOOK_EVERY_MS)
        timer.timeout.connect(self._look)
        timer.start()

    def show_value(self, value: Rules) -> None:
        self._seen = self._states.revision
        impaired = {state.id: state.impaired for state in self._states.view().rules}
        self.list.show_entries(
            [
                Entry(
                    tr(rule.name),
                    rule_sentence(rule, self._names),
                    f"{tr(rule.level.value)} · {channel_words(rule)}",
                    rule.enabled,
                    impaired.get(rule.id, "") and tr("Impaired: {impaired}").format(impaired=impaired[rule.id]),
                )
                for rule in value
            ]
        )
        self._enable()

    def narrow(self, wanted: str) -> None:
        self.list.narrow(wanted)

    def _look(self) -> None:
        """What a rule cannot see changes with the feeds."""
        if self.isVisible() and self._states.revision != self._seen:
            self.show_value(self.link.value)

    def _enable(self) -> None:
        row, count = self.list.currentRow(), self.list.count()
        for title in NEEDS_CHOICE:
            self.buttons[title].setEnabled(0 <= row < count)
        self.buttons["Move up"].setEnabled(row > 0)
        self.buttons["Move down"].setEnabled(0 <= row < count - 1)
        self.buttons["Restore the default ones"].setEnabled(self._restored() != self.link.value)

    def _toggle(self, row: int) -> None:
        rule = self.link.value[row]
        words = tr("“{name}” off") if rule.enabled else tr("“{name}” on")
        self._put(row, rule.model_copy(update={"enabled": not rule.enabled}), words.format(name=rule.name))

    def _open(self, row: int) -> None:
        if self._edit is None or not 0 <= row < len(self.link.value):
            return
        ident = self.link.value[row].id
        self._edit(self.link.value[row], lambda made: self._edited(ident, made))

    def _edited(self, ident: str, made: SavedRule) -> None:
        """The rules may be others by now than when the editor was opened."""
        row = next((number for number, rule in enumerate(self.link.value) if rule.id == ident), None)
        if row is None:
            self._append(made, tr("“{name}” added").format(name=made.name))
        else:
            self._put(row, made.model_copy(update={"id": ident}), tr("“{name}” edited").format(name=made.name))

    def _add(self) -> None:
        if self._edit is not None:
            self._edit(None, lambda made: self._append(made, tr("“{name}” added").format(name=made.name)))

    def _append(self, rule: SavedRule, words: str) -> None:
        taken = [one.id for one in self.link.value]
        ident = new_id(rule.name, taken) if rule.id in taken else rule.id
        if self.link.offer((*self.link.value, rule.model_copy(update={"id": ident})), words=words):
            self.list.setCurrentRow(self.list.count() - 1)

    def _double(self) -> None:
        row = self.list.currentRow()
        rules: Rules = self.link.value
        name = tr("{name} copy").format(name=rules[row].name[: LONGEST_NAME - 5])
        copy = rules[row].model_copy(update={"id": new_id(name, [rule.id for rule in rules]), "name": name})
        if self.link.offer((*rules[: row + 1], copy, *rules[row + 1 :]), words=tr("“{name}” added").format(name=name)):
            self.list.setCurrentRow(row + 1)

    def _remove(self) -> None:
        row = self.list.currentRow()
        rules: Rules = self.link.value
        self.link.offer((*rules[:row], *rules[row + 1 :]), words=tr("“{name}” removed").format(name=rules[row].name))

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        rules = list(self.link.value)
        rules.insert(row + step, rules.pop(row))
        words = tr("“{name}” moved up") if step < 0 else tr("“{name}” moved down")
        if self.link.offer(tuple(rules), words=words.format(name=rules[row + step].name)):
            self.list.setCurrentRow(row + step)

    def _restored(self) -> Rules:
        """The defaults as they first were, each where it stands or else at the end; rules of one's own stay."""
        fresh = {rule.id: rule for rule in DEFAULT_RULES}
        kept = tuple(fresh.pop(rule.id, rule) for rule in self.link.value)
        return (*kept, *fresh.values())

    def _restore(self) -> None:
        self.link.offer(self._restored(), words=tr("Default rules restored"))

    def _put(self, row: int, rule: SavedRule, words: str) -> None:
        rules: Rules = self.link.value
        self.link.offer((*rules[:row], rule, *rules[row + 1 :]), words=words)
