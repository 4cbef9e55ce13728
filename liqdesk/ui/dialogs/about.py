"""What this program is, what it is made of, and under which licences."""

import platform
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from liqdesk import __version__
from liqdesk.domain.language import marked, tr
from liqdesk.ui.dialogs.care import Part
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.theme import Role, Theme

SENTENCES = (
    marked("Forced liquidations of crypto futures, live, longs against shorts, with how whole each number is."),
    marked(
        "It shows what exchanges publish. Where one publishes a sample, the total says at least. It gives no advice."
    ),
    marked(
        "liqdesk is free software under the MIT licence. It sends nothing about you to anybody: no account, no telemetry."
    ),
    marked(
        "The window is made with Qt and PySide6, used under the GNU Lesser General Public License, version 3;"
        " you may replace these libraries with your own builds."
    ),
)
NO_TEXT = marked("{name} {version}: {licence}.\n\nIt brings no text of its licence along; its home page has it.")


def versions() -> str:
    """The program and what it runs on, in one line."""
    return tr("liqdesk {version}, Python {python_version}, Qt {qVersion}, {system} {machine}").format(
        version=__version__,
        python_version=platform.python_version(),
        qVersion=qVersion(),
        system=platform.system(),
        machine=platform.machine(),
    )


class AboutDialog(QDialog):
    """Version, parts and the text of the chosen part's licence; Esc closes."""

    def __init__(self, theme: Theme, parts: Sequence[Part] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts = parts
        self.setWindowTitle(tr("About liqdesk"))
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(28), px(22), px(28), px(16))
        column.setSpacing(px(8))
        column.addWidget(self._line(tr("liqdesk {version}").format(version=__version__), Role.FIGURE))
        for sentence in SENTENCES:
            column.addWidget(self._line(tr(sentence), Role.BODY))
        column.addWidget(self._line(versions(), Role.SMALL))
        column.addSpacing(px(6))
        column.addWidget(self._line(tr("What it is made of"), Role.STRONG))
        column.addLayout(self._licences(), 1)
        self.copy = button(tr("Copy versions"), tr("Copy the versions of everything"), self._copy, self)
        self.close_button = button(tr("Close"), tr("Close"), self.accept, self)
        foot = QHBoxLayout()
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column.addLayout(foot)
        self.resize(px(880), px(540))
        if parts:
            self.list.setCurrentRow(0)
        self.list.setFocus()

    def _licences(self) -> QHBoxLayout:
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Parts with version and licence"))
        self.list.setFont(self._theme.font(Role.SMALL))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedWidth(self._theme.px(310))
        for part in self._parts:
            item = QListWidgetItem(f"{part.name} {part.version}   {part.licence}")
            item.setToolTip(part.licence)
            item.setSizeHint(QSize(0, self._theme.px(24)))
            self.list.addItem(item)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(self._theme.font(Role.SMALL))
        self.text.setAccessibleName(tr("The licence of the chosen part"))
        both = QHBoxLayout()
        both.setSpacing(self._theme.px(10))
        both.addWidget(self.list)
        both.addWidget(self.text, 1)
        self.list.currentRowChanged.connect(self._show)
        return both

    def _show(self, row: int) -> None:
        part = self._parts[row]
        words = part.text() or tr(NO_TEXT).format(name=part.name, version=part.version, licence=part.licence)
        self.text.setPlainText(words)

    def _copy(self) -> None:
        lines = [versions(), *(f"{one.name} {one.version}: {one.licence}" for one in self._parts)]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _line(self, text: str, role: Role) -> QLabel:
        line = text_line(text, self._theme, role, self)
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if role is Role.SMALL:
            line.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        return line
