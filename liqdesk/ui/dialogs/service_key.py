"""The key of a third-party service: entered, tried, kept and removed."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from liqdesk.analytics.crosscheck import ServiceView
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import marked, tr
from liqdesk.domain.secret import LONGEST, Secret, read_secret
from liqdesk.domain.third_party import KeyPlace, KeyPlaces
from liqdesk.engine.crosscheck import CrossCheck
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.tasks import UiTasks
from liqdesk.ui.theme import Role, Theme

IN_KEYRING = marked("The key is kept in this system's keyring.")
IN_FILE = marked("The key is kept in {file}: not encrypted, readable by your account alone.")
WOULD_BE_IN_FILE = marked("It can be kept in {file} instead: not encrypted, readable by your account alone.")


class ServiceKeyDialog(QDialog):
    """Says what a key is good for, where it is kept and what the service says to it. Esc closes; a kept key is not shown."""

    def __init__(
        self, crosscheck: CrossCheck, service: ServiceView, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._crosscheck = crosscheck
        self._info = service.state.info
        self._theme = theme
        self._kept = service.place is not KeyPlace.NONE
        self._places: KeyPlaces | None = None
        self._working = False
        self._tasks = UiTasks(self._fail)
        self.setWindowTitle(tr("Key for {name}").format(name=self._info.name))
        self.field = QLineEdit(self)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaxLength(2 * LONGEST)
        self.field.setAccessibleName(tr("Key for {name}").format(name=self._info.name))
        self.field.setPlaceholderText(
            tr("a key is kept; enter another to replace it") if self._kept else tr("your key")
        )
        self.in_file = QCheckBox(tr("Keep it in that file"), self)
        self.in_file.hide()
        self.test = self._button(tr("Test"), self._test)
        self.keep = self._button(tr("Keep"), self._keep)
        self.remove = self._button(tr("Remove key"), self._remove)
        self._where = text_line(tr("Looking where a key can be kept…"), theme, Role.SMALL, self)
        self._outcome = text_line("", theme, Role.BODY, self)
        self._compose()
        self.field.textChanged.connect(self._enable)
        self.in_file.toggled.connect(self._enable)
        self._enable()

    @property
    def outcome(self) -> str:
        """What came of the last action."""
        return self._outcome.text()

    @property
    def where(self) -> str:
        """What is said about where the key is kept."""
        return self._where.text()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tasks.run(self, self._crosscheck.places(), self._know_places)

    def _button(self, title: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(title, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button

    def _compose(self) -> None:
        px, name = self._theme.px, self._info.name
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(20), px(24), px(20))
        column.setSpacing(px(10))
        about = f"{name} ({self._info.source}): {tr(self._info.offers)}. {tr(self._info.caveat)}"
        column.addWidget(text_line(about, self._theme, Role.BODY, self))
        promise = tr(
            "liqdesk contacts {name} with your key only, while the cross-check is open, and tells it nothing else."
        ).format(name=name)
        column.addWidget(text_line(promise, self._theme, Role.BODY, self))
        column.addWidget(self.field)
        column.addWidget(self._where)
        column.addWidget(self.in_file)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        for button in (self.test, self.keep, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self._button(tr("Close"), self.close_quietly))
        column.addLayout(buttons)
        self._outcome.setMinimumHeight(2 * self._outcome.fontMetrics().lineSpacing())
        self._outcome.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._outcome)
        self.setFixedWidth(px(520))

    def _know_places(self, places: KeyPlaces) -> None:
        self._places = places
        file = (tr(WOULD_BE_IN_FILE) if places.by_choice else tr(IN_FILE)).format(file=places.file)
        self._where.setText(f"{places.no_keyring} {file}" if places.no_keyring else tr(IN_KEYRING))
        self.in_file.setVisible(places.by_choice)
        self._enable()
        self.adjustSize()

    def _enable(self) -> None:
        entered = bool(self.field.text().strip()) and not self._working
        places = self._places
        agreed = places is not None and (not places.by_choice or self.in_file.isChecked())
        self.test.setEnabled(entered)
        self.keep.setEnabled(entered and agreed)
        self.remove.setEnabled(self._kept and not self._working)

    def _entered(self) -> Secret | None:
        try:
            return read_secret(self.field.text())
        except ExpectedFailure as failure:
            self._fail(str(failure))
            return None

    def _test(self) -> None:
        key = self._entered()
        if key is not None:
            self._begin(
                tr("Asking {name}…").format(name=self._info.name),
                self._crosscheck.check_key(self._info.id, key),
                self._say,
            )

    def _keep(self) -> None:
        key, places = self._entered(), self._places
        if key is not None and places is not None:
            place = KeyPlace.FILE if places.no_keyring else KeyPlace.KEYRING
            self._begin(tr("Keeping the key…"), self._crosscheck.keep_key(self._info.id, key, place), self._has_kept)

    def _remove(self) -> None:
        self._begin(tr("Removing the key…"), self._crosscheck.forget_key(self._info.id), self._has_removed)

    def _begin(self, sentence: str, work: Coroutine[Any, Any, str], done: Callable[[str], None]) -> None:
        self._working = True
        self._say_in(sentence, self._theme.tokens.surface.dim)
        self._enable()
        self._tasks.run(self, work, done)

    def _has_kept(self, sentence: str) -> None:
        self._kept = True
        self.field.clear()
        self.field.setPlaceholderText(tr("a key is kept; enter another to replace it"))
        self._say(sentence)

    def _has_removed(self, sentence: str) -> None:
        self._kept = False
        self.field.setPlaceholderText(tr("your key"))
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self._working = False
        self._say_in(sentence, self._theme.tokens.surface.text)
        self._enable()

    def _fail(self, sentence: str) -> None:
        self._working = False
        self._say_in(sentence, self._theme.tokens.surface.fault)
        self._enable()

    def _say_in(self, sentence: str, ink: str) -> None:
        palette = self._outcome.palette()
        palette.setColor(QPalette.ColorRole.WindowText, ink)
        self._outcome.setPalette(palette)
        self._outcome.setText(sentence)

    def close_quietly(self) -> None:
        """Close without keeping what was typed."""
        self.field.clear()
        self.reject()
