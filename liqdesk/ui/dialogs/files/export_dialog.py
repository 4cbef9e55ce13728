"""The dialog of an export: what goes out, of which time, in which form; then its way into the file."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDateTime, QStandardPaths, Qt, QTimeZone, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDateTimeEdit,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import DAY, HOUR, UnixMs
from liqdesk.engine.filtering import choice_of
from liqdesk.settings.model import Settings, Zone
from liqdesk.ui.dialogs.fields import QuietComboBox
from liqdesk.ui.dialogs.files.doors import FileDoors, Outgoing, outcome
from liqdesk.ui.dialogs.files.progress import ProgressLine
from liqdesk.ui.dialogs.files.words import sentence, time_word
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.theme import Theme

SHORTEST = 1


class What(StrEnum):
    """What can go out."""

    ROWS = marked("every order")
    MINUTES = marked("sums by minute")
    HOURS = marked("sums by hour")
    DAYS = marked("sums by day")
    EVENTS = marked("events of the journal")
    WATCHED = marked("when somebody listened")


class Time(StrEnum):
    """Of which time."""

    VISIBLE = marked("what the chart shows")
    HOUR = marked("the last hour")
    DAY = marked("the last 24 hours")
    WEEK = marked("the last 7 days")
    MONTH = marked("the last 30 days")
    ALL = marked("everything")
    CHOSEN = marked("from … to …")


LENGTHS = {Time.HOUR: HOUR, Time.DAY: DAY, Time.WEEK: 7 * DAY, Time.MONTH: 30 * DAY}
ENDINGS = {
    ".csv": marked("CSV, for spreadsheets"),
    ".csv.gz": marked("CSV, packed with gzip"),
    ".csv.zst": marked("CSV, packed with zstd"),
    ".jsonl": marked("JSON lines"),
    ".jsonl.zst": marked("JSON lines, packed with zstd"),
    ".parquet": marked("Parquet"),
}
CHOSEN_BY_ALL = (What.ROWS, What.MINUTES, What.HOURS, What.DAYS)
"""What can be chosen by coin, venue and side."""


class ExportDialog(QDialog):
    """`visible` is what a chart shows, None where none was asked for. Esc stops and closes. `settled`: it is over."""

    settled = Signal()

    def __init__(
        self, doors: FileDoors, settings: Settings, now: Callable[[], UnixMs], visible: Span | None, theme: Theme,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._doors = doors
        self._now = now
        self._visible = visible
        self._zone = settings.look.zone
        self._theme = theme
        self._task: asyncio.Task[Any] | None = None
        self._written: Path | None = None
        self._choice = choice_of(settings)
        self.setWindowTitle(tr("Export"))
        self.progress = ProgressLine(theme, self)
        self.what = self._combo(tr("What goes out"), [(one.value, tr(one.value)) for one in What])
        self.source = self._combo(
            tr("From where"), [("", tr("recorded here")), ("imported", tr("from imported files"))]
        )
        times = [one for one in Time if one is not Time.VISIBLE or visible is not None]
        self.time = self._combo(tr("Of which time"), [(one.value, tr(one.value)) for one in times])
        self.form = self._combo(tr("Form"), [(ending, tr(words)) for ending, words in ENDINGS.items()])
        self.begin, self.end = self._moment(tr("From")), self._moment(tr("To"))
        self.filtered = QCheckBox(tr("only what the filter lets through"), self)
        self.save = QPushButton(tr("Save as…"), self)
        self.save.setDefault(True)
        self.save.clicked.connect(lambda _checked=False: self._choose_file())
        self.show_folder = button(tr("Show folder"), tr("Open the folder of the file"), self._open_folder, self)
        self.leave = button(tr("Cancel"), tr("Stop and close"), self.reject, self)
        self._compose()
        self._fill()
        for box in (self.what, self.source, self.time):
            box.currentIndexChanged.connect(lambda _index: self._fit())
        self._fit()

    def _combo(self, name: str, choices: list[tuple[str, str]]) -> QuietComboBox:
        box = QuietComboBox(self)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.setAccessibleName(name)
        for value, words in choices:
            box.addItem(words, value)
        return box

    def _moment(self, name: str) -> QDateTimeEdit:
        edit = QDateTimeEdit(self)
        edit.setAccessibleName(name)
        edit.setCalendarPopup(True)
        edit.setDisplayFormat("yyyy-MM-dd  HH:mm")
        edit.setTimeZone(QTimeZone.systemTimeZone() if self._zone is Zone.LOCAL else QTimeZone.utc())
        return edit

    def _compose(self) -> None:
        px = self._theme.px
        form = QFormLayout()
        form.setHorizontalSpacing(px(14))
        form.setVerticalSpacing(px(9))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        between = QHBoxLayout()
        between.setSpacing(px(8))
        between.addWidget(self.begin, 1)
        between.addWidget(self.end, 1)
        form.addRow(tr("What"), self.what)
        form.addRow(tr("Source"), self.source)
        form.addRow(time_word(self._now(), self._zone), self.time)
        form.addRow("", between)
        form.addRow(tr("Choice"), self.filtered)
        form.addRow(tr("Form"), self.form)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self.show_folder)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(18), px(24), px(16))
        column.setSpacing(px(14))
        column.addLayout(form)
        column.addWidget(self.progress)
        column.addStretch(1)
        column.addLayout(foot)
        self.resize(px(520), px(360))

    def _fill(self) -> None:
        now = self._now()
        shown = self._visible or Span(UnixMs(now - DAY), now)
        for edit, at in ((self.begin, shown.start), (self.end, shown.end)):
            zone = QTimeZone.systemTimeZone() if self._zone is Zone.LOCAL else QTimeZone.utc()
            edit.setDateTime(QDateTime.fromMSecsSinceEpoch(at, zone))
        self.time.setCurrentIndex(self.time.findData((Time.VISIBLE if self._visible else Time.DAY).value))
        self.filtered.setChecked(self._choice is not None and self._choice.but is None)
        self.show_folder.hide()
        self.progress.end(tr("Every line says where it came from; sums say how much of their time was watched."))

    def _fit(self) -> None:
        """What does not go together cannot be chosen."""
        chosen = self.time.currentData() == Time.CHOSEN.value
        for edit in (self.begin, self.end):
            edit.setEnabled(chosen)
        choosable = What(self.what.currentData()) in CHOSEN_BY_ALL
        self.filtered.setEnabled(choosable and self._choice is not None and self._choice.but is None)
        self.filtered.setToolTip(self._why_not(choosable))

    def _why_not(self, choosable: bool) -> str:
        if not choosable:
            return tr("Events and watched time go out as a whole.")
        if self._choice is None:
            return tr("The filter lets everything through.")
        return tr("The group of all other coins cannot be exported alone.") if self._choice.but is not None else ""

    @property
    def span(self) -> Span | None:
        """The time that was chosen; None is all."""
        time, now = Time(self.time.currentData()), self._now()
        if time is Time.ALL:
            return None
        if time is Time.VISIBLE:
            return self._visible
        if time is Time.CHOSEN:
            ends = (self.begin.dateTime().toMSecsSinceEpoch(), self.end.dateTime().toMSecsSinceEpoch())
            return Span(UnixMs(min(ends)), UnixMs(max(max(ends), min(ends) + SHORTEST)))
        return Span(UnixMs(now - LENGTHS[time]), UnixMs(now + SHORTEST))

    def outgoing(self, path: Path) -> Outgoing:
        """What was chosen, to that path."""
        choice = self._choice if self.filtered.isEnabled() and self.filtered.isChecked() else None
        what, imported = What(self.what.currentData()).name.lower(), bool(self.source.currentData())
        if choice is None:
            return Outgoing(path, what, imported, self.span)
        venues, coins = tuple(sorted(choice.venues or ())), tuple(sorted(choice.bases or ()))
        return Outgoing(path, what, imported, self.span, venues, coins, choice.side)

    @property
    def suggested(self) -> str:
        """A name for the file."""
        day = datetime.fromtimestamp(self._now() / 1000, UTC)
        return f"liqdesk-{What(self.what.currentData()).name.lower()}-{day:%Y-%m-%d}{self.form.currentData()}"

    def _choose_file(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chooser = QFileDialog(self, tr("Export"), folder)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.selectFile(self.suggested)
        chooser.fileSelected.connect(lambda file: self.write(Path(file)))
        chooser.open()

    def write(self, path: Path) -> None:
        """Write what was chosen; a name without the form's ending gets it."""
        ending = self.form.currentData()
        if not path.name.lower().endswith(ending):
            path = path.with_name(f"{path.name}{ending}")
        self._written = path
        for widget in (self.what, self.source, self.time, self.begin, self.end, self.filtered, self.form, self.save):
            widget.setEnabled(False)
        self.progress.begin(tr("Writing {file}…").format(file=path.name))
        work = outcome(self._doors.desk.give(self.outgoing(path), self.progress.show_step))
        self._task = self._doors.run(self, work, self._done)

    def _done(self, found: int | ExpectedFailure) -> None:
        failed = isinstance(found, ExpectedFailure)
        for widget in (self.what, self.source, self.time, self.form, self.save):
            widget.setEnabled(True)
        self._fit()
        if isinstance(found, ExpectedFailure):
            self.progress.end(sentence(str(found)))
        elif self._written is not None:
            lines = tr("%n line(s)", "", found)
            self.progress.end(tr("{lines} are in {file}.").format(lines=lines, file=self._written))
        self.show_folder.setVisible(not failed)
        self.leave.setText(tr("Close"))
        self.settled.emit()

    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))

    def reject(self) -> None:
        """Stop what goes on, and close."""
        if self._task is not None:
            self._task.cancel()
        super().reject()
