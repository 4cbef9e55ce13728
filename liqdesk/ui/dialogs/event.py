"""The event card: the story in a sentence, the course, the evidence, coins and venues, and what came after."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from liqdesk.analytics.card import CardView, event_card
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.story import event_name, event_story
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import tr
from liqdesk.domain.time import SECOND
from liqdesk.engine.desk import Desk, Mode
from liqdesk.ui.charts.course import CourseFonts, CoursePainter
from liqdesk.ui.dialogs.event_words import (
    Table,
    aftermath_table,
    conditions_table,
    evidence_table,
    facts_table,
    orders_table,
    shares_table,
)
from liqdesk.ui.dialogs.share import ShareDialog
from liqdesk.ui.flow import Columns, FlowLayout
from liqdesk.ui.tables.facts import FactsTable
from liqdesk.ui.theme import Role, Theme

FACTS_LEAST = 330
"""A table of an event narrower than this would cut what it says; with less room the tables stand below each other."""


class CourseView(QWidget):
    """Shows the course of a card view."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: CardView | None = None
        self.setMinimumHeight(theme.px(230))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Course of the event"))
        theme.changed.connect(self.update)

    def show_view(self, view: CardView) -> None:
        """Draw this one."""
        self._view = view
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._view is None:
            return
        painter = QPainter(self)
        fonts = CourseFonts(self._theme.font(Role.CAPTION), self._theme.font(Role.CAPTION))
        CoursePainter(self._view, self._theme.tokens, fonts).paint(painter, QRectF(self.rect()))
        painter.end()


class EventDialog(QDialog):
    """The card of one event; keeps up with it while it goes on. `names` are those of the venues by id. Esc closes.

    `show_in_charts` has the charts show the event of that id, `replay` plays its recording, None where that cannot be.
    """

    def __init__(
        self,
        desk: Desk,
        ident: str,
        theme: Theme,
        names: dict[str, str],
        show_in_charts: Callable[[str], object],
        parent: QWidget | None = None,
        replay: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ident = ident
        self._theme = theme
        self._entry: JournalEntry | None = None
        self._drawn_at = 0
        self._names = names
        self._show_in_charts = show_in_charts
        self._replay = replay
        self._story = self._text(Role.BODY)
        self._mark = self._text(Role.CAPTION)
        self._course = CourseView(theme, self)
        self._tables = {
            name: FactsTable(theme, self)
            for name in ("facts", "around", "after", "evidence", "coins", "venues", "orders")
        }
        self._build()
        self.resize(QSize(theme.px(980), theme.px(760)))
        self.refresh()

    @property
    def story(self) -> str:
        """The sentence at the top."""
        return self._story.text()

    def table(self, name: str) -> FactsTable:
        """One of the tables: facts, around, after, evidence, coins, venues, orders."""
        return self._tables[name]

    def show_frame(self, frame: LiveFrame) -> None:
        """Keep up with the event, once a second."""
        if frame.at // SECOND != self._drawn_at:
            self._drawn_at = frame.at // SECOND
            self.refresh()

    def refresh(self) -> None:
        """Show the event as it is known now."""
        found = self._desk.event(self._ident)
        if found is None or found[0] == self._entry:
            return
        self._entry = entry = found[0]
        event = entry.event
        self.setWindowTitle(event_name(event))
        self._story.setText(event_story(event))
        self._course.show_view(event_card(entry))
        zone = self._desk.settings.value.look.zone
        self._show("facts", facts_table(entry, self._names))
        self._show("around", conditions_table(entry))
        self._show("after", aftermath_table(entry))
        self._show("evidence", evidence_table(event))
        self._show("coins", shares_table(tr("Coins"), event, event.bases, {}))
        self._show("venues", shares_table(tr("Venues"), event, event.venues, self._names))
        self._show("orders", orders_table(event, self._names, zone))

    def copy_story(self) -> None:
        """Put the sentence on the clipboard, marked where it is not of the live market."""
        mark = "" if self._desk.mode is Mode.LIVE else f"{self._desk.mode.value.upper()}: "
        QGuiApplication.clipboard().setText(mark + self.story)

    def show_in_charts(self) -> None:
        """Have the charts show it, and make room for them."""
        self._show_in_charts(self._ident)
        self.close()

    def share(self) -> None:
        """Show it as a picture for others."""
        if self._entry is not None:
            dialog = ShareDialog(event_card(self._entry), self._desk.mode, self._theme, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def replay(self) -> None:
        """Play its recording in the window, in place of the card."""
        if self._replay is not None:
            self.close()
            self._replay(self._ident)

    def _show(self, name: str, table: Table) -> None:
        self._tables[name].show_facts(table.title, table.rows, table.note, table.heads)

    def _text(self, role: Role) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setFont(self._theme.font(role))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _build(self) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        mark = {
            Mode.LIVE: "",
            Mode.DEMO: tr("DEMO  simulated exchanges"),
            Mode.REPLAY: tr("REPLAY  a recording, not now"),
        }
        self._mark.setText(mark[self._desk.mode])
        self._mark.setVisible(self._desk.mode is not Mode.LIVE)
        self._mark.setWordWrap(False)
        self._mark.setStyleSheet(
            f"QLabel {{ background: {surface.mark_back}; color: {surface.mark}; padding: {px(2)}px {px(6)}px; }}"
        )
        inside = QWidget(self)
        columns: list[QVBoxLayout] = []
        for names in (("facts", "around", "after"), ("evidence", "coins", "venues", "orders")):
            column = QVBoxLayout()
            column.setSpacing(px(12))
            for name in names:
                column.addWidget(self._tables[name])
            column.addStretch(1)
            columns.append(column)
        page = QVBoxLayout(inside)
        page.setContentsMargins(px(22), px(16), px(22), px(12))
        page.setSpacing(px(14))
        page.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self._story, self._course):
            page.addWidget(widget)
        page.addWidget(Columns(columns, FACTS_LEAST, 36, 12, self._theme, inside))
        scroll = QScrollArea(self)
        scroll.setAccessibleName(tr("What is known of the event"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        buttons = FlowLayout(px(8), to_right=True)
        buttons.setContentsMargins(px(22), px(8), px(22), px(14))
        again = () if self._replay is None else ((tr("&Replay"), self.replay),)
        for title, act in (
            *again,
            (tr("Show in the c&harts"), self.show_in_charts),
            (tr("&Copy sentence"), self.copy_story),
            (tr("&Share card…"), self.share),
            (tr("C&lose"), self.close),
        ):
            button = QPushButton(title, self)
            button.clicked.connect(lambda _checked=False, act=act: act())
            buttons.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addLayout(buttons)
