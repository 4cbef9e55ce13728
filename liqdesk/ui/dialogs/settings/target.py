"""The dialog of one chat or webhook: what it is, where it is, its secret, and a test before it counts."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import marked, tr
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import KeyPlace, KeyPlaces
from liqdesk.engine.desk import Desk
from liqdesk.settings.places import mistake_words
from liqdesk.settings.rule_words import new_id
from liqdesk.settings.rules import AlertLevel
from liqdesk.settings.target_words import WORDS, address_complaint, read_target_secret, secret_needed, told_to
from liqdesk.settings.webhooks import SavedTarget, TargetKind
from liqdesk.ui.dialogs.fields import QuietComboBox, text_line
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.tasks import UiTasks
from liqdesk.ui.theme import Role, Theme

IN_KEYRING = marked("It is kept in this system's keyring.")
IN_FILE = marked("It is kept in {file}: not encrypted, readable by your account alone.")
BY_CHOICE = marked("It can be kept in {file} instead: not encrypted, readable by your account alone.")
KEPT = marked("one is kept; enter another to replace it")


class TargetDialog(QDialog):
    """Edits a target, or makes one where `target` is None; `done` gets it once its secret is kept. A kept secret is not shown."""

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        target: SavedTarget | None,
        taken: Sequence[str],
        done: Callable[[SavedTarget], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._sending = desk.sending
        self._theme = theme
        self._target = target
        self._taken = taken
        self._done = done
        self._places: KeyPlaces | None = None
        self._working = False
        self._tasks = UiTasks(self._fail)
        states = {state.id: state for state in self._sending.targets()}
        state = states.get(target.id) if target else None
        self._kept = state is not None and state.place is not KeyPlace.NONE
        self.setWindowTitle(tr("Add a target") if target is None else tr("Target {name}").format(name=target.name))
        self.kind = QuietComboBox(self)
        for kind, words in WORDS.items():
            self.kind.addItem(tr(words.name), kind)
        self.name, self.address, self.secret = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.level = QuietComboBox(self)
        for level in AlertLevel:
            self.level.addItem(tr("from {level} on").format(level=tr(level.value)), level)
        self.card = QCheckBox(tr("Send the share card with it"), self)
        self.in_file = QCheckBox(tr("Keep it in that file"), self)
        self._where = text_line("", theme, Role.SMALL, self)
        self._where.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._outcome = text_line("", theme, Role.SMALL, self)
        self._captions = {"address": QLabel(self), "secret": QLabel(self)}
        self._compose()
        self._fill()
        self._kind_changed()

    @property
    def outcome(self) -> str:
        """What is wrong, or what came of the last action."""
        return self._outcome.text()

    @property
    def where(self) -> str:
        """What is said about where the secret is kept."""
        return self._where.text()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tasks.run(self, self._sending.places(), self._know_places)

    def _compose(self) -> None:
        px = self._theme.px
        form = QFormLayout()
        form.setHorizontalSpacing(px(16))
        form.setVerticalSpacing(px(9))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, widget in ((tr("Service"), self.kind), (tr("Name"), self.name)):
            form.addRow(title, widget)
            widget.setAccessibleName(title)
        form.addRow(self._captions["address"], self.address)
        form.addRow(self._captions["secret"], self.secret)
        form.addRow("", self._where)
        form.addRow("", self.in_file)
        form.addRow(tr("Alerts"), self.level)
        self.level.setAccessibleName(tr("Alerts from which level on"))
        form.addRow("", self.card)
        self.test = button(tr("Send a test"), tr("Send a test message with what is entered here"), self._test, self)
        self.keep = button(tr("Add") if self._target is None else tr("Save"), tr("Keep this target"), self._keep, self)
        self.keep.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self.test)
        buttons.addStretch(1)
        buttons.addWidget(button(tr("Cancel"), tr("Close and change nothing"), self.reject, self))
        buttons.addWidget(self.keep)
        self._outcome.setMinimumHeight(2 * self._outcome.fontMetrics().lineSpacing())
        self._outcome.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(20), px(22), px(18))
        column.setSpacing(px(12))
        column.addLayout(form)
        column.addWidget(self._outcome)
        column.addLayout(buttons)
        self.setFixedWidth(px(500))
        self.kind.currentIndexChanged.connect(lambda _index: self._kind_changed())
        self.address.textChanged.connect(lambda _text: self._hint_at_kept())
        self.in_file.hide()

    def _fill(self) -> None:
        target = self._target
        if target is not None:
            self.kind.setCurrentIndex(self.kind.findData(target.kind))
            self.name.setText(target.name)
            self.address.setText(target.address)
            self.card.setChecked(target.card)
        level = AlertLevel.ALERT if target is None else target.level
        self.level.setCurrentIndex(self.level.findData(level))

    def _kind_changed(self) -> None:
        words = WORDS[TargetKind(self.kind.currentData())]
        for which, caption, hint, line in (
            ("address", tr(words.address), tr(words.address_hint), self.address),
            ("secret", tr(words.secret), tr(words.secret_hint), self.secret),
        ):
            self._captions[which].setText(caption)
            self._captions[which].setVisible(bool(caption))
            line.setVisible(bool(caption))
            line.setAccessibleName(caption)
            line.setPlaceholderText(hint)
        self.name.setPlaceholderText(tr(words.name))
        self.card.setVisible(words.takes_card)
        self._hint_at_kept()
        self._say("")
        self.adjustSize()

    def _hint_at_kept(self) -> None:
        """Say that a secret is kept, as long as what is entered is what it was entered for."""
        kind = TargetKind(self.kind.currentData())
        self.secret.setPlaceholderText(tr(KEPT) if self._has_secret(kind) else tr(WORDS[kind].secret_hint))

    def _has_secret(self, kind: TargetKind) -> bool:
        if self._target is None or not self._kept:
            return False
        now = self._target.model_copy(update={"kind": kind, "address": self.address.text().strip()})
        return told_to(now) == told_to(self._target)

    def _know_places(self, places: KeyPlaces) -> None:
        self._places = places
        file = (tr(BY_CHOICE) if places.by_choice else tr(IN_FILE)).format(file=places.file)
        self._where.setText(f"{places.no_keyring} {file}" if places.no_keyring else tr(IN_KEYRING))
        self.in_file.setVisible(places.by_choice)
        self.adjustSize()

    def _entered(self) -> SavedTarget:
        """The target as entered. Raises ExpectedFailure."""
        kind = TargetKind(self.kind.currentData())
        name = self.name.text().strip() or tr(WORDS[kind].name)
        old = self._target
        document = {
            "id": new_id(name, self._taken) if old is None else old.id,
            "name": name,
            "kind": kind,
            "enabled": True if old is None else old.enabled,
            "address": self.address.text().strip() if WORDS[kind].address else "",
            "level": AlertLevel(self.level.currentData()),
            "card": self.card.isChecked() and WORDS[kind].takes_card,
        }
        try:
            made = SavedTarget.model_validate(document)
        except ValidationError as fault:
            raise ExpectedFailure(mistake_words(fault, document)) from fault
        complaint = address_complaint(made)
        if complaint:
            raise ExpectedFailure(complaint)
        return made

    def _secret_of(self, target: SavedTarget) -> Secret | None:
        """The secret as entered, None where the kept one stays. Raises ExpectedFailure."""
        if self.secret.text().strip():
            return read_target_secret(target, self.secret.text())
        if secret_needed(target) and not self._has_secret(target.kind):
            raise ExpectedFailure(tr("{secret} is missing.").format(secret=tr(WORDS[target.kind].secret)))
        return None

    def _test(self) -> None:
        try:
            target = self._entered()
            secret = self._secret_of(target)
        except ExpectedFailure as fault:
            self._fail(str(fault))
            return
        self._begin(
            tr("Sending a test to {name}…").format(name=target.name), self._sending.try_out(target, secret), self._say
        )

    def _keep(self) -> None:
        try:
            target = self._entered()
            secret = self._secret_of(target)
        except ExpectedFailure as fault:
            self._fail(str(fault))
            return
        if secret is None:
            self._finish(target)
            return
        places = self._places
        if places is None or (places.by_choice and not self.in_file.isChecked()):
            self._fail(
                tr("Where its secret is to be kept is not decided.")
                if places
                else tr("Where it can be kept is not known yet.")
            )
            return
        place = KeyPlace.FILE if places.no_keyring else KeyPlace.KEYRING
        work = self._sending.keep_secret(target, secret, place)
        self._begin(tr("Keeping the secret…"), work, lambda _sentence: self._finish(target))

    def _finish(self, target: SavedTarget) -> None:
        self.secret.clear()
        self._done(target)
        self.accept()

    def _begin(self, sentence: str, work: Coroutine[Any, Any, str], done: Callable[[str], None]) -> None:
        self._say(sentence)
        self._set_working(True)
        self._tasks.run(self, work, done)

    def _set_working(self, on: bool) -> None:
        self._working = on
        self.test.setEnabled(not on)
        self.keep.setEnabled(not on)

    def _say(self, sentence: str) -> None:
        self._set_working(False)
        self._outcome.setForegroundRole(QPalette.ColorRole.WindowText)
        self._outcome.setText(sentence)

    def _fail(self, sentence: str) -> None:
        self._say(sentence)
        self._outcome.setForegroundRole(QPalette.ColorRole.BrightText)
