"""The editor of amounts: a slider whose way is logarithmic, and a number that understands 2.5m."""

import math

from PySide6.QtWidgets import QWidget

from liqdesk.domain.language import tr
from liqdesk.settings.amounts import read_amount, write_amount
from liqdesk.ui.dialogs.fields import QuietSlider
from liqdesk.ui.dialogs.settings.editing import Link
from liqdesk.ui.dialogs.settings.plain import LineEditor

FIRST = 100
"""The slider's first step above nothing, in dollars."""

STEPS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
"""Where the slider stops within a decade, in tenths of its beginning."""


def stops(low: int, high: int) -> tuple[int, ...]:
    """The round amounts a slider stops at, from `low` to `high`, both among them."""
    found = {low, high}
    decade = FIRST
    while decade <= high:
        found.update(decade * step // 10 for step in STEPS)
        decade *= 10
    return tuple(sorted(one for one in found if low <= one <= high))


def nearest(ways: tuple[int, ...], value: int) -> int:
    """The index of the stop nearest to a value, as the eye sees it on a logarithmic way."""
    return min(range(len(ways)), key=lambda index: abs(math.log(max(1, ways[index])) - math.log(max(1, value))))


class AmountEditor(LineEditor):
    """Whole dollars. The slider stops at round amounts, the number takes any."""

    fixed = 110
    hint = "2.5M"

    def __init__(self, link: Link, parent: QWidget) -> None:
        super().__init__(link, parent)
        place = link.place
        self._stops = stops(place.low, place.high)
        self.slider = QuietSlider(self)
        self.slider.setRange(0, len(self._stops) - 1)
        self.slider.setPageStep(len(STEPS))
        self.slider.setTracking(False)
        self.slider.sliderMoved.connect(lambda index: self.line.setText(write_amount(self._stops[index])))
        self.slider.valueChanged.connect(lambda index: link.offer(self._stops[index], merges=True))
        last = self.row.takeAt(self.row.count() - 1)
        assert last is not None
        self.row.addWidget(self.described(self.slider, tr("{title}, slider").format(title=place.title)), 1)

    def show_value(self, value: object) -> None:
        usd = int(str(value))
        super().show_value(usd)
        before = self.slider.blockSignals(True)
        self.slider.setValue(nearest(self._stops, usd))
        self.slider.blockSignals(before)

    def read(self, text: str) -> object:
        return read_amount(text)

    def write(self, value: object) -> str:
        return write_amount(int(str(value)))
