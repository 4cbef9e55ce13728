"""The dialog of the imported files: which there are, and one of them taken out again."""

import asyncio
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.settings.model import Zone
from liqdesk.ui.dialogs.files.doors import FileDoors, Held, outcome
from liqdesk.ui.dialogs.files.progress import ProgressLine
from liqdesk.ui.dialogs.files.words import moment_words, sentence, span_words
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.format import UNKNOWN, fmt_count, zone_name
from liqdesk.ui.tables.imports import ImportRow, ImportsModel
from liqdesk.ui.tables.imports_view import ImportsView
from liqdesk.ui.theme import Theme


class ImportsDialog(QDialog):
    """Lists every import, the newest first. Removing one is asked for twice. `settled`: what is shown is complete."""

    settled = Signal()
    import_wanted = Signal()

    def __init__(self, doors: FileDoors, theme: Theme, zone: Zone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._zone = zone
        self._asked: int | None = None
        self._task: asyncio.Task[Any] | None = None
        self.setWindowTitle(tr("Imported files"))
        self.progress = ProgressLine(theme, self)
        self.model = ImportsModel(self)
        self.table = ImportsView(self.model, theme, self)
        self.table.setAccessibleName(tr("Imported files"))
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._offer())
        self.remove = button(tr("Remove this import"), tr("Take the rows of this file out again"), self._remove, self)
        add = button(tr("Import…"), tr("Choose files to import"), self._import, self)
        close = button(tr("Close"), tr("Close"), self.accept, self)
        px = theme.px
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(add)
        foot.addWidget(self.remove)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(18), px(24), px(16))
        column.setSpacing(px(12))
        column.addWidget(self.progress)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.resize(px(870), px(420))
        self._read()

    def _read(self) -> None:
        self.progress.begin(tr("Reading…"))
        self.remove.setEnabled(False)
        self._task = self._doors.run(self, outcome(self._doors.desk.imports()), self._show)

    def _show(self, found: Sequence[Held] | ExpectedFailure) -> None:
        if isinstance(found, ExpectedFailure):
            self.progress.end(sentence(str(found)))
        else:
            rows = tr("%n row(s) in", "", sum(one.added for one in found))
            files = tr("%n file(s)", "", len(found))
            clock = zone_name(found[0].at, self._zone) if found else ""
            said = tr("{rows} {files}; times are in {zone}").format(rows=rows, files=files, zone=clock)
            self.progress.end(said if found else tr("Nothing was imported yet."))
            self.model.show_rows(tuple(self._row(one) for one in found))
            if found and not self.table.currentIndex().isValid():
                self.table.selectRow(0)
        self._offer()
        self.settled.emit()

    def _row(self, one: Held) -> ImportRow:
        broken = "" if one.whole else tr("It was broken off; importing the file again goes on with it.")
        cells = (
            moment_words(one.at, self._zone),
            one.file,
            fmt_count(one.added),
            span_words(one.first, one.last, self._zone),
            one.form or (UNKNOWN if one.whole else tr("broken off")),
        )
        return ImportRow(one.id, one.whole, cells, broken)

    @property
    def chosen(self) -> ImportRow | None:
        """The import that the keyboard is on."""
        number = self.table.currentIndex().row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def _offer(self) -> None:
        self._asked = None
        self.remove.setText(tr("Remove this import"))
        self.remove.setEnabled(self.chosen is not None)

    def _remove(self) -> None:
        one = self.chosen
        if one is None:
            return
        if self._asked != one.id:
            self._asked = one.id
            self.remove.setText(tr("Remove {count} rows?").format(count=one.cells[2]))
            return
        self.remove.setEnabled(False)
        self.progress.begin(tr("Removing {file}…").format(file=one.cells[1]))
        self._task = self._doors.run(self, outcome(self._removed(one.id)), self._show)

    async def _removed(self, ident: int) -> Sequence[Held]:
        await self._doors.desk.remove(ident)
        return await self._doors.desk.imports()

    def _import(self) -> None:
        self.accept()
        self.import_wanted.emit()
