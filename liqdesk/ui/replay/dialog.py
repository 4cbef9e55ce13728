"""The dialog that asks what to replay: an event of the journal, a stored span, or a tape."""

from collections.abc import Callable

from PySide6.QtCore import QDateTime, QSize, Qt, QTimeZone
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from liqdesk.analytics.story import event_name, event_told
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import tr
from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.engine.desk import Desk
from liqdesk.settings.model import Zone
from liqdesk.ui.format import fmt_day, fmt_minute, fmt_span, fmt_usd
from liqdesk.ui.theme import Role, Theme

_EVENTS = 200
_LENGTHS = (15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY)
_IDENT = Qt.ItemDataRole.UserRole


class ReplayDialog(QDialog):
    """Enter in the list replays an event; Esc closes. `stored` says whether anything is recorded that could be replayed."""

    def __init__(
        self,
        live: Desk,
        theme: Theme,
        stored: bool,
        replay_event: Callable[[str], None],
        replay_span: Callable[[Span, str], None],
        choose_tape: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._theme = theme
        self._zone = live.settings.value.look.zone
        self._replay_event = replay_event
        self._replay_span = replay_span
        self._choose_tape = choose_tape
        self.setWindowTitle(tr("Replay"))
        self.events = QListWidget(self)
        self.events.setAccessibleName(tr("Events of the journal"))
        self.events.itemActivated.connect(lambda _item: self._play_event())
        self.begin = QDateTimeEdit(self)
        self.begin.setAccessibleName(tr("Beginning of the span"))
        self.begin.setDisplayFormat("yyyy-MM-dd HH:mm:ss")
        self.begin.setTimeZone(QTimeZone.utc() if self._zone is Zone.UTC else QTimeZone.systemTimeZone())
        self.begin.setCalendarPopup(True)
        self.begin.setDateTime(self._moment(UnixMs(live.now() - HOUR)))
        self.length = QComboBox(self)
        self.length.setAccessibleName(tr("Length of the span"))
        for length in _LENGTHS:
            self.length.addItem(fmt_span(length), length)
        self.length.setCurrentIndex(1)
        self.note = self._words("", Role.SMALL)
        self.play_event = self._button(tr("&Replay the event"), self._play_event)
        self.play_span = self._button(tr("Replay the &span"), self._play_span)
        self.tape = self._button(tr("Replay a &tape…"), self._play_tape)
        self._compose()
        self._fill()
        for widget in (self.events, self.begin, self.length, self.play_event, self.play_span):
            widget.setEnabled(stored)
        if not stored:
            self.note.setText(tr("Nothing is stored here; a tape can be replayed."))
        self.play_event.setEnabled(stored and self.events.currentItem() is not None)
        self.resize(QSize(theme.px(520), theme.px(480)))

    def bound(self, extent: Span | None) -> None:
        """Offer no time of which nothing is stored."""
        if extent is None:
            self.note.setText(tr("Nothing is stored yet; a tape can be replayed."))
            for widget in (self.begin, self.length, self.play_span):
                widget.setEnabled(False)
            return
        first, last = (f"{fmt_day(at, self._zone)} {fmt_minute(at, self._zone)}" for at in (extent.start, extent.end))
        self.note.setText(tr("Stored from {first} to {last}.").format(first=first, last=last))
        self.begin.setDateTimeRange(self._moment(extent.start), self._moment(extent.end))

    def _play_event(self) -> None:
        item = self.events.currentItem()
        if item is not None and item.data(_IDENT):
            self.accept()
            self._replay_event(str(item.data(_IDENT)))

    def _play_span(self) -> None:
        start = UnixMs(self.begin.dateTime().toMSecsSinceEpoch())
        end = min(self._live.now(), UnixMs(start + DurationMs(self.length.currentData())))
        if end <= start:
            self.note.setText(tr("That time has not come yet."))
            return
        self.accept()
        name = f"{fmt_day(start, self._zone)} {fmt_minute(start, self._zone)}, {self.length.currentText()}"
        self._replay_span(Span(start, UnixMs(end)), name)

    def _play_tape(self) -> None:
        self.accept()
        self._choose_tape()

    def _fill(self) -> None:
        for entry in reversed(self._live.journal(_EVENTS)):
            event = entry.event
            told = event_told(event, fmt_usd)
            when = f"{fmt_day(event.opened_at, self._zone)} {fmt_minute(event.opened_at, self._zone)}"
            item = QListWidgetItem(f"{when}   {event_name(event)}   {told.signed(told.total)}")
            item.setData(_IDENT, event.id)
            self.events.addItem(item)
        if self.events.count():
            self.events.setCurrentRow(0)
        else:
            none = QListWidgetItem(tr("No event yet."))
            none.setFlags(Qt.ItemFlag.NoItemFlags)
            self.events.addItem(none)

    def _moment(self, at: UnixMs) -> QDateTime:
        return QDateTime.fromMSecsSinceEpoch(at, self.begin.timeZone())

    def _compose(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(16), px(22), px(14))
        column.setSpacing(px(8))
        about = tr(
            "A recording is played beside the live market, which goes on being recorded. Nothing of it is kept or sent."
        )
        column.addWidget(self._words(about, Role.BODY))
        column.addWidget(self._words(tr("An event of the journal"), Role.STRONG))
        column.addWidget(self.events, 1)
        column.addWidget(self.play_event, 0, Qt.AlignmentFlag.AlignRight)
        column.addWidget(self._words(tr("A stored span"), Role.STRONG))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for widget, stretch in ((self.begin, 1), (self.length, 0), (self.play_span, 0)):
            row.addWidget(widget, stretch)
        column.addLayout(row)
        column.addWidget(self.note)
        foot = QHBoxLayout()
        foot.addWidget(self.tape)
        foot.addStretch(1)
        foot.addWidget(self._button(tr("C&lose"), self.reject))
        column.addLayout(foot)

    def _words(self, text: str, role: Role) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self._theme.font(role))
        label.setWordWrap(True)
        return label

    def _button(self, title: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(title, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: act())
        return button
