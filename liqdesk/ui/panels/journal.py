"""The journal panel: every squeeze and flush, newest first, by kind and scope; each opens as a card."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPalette, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from liqdesk.analytics.events import MARKET, EventKind
from liqdesk.analytics.journal import RANKED_SIDE, JournalEntry
from liqdesk.analytics.story import KINDS
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import SECOND
from liqdesk.engine.desk import Desk
from liqdesk.engine.filtering import choice_of
from liqdesk.ui.tables.journal import JournalModel, JournalRow, journal_row
from liqdesk.ui.tables.journal_view import JournalView
from liqdesk.ui.theme import Role, Theme

SHOWN = 500
_EVERY = marked("all events")
_SCOPES = (marked("everywhere"), marked("market-wide"), marked("single coins"))


class JournalPanel(QWidget):
    """Shows the desk's journal; `chosen` names the event whose card is wanted, `replay_wanted` one that is to be played again."""

    chosen = Signal(str)
    replay_wanted = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._latest: LiveFrame | None = None
        self._drawn: tuple[int, int] | None = None
        self._model = JournalModel(self)
        self._view = JournalView(self._model, theme, self._open, self)
        replay = QShortcut(QKeySequence(Qt.Key.Key_Space), self._view)
        replay.setContext(Qt.ShortcutContext.WidgetShortcut)
        replay.activated.connect(self._replay)
        self._kind = QComboBox(self)
        self._kind.setAccessibleName(tr("Kind of event"))
        self._kind.addItem(tr(_EVERY), None)
        for kind in EventKind:
            self._kind.addItem(tr(KINDS[kind]), kind)
        self._scope = QComboBox(self)
        self._scope.setAccessibleName(tr("Where"))
        self._scope.addItems([tr(scope) for scope in _SCOPES])
        self._count = QLabel(self)
        self._count.setFont(theme.font(Role.SMALL))
        for box in (self._kind, self._scope):
            box.currentIndexChanged.connect(lambda _index: self._renew())
        desk.settings.subscribe(choice_of, lambda _choice: self._renew())
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(4))
        bar.setSpacing(theme.px(6))
        bar.addWidget(self._kind)
        bar.addWidget(self._scope)
        bar.addStretch(1)
        bar.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._view)
        self.setFocusProxy(self._view)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)

    @property
    def rows(self) -> tuple[JournalRow, ...]:
        """What is shown, newest first."""
        return self._model.rows

    @property
    def view(self) -> JournalView:
        """The table."""
        return self._view

    def show_frame(self, frame: LiveFrame) -> None:
        """Take the newest events, once a second; kept for later while hidden."""
        self._latest = frame
        now = (frame.at // SECOND, self._desk.revision)
        if self.isVisible() and now != self._drawn:
            self._drawn = now
            self._show(frame)

    def showEvent(self, event: QShowEvent) -> None:
        if self._latest is not None:
            self.show_frame(self._latest)

    def _renew(self) -> None:
        self._drawn = None
        if self._latest is not None:
            self.show_frame(self._latest)

    def _show(self, frame: LiveFrame) -> None:
        zone = self._desk.settings.value.look.zone
        entries = self._desk.journal(SHOWN)
        wanted = [entry for entry in reversed(entries) if self._wanted(entry)]
        self._model.show_rows(tuple(journal_row(entry, frame.at, zone) for entry in wanted))
        self._count.setText(
            tr("{count} of {known}").format(count=len(wanted), known=len(entries))
            if len(wanted) != len(entries)
            else f"{len(entries)}"
        )

    def _wanted(self, entry: JournalEntry) -> bool:
        if not self._passes(entry):
            return False
        kind, scope = self._kind.currentData(), self._scope.currentIndex()
        if kind is not None and entry.event.kind is not EventKind(kind):
            return False
        return scope == 0 or (entry.event.scope == MARKET) == (scope == 1)

    def _passes(self, entry: JournalEntry) -> bool:
        """Whether the filter lets it through: by its coin, where it is of one, and by its side, where it has one."""
        choice = choice_of(self._desk.settings.value)
        if choice is None:
            return True
        side = RANKED_SIDE[entry.event.kind]
        if None not in (choice.side, side) and choice.side is not side:
            return False
        return entry.event.scope == MARKET or choice.has_coin(entry.event.scope)

    @property
    def current(self) -> str | None:
        """The event the keyboard is on; None where it is on none."""
        row = self._view.currentIndex().row()
        return self._model.rows[row].id if self._view.hasFocus() and 0 <= row < len(self._model.rows) else None

    def meant(self) -> str | None:
        """The event the keyboard is on, else the one that goes on, else the newest."""
        newest = self._desk.journal(1)
        meant = self._desk.standing() or (newest[-1] if newest else None)
        return self.current or (None if meant is None else meant.event.id)

    def _replay(self) -> None:
        if self.current is not None:
            self.replay_wanted.emit(self.current)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._model.rows):
            self.chosen.emit(self._model.rows[row].id)
