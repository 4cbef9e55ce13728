"""Opens the dialogs of files, and takes files that are dropped onto the window."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import tr
from liqdesk.engine.desk import Desk
from liqdesk.ui.dialogs.files.doors import FileDoors
from liqdesk.ui.dialogs.folders import downloads
from liqdesk.ui.replay.tapes import is_tape, take_copy
from liqdesk.ui.theme import Theme


class _Drops(QObject):
    """Sees what is dragged over a window, and opens what is dropped there."""

    def __init__(self, dialogs: "FileDialogs", window: QWidget) -> None:
        super().__init__(window)
        self._dialogs = dialogs
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent) or event.type() not in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            return False
        files = self._dialogs.dropped(event.mimeData())
        if not files:
            return False
        take_copy(event)
        if event.type() is QEvent.Type.Drop:
            self._dialogs.open_import(files)
        return True


class FileDialogs:
    """`doors` are given by the wiring; without them, as in a demo, nothing is kept and nothing can be taken in or out.

    A dialog is loaded when it is first opened.
    `visible` says what the chart shows, None where it shows nothing yet.
    """

    def __init__(self, desk: Desk, theme: Theme, window: QWidget) -> None:
        self._desk = desk
        self._theme = theme
        self._window = window
        self._drops = _Drops(self, window)
        self.doors: FileDoors | None = None
        self.visible: Callable[[], Span | None] = lambda: None

    @property
    def ready(self) -> bool:
        """Whether files can be taken in and given out."""
        return self.doors is not None

    def choose_import(self) -> None:
        """Ask which files, and show what they would add."""
        chooser = QFileDialog(self._window, tr("Import"), downloads())
        chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
        chooser.setNameFilters(
            [
                tr("Files of liquidations ({endings})").format(
                    endings="*.csv *.jsonl *.parquet *.tape *.gz *.zst *.zip"
                ),
                tr("All files ({endings})").format(endings="*"),
            ]
        )
        chooser.filesSelected.connect(lambda files: self.open_import([Path(file) for file in files]))
        self._open(chooser)

    def open_import(self, files: Sequence[Path]) -> None:
        """Show what these files would add."""
        if self.doors is not None and files:
            from liqdesk.ui.dialogs.files.import_dialog import ImportDialog

            dialog = ImportDialog(self.doors, files, self._theme, self._desk.settings.value.look.zone, self._window)
            dialog.book_wanted.connect(self.open_book)
            self._open(dialog)

    def open_book(self) -> None:
        """Show every import."""
        if self.doors is not None:
            from liqdesk.ui.dialogs.files.imports_dialog import ImportsDialog

            dialog = ImportsDialog(self.doors, self._theme, self._desk.settings.value.look.zone, self._window)
            dialog.import_wanted.connect(self.choose_import)
            self._open(dialog)

    def open_export(self, span: Span | None = None) -> None:
        """Ask what is to go out; `span` is offered in place of what the chart shows."""
        if self.doors is not None:
            from liqdesk.ui.dialogs.files.export_dialog import ExportDialog

            settings = self._desk.settings.value
            visible = span or self.visible()
            self._open(ExportDialog(self.doors, settings, self._desk.now, visible, self._theme, self._window))

    def dropped(self, data: QMimeData) -> list[Path]:
        """The files of what is dragged over the window; empty where they cannot be taken, or are tapes, which are replayed."""
        if self.doors is None or not data.hasUrls():
            return []
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        return [file for file in files if file.is_file() and not is_tape(file)]

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
