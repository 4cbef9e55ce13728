"""The list of chats and webhooks: each with how it stands, switched, opened, tried, removed."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.domain.third_party import KeyPlace
from liqdesk.engine.sending import TargetState
from liqdesk.settings.target_words import WORDS
from liqdesk.settings.webhooks import SavedTarget
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.settings.doors import SettingsDoors
from liqdesk.ui.dialogs.settings.editing import Editor, Link
from liqdesk.ui.dialogs.settings.entries import Entry, EntryList, titled_buttons
from liqdesk.ui.dialogs.settings.target import TargetDialog
from liqdesk.ui.flow import FlowLayout
from liqdesk.ui.tasks import UiTasks
from liqdesk.ui.theme import Role

Targets = tuple[SavedTarget, ...]
LOOK_EVERY_MS = 1_000
NEEDS_CHOICE = (marked("Edit…"), marked("Test"), marked("Try again"), marked("Remove"))
NONE_YET = marked(
    "Alerts can be sent to Telegram, Discord, Slack, ntfy, by e-mail, or to an address of your own. "
    "Tokens and passwords are kept in the system's keyring, never in the settings file."
)


class TargetsEditor(Editor):
    """Targets in their order, with their states from the desk of sending, looked at once a second while seen."""

    def __init__(self, link: Link, doors: SettingsDoors, parent: QWidget) -> None:
        super().__init__(link, parent)
        self._desk = doors.desk
        self._tasks = UiTasks(self._fail)
        self._seen = -1
        px = link.theme.px
        self.list = EntryList(tr("Targets"), link.theme, self)
        self.list.toggled.connect(self._toggle)
        self.list.opened.connect(self._open)
        self.list.currentRowChanged.connect(lambda _row: self._enable())
        self._none = text_line(tr(NONE_YET), link.theme, Role.SMALL, self)
        self._none.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._outcome = text_line("", link.theme, Role.SMALL, self)
        self._outcome.setAccessibleName(tr("What came of it"))
        row = FlowLayout(px(8))
        deeds = (
            (marked("Add…"), marked("Add a target"), self._add),
            (marked("Edit…"), marked("Edit the chosen target"), lambda: self._open(self.list.currentRow())),
            (marked("Test"), marked("Send a test message to the chosen target"), self._test),
            (marked("Try again"), marked("Send what waits for the chosen target now"), self._retry),
            (marked("Remove"), marked("Remove the chosen target and its secret"), self._remove),
        )
        self.buttons = titled_buttons(deeds, row, self)
        column = QVBoxLayout()
        column.setSpacing(px(8))
        for widget in (self._none, self.list):
            column.addWidget(widget)
        column.addLayout(row)
        column.addWidget(self._outcome)
        self.row.addLayout(column, 1)
        self.setFocusProxy(self.list)
        timer = QTimer(self)
        timer.setInterval(LOOK_EVERY_MS)
        timer.timeout.connect(self._look)
        timer.start()

    @property
    def outcome(self) -> str:
        """What came of the last test or removal."""
        return self._outcome.text()

    def show_value(self, value: Targets) -> None:
        self._seen = self._desk.sending.revision
        states = {state.id: state for state in self._desk.sending.targets()}
        self.list.show_entries([_entry(target, states.get(target.id)) for target in value])
        self.list.setVisible(bool(value))
        self._none.setVisible(not value)
        for title in NEEDS_CHOICE:
            self.buttons[title].setVisible(bool(value))
        self._enable()

    def narrow(self, wanted: str) -> None:
        self.list.narrow(wanted)

    def _look(self) -> None:
        if self.isVisible() and self._desk.sending.revision != self._seen:
            self.show_value(self.link.value)

    def _enable(self) -> None:
        row = self.list.currentRow()
        chosen = self._chosen()
        states = {state.id: state for state in self._desk.sending.targets()}
        for title in NEEDS_CHOICE:
            self.buttons[title].setEnabled(row >= 0)
        state = states.get(chosen.id) if chosen else None
        self.buttons["Try again"].setEnabled(state is not None and state.waiting > 0)

    def _chosen(self) -> SavedTarget | None:
        row, targets = self.list.currentRow(), self.link.value
        return targets[row] if 0 <= row < len(targets) else None

    def _toggle(self, row: int) -> None:
        target: SavedTarget = self.link.value[row]
        self._put(target.model_copy(update={"enabled": not target.enabled}))

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.link.value):
            self._edit(self.link.value[row])

    def _add(self) -> None:
        self._edit(None)

    def _edit(self, target: SavedTarget | None) -> None:
        taken = [one.id for one in self.link.value]
        dialog = TargetDialog(self._desk, self.link.theme, target, taken, self._put, self)
        dialog.open()

    def _put(self, target: SavedTarget) -> None:
        """In the place of the target of the same id, or at the end; the targets may be others by now."""
        old: Targets = self.link.value
        known = any(one.id == target.id for one in old)
        new = tuple(target if one.id == target.id else one for one in old) if known else (*old, target)
        words = tr("“{name}” changed") if known else tr("“{name}” added")
        if self.link.offer(new, words=words.format(name=target.name)):
            self.list.setCurrentRow(next(row for row, one in enumerate(new) if one.id == target.id))

    def _test(self) -> None:
        target = self._chosen()
        if target is not None:
            self._say(tr("Sending a test to {name}…").format(name=target.name))
            self._tasks.run(self, self._desk.sending.try_out(target), self._say)

    def _retry(self) -> None:
        target = self._chosen()
        if target is not None:
            self._desk.sending.retry(target.id)

    def _remove(self) -> None:
        """The secret first: were the dialog closed meanwhile, a target without one would hide that it is still kept."""
        target = self._chosen()
        if target is None:
            return
        place = {state.id: state.place for state in self._desk.sending.targets()}.get(target.id, KeyPlace.NONE)
        if place is KeyPlace.NONE:
            self._drop(target)
            return

        def dropped(sentence: str) -> None:
            self._drop(target)
            self._say(sentence)

        def left_over(sentence: str) -> None:
            self._drop(target)
            self._fail(sentence)

        UiTasks(left_over).run(self, self._desk.sending.forget_secret(target.id), dropped)

    def _drop(self, target: SavedTarget) -> None:
        left = tuple(one for one in self.link.value if one.id != target.id)
        self.link.offer(left, words=tr("“{name}” removed").format(name=target.name))

    def _say(self, sentence: str) -> None:
        self._outcome.setForegroundRole(QPalette.ColorRole.WindowText)
        self._outcome.setText(sentence)
        self.show_value(self.link.value)

    def _fail(self, sentence: str) -> None:
        self._say(sentence)
        self._outcome.setForegroundRole(QPalette.ColorRole.BrightText)


def _entry(target: SavedTarget, state: TargetState | None) -> Entry:
    words = WORDS[target.kind]
    told = tr(words.name) if not target.address else f"{tr(words.name)}, {target.address}"
    on = tr("from {level} on").format(level=tr(target.level.value))
    card = " · " + tr("with card") if target.card and words.takes_card else ""
    side = f"{on}{card}"
    sentence, fault = (state.sentence, "") if state is not None and not state.troubled else ("", "")
    if state is not None and state.troubled:
        waits = " " + tr("{count} waiting.").format(count=state.waiting) if state.waiting else ""
        fault = f"{state.sentence}{waits}"
    return Entry(target.name, f"{told}. {sentence}".strip(), side, target.enabled, fault)
