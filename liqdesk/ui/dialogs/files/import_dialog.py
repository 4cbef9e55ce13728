"""The dialog of an import: what the files would add, then their way in, then what became of them."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.settings.model import Zone
from liqdesk.ui.dialogs.files.card import AccountCard
from liqdesk.ui.dialogs.files.doors import Account, FileDoors, Step, outcome
from liqdesk.ui.dialogs.files.progress import ProgressLine
from liqdesk.ui.dialogs.files.words import sentence
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.format import fmt_count
from liqdesk.ui.theme import Theme


class ImportDialog(QDialog):
    """Looks the files through at once; nothing is taken in before that is asked for. Esc stops and closes.

    `book_wanted`: somebody wants to see all imports. `settled`: what is shown is complete.
    """

    book_wanted = Signal()
    settled = Signal()

    def __init__(
        self, doors: FileDoors, files: Sequence[Path], theme: Theme, zone: Zone, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._doors = doors
        self._files = tuple(files)
        self._theme = theme
        self._zone = zone
        self._task: asyncio.Task[Any] | None = None
        self.accounts: Sequence[Account] = ()
        self.taken = False
        self.setWindowTitle(tr("Import"))
        self.progress = ProgressLine(theme, self)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("What the files hold"))
        self.book = button(tr("Imported files…"), tr("Show every import"), self._show_book, self)
        self.take = QPushButton(tr("Import"), self)
        self.take.setDefault(True)
        self.take.clicked.connect(lambda _checked=False: self.start())
        self.leave = button(tr("Cancel"), tr("Stop and close"), self.reject, self)
        self._compose()
        self._look()

    def _compose(self) -> None:
        px = self._theme.px
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self.book)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(18), px(24), px(16))
        column.setSpacing(px(12))
        column.addWidget(self.progress)
        column.addWidget(self._scroll, 1)
        column.addLayout(foot)
        self.resize(px(640), px(540))

    def _look(self) -> None:
        self.take.setEnabled(False)
        self.progress.begin(tr("Looking through %n file(s)…", "", len(self._files)))
        work = outcome(self._doors.desk.preview(self._files, self._step))
        self._task = self._doors.run(self, work, self._looked)

    def start(self) -> None:
        """Take the files in."""
        self.take.setEnabled(False)
        self.book.setEnabled(False)
        self.progress.begin(tr("Importing. Stopping keeps what was taken in so far; importing again goes on with it."))
        work = outcome(self._doors.desk.take(self._files, self._step))
        self._task = self._doors.run(self, work, self._taken)

    def _step(self, step: Step) -> None:
        self.progress.show_step(step)

    def _looked(self, found: Sequence[Account] | ExpectedFailure) -> None:
        if isinstance(found, ExpectedFailure):
            self._failed(found)
            return
        new, failed = sum(one.new for one in found), sum(bool(one.failed) for one in found)
        said = [
            tr("%n row(s) would be added. They enter no total: only ranks count them, if the settings say so.", "", new)
        ]
        if not new:
            said = [tr("Nothing would be added.")]
        if failed:
            said.append(tr("%n file(s) cannot be read.", "", failed))
        self.progress.end(" ".join(said))
        self._show(found)
        self.take.setText(tr("Import {count} rows").format(count=fmt_count(new)) if new else tr("Import"))
        self.take.setEnabled(new > 0)
        self.settled.emit()

    def _taken(self, found: Sequence[Account] | ExpectedFailure) -> None:
        self.book.setEnabled(True)
        if isinstance(found, ExpectedFailure):
            self._failed(found)
            return
        self.taken = True
        self.progress.end(tr("%n row(s) (was|were) added.", "", sum(one.new for one in found)))
        self._show(found)
        self.take.hide()
        self.leave.setText(tr("Close"))
        self.leave.setFocus()
        self.settled.emit()

    def _failed(self, failure: ExpectedFailure) -> None:
        self.progress.end(sentence(str(failure)))
        self.leave.setText(tr("Close"))
        self.settled.emit()

    def _show(self, found: Sequence[Account]) -> None:
        self.accounts = found
        page = QWidget(self._scroll)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, self._theme.px(12), 0)
        column.setSpacing(self._theme.px(10))
        for one in found:
            column.addWidget(AccountCard(one, self._zone, self.taken, self._theme, page))
        column.addStretch(1)
        self._scroll.setWidget(page)

    def _show_book(self) -> None:
        self.book_wanted.emit()
        self.reject()

    def reject(self) -> None:
        """Stop what goes on, and close."""
        if self._task is not None:
            self._task.cancel()
        super().reject()
