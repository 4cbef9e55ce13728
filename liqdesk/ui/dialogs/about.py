"""What this program is, and whose work it stands on."""

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from liqdesk import __version__
from liqdesk.ui.theme import Role, Theme

SENTENCES = (
    "Forced liquidations of crypto futures, live, longs against shorts, with how whole each number is.",
    "It shows what exchanges publish. Where one publishes a sample, the total says at least. It gives no advice.",
    "liqdesk is free software under the MIT licence.",
    "The window is made with Qt and PySide6, used under the GNU Lesser General Public License, version 3;"
    " you may replace these libraries with your own builds. Charts: pyqtgraph, MIT."
    " Type: Inter, SIL Open Font License 1.1. The licences of all libraries come with their packages.",
)


class AboutDialog(QDialog):
    """Version and licences; Esc closes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About liqdesk")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(28), theme.px(22), theme.px(28), theme.px(26))
        column.setSpacing(theme.px(12))
        column.addWidget(self._line(f"liqdesk {__version__}", theme, Role.FIGURE))
        for sentence in SENTENCES:
            column.addWidget(self._line(sentence, theme, Role.BODY))
        versions = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()} {platform.machine()}"
        column.addWidget(self._line(versions, theme, Role.SMALL))
        self.setFixedWidth(theme.px(460))

    def _line(self, text: str, theme: Theme, role: Role) -> QLabel:
        line = QLabel(text, self)
        line.setTextFormat(Qt.TextFormat.PlainText)
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line.setWordWrap(True)
        line.setFont(theme.font(role))
        return line
