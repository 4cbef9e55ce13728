"""The alerts panel: what rang and what was held back, newest first, and the rules with why each one is quiet."""

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.language import tr
from liqdesk.domain.time import SECOND
from liqdesk.engine.alerting import AlertsView as Standing
from liqdesk.engine.desk import Desk
from liqdesk.settings.rules import SavedRule
from liqdesk.ui.format import fmt_day
from liqdesk.ui.panels.alerts_past import AlertsPast
from liqdesk.ui.panels.elided import ElidedLabel
from liqdesk.ui.panels.silence import quiet_sentence
from liqdesk.ui.tables.alert_rules import RuleRow, RulesModel, rule_rows
from liqdesk.ui.tables.alert_rules_view import RulesView
from liqdesk.ui.tables.alerts import AlertRow, AlertsModel, alert_row, mark_of, told_words
from liqdesk.ui.tables.alerts_view import AlertsView
from liqdesk.ui.theme import Role, Theme

HISTORY, RULES = 0, 1
_SAID_FROM, _SEARCH_FROM = 400, 320
"""As wide must the panel be for what is said in its bar, and for the search, to be shown."""


class AlertsPanel(QWidget):
    """Shows the desk's alerts. `chosen` names the alert that is to be opened, `rule_wanted` the rule (empty: a new one)."""

    chosen = Signal(str)
    rule_wanted = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._latest: LiveFrame | None = None
        self._drawn: object = None
        self._rows_drawn: object = None
        self._known: list[Alert] = []
        self._ringing = False
        self._past = AlertsPast(desk, self._renew, self)
        self._alerts_model, self._rules_model = AlertsModel(self), RulesModel(self)
        self.history = AlertsView(self._alerts_model, theme, self._open, self)
        self.rules = RulesView(self._rules_model, theme, self.rule_wanted.emit, self._switch, self)
        self._views = QStackedWidget(self)
        self._views.addWidget(self.history)
        self._views.addWidget(self.rules)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Search alerts"))
        self.search.setAccessibleName(tr("Search alerts"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._renew())
        self._tabs = QButtonGroup(self)
        for number, title in enumerate((tr("History"), tr("Rules"))):
            self._tabs.addButton(self._tab(title), number)
        self._tabs.button(HISTORY).setChecked(True)
        self._tabs.idClicked.connect(self._turn_to)
        self.new_rule = QPushButton(tr("New rule…"), self)
        self.new_rule.clicked.connect(lambda: self.rule_wanted.emit(""))
        self._said = ElidedLabel(theme, self)
        self.mute = self._tab(tr("Mute"))
        self.mute.setToolTip(tr("Nothing is told while this is on; the history goes on."))
        self.mute.clicked.connect(self._mute)
        self._compose()
        theme.changed.connect(self._make_room)
        self.history.verticalScrollBar().valueChanged.connect(lambda _value: self._look_back())

    def _tab(self, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(title)
        button.setCheckable(True)
        button.setFont(self._theme.font(Role.SMALL))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _compose(self) -> None:
        px = self._theme.px
        bar = QHBoxLayout()
        bar.setContentsMargins(px(8), px(6), px(8), px(4))
        bar.setSpacing(px(6))
        self.search.setMinimumWidth(px(60))
        self.search.setMaximumWidth(px(150))
        for button in (self._tabs.button(HISTORY), self._tabs.button(RULES), self.search, self.new_rule):
            button.setFont(self._theme.font(Role.SMALL))
            button.setFixedHeight(px(26))
            bar.addWidget(button)
        bar.addWidget(self._said, 1)
        bar.addStretch(0)  # where there is no room for it
        self.mute.setFixedHeight(px(26))
        bar.addWidget(self.mute)
        self.new_rule.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._views)
        self.setFocusProxy(self._views)
        self._views.setFocusProxy(self.history)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)

    def sizeHint(self) -> QSize:
        return self.history.sizeHint()

    @property
    def rows(self) -> tuple[AlertRow, ...]:
        """The history as it is shown, newest first."""
        return self._alerts_model.rows

    @property
    def rule_lines(self) -> tuple[RuleRow, ...]:
        """The lines of the rules."""
        return self._rules_model.rows

    @property
    def said(self) -> str:
        """What stands in the bar: what keeps alerts quiet, or how many there are."""
        return self._said.whole

    def show_rules(self) -> None:
        """Turn to the rules and go there."""
        self._turn_to(RULES)
        self.rules.setFocus()

    def show_history(self) -> None:
        """Turn to the history and go there."""
        self._turn_to(HISTORY)
        self.history.setFocus()

    def show_frame(self, frame: LiveFrame) -> None:
        """Take what is known of the alerts, once a second; kept for later while hidden."""
        self._latest = frame
        now = (frame.at // SECOND, self._desk.alerts.revision, self._desk.settings.value.alerts)
        if self.isVisible() and now != self._drawn:
            self._drawn = now
            self._show(frame)

    def look_elsewhere(self) -> None:
        """Another market is shown: alerts of the one before are none of it."""
        self._past.forget()
        self._rows_drawn = None
        self._renew()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._renew()
        if self._past.failed:
            self._past.more()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Leave out what there is no room for; words that are searched for stay in sight."""
        wide, px = self.width(), self._theme.px
        self.search.setVisible(wide >= px(_SEARCH_FROM) or bool(self.search.text()))
        self._said.setVisible(wide >= px(_SAID_FROM))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._drawn = None

    def _renew(self) -> None:
        self._drawn = None
        if self._latest is not None:
            self.show_frame(self._latest)

    def _turn_to(self, number: int) -> None:
        self._tabs.button(number).setChecked(True)
        self._views.setCurrentIndex(number)
        self._views.setFocusProxy(self.rules if number == RULES else self.history)
        self.search.setVisible(number == HISTORY)
        self.new_rule.setVisible(number == RULES)
        self._renew()

    def _show(self, frame: LiveFrame) -> None:
        view = self._desk.alerts.view()
        self._ringing = view.budget > 0
        if self.mute.isChecked() != view.muted:
            self.mute.setChecked(view.muted)
        if self._views.currentIndex() == RULES:
            self._show_rules(view, frame)
        else:
            self._show_history(view)

    def _show_history(self, view: Standing) -> None:
        zone = self._desk.settings.value.look.zone
        # The rows are what costs, and most seconds bring none.
        drawn = (view.alerts, self._past.count, self.search.text(), fmt_day(view.at, zone), zone)
        if drawn != self._rows_drawn:
            self._rows_drawn = drawn
            self._known = self._past.with_newest(view.alerts)
            wanted = [alert for alert in self._known if self._wanted(alert)]
            self._alerts_model.show_rows(tuple(alert_row(alert, view.at, zone) for alert in wanted))
        known, count = len(self._known), len(self.rows)
        self.history.say_nothing(self._nothing(view, bool(known)))
        many = tr("%n alert(s)", "", known)
        told = tr("{count} of {many}").format(count=count, many=many) if count != known else many
        if self._past.asking and known:
            told = tr("{told}, looking back before {opened_at}…").format(
                told=told, opened_at=fmt_day(self._known[-1].opened_at, zone)
            )
        self._said.say(self._past.failed or quiet_sentence(view, zone) or told)
        self._look_back()

    def _show_rules(self, view: Standing, frame: LiveFrame) -> None:
        look, alerts = self._desk.settings.value.look, self._desk.settings.value.alerts
        saved: dict[str, SavedRule] = {rule.id: rule for rule in alerts.rules}
        venues = {str(venue.id): venue.name for venue in frame.venues}
        self._rules_model.show_rows(
            tuple(row for one in view.rules for row in rule_rows(one, saved.get(one.id), venues, view.at, look.zone))
        )
        on = sum(rule.enabled for rule in view.rules)
        self._said.say(
            quiet_sentence(view, look.zone)
            or tr("{on} of {count} on, {used} of {budget} alerts this hour").format(
                on=on, count=len(view.rules), used=view.used, budget=view.budget
            )
        )

    def _nothing(self, view: Standing, known: bool) -> str:
        if known:
            return tr("No alert has these words.") if self._past.whole else tr("Looking further back…")
        if self._ringing and not self._past.whole and not self._past.failed:
            return tr("Looking for earlier alerts…")
        return " ".join(_calm(view))

    def _wanted(self, alert: Alert) -> bool:
        words = self.search.text().casefold().split()
        if not words:
            return True
        parts = (alert.sentence, *alert.names, alert.scope, alert.level.value, told_words(alert), mark_of(alert))
        text = " ".join(parts).casefold()
        return all(word in text for word in words)

    def _look_back(self) -> None:
        """Ask for older ones where somebody has come near the end of those that are known."""
        if self.history.isVisible() and self._ringing and not self._past.failed:
            page = self.history.viewport().height() // self.history.verticalHeader().defaultSectionSize()
            if len(self.rows) - self.history.verticalScrollBar().value() <= 2 * page:
                self._past.more()

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.rows):
            self.chosen.emit(self.rows[row].id)

    def known(self, ident: str) -> Alert | None:
        """An alert by its id, from memory or among the older ones that were asked for."""
        newest = self._desk.alerts.alert(ident)
        return newest or next((one for one in self._past.with_newest(()) if one.id == ident), None)

    def _switch(self, ident: str) -> None:
        settings = self._desk.settings.value
        rules = tuple(
            rule.model_copy(update={"enabled": not rule.enabled}) if rule.id == ident else rule
            for rule in settings.alerts.rules
        )
        alerts = settings.alerts.model_copy(update={"rules": rules})
        self._desk.replace_settings(settings.model_copy(update={"alerts": alerts}))
        self._renew()

    def _mute(self) -> None:
        self._desk.alerts.mute(self.mute.isChecked())
        self._renew()


def _calm(view: Standing) -> Iterator[str]:
    """What is said before the first alert: that rules watch, and which."""
    yield tr("No alerts yet.")
    on = [rule.name for rule in view.rules if rule.enabled]
    if not on:
        yield tr("No rule is on, so nothing rings; Rules above switches some on.")
        return
    named = "; ".join([*on[:3], *([tr("and {count} more").format(count=len(on) - 3)] if len(on) > 3 else [])])
    yield tr("%n rule(s) on: {names}.", "", len(on)).format(names=named)
