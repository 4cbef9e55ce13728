"""Editors of plain values: ticks, choices, whole numbers, shares, durations, times of day, lines of text."""

import re
from collections.abc import Callable
from enum import StrEnum

from PySide6.QtWidgets import QCheckBox, QWidget

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import in_percent, tr
from liqdesk.settings.amounts import read_duration, write_duration
from liqdesk.settings.places import LABELS
from liqdesk.ui.dialogs.fields import QuietComboBox, QuietLineEdit, QuietSlider, QuietSpinBox
from liqdesk.ui.dialogs.settings.editing import Editor, Link


class TickEditor(Editor):
    """On or off."""

    def __init__(self, link: Link, parent: QWidget) -> None:
        super().__init__(link, parent)
        self.box = QCheckBox(self)
        self.box.toggled.connect(lambda on: link.offer(on))
        self.row.addWidget(self.described(self.box))
        self.row.addStretch(1)

    def show_value(self, value: bool) -> None:
        self.box.setChecked(value)


class ChoiceEditor(Editor):
    """One of the words of an enumeration."""

    def __init__(self, link: Link, kind: type[StrEnum], parent: QWidget) -> None:
        super().__init__(link, parent)
        self.box = QuietComboBox(self)
        for one in kind:
            self.box.addItem(tr(LABELS.get(one.value, one.value)), one.value)
        self.box.currentIndexChanged.connect(lambda index: link.offer(kind(str(self.box.itemData(index)))))
        self.row.addWidget(self.described(self.box))
        self.row.addStretch(1)
        self.box.setMinimumWidth(link.theme.px(180))

    def show_value(self, value: str) -> None:
        self.box.setCurrentIndex(self.box.findData(str(value)))


class NumberEditor(Editor):
    """A whole number within the field's bounds; in force when typing is done or a step was taken."""

    def __init__(self, link: Link, parent: QWidget) -> None:
        super().__init__(link, parent)
        place = link.place
        self.box = QuietSpinBox(self)
        self.box.setRange(place.low, min(place.high, 2**31 - 1))
        self.box.setGroupSeparatorShown(True)
        self.box.setKeyboardTracking(False)
        self.box.setSuffix(f" {place.unit}" if place.unit else "")
        self.box.typed.connect(link.check)
        self.box.valueChanged.connect(lambda value: link.offer(value, merges=True))
        self.box.setFixedWidth(link.theme.px(110))
        self.row.addWidget(self.described(self.box))
        self.row.addStretch(1)

    def show_value(self, value: int) -> None:
        self.box.setValue(value)


class PercentEditor(Editor):
    """A number of percent within the field's bounds: a slider and its number."""

    def __init__(self, link: Link, parent: QWidget) -> None:
        super().__init__(link, parent)
        place = link.place
        self.box = QuietSpinBox(self)
        self.box.setRange(place.low, place.high)
        self.box.setSuffix(in_percent(""))
        self.box.setKeyboardTracking(False)
        self.box.setFixedWidth(link.theme.px(76))
        self.box.typed.connect(link.check)
        self.box.valueChanged.connect(lambda value: link.offer(value, merges=True))
        self.slider = QuietSlider(self)
        self.slider.setRange(place.low, place.high)
        self.slider.setPageStep(10)
        self.slider.setTracking(False)
        self.slider.sliderMoved.connect(self._moved)
        self.slider.valueChanged.connect(lambda value: link.offer(value, merges=True))
        self.row.addWidget(self.described(self.box))
        self.row.addWidget(self.described(self.slider, tr("{title}, slider").format(title=place.title)), 1)

    def show_value(self, value: int) -> None:
        for widget in (self.box, self.slider):
            before = widget.blockSignals(True)
            widget.setValue(value)
            widget.blockSignals(before)

    def _moved(self, value: int) -> None:
        before = self.box.blockSignals(True)
        self.box.setValue(value)
        self.box.blockSignals(before)


class LineEditor(Editor):
    """A line of text; checked with every keystroke, in force when it is finished."""

    fixed = 0
    hint = ""

    def __init__(self, link: Link, parent: QWidget) -> None:
        super().__init__(link, parent)
        self.line = QuietLineEdit(self)
        self.line.setPlaceholderText(tr(self.hint))
        self.line.textEdited.connect(lambda _text: self._with_value(link.check))
        self.line.editingFinished.connect(lambda: self._with_value(link.offer))
        self.row.addWidget(self.described(self.line), 0 if self.fixed else 1)
        if self.fixed:
            self.line.setFixedWidth(link.theme.px(self.fixed))
            self.row.addStretch(1)

    def show_value(self, value: object) -> None:
        self.line.setText(self.write(value))

    def read(self, text: str) -> object:
        """The value in the text. Raises ExpectedFailure with what is wrong."""
        return text

    def write(self, value: object) -> str:
        """The text of a value."""
        return str(value)

    def _with_value(self, act: Callable[[object], object]) -> None:
        try:
            value = self.read(self.line.text())
        except ExpectedFailure as fault:
            self.link.complain(str(fault))
            return
        if act(value) is True:
            self.show_value(self.link.value)


class DurationEditor(LineEditor):
    """Seconds, written like 90s, 5m or 1h30."""

    fixed = 110

    def read(self, text: str) -> object:
        return read_duration(text)

    def write(self, value: object) -> str:
        return write_duration(int(str(value)))


class ClockEditor(LineEditor):
    """A time of day, written like 22:00; 7:30, 0730 and 22 are understood."""

    fixed = 76
    hint = "22:00"

    def read(self, text: str) -> object:
        found = re.fullmatch(r"(\d{1,2})(?:[:.h ]?(\d{2}))?", text.strip())
        return f"{int(found[1]):02}:{found[2] or '00'}" if found else text.strip()
