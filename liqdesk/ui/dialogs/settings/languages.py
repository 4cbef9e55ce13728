"""The editor of the language: the system's, or one of those that were translated, each by its own name."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import tr
from liqdesk.ui.dialogs.fields import QuietComboBox
from liqdesk.ui.dialogs.settings.editing import Editor, Link
from liqdesk.ui.languages import SYSTEM


class LanguageEditor(Editor):
    """One of `languages`, codes with names; a chosen one that is not there stays, and says so."""

    def __init__(self, link: Link, languages: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(link, parent)
        self.box = QuietComboBox(self)
        self.box.setMinimumWidth(link.theme.px(220))
        self.box.addItem(tr("like the system"), SYSTEM)
        for code, name in languages:
            self.box.addItem(name, code)
        self.box.activated.connect(lambda index: self.link.offer(str(self.box.itemData(index))))
        self.row.addWidget(self.described(self.box))
        self.row.addStretch(1)

    def show_value(self, value: str) -> None:
        if self.box.findData(value) < 0:
            self.box.addItem(tr("{value} (not found)").format(value=value), value)
        self.box.setCurrentIndex(self.box.findData(value))
