"""Editors of what is heard: a sound of one's own with a test, and the device it comes from."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.settings.rules import AlertLevel, Side
from liqdesk.ui.dialogs.fields import QuietComboBox
from liqdesk.ui.dialogs.settings.doors import Outputs, TestSound
from liqdesk.ui.dialogs.settings.editing import Editor, Link
from liqdesk.ui.dialogs.settings.plain import LineEditor
from liqdesk.ui.dialogs.settings.pressing import button


class WavEditor(LineEditor):
    """The path of a WAV file, or nothing for the shipped sound; `test` is absent where nothing can be heard."""

    hint = marked("the shipped one")

    def __init__(self, link: Link, test: TestSound | None, parent: QWidget) -> None:
        super().__init__(link, parent)
        title = link.place.title
        self.choose = button(tr("Choose…"), tr("Choose a file for {title}").format(title=title), self._choose, self)
        self.row.addWidget(self.choose)
        level = link.place.path[-1].removesuffix("_sound")
        self.tests: tuple[QPushButton, ...] = ()
        if test is not None and level in set(AlertLevel):
            self.tests = tuple(
                button(
                    glyph,
                    tr("Test {title}, {side}").format(title=title, side=tr(side.value)),
                    lambda side=side: test(AlertLevel(level), side),  # type: ignore[misc]  # bound by its default
                    self,
                )
                for glyph, side in ((tr("▲ Test"), Side.SHORT), (tr("▼ Test"), Side.LONG))
            )
        for one in self.tests:
            self.row.addWidget(one)

    def _choose(self) -> None:
        folder = str(Path(self.line.text()).parent) if self.line.text() else ""
        chooser = QFileDialog(self, self.link.place.title, folder)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilter(tr("Sounds (*.wav)"))
        chooser.fileSelected.connect(self.take_file)
        chooser.open()

    def take_file(self, file: str) -> None:
        """Use this file."""
        self.line.setText(file)
        if self.link.offer(file):
            self.show_value(self.link.value)


class OutputEditor(Editor):
    """The devices that are there, asked for when the list is first seen; the chosen one stays even where it is missing."""

    def __init__(self, link: Link, outputs: Outputs | None, parent: QWidget) -> None:
        super().__init__(link, parent)
        self._outputs = outputs
        self._filling = False
        self._names: tuple[str, ...] = ()
        self.box = QuietComboBox(self)
        self.box.setMinimumWidth(link.theme.px(220))
        self.box.setSizeAdjustPolicy(QuietComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.currentIndexChanged.connect(self._chosen)
        self.row.addWidget(self.described(self.box))
        self.row.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._outputs is not None:
            ask, self._outputs = self._outputs, None
            ask(self.show_outputs)

    def show_outputs(self, names: Sequence[str]) -> None:
        """Offer these."""
        self._fill(tuple(names), self.link.value)

    def show_value(self, value: str) -> None:
        self._fill(self._names, value)

    def _fill(self, names: tuple[str, ...], value: str) -> None:
        self._names = names
        self._filling = True
        self.box.clear()
        self.box.addItem(tr("the system's default"), "")
        for name in names:
            self.box.addItem(name, name)
        if value and value not in names:
            self.box.addItem(tr("{value} (not found)").format(value=value), value)
        self.box.setCurrentIndex(self.box.findData(value))
        self._filling = False

    def _chosen(self, index: int) -> None:
        if not self._filling:
            self.link.offer(str(self.box.itemData(index)))
