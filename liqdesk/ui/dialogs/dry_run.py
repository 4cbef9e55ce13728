"""How often a rule would have rung on the recorded past: one line that follows the editing, and the list of when."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.engine.alerting import AlertDesk, DryRun, Fired
from liqdesk.settings.model import Zone
from liqdesk.settings.rules import Channels, SavedRule
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.format import fmt_day, fmt_minute
from liqdesk.ui.tables.alerts import times
from liqdesk.ui.tables.measured import sum_words
from liqdesk.ui.tasks import UiTasks
from liqdesk.ui.theme import Role, Theme

PAUSE_MS = 400
"""How long nothing may be typed before the past is asked."""

COUNTING = marked("Counting…")
UNFINISHED = marked("Once the rule is complete, the recorded days tell how often it would have rung.")


def dry_run_words(run: DryRun) -> str:
    """`Would have fired 3 times in the last 7 recorded days, 9 in 30.`"""
    if run.days == 0 and run.last_30 == 0:
        return tr("No whole day has been recorded yet to try it on.")
    if run.days <= 7:
        days = tr("day") if run.days == 1 else tr("%n days", "", run.days)
        return (
            tr("Would have fired {last_30} in the {days} recorded so far.").format(
                last_30=times(run.last_30), days=days
            )
            if run.last_30
            else (tr("Would not have fired in the {days} recorded so far.").format(days=days))
        )
    week = times(run.last_7) if run.last_7 else tr("not once")
    return tr("Would have fired {week} in the last 7 recorded days, {last_30} in {number}.").format(
        week=week, last_30=run.last_30, number=min(30, run.days)
    )


def fired_words(fired: Fired, zone: Zone) -> str:
    """One time it would have rung: the day, the time, and what it would have said."""
    words = fired.words
    if fired.usd is not None and "$" not in words:
        total = sum_words(round(fired.usd * 1e6), "at least" in words)
        words = f"{total}  {words}"
    return f"{fmt_day(fired.at, zone)}  {fmt_minute(fired.at, zone)}   {words}"


class DryRunLine(QWidget):
    """Tries the rule that was shown last, once the typing rests; an earlier trial is broken off."""

    def __init__(self, alerts: AlertDesk, zone: Callable[[], Zone], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._alerts = alerts
        self._zone = zone
        self._tasks = UiTasks(self._fail)
        self._task: asyncio.Task[DryRun] | None = None
        self._rule: SavedRule | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        self._line = text_line(tr(UNFINISHED), theme, Role.BODY, self)
        self._note = text_line("", theme, Role.SMALL, self)
        self._note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.when = QToolButton(self)
        self.when.setText(tr("When"))
        self.when.setCheckable(True)
        self.when.setAccessibleName(tr("List when it would have fired"))
        self.when.setEnabled(False)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("When it would have fired"))
        self.list.setFont(theme.font(Role.SMALL))
        self.list.setFixedHeight(theme.px(120))
        self.list.hide()
        self.when.toggled.connect(self.list.setVisible)
        self._line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.addWidget(self._line, 1)
        row.addWidget(self.when, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(row)
        column.addWidget(self._note)
        column.addWidget(self.list)

    @property
    def said(self) -> str:
        """The line."""
        return self._line.text()

    @property
    def note(self) -> str:
        """What could not be tried."""
        return self._note.text()

    def try_rule(self, rule: SavedRule | None) -> None:
        """Try this rule once the typing rests; None where it is not complete. What makes no difference asks nothing."""
        asked = None if rule is None else _what_matters(rule)
        if asked == self._rule and (asked is not None or self._line.text() == tr(UNFINISHED)):
            return
        self._break_off()
        self._rule = asked
        self._line.setText(tr(UNFINISHED) if asked is None else tr(COUNTING))
        if asked is None:
            self._show((), "")
        else:
            self._timer.start()

    def rest(self) -> None:
        """Break off, as when the dialog closes."""
        self._break_off()

    def _break_off(self) -> None:
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _ask(self) -> None:
        rule = self._rule
        if rule is not None:
            self._task = self._tasks.run(self, self._alerts.dry_run(rule), lambda run: self._take(rule, run))

    def _take(self, rule: SavedRule, run: DryRun) -> None:
        if rule is not self._rule:
            return
        self._line.setText(dry_run_words(run))
        self._show(tuple(fired_words(one, self._zone()) for one in run.fired), run.note)

    def _fail(self, sentence: str) -> None:
        self._line.setText(tr("It could not be tried: {sentence}").format(sentence=sentence))
        self._show((), "")

    def _show(self, fired: tuple[str, ...], note: str) -> None:
        self._note.setText(note)
        self.list.clear()
        self.list.addItems(list(fired))
        self.when.setEnabled(bool(fired))
        if not fired:
            self.when.setChecked(False)


def _what_matters(rule: SavedRule) -> SavedRule:
    """The rule without what makes no difference to when it fires."""
    return rule.model_copy(
        update={"name": "tried", "channels": Channels(), "sound": "", "quiet_hours": True, "enabled": True}
    )
