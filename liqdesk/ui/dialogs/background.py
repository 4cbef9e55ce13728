"""What happens when the window is closed into the tray, told once, before it happens."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.theme import Role, Theme

SENTENCES = (
    marked("The window goes, liqdesk stays: it goes on listening, recording and alerting, with an icon in the tray."),
    marked("The icon brings the window back. Its menu mutes alerts and quits; Ctrl+Q in the window quits as well."),
    marked("“In the background” in the settings changes this."),
)


class TrayExplainedDialog(QDialog):
    """Accepted where the program is to go on in the tray, rejected where it is not to close; `quit_asked` else."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.quit_asked = False
        self.setWindowTitle(tr("liqdesk stays in the tray"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(28), theme.px(22), theme.px(28), theme.px(22))
        column.setSpacing(theme.px(12))
        for number, sentence in enumerate(SENTENCES):
            line = QLabel(sentence, self)
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setWordWrap(True)
            line.setFont(theme.font(Role.BODY if number < len(SENTENCES) - 1 else Role.SMALL))
            column.addWidget(line)
        buttons = QDialogButtonBox(self)
        self.stay = buttons.addButton(tr("Keep it in the tray"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.leave = buttons.addButton(tr("Quit liqdesk"), QDialogButtonBox.ButtonRole.DestructiveRole)
        self.stay.setDefault(True)
        self.stay.clicked.connect(self.accept)
        self.leave.clicked.connect(self._quit)
        column.addSpacing(theme.px(4))
        column.addWidget(buttons)
        self.setFixedWidth(theme.px(460))

    def _quit(self) -> None:
        self.quit_asked = True
        self.accept()
