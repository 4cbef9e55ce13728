"""Alerts in the window as a person meets them: in the history, opened with their why, in the rules with their why not."""

import asyncio

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget

from liqdesk.alerts.alert import Held
from liqdesk.analytics.events import Level
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, MINUTE, UnixMs
from liqdesk.engine.desk import Mode
from liqdesk.ui.dialogs.alert import AlertDialog
from liqdesk.ui.dialogs.event import EventDialog
from liqdesk.ui.dialogs.rule_editor import RuleEditor
from liqdesk.ui.panels.alerts import AlertsPanel
from liqdesk.ui.panels.alerts_past import PAGE
from liqdesk.ui.tables.alerts import Column
from tests.fakes.alerts import alert
from tests.fakes.desk import FakeDesk
from tests.fakes.events import entry, event
from tests.fakes.looking import look

COLUMN = {name: int(column) for name, column in Column.__members__.items()}


class Stored:
    """The alerts of before, behind those in memory: a store with as many as a test wants, asked page by page."""

    def __init__(self, desk: FakeDesk, many: int) -> None:
        self.asked: list[int] = []
        self._alerts = desk.alerts
        self.old = [
            alert(
                UnixMs(desk.now() - DAY - number * MINUTE), id=f"old-{number}", scope="DOGE" if number == 900 else "ETH"
            )
            for number in range(many)
        ]

    def __getattr__(self, name: str):
        return getattr(self._alerts, name)

    async def history(self, since, until, limit):
        self.asked.append(limit)
        known = [*self._alerts.held, *self.old]
        found = [one for one in known if since <= one.opened_at < until]
        return sorted(found, key=lambda one: -one.opened_at)[:limit]


@pytest.fixture
def panel_of(qtbot, theme):
    def opened(desk: FakeDesk) -> AlertsPanel:
        panel = AlertsPanel(desk, theme)
        qtbot.addWidget(panel)
        panel.resize(830, 220)
        panel.show()
        refresh(panel, desk)
        return panel

    return opened


def refresh(panel: AlertsPanel, desk: FakeDesk) -> None:
    desk.touch()
    panel.show_frame(desk.frame(0)[0])


def names(desk: FakeDesk) -> list[str]:
    return [one.id for one in reversed(desk.alerts.held)]


def test_the_history_is_newest_first_and_explains_what_was_not_told(run, panel_of, desk, until):
    async def story():
        panel = panel_of(desk)
        assert [row.id for row in panel.rows] == names(desk)
        assert [row.cells[COLUMN["TOLD"]] for row in panel.rows] == [
            "told 3 times", "budget spent", "told once", "quiet hours",
        ]  # fmt: skip
        assert panel.said == "4 alerts"
        made = desk.alerts.fire()
        refresh(panel, desk)
        assert panel.rows[0].id == made.id
        await until(lambda: panel.said == "5 alerts")

    run(story())


def test_an_alert_that_grows_stays_one_row(run, panel_of, desk):
    async def story():
        panel = panel_of(desk)
        made = desk.alerts.fire()
        desk.alerts.escalate(made, Level.CRITICAL, MicroUsd(60_000_000_000_000))
        refresh(panel, desk)
        assert [row.id for row in panel.rows] == names(desk)
        assert panel.rows[0].cells[COLUMN["LEVEL"]] == "● critical"
        assert panel.rows[0].cells[COLUMN["TOLD"]] == "told 2 times"

    run(story())


def test_older_ones_come_page_by_page_as_one_scrolls(run, panel_of, desk, until):
    async def story():
        desk.alerts = stored = Stored(desk, 450)
        panel = panel_of(desk)
        await until(lambda: len(panel.rows) >= PAGE)
        assert len(stored.asked) == 1
        bar = panel.history.verticalScrollBar()
        while len(panel.rows) < 454:
            before = len(panel.rows)
            bar.setValue(bar.maximum())
            await until(lambda before=before: len(panel.rows) > before)
        assert panel.rows[-1].id == "old-449"
        pages = len(stored.asked)
        bar.setValue(bar.maximum())
        await asyncio.sleep(0)
        assert len(stored.asked) == pages

    run(story())


def test_a_search_looks_further_back_until_it_is_answered(run, qtbot, panel_of, desk, until):
    async def story():
        desk.alerts = Stored(desk, 950)
        panel = panel_of(desk)
        await until(lambda: len(panel.rows) >= PAGE)
        qtbot.keyClicks(panel.search, "doge watch")
        await until(lambda: bool(panel.rows))
        assert [row.id for row in panel.rows] == ["old-900"]
        await until(lambda: panel.said == "1 of 954 alerts")
        panel.search.setText("nothing like that")
        assert panel.rows == ()
        assert panel.history.nothing == "No alert has these words."

    run(story())


def test_a_store_that_does_not_answer_says_so_and_is_not_pestered(run, panel_of, desk, until):
    async def story():
        desk.alerts.refusal = "The disk does not answer"
        panel = panel_of(desk)
        await until(lambda: panel.said == "The disk does not answer")
        assert len(panel.rows) == 4
        refresh(panel, desk)
        desk.alerts.refusal = ""
        panel.hide()
        panel.show()
        await until(lambda: panel.said == "4 alerts")

    run(story())


def test_before_the_first_alert_the_panel_says_what_watches(run, panel_of, desk, until):
    async def story():
        desk.alerts.held = []
        panel = panel_of(desk)
        await until(lambda: panel.history.nothing.startswith("No alerts yet."))
        assert panel.history.nothing.startswith("No alerts yet. 5 rules on: Squeeze or flush of the market; ")
        assert panel.history.nothing.endswith("; and 2 more.")
        settings = desk.settings.value
        alerts = settings.alerts.model_copy(update={"rules": ()})
        desk.replace_settings(settings.model_copy(update={"alerts": alerts}))
        refresh(panel, desk)
        assert "No rule is on" in panel.history.nothing

    run(story())


def test_what_is_of_a_demo_is_marked_in_the_row_and_when_opened(run, open_window, until):
    async def story():
        desk = FakeDesk(mode=Mode.DEMO)
        desk.alerts.held = [msgspec.structs.replace(desk.alerts.held[-1], source="demo")]
        window = open_window(desk)
        window.go_to("alerts")
        panel = window.findChild(AlertsPanel)
        await until(lambda: bool(panel.rows))
        assert panel.rows[0].mark == "DEMO"
        window.dialogs.open_alert(panel.rows[0].id)
        dialog = window.findChild(AlertDialog)
        assert dialog.mark == "DEMO  simulated exchanges"

    run(story())


def test_an_alert_is_opened_with_enter_and_says_why(run, qtbot, open_window, live_desk, until):
    async def story():
        desk = live_desk
        newest = desk.alerts.held[-1]
        desk.events = [entry(event(id=newest.event))]
        window = open_window(desk)
        window.activateWindow()
        qtbot.keyClick(window, Qt.Key.Key_A)
        panel = window.findChild(AlertsPanel)
        await until(lambda: bool(panel.rows))
        assert panel.history.hasFocus()
        qtbot.keyClick(panel.history, Qt.Key.Key_Home)
        qtbot.keyClick(panel.history, Qt.Key.Key_Return)
        dialog = window.findChild(AlertDialog)
        assert dialog.isVisible()
        assert dialog.sentence == newest.sentence
        assert dialog.table("why").rows[0] == (
            "A squeeze or flush of the market reaches watch", "≥ $312.00M", "$250M", "passed",
        )  # fmt: skip
        assert [row[1:] for row in dialog.table("words").rows] == [
            ("○ watch", "≥ $14.00M", "told"), ("◐ alert", "≥ $96.00M", "told"), ("● critical", "≥ $288.00M", "told"),
        ]  # fmt: skip
        assert dialog.table("channels").rows[0] == ("Squeeze or flush of the market", "sound, desktop")
        desk.alerts.mute(True)
        desk.alerts.escalate(newest, Level.CRITICAL, MicroUsd(600_000_000_000_000))
        dialog.show_frame(desk.frame(0)[0])
        assert dialog.table("words").rows[-1][-1] == Held.MUTED.value
        dialog.event_card.click()
        assert window.findChild(EventDialog).isVisible()

    run(story())


def test_the_rules_say_why_not_and_can_be_switched_and_changed(run, qtbot, open_window, live_desk, until):
    async def story():
        window = open_window(live_desk)
        window.show_rules()
        panel = window.findChild(AlertsPanel)
        await until(lambda: bool(panel.rule_lines))
        first = {row.cells[0]: row for row in panel.rule_lines if len(row.cells) > 1 and row.cells[0]}
        assert first["Largest hour in 30 days"].cells[1] == "✕ impaired"
        said = [row.cells[0] for row in panel.rule_lines if len(row.cells) == 1]
        assert "Only 3 of the 7 days that are needed were recorded" in said
        assert panel.rules.hasFocus()
        qtbot.keyClick(panel.rules, Qt.Key.Key_Home)
        qtbot.keyClick(panel.rules, Qt.Key.Key_Space)
        assert not live_desk.settings.value.alerts.rules[0].enabled
        assert panel.rule_lines[0].cells[1] == "○ off"
        assert panel.said == "4 of 5 on, 4 of 6 alerts this hour"
        qtbot.keyClick(panel.rules, Qt.Key.Key_Return)
        dialog = window.findChild(RuleEditor)
        assert dialog.name.text() == "Squeeze or flush of the market"
        dialog.name.setText("Anything large")
        dialog.save.click()
        look(window)
        assert panel.rule_lines[0].cells[0] == "Anything large"

    run(story())


def test_a_new_rule_appears_rings_and_is_found_in_the_history(run, qtbot, open_window, live_desk, until):
    async def story():
        window = open_window(live_desk)
        window.show_rules()
        panel = window.findChild(AlertsPanel)
        await until(lambda: bool(panel.rule_lines))
        panel.new_rule.click()
        dialog = window.findChild(RuleEditor)
        dialog.name.setText("My squeeze")
        dialog.save.click()
        live_desk.touch()
        look(window)
        made = live_desk.settings.value.alerts.rules[-1]
        assert (made.id, made.name) == ("my-squeeze", "My squeeze")
        assert "My squeeze" in [row.cells[0] for row in panel.rule_lines]
        live_desk.alerts.fire(
            alert(live_desk.now(), id="mine", rules=(made.id,), names=(made.name,), sentence="Mine rang")
        )
        panel.show_history()
        look(window)
        qtbot.keyClicks(panel.search, "my squeeze")
        assert [row.id for row in panel.rows] == ["mine"]

    run(story())


def test_a_panel_behind_another_asks_nobody(open_window, live_desk):
    window = open_window(live_desk)
    panel = window.findChild(AlertsPanel)
    for _ in range(3):
        live_desk.touch()
        look(window)
    assert panel.rows == ()
    assert window.findChild(QDockWidget, "alerts").toggleViewAction().isChecked()


def test_an_unfinished_rule_of_the_history_is_no_obstacle(run, open_window, live_desk):
    async def story():
        gone = alert(live_desk.now(), id="gone", rules=("gone",), names=("A rule of before",), why=())
        live_desk.alerts.held.append(gone)
        window = open_window(live_desk)
        window.dialogs.open_alert("gone")
        dialog = window.findChild(AlertDialog)
        assert dialog.table("channels").rows == (("A rule of before", "Its rule is no longer there."),)
        assert not dialog.edit.isEnabled()
        assert not dialog.event_card.isEnabled()

    run(story())
