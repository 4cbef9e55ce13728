"""An opened alert: its sentence, every condition with what was measured, its words over time, and where it was told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import tr
from liqdesk.domain.time import SECOND
from liqdesk.engine.desk import Desk
from liqdesk.ui.dialogs.alert_words import channel_rows, facts_rows, why_heads, why_rows, word_rows
from liqdesk.ui.tables.alerts import mark_of
from liqdesk.ui.tables.facts import FactsTable
from liqdesk.ui.theme import Role, Theme


@dataclass(frozen=True, slots=True)
class Doors:
    """Where one can go from an alert: `find` gives it anew by its id, `event` opens a card, `rule` the editor."""

    find: Callable[[str], Alert | None]
    event: Callable[[str], None]
    rule: Callable[[str], None]


class AlertDialog(QDialog):
    """Shows one alert and keeps up with it while it goes on. `venues` are their names by id. Esc closes."""

    def __init__(
        self,
        desk: Desk,
        alert: Alert,
        doors: Doors,
        theme: Theme,
        venues: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._alert = alert
        self._doors = doors
        self._theme = theme
        self._venues = venues
        self._drawn_at = 0
        self._sentence = self._label(Role.BODY)
        self._mark = self._label(Role.CAPTION)
        self._tables = {name: FactsTable(theme, self) for name in ("facts", "why", "words", "channels")}
        self.event_card = self._button(tr("&Event card…"), lambda: doors.event(self._alert.event or ""))
        self.edit = self._button(tr("Change &rule…"), lambda: doors.rule(self._alert.rules[0]))
        self._build()
        self.resize(QSize(theme.px(780), theme.px(480)))
        self._show()

    @property
    def sentence(self) -> str:
        """What it says at the top."""
        return self._sentence.text()

    @property
    def mark(self) -> str:
        """`DEMO` or `REPLAY` with what that means; empty where it is of the live market."""
        return self._mark.text()

    def table(self, name: str) -> FactsTable:
        """One of the tables: facts, why, words, channels."""
        return self._tables[name]

    def show_frame(self, frame: LiveFrame) -> None:
        """Keep up with the alert, once a second."""
        if frame.at // SECOND != self._drawn_at:
            self._drawn_at = frame.at // SECOND
            newest = self._doors.find(self._alert.id)
            if newest is not None and newest != self._alert:
                self._alert = newest
                self._show()

    def copy_sentence(self) -> None:
        """Put the sentence on the clipboard, marked where it is not of the live market."""
        mark = mark_of(self._alert)
        QGuiApplication.clipboard().setText(f"{mark}: {self.sentence}" if mark else self.sentence)

    def _show(self) -> None:
        alert, settings = self._alert, self._desk.settings.value
        zone, rules = settings.look.zone, settings.alerts.rules
        self.setWindowTitle(alert.names[0] if alert.names else tr("Alert"))
        self._sentence.setText(alert.sentence)
        marks = {"demo": tr("DEMO  simulated exchanges"), "replay": tr("REPLAY  a recording, not now")}
        self._mark.setText(marks.get(alert.source, ""))
        self._mark.setVisible(bool(self._mark.text()))
        channels, held = channel_rows(alert, rules)
        self._tables["facts"].show_facts(tr("The alert"), facts_rows(alert, zone), "")
        self._tables["why"].show_facts(tr("Why"), why_rows(alert, rules, self._venues), "", why_heads())
        self._tables["words"].show_facts(tr("Its words"), word_rows(alert, zone), "")
        self._tables["channels"].show_facts(tr("Told through"), channels, held)
        self.event_card.setEnabled(alert.event is not None and self._desk.event(alert.event) is not None)
        self.edit.setEnabled(any(rule.id in alert.rules[:1] for rule in rules))

    def _label(self, role: Role) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(role is Role.BODY)
        label.setFont(self._theme.font(role))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _button(self, title: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(title, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button

    def _build(self) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        self._mark.setStyleSheet(
            f"QLabel {{ background: {surface.mark_back}; color: {surface.mark}; padding: {px(2)}px {px(6)}px; }}"
        )
        inside = QWidget(self)
        page = QVBoxLayout(inside)
        page.setContentsMargins(px(22), px(16), px(22), px(12))
        page.setSpacing(px(14))
        page.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self._sentence, self._tables["why"]):
            page.addWidget(widget)
        columns = QHBoxLayout()
        columns.setSpacing(px(36))
        for names in (("facts",), ("words", "channels")):
            column = QVBoxLayout()
            column.setSpacing(px(12))
            for name in names:
                column.addWidget(self._tables[name])
            column.addStretch(1)
            columns.addLayout(column, 2 if "facts" in names else 3)
        page.addLayout(columns, 1)
        scroll = QScrollArea(self)
        scroll.setAccessibleName(tr("The alert"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.setContentsMargins(px(22), px(8), px(22), px(14))
        buttons.addWidget(self.event_card)
        buttons.addWidget(self.edit)
        buttons.addStretch(1)
        buttons.addWidget(self._button(tr("&Copy sentence"), self.copy_sentence))
        close = self._button(tr("C&lose"), self.close)
        close.setDefault(True)
        close.setFocus()
        buttons.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addLayout(buttons)
