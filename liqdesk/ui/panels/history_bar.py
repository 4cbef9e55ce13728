"""The slim bar above the past: which stretch, of which coin, with imported rows beside it or not."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDateTime, QSize, Qt, QTimeZone, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDateTimeEdit,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import DAY, HOUR, DurationMs, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.panels.coin_box import CoinBox
from liqdesk.ui.theme import Role, Theme

SPANS: dict[str, tuple[DurationMs | None, str]] = {
    marked("1h"): (HOUR, marked("The last hour")),
    marked("1d"): (DAY, marked("The last day")),
    marked("7d"): (DurationMs(7 * DAY), marked("The last 7 days")),
    marked("30d"): (DurationMs(30 * DAY), marked("The last 30 days")),
    marked("90d"): (DurationMs(90 * DAY), marked("The last 90 days")),
    marked("1y"): (DurationMs(365 * DAY), marked("The last year")),
    marked("all"): (None, marked("Everything that is recorded")),
}
_FORM = "yyyy-MM-dd HH:mm"
_SINCE_FROM, _COIN_FROM, _IMPORTED_FROM, _CUSTOM_FROM = 780, 640, 520, 440
"""As wide must the bar be for each of these to be shown."""
_LEAST = 300


class HistoryBar(QWidget):
    """Says what is chosen: `span_chosen` a name of `SPANS`, `stretch_chosen` a span typed in, `changed` all else."""

    span_chosen = Signal(str)
    stretch_chosen = Signal(object)
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zone = Zone.UTC
        self._has_imported = False
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(4))
        row.setSpacing(theme.px(2))
        for name, (_, hint) in SPANS.items():
            button = self._button(tr(name), tr(hint))
            button.clicked.connect(lambda _checked=False, name=name: self.span_chosen.emit(name))
            self._group.addButton(button)
            row.addWidget(button)
        self.custom = self._button(tr("from–to"), tr("Any stretch, typed in"))
        self.custom.clicked.connect(lambda: self.open_custom(self.custom.isChecked()))
        self.coin = CoinBox(theme, tr("Coin"), tr("all coins"), self)
        self.coin.chosen.connect(lambda _base: self.changed.emit())
        self.imported = self._button(
            tr("imported"), tr("Lay rows of imported files beside, as outlines; they are in no total")
        )
        self.imported.clicked.connect(lambda: self.changed.emit())
        self._since = QLabel("", self)
        self._since.setTextFormat(Qt.TextFormat.PlainText)
        self._since.setFont(theme.font(Role.CAPTION))
        self._since.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._since.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for widget in (self.custom, self.coin, self.imported):
            row.addSpacing(theme.px(4))
            row.addWidget(widget)
        row.addWidget(self._since, 1)
        row.addStretch(0)  # where there is no room for it
        self._typed, self.begin, self.end, self.go = self._make_typed()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._typed)
        self._typed.hide()
        theme.changed.connect(self._dress)
        self._dress()

    def _make_typed(self) -> "tuple[QWidget, QDateTimeEdit, QDateTimeEdit, QToolButton]":
        holder, px = QWidget(self), self._theme.px
        row = QHBoxLayout(holder)
        row.setContentsMargins(px(8), 0, px(8), px(4))
        row.setSpacing(px(6))
        edits = []
        for name in (tr("From"), tr("To")):
            edit = _Moment(self.take_typed, holder)
            edit.setDisplayFormat(_FORM)
            edit.setAccessibleName(name)
            edit.setToolTip(tr("{name}: type, or change with the arrow keys; Enter shows it").format(name=name))
            label = QLabel(name, holder)
            label.setFont(self._theme.font(Role.SMALL))
            row.addWidget(label)
            row.addWidget(edit)
            edits.append(edit)
        go = self._button(tr("Show"), tr("Show this stretch"))
        go.setCheckable(False)
        go.clicked.connect(lambda: self.take_typed())
        row.addWidget(go)
        row.addStretch(1)
        return holder, edits[0], edits[1], go

    def mark(self, name: str | None) -> None:
        """Show which span is in sight, by its name; None: one that has no name."""
        for button, known in zip(self._group.buttons(), SPANS, strict=True):
            button.setChecked(known == name)

    def offer(self, coins: Sequence[str], imported: bool) -> None:
        """Offer these coins, and imported rows if there are any."""
        self.coin.offer(tuple(coins))
        self._has_imported = imported
        self._make_room()

    def say_since(self, words: str, tip: str) -> None:
        """Say how far the recordings reach."""
        self._since.setText(words)
        self._since.setToolTip(tip)

    @property
    def since(self) -> str:
        """What is said of how far the recordings reach."""
        return self._since.text()

    @property
    def with_imported(self) -> bool:
        """Whether imported rows are laid beside."""
        return self.imported.isChecked() and self._has_imported

    def open_custom(self, on: bool) -> None:
        """Show where a stretch is typed in, and go there; or put it away."""
        self.custom.setChecked(on)
        self._typed.setVisible(on)
        if on:
            self.begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_stretch(self, span: Span, zone: Zone) -> None:
        """Let what is typed start from what is in sight; what somebody is typing stays."""
        self._zone = zone
        clock = QTimeZone(QTimeZone.Initialization.UTC if zone is Zone.UTC else QTimeZone.Initialization.LocalTime)
        for edit, at in ((self.begin, span.start), (self.end, span.end)):
            edit.setTimeZone(clock)
            if not edit.hasFocus():
                edit.setDateTime(QDateTime.fromMSecsSinceEpoch(at, clock))

    def take_typed(self) -> None:
        """Show the stretch that is typed in, an hour at least; the earlier moment comes first."""
        begin, end = sorted(UnixMs(edit.dateTime().toMSecsSinceEpoch()) for edit in (self.begin, self.end))
        self.stretch_chosen.emit(Span(begin, UnixMs(max(end, begin + HOUR))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_LEAST), super().minimumSizeHint().height())

    def _make_room(self) -> None:
        """Leave out what there is no room for, the least wanted first."""
        wide, px = self.width(), self._theme.px
        self._since.setVisible(wide >= px(_SINCE_FROM))
        self.coin.setVisible(wide >= px(_COIN_FROM))
        self.imported.setVisible(self._has_imported and wide >= px(_IMPORTED_FROM))
        self.custom.setVisible(wide >= px(_CUSTOM_FROM))

    def _dress(self) -> None:
        palette = self._since.palette()
        palette.setColor(self._since.foregroundRole(), self._theme.tokens.surface.faint)
        self._since.setPalette(palette)
        self._since.setFont(self._theme.font(Role.CAPTION))

    def _button(self, text: str, hint: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(hint)
        button.setAccessibleName(hint)
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return button


class _Moment(QDateTimeEdit):
    """A moment that is typed in; Enter in it calls `entered`."""

    def __init__(self, entered: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._entered = entered

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._entered()
