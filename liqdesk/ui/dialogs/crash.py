"""One calm dialog after a failure of ours: what happened, what still works, and the report, which goes nowhere by itself."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.dialogs.care import Failure
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.theme import Role, Theme

GOES_ON = marked(
    "The program goes on: exchanges are listened to, liquidations are recorded, alerts ring. What you just did may not have"
    " worked. If anything looks wrong from here on, a restart sets it right."
)
PRIVATE = marked("Nothing was sent to anybody. The report holds no keys and no rows; it is yours to pass on.")


def more_words(count: int) -> str:
    """That other kinds of failure came meanwhile; empty for none."""
    if not count:
        return ""
    return tr("%n other (failure has|failures have) come since; each has a report of its own.", "", count)


class CrashDialog(QDialog):
    """Not modal: the window below can be used. `restart_wanted` and `quit_wanted` end the program."""

    restart_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, failure: Failure, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.failure = failure
        self._others = 0
        self.setWindowTitle(tr("Something in liqdesk failed"))
        self.setModal(False)
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(18), px(24), px(16))
        column.setSpacing(px(10))
        column.addWidget(text_line(tr("Something in liqdesk failed, and it is our fault."), theme, Role.STRONG, self))
        column.addWidget(text_line(tr(GOES_ON), theme, Role.BODY, self))
        self._what = text_line(
            tr("{kind} in {where}.").format(kind=failure.kind, where=failure.where), theme, Role.BODY, self
        )
        column.addWidget(self._what)
        self.report = QPlainTextEdit(self)
        self.report.setReadOnly(True)
        self.report.setPlainText(failure.report)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setTabChangesFocus(True)
        self.report.setFont(theme.font(Role.SMALL))
        self.report.setAccessibleName(tr("The report"))
        column.addWidget(self.report, 1)
        kept = (
            tr("It is kept as {file}.").format(file=failure.file)
            if failure.file
            else tr("It could not be written to the logs folder.")
        )
        where = text_line(f"{tr(PRIVATE)} {kept}", theme, Role.SMALL, self)
        where.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(where)
        self._more = text_line("", theme, Role.SMALL, self)
        self._more.hide()
        column.addWidget(self._more)
        column.addLayout(self._buttons(px(8)))
        self.resize(px(640), px(440))
        self.go_on.setFocus()

    @property
    def others(self) -> int:
        """How many failures of other kinds came while it was open."""
        return self._others

    def add(self) -> None:
        """Another kind of failure has come."""
        self._others += 1
        self._more.setText(more_words(self._others))
        self._more.show()

    def _buttons(self, space: int) -> QHBoxLayout:
        self.copy = button(tr("Copy report"), tr("Copy the report"), self._copy, self)
        self.folder = button(tr("Open folder"), tr("Open the folder of the reports"), self._open_folder, self)
        self.folder.setEnabled(self.failure.file is not None)
        self.quit = button(tr("Quit"), tr("Quit liqdesk"), self.quit_wanted.emit, self)
        self.restart = button(tr("Restart"), tr("Restart liqdesk"), self.restart_wanted.emit, self)
        self.go_on = button(tr("Go on"), tr("Close this and go on"), self.accept, self)
        self.go_on.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(space)
        for one in (self.copy, self.folder):
            row.addWidget(one)
        row.addStretch(1)
        for one in (self.quit, self.restart, self.go_on):
            row.addWidget(one)
        return row

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.failure.report)

    def _open_folder(self) -> None:
        if self.failure.file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.failure.file.parent)))
