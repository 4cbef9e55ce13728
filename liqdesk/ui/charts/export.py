"""Taking a chart along: as a picture in a file, or as a table on the clipboard."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from liqdesk.domain.language import in_english, tr
from liqdesk.domain.time import UnixMs
from liqdesk.engine.desk import Mode


@dataclass(frozen=True, slots=True)
class Table:
    """What a chart shows, as rows of values; the header names the unit of each."""

    header: Sequence[str]
    rows: Iterable[Sequence[object]]


def marked_table(table: Table, mode: Mode) -> Table:
    """The table with a column that says where its values come from, where that is not the live market."""
    if mode is Mode.LIVE:
        return table
    return Table((*table.header, "source"), ((*row, mode.value) for row in table.rows))


def csv_text(table: Table) -> str:
    """The table as comma-separated values with a header."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows(table.rows)
    return written.getvalue()


class Export(QObject):
    """Gives a chart a menu and the keys Ctrl+S and Ctrl+C, which work while it has the focus.

    `name` is what a file is called at first, `now` the moment it is stamped with, `table` what is copied; `tell` gets the
    sentence of what was done. What is not of the live market by `mode` says so in the file's name and in every row.
    """

    def __init__(
        self,
        chart: QWidget,
        name: Callable[[], str],
        now: Callable[[], UnixMs],
        mode: Callable[[], Mode],
        table: Callable[[], Table],
        tell: Callable[[str], object],
    ) -> None:
        super().__init__(chart)
        self._chart = chart
        self._name = name
        self._now = now
        self._mode = mode
        self._table = table
        self._tell = tell
        self.save = self._action(tr("Save as PNG…"), QKeySequence.StandardKey.Save, self.choose_file)
        self.copy = self._action(tr("Copy data as CSV"), QKeySequence.StandardKey.Copy, self.copy_data)
        chart.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for inner in chart.findChildren(QWidget):
            inner.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    @property
    def file_stem(self) -> str:
        """What a file is called after, marked where it is not of the live market."""
        mode = self._mode()
        return self._name() if mode is Mode.LIVE else f"{mode.value}-{self._name()}"

    def copy_data(self) -> None:
        """Put what the chart shows on the clipboard, as CSV."""
        with in_english():  # a table is read by programs
            text = csv_text(marked_table(self._table(), self._mode()))
        QGuiApplication.clipboard().setText(text)
        count = max(0, text.count("\n") - 1)
        self._tell(tr("%n row(s) copied as CSV", "", count))

    def choose_file(self) -> None:
        """Ask where to put the picture."""
        moment = datetime.fromtimestamp(self._now() / 1000, UTC)
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        chooser = QFileDialog(self._chart, tr("Save the chart"), pictures)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(tr("PNG pictures (*.png)"))
        chooser.setDefaultSuffix("png")
        chooser.selectFile(f"liqdesk-{self.file_stem}-{moment:%Y-%m-%d-%H%M}.png")
        chooser.fileSelected.connect(self.save_to)
        chooser.open()

    def save_to(self, file: str) -> None:
        """Write the chart as it is seen."""
        name = file if file.lower().endswith(".png") else f"{file}.png"
        self._tell(
            tr("Saved {name}").format(name=name)
            if self._chart.grab().save(name)
            else tr("{name} cannot be written").format(name=name)
        )

    def _action(self, words: str, key: QKeySequence.StandardKey, act: Callable[[], None]) -> QAction:
        action = QAction(words, self._chart)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: act())
        self._chart.addAction(action)
        return action
