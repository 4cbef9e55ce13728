"""Squeezes and flushes on the chart of time: a faint wash in the colour of their side, with a line on top."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.ui.charts.geometry import Frame, gap_rects
from liqdesk.ui.charts.items import PixelItem

_WASH = 0.1
_LINE = 2.0
Stretch = tuple[float, float, PositionSide | None]


@dataclass(frozen=True, slots=True)
class EventBand:
    """An event as the chart shades it; one that goes on reaches to the present. No side means both."""

    span: Span
    position: PositionSide | None


class EventBands(PixelItem):
    """Shades the stretches of events."""

    def __init__(self, parent: QGraphicsItem, depth: float) -> None:
        super().__init__(parent, depth)
        self._stretches: tuple[Stretch, ...] = ()
        self._height = 0.0
        self._inks: dict[PositionSide | None, QColor] = {}

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """Left, right and side of what is shaded."""
        return self._stretches

    def dress(self, long: QColor, short: QColor, both: QColor) -> None:
        """Take these colours."""
        self._inks = {PositionSide.LONG: long, PositionSide.SHORT: short, None: both}
        self.update()

    def show_events(self, frame: Frame, events: tuple[EventBand, ...]) -> None:
        """Shade the events as far as they are inside the frame."""
        found = tuple(
            (left, right, event.position)
            for event in events
            for left, right in gap_rects(frame, [(event.span.start, event.span.end)])
        )
        if found == self._stretches and frame.height == self._height:
            return
        before, self._stretches = self._stretches, found
        if frame.height != self._height or not _grown(before, found):
            self._height = frame.height
            self.place(QRectF(0, 0, frame.width, frame.height))
            self.setVisible(bool(found))
            self.update()
            return
        for (_, old, _), (_, right, _) in zip(before, found, strict=True):
            if right != old:
                self.update(QRectF(old, 0, right - old, frame.height))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        for left, right, position in self._stretches:
            ink = QColor(self._inks[position])
            painter.fillRect(QRectF(left, 0, right - left, _LINE), ink)
            ink.setAlphaF(_WASH)
            painter.fillRect(QRectF(left, 0, right - left, self._height), ink)


def _grown(before: tuple[Stretch, ...], after: tuple[Stretch, ...]) -> bool:
    """Whether the stretches are the same but for some that go on and reach further."""
    return len(before) == len(after) and all(
        old[0] == new[0] and old[1] <= new[1] and old[2] is new[2] for old, new in zip(before, after, strict=True)
    )
