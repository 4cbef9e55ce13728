"""The transport bar: plays, stops, steps and seeks a recording; stands in the window for as long as one is shown."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from liqdesk.domain.language import in_percent, tr
from liqdesk.engine.replay import SPEEDS, Replay, ReplayView
from liqdesk.settings.model import Zone
from liqdesk.ui.format import fmt_clock, fmt_day, zone_name
from liqdesk.ui.icons import icon
from liqdesk.ui.replay.seek_line import SeekLine
from liqdesk.ui.theme import Role, Theme

_FIRST_TO_GO = ("beside", "preview", "steps", "name", "speeds")
"""What is hidden where there is no room, in this order; commands reach all of it."""
_LINE_FROM, _NAME_UP_TO, _BETWEEN = 150, 200, 5
_SPEED_KEYS = {Qt.Key(Qt.Key.Key_1 + number): speed for number, speed in enumerate(SPEEDS)}


class ReplayBar(QWidget):
    """Shows a replay and orders it. `left` says that the user wants the live market back, `previewed` whether sounds are wanted.

    While the keyboard is in it, 1 to 6 choose the speed, Space plays and pauses, arrows, Home and End seek.
    """

    left = Signal()
    previewed = Signal(bool)

    def __init__(self, theme: Theme, resources: Callable[[str], Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._resources = resources
        self._replay: Replay | None = None
        self._view: ReplayView | None = None
        self._icons: list[tuple[QAbstractButton, str]] = []
        self._grown: dict[QLabel, int] = {}
        self._never: tuple[str, ...] = ()
        self._mark = QLabel(tr("REPLAY"), self)
        self.name = QLabel(self)
        self.clock = QLabel(self)
        self.line = SeekLine(theme, self)
        self.back = self._button("event-back", tr("Previous event"), lambda one: one.previous_event())
        self.play = self._button("play", tr("Play"), lambda one: one.play(not one.view().playing))
        self.on = self._button("event-on", tr("Next event"), lambda one: one.next_event())
        self._steps = (
            self._button("step-back", tr("One second back"), lambda one: one.step_second(-1)),
            self._button("step-on", tr("One second on"), lambda one: one.step_second()),
            self._button("row-on", tr("Next row"), lambda one: one.step_row()),
        )
        self.speeds = tuple(self._speed(speed) for speed in SPEEDS)
        self.preview = QCheckBox(tr("Preview sounds"), self)
        self.preview.setToolTip(
            tr("Let this recording make the sounds it made then. Nothing else of it is told anywhere.")
        )
        self.preview.toggled.connect(self.previewed)
        self.beside = QLabel(self)
        self.leave = QPushButton(tr("Back to live"), self)
        self.leave.setToolTip(tr("Leave the recording and show the live market (Esc twice)"))
        self.leave.clicked.connect(lambda: self.left.emit())
        self._compose()
        self.setAccessibleName(tr("Replay"))
        self.setFocusProxy(self.line)
        self.hide()
        self.line.sought.connect(lambda at: self._order(lambda one: one.seek(at)))
        self.line.installEventFilter(self)
        theme.changed.connect(self._dress)
        self._dress()

    def stand_alone(self) -> None:
        """There is no live market to go back to or to tell of, and nobody to preview sounds to."""
        self._never = ("beside", "preview", "leave")

    def put_on(self, replay: Replay | None) -> None:
        """Show this replay, or go where there is none."""
        self._replay, self._view = replay, None
        self.setVisible(replay is not None)
        if replay is not None:
            self._name()
            self.name.setToolTip(replay.source.name)
            self.preview.setChecked(False)
            self._grown.clear()
            self._fit()

    def show_replay(self, zone: Zone, beside: str) -> None:
        """Come up to date; `beside` is what goes on of the live market meanwhile."""
        if self._replay is None:
            return
        view = self._replay.view()
        self.line.zone = zone
        self.line.show_view(view)
        self._say(self.beside, beside)
        if view == self._view:
            return
        self._view = view
        self._say(self.clock, self._clock_words(view, zone))
        self.play.setAccessibleName(tr("Pause") if view.playing else tr("Play"))
        self.play.setToolTip(tr("Pause (Space)") if view.playing else tr("Play (Space)"))
        self._draw_play(view.playing)
        for speed, button in zip(SPEEDS, self.speeds, strict=True):
            button.setChecked(speed == view.speed)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Keys that mean something else in the rest of the window are the bar's while the keyboard is in its line."""
        if isinstance(event, QKeyEvent) and self._replay is not None:
            own = event.key() in _SPEED_KEYS and event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if own and event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if own and event.type() is QEvent.Type.KeyPress:
                self._replay.set_speed(_SPEED_KEYS[Qt.Key(event.key())])
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grown.clear()
        self._name()
        self._fit()

    def _clock_words(self, view: ReplayView, zone: Zone) -> str:
        if view.winding is not None:
            return tr("winding, {share}").format(share=in_percent(str(round(min(1.0, max(0.0, view.winding)) * 100))))
        moment = f"{fmt_day(view.at, zone)} {fmt_clock(view.at, zone)} {zone_name(view.at, zone)}"
        return tr("{moment}, the end").format(moment=moment) if view.ended else moment

    def _order(self, order: Callable[[Replay], None]) -> None:
        if self._replay is not None:
            order(self._replay)

    def _say(self, label: QLabel, text: str) -> None:
        """Put words into a label, which keeps the room of the longest it had: nothing beside it may move by the second."""
        if label.text() == text:
            return
        label.setText(text)
        if label.sizeHint().width() > self._grown.get(label, 0):
            self._fit()

    def _name(self) -> None:
        if self._replay is not None:
            name, room = self._replay.source.name, self._theme.px(_NAME_UP_TO)
            self.name.setText(self.name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room))

    def _button(self, name: str, says: str, order: Callable[[Replay], None]) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setAccessibleName(says)
        button.setToolTip(says)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: self._order(order))
        self._icons.append((button, name))
        return button

    def _speed(self, speed: int) -> QToolButton:
        button = QToolButton(self)
        button.setText(f"{speed}×")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(tr("{speed} times as fast").format(speed=speed))
        button.setToolTip(tr("{speed} times as fast as it happened").format(speed=speed))
        button.clicked.connect(lambda _checked=False: self._order(lambda one: one.set_speed(speed)))
        return button

    def _compose(self) -> None:
        px = self._theme.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(4), px(10), px(4))
        row.setSpacing(px(_BETWEEN))
        for label in (self._mark, self.name, self.clock, self.beside):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for words in (self.name, self.clock, self.beside, self.preview):
            words.setFont(self._theme.font(Role.SMALL))
        self._mark.setFont(self._theme.font(Role.CAPTION))
        self.clock.setAlignment(Qt.AlignmentFlag.AlignCenter)
        parts: Sequence[QWidget] = (
            self._mark, self.name, self.back, self._steps[0], self.play, self._steps[1], self._steps[2], self.on,
        )  # fmt: skip
        for widget in parts:
            row.addWidget(widget)
        row.addWidget(self.line, 1)
        row.addWidget(self.clock)
        for button in self.speeds:
            row.addWidget(button)
        for widget in (self.preview, self.beside, self.leave):
            row.addWidget(widget)
        self.setAutoFillBackground(True)

    def _groups(self) -> dict[str, Sequence[QWidget]]:
        return {
            "beside": (self.beside,), "preview": (self.preview,), "steps": self._steps, "name": (self.name,),
            "speeds": self.speeds, "leave": (self.leave,),
        }  # fmt: skip

    def _fit(self) -> None:
        """Show what there is room for."""
        if self._replay is None:
            return
        for label in (self.clock, self.beside):
            self._grown[label] = max(self._grown.get(label, 0), label.sizeHint().width())
            label.setMinimumWidth(self._grown[label])
        groups, gone = self._groups(), list(self._never)
        for name in ("", *_FIRST_TO_GO):
            if name:
                gone.append(name)
            kept = [widget for widget in self._children() if not any(widget in groups[one] for one in gone)]
            wide = sum(self._needs(widget) for widget in kept)
            if wide + len(kept) * self._theme.px(_BETWEEN) + self._theme.px(26) <= self.width():
                break
        for name, widgets in groups.items():
            for widget in widgets:
                widget.setVisible(name not in gone)

    def _needs(self, widget: QWidget) -> int:
        if widget is self.line:
            return self._theme.px(_LINE_FROM)
        return max(widget.sizeHint().width(), widget.minimumWidth())

    def _children(self) -> Sequence[QWidget]:
        row = self.layout()
        items = [] if row is None else [row.itemAt(number) for number in range(row.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if widget is not None]

    def _draw_play(self, playing: bool) -> None:
        name = "pause" if playing else "play"
        self._icons = [(button, name if button is self.play else drawn) for button, drawn in self._icons]
        self.play.setIcon(icon(self._resources, name, self._theme.tokens.surface.text, self._theme.px(16)))

    def _dress(self) -> None:
        surface, px = self._theme.tokens.surface, self._theme.px
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, surface.raised)
        self.setPalette(palette)
        self._mark.setStyleSheet(
            f"QLabel {{ background: {surface.mark_back}; color: {surface.mark}; padding: {px(2)}px {px(8)}px; }}"
        )
        self.beside.setStyleSheet(f"QLabel {{ color: {surface.dim}; }}")
        for button, name in self._icons:
            button.setIcon(icon(self._resources, name, surface.text, px(16)))
        for button in self.speeds:
            button.setStyleSheet(f"QToolButton {{ padding: {px(3)}px {px(5)}px; }}")
