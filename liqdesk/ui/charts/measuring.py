"""Measures stretches of a chart's time: by dragging with Shift, or by keys; what is found stands over the chart."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import tr
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.ui.charts.shared_axis import SharedAxis
from liqdesk.ui.charts.window import TimeWindow
from liqdesk.ui.theme import Role, Theme

Words = tuple[str, ...]
_FAR = 10
"""So many steps a key with Shift goes at once."""
_BETWEEN = "   "


@dataclass(frozen=True, slots=True)
class Place:
    """What a chart says of itself: which stretch it shows, and where its words go, from its own left and top."""

    window: Callable[[], TimeWindow | None]
    corner: Callable[[], QPoint]


class Measuring(QObject):
    """`ask` gives the words for a stretch; the panel of the chart sets it."""

    def __init__(self, chart: QWidget, axis: SharedAxis, place: Place, theme: Theme) -> None:
        super().__init__(chart)
        self._chart = chart
        self._axis = axis
        self._place = place
        self._theme = theme
        self._anchor: float | None = None
        self._end = 0.0
        self.ask: Callable[[Span], Words] = lambda span: ()
        self._label = QLabel(chart)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setFont(theme.font(Role.SMALL))
        self._label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label.hide()
        chart.setProperty("measures", True)
        chart.installEventFilter(self)
        axis.measuring_wanted.connect(self._wanted)
        axis.marked.connect(self._marked)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def on(self) -> bool:
        """Whether a stretch is measured here."""
        return self._anchor is not None

    @property
    def words(self) -> str:
        """What stands over the chart."""
        return self._label.text() if self.on else ""

    def drag(self, start: float, end: float) -> None:
        """Measure from one moment to another, Unix ms."""
        self._anchor, self._end = start, end
        self.refresh()

    def refresh(self) -> None:
        """Ask anew: what is measured may have grown."""
        anchor = self._anchor
        if anchor is None:
            return
        first, last = sorted((anchor, self._end))
        start = UnixMs(int(first // SECOND) * SECOND)
        span = Span(start, UnixMs(max(int(last // SECOND) * SECOND, start + SECOND)))
        self._axis.mark((float(span.start), float(span.end)))
        said = _BETWEEN.join(self.ask(span))
        if said != self._label.text() or self._label.isHidden():
            self._label.setText(said)
            self._label.setAccessibleName(tr("Measured: {words}").format(words=said))
            self._stand()

    def leave(self) -> None:
        """Measure nothing any more."""
        if self._anchor is not None:
            self._anchor = None
            self._label.hide()
            self._axis.mark(None)

    def key(self, event: QKeyEvent) -> bool:
        """While measuring: left and right move the end, with Shift ten steps at once, Esc leaves. Whether the key meant that."""
        window = self._place.window()
        if self._anchor is None or window is None:
            return False
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            steps = _FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            by = steps * window.bucket * (1 if key == Qt.Key.Key_Right else -1)
            self._end = min(max(self._end + by, float(window.first)), float(window.live))
            self.refresh()
        else:
            return False
        return True

    def _wanted(self) -> None:
        """A key asks for it: from the middle of what is shown on, or no longer where it is on already."""
        window = self._place.window()
        if not self._chart.hasFocus() or window is None:
            return
        if self.on:
            self.leave()
            return
        start, end = window.shown
        middle = (start + min(end, float(window.live))) / 2
        self.drag(middle, middle + window.bucket)

    def _marked(self, measured: tuple[float, float] | None) -> None:
        """Another chart measures something else by now, or nothing."""
        first, last = sorted((self._anchor or 0.0, self._end))
        if self.on and (measured is None or abs(measured[0] - first) > SECOND or abs(measured[1] - last) > SECOND):
            self._anchor = None
            self._label.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.on:
            self._stand()
        return False

    def _stand(self) -> None:
        """Over the chart, no wider than it."""
        corner = self._place.corner()
        room = max(120, self._chart.width() - 2 * corner.x())
        self._label.setMaximumWidth(room)
        wide = min(room, self._label.fontMetrics().horizontalAdvance(self._label.text()) + self._theme.px(24))
        self._label.setFixedWidth(wide)
        self._label.resize(wide, self._label.heightForWidth(wide))
        self._label.move(corner)
        self._label.show()
        self._label.raise_()

    def _dress(self) -> None:
        surface, px = self._theme.tokens.surface, self._theme.px
        self._label.setStyleSheet(
            f"QLabel {{ color: {surface.text}; background: {surface.raised}; border: 1px solid {surface.accent};"
            f" border-radius: {px(4)}px; padding: {px(4)}px {px(8)}px; }}"
        )
