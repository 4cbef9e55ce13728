"""Settings written to a file for another place, and taken in from one after a look at every difference."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import marked, tr
from liqdesk.settings.exchange import Preview, give, preview
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.settings.doors import SettingsDoors
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.theme import Role, Theme

LARGEST = 1 << 20
FILTER = marked("Settings (*.toml)")


class PreviewDialog(QDialog):
    """Lists what an import would change; nothing is changed before it is accepted. Without a preview it says why."""

    def __init__(self, title: str, theme: Theme, seen: Preview | None, notes: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        px = theme.px
        changes = () if seen is None else seen.changes
        self.lines = tuple(str(change) for change in changes)
        self.notes = notes
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(px(22), px(18), px(22), px(8))
        column.setSpacing(px(7))
        if seen is not None:
            count = len(changes)
            head = tr("%n value(s) would change:", "", count) if count else tr("Nothing would change.")
            column.addWidget(text_line(head, theme, Role.STRONG, inside))
        for line in self.lines:
            column.addWidget(text_line(line, theme, Role.BODY, inside))
        for note in notes:
            told = text_line(note, theme, Role.SMALL, inside)
            told.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            column.addWidget(told)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        scroll.setAccessibleName(tr("What would change"))
        row = QHBoxLayout()
        row.setContentsMargins(px(22), px(4), px(22), px(18))
        row.setSpacing(px(8))
        row.addStretch(1)
        self.take = button(tr("Take over"), tr("Put the imported settings in force"), self.accept, self)
        self.take.setVisible(bool(changes))
        row.addWidget(
            button(tr("Cancel") if changes else tr("Close"), tr("Close and change nothing"), self.reject, self)
        )
        row.addWidget(self.take)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll, 1)
        whole.addLayout(row)
        self.resize(px(560), px(380))


class Carrier:
    """Exports and imports over an owner's window."""

    def __init__(self, doors: SettingsDoors, owner: QWidget) -> None:
        self._doors = doors
        self._owner = owner

    def export(self) -> None:
        """Ask where to, and write."""
        chooser = self._chooser(tr("Export settings"), self.write)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("toml")
        chooser.selectFile("liqdesk-settings.toml")
        chooser.open()

    def choose(self) -> None:
        """Ask which file, and show what it would change."""
        chooser = self._chooser(tr("Import settings"), self.read)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.open()

    def write(self, file: str) -> None:
        """Write all settings without secrets; a dialog says what was left out, or why it failed."""
        given = give(self._doors.desk.settings.value)
        try:
            Path(file).write_text(given.text, encoding="utf-8")
        except OSError as fault:
            self._tell(
                tr("Export settings"),
                None,
                (tr("{file} cannot be written: {strerror}.").format(file=file, strerror=fault.strerror),),
            )
            return
        self._tell(tr("Export settings"), None, (tr("The settings are in {file}.").format(file=file), *given.left_out))

    def read(self, file: str) -> PreviewDialog:
        """Show what the file would change, and take it over if that is accepted."""
        try:
            seen = preview(_text_of(Path(file)), self._doors.desk.settings.value)
        except ExpectedFailure as fault:
            sentence = str(fault)
            return self._tell(tr("Import settings"), None, (f"{sentence[0].upper()}{sentence[1:]}.",))
        dialog = self._tell(tr("Import settings"), seen, seen.notes)
        count = len(seen.changes)
        words = tr("%n setting(s) imported", "", count)
        dialog.accepted.connect(lambda: self._doors.changes.replace(seen.settings, words))
        return dialog

    def _tell(self, title: str, seen: Preview | None, notes: tuple[str, ...]) -> PreviewDialog:
        dialog = PreviewDialog(title, self._doors.theme, seen, notes, self._owner)
        dialog.open()
        return dialog

    def _chooser(self, title: str, act: Callable[[str], object]) -> QFileDialog:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chooser = QFileDialog(self._owner, title, folder)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setNameFilter(tr(FILTER))
        chooser.fileSelected.connect(act)
        return chooser


def _text_of(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise ExpectedFailure(tr("{name} is longer than any settings can be").format(name=file.name))
        return file.read_text(encoding="utf-8")
    except OSError as fault:
        raise ExpectedFailure(
            tr("{file} cannot be read: {strerror}").format(file=file, strerror=fault.strerror)
        ) from fault
    except UnicodeDecodeError as fault:
        raise ExpectedFailure(tr("{name} is not text").format(name=file.name)) from fault
