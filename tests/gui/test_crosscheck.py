"""The cross-check as a person uses it: no key, a bad one, a good one, totals beside ours, and gone again."""

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QLineEdit

from liqdesk.domain.secret import read_secret
from liqdesk.domain.third_party import KeyPlace
from liqdesk.engine.alerting import NoAlerts
from liqdesk.engine.crosscheck import NoCrossCheck
from liqdesk.settings.model import Zone
from liqdesk.store.keys import NoKeyring
from liqdesk.ui.dialogs.service_key import ServiceKeyDialog
from liqdesk.ui.format import UNKNOWN, tool_tip
from liqdesk.ui.panels.crosscheck import INVITATION, CrossCheckPanel, ServiceStrip
from liqdesk.ui.tables.crosscheck import Column, Kind, lines_of
from tests.fakes.services import COINALYZE, COINGLASS, bench

TOKEN = "coinalyze-key-9f8e7d6c"


def shown(qtbot, theme, desk, crosscheck) -> CrossCheckPanel:
    desk.crosscheck = crosscheck
    panel = CrossCheckPanel(desk, theme, ServiceKeyDialog)
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.show()
    return panel


def open_key(qtbot, panel, service) -> ServiceKeyDialog:
    qtbot.mouseClick(panel.strip(service).key, Qt.MouseButton.LeftButton)
    return panel.findChild(ServiceKeyDialog)


def click(qtbot, button) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


async def settled(box, dialog, before="") -> str:
    await box.until(lambda: dialog.outcome != before and not dialog.outcome.endswith("…"))
    return dialog.outcome


def coin(panel, title: str, base: str) -> tuple[str, ...]:
    """The line of a coin below the first title that contains these words."""
    lines = iter(panel.lines)
    for line in lines:
        if line.kind is Kind.TITLE and title in line.cells[0]:
            break
    return next(line.cells for line in lines if line.kind is Kind.COIN and line.cells[0] == base)


def test_without_a_key_there_is_an_invitation_and_nothing_is_asked(run, qtbot, theme, desk, tmp_path):
    async def story():
        async with bench(tmp_path) as box:
            panel = shown(qtbot, theme, desk, box.crosscheck)
            assert panel.words == INVITATION
            assert panel.lines == ()
            assert panel.strip(COINALYZE).standing.startswith("no key, nothing is asked")
            assert panel.strip(COINALYZE).key.text() == "Enter key…"
            assert not panel.strip(COINALYZE).ask.isEnabled()
            for _ in range(50):
                await asyncio.sleep(0)
            assert box.asked(COINALYZE) == box.asked(COINGLASS) == []

    run(story())


def test_a_good_key_brings_totals_beside_ours(run, qtbot, theme, desk, tmp_path):
    async def story():
        async with bench(tmp_path) as box:
            panel = shown(qtbot, theme, desk, box.crosscheck)
            dialog = open_key(qtbot, panel, COINALYZE)
            assert dialog.field.echoMode() is QLineEdit.EchoMode.Password
            await box.until(lambda: "keys.json" in dialog.where)
            assert "not encrypted" in dialog.where
            assert not dialog.in_file.isVisible()
            qtbot.keyClicks(dialog.field, TOKEN)
            click(qtbot, dialog.test)
            assert await settled(box, dialog) == "The key works: Coinalyze lists 2 exchanges."
            click(qtbot, dialog.keep)
            assert await settled(box, dialog, dialog.outcome) == "The key is kept in a file of this profile."
            assert dialog.field.text() == ""
            await box.until(lambda: box.state(COINALYZE).told_at is not None and not box.state(COINALYZE).asking)
            panel.look()
            assert panel.words == ""
            hour = coin(panel, "closed hour 20:00–21:00 UTC", "BTC")
            assert hour[Column.LONG_OURS] == "$1.00M"
            assert hour[Column.LONG_THEIRS] == "$1.00M"
            assert hour[Column.LONG_CHANGE] == "$0  0%"
            assert (hour[Column.SHORT_OURS], hour[Column.SHORT_THEIRS]) == ("$0", "$500k")
            assert hour[Column.SHORT_CHANGE] == "−$500k  −100%"
            day = coin(panel, "24 closed hours to 21:00 UTC", "BTC")
            assert (day[Column.SHORT_OURS], day[Column.SHORT_THEIRS]) == ("$2.00M", "$2.50M")
            assert day[Column.SHORT_CHANGE] == "−$500k  −20%"
            said = " ".join(line.cells[0] for line in panel.lines)
            assert "theirs: Bybit, Binance" in said
            assert "ours: covered 100% of time" in said
            assert panel.strip(COINALYZE).standing == "told 0s ago, asked again in 5m"
            assert box.asked(COINGLASS) == []
            panel.grab()

    run(story())


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("not-a-good-key", "Coinalyze: it does not accept the key."),
        ("short", "A key has 8 to 256 signs; this has 5."),
        ("two words here", "A key has only letters, digits and signs, and no space within it."),
    ],
)
def test_a_bad_key_is_one_sentence(run, qtbot, theme, desk, tmp_path, key, said):
    async def story():
        async with bench(tmp_path) as box:
            panel = shown(qtbot, theme, desk, box.crosscheck)
            dialog = open_key(qtbot, panel, COINALYZE)
            await box.until(lambda: "keys.json" in dialog.where)
            qtbot.keyClicks(dialog.field, key)
            click(qtbot, dialog.test)
            assert await settled(box, dialog) == said
            assert dialog.keep.isEnabled()

    run(story())


def test_a_kept_key_that_is_refused_says_so_and_is_not_tried_again_soon(run, qtbot, theme, desk, tmp_path):
    async def story():
        async with bench(tmp_path) as box:
            panel = shown(qtbot, theme, desk, box.crosscheck)
            dialog = open_key(qtbot, panel, COINGLASS)
            await box.until(lambda: "keys.json" in dialog.where)
            qtbot.keyClicks(dialog.field, "not-a-good-key")
            click(qtbot, dialog.keep)
            await box.until(lambda: box.state(COINGLASS).failed)
            panel.look()
            assert panel.strip(COINGLASS).standing == "Coinglass: it does not accept the key. asked again in 1h"
            assert panel.lines == ()
            dialog.close()

    run(story())


def test_a_removed_key_takes_its_totals_with_it(run, qtbot, theme, desk, tmp_path):
    async def story():
        async with bench(tmp_path) as box:
            panel = shown(qtbot, theme, desk, box.crosscheck)
            dialog = open_key(qtbot, panel, COINALYZE)
            await box.until(lambda: "keys.json" in dialog.where)
            qtbot.keyClicks(dialog.field, TOKEN)
            click(qtbot, dialog.keep)
            await box.until(lambda: box.state(COINALYZE).told_at is not None and not box.state(COINALYZE).asking)
            asked = len(box.asked(COINALYZE))
            click(qtbot, dialog.remove)
            said = await settled(box, dialog, dialog.outcome)
            assert said == "The key is removed, and nothing is asked any more."
            assert not dialog.remove.isEnabled()
            panel.look()
            assert panel.words == INVITATION
            assert not (tmp_path / "keys.json").exists()
            assert len(box.asked(COINALYZE)) == asked

    run(story())


def test_a_small_plan_compares_trailing_sums(run, qtbot, theme, desk, tmp_path):
    async def story():
        async with bench(tmp_path) as box:
            panel = shown(qtbot, theme, desk, box.crosscheck)
            dialog = open_key(qtbot, panel, COINGLASS)
            await box.until(lambda: "keys.json" in dialog.where)
            qtbot.keyClicks(dialog.field, "coinglass-hobbyist-1")
            click(qtbot, dialog.test)
            said = await settled(box, dialog)
            assert said == "The key works: plan Hobbyist, it has no bars of one hour, so trailing sums are compared."
            click(qtbot, dialog.keep)
            await box.until(lambda: box.state(COINGLASS).told_at is not None and not box.state(COINGLASS).asking)
            panel.look()
            hour = coin(panel, "trailing 1h to 21:20:00 UTC, as it said then", "BTC")
            assert hour[Column.LONG_THEIRS] == "$7.00M"
            assert hour[Column.LONG_OURS] == "$0"
            panel.grab()

    run(story())


def test_without_a_keyring_the_file_must_be_chosen(run, qtbot, theme, desk, tmp_path):
    def none_here():
        raise NoKeyring("there is none")

    async def story():
        async with bench(tmp_path, none_here) as box:
            panel = shown(qtbot, theme, desk, box.crosscheck)
            dialog = open_key(qtbot, panel, COINALYZE)
            await box.until(lambda: "keys.json" in dialog.where)
            assert dialog.where.startswith("No keyring of this system works here (there is none). It can be kept in ")
            qtbot.keyClicks(dialog.field, TOKEN)
            assert not dialog.keep.isEnabled()
            dialog.in_file.click()
            click(qtbot, dialog.keep)
            await settled(box, dialog)
            assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
            assert next(iter(box.crosscheck.view().services)).place is KeyPlace.FILE

    run(story())


def test_a_closed_panel_lets_nobody_be_asked(qtbot, theme, desk):
    panel = shown(qtbot, theme, desk, desk.crosscheck)
    panel.hide()
    assert desk.crosscheck.watched == [True, False]


def test_what_is_not_known_is_a_dash(run, qtbot, theme, desk, tmp_path):
    async def story():
        async with bench(tmp_path) as box:
            await box.crosscheck.keep_key(COINALYZE, read_secret(TOKEN), KeyPlace.FILE)
            panel = shown(qtbot, theme, desk, box.crosscheck)
            await box.until(lambda: box.state(COINALYZE).told_at is not None and not box.state(COINALYZE).asking)
            box.clock.step(3 * 3_600_000)
            panel.look()
            day = coin(panel, "24 closed hours", "BTC")
            assert day[Column.LONG_OURS] == UNKNOWN
            assert day[Column.LONG_CHANGE] == UNKNOWN
            said = " ".join(line.cells[0] for line in panel.lines)
            assert "nothing is known of that time: it began before what is held in memory" in said

    run(story())


def dock_of(window):
    return next(dock for dock in window.findChildren(QDockWidget) if dock.objectName() == "cross-check")


def test_the_view_menu_brings_it_to_the_front_and_away_again(qtbot, open_window, live_desk):
    live_desk.alerts = NoAlerts()  # what stands behind it comes to the front in its place
    window = open_window(live_desk)
    dock = dock_of(window)
    assert live_desk.crosscheck.watched == []
    dock.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: dock.isAncestorOf(window.childAt(dock.geometry().center())), timeout=2_000)
    assert live_desk.crosscheck.watched[-1] is True
    dock.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: live_desk.crosscheck.watched[-1] is False, timeout=2_000)


def test_in_the_demo_it_says_that_there_is_none(qtbot, open_window, desk):
    desk.crosscheck = NoCrossCheck("demo")
    desk.alerts = NoAlerts()
    window = open_window(desk)
    dock_of(window).toggleViewAction().trigger()
    panel = window.findChild(CrossCheckPanel)
    assert panel.words.startswith("There is no cross-check in the demo")
    assert panel.findChildren(ServiceStrip) == []


def test_markup_in_a_service_s_words_stays_text(run, qtbot, theme, desk, tmp_path):
    async def story():
        async with bench(tmp_path) as box:
            await box.crosscheck.keep_key(COINALYZE, read_secret(TOKEN), KeyPlace.FILE)
            panel = shown(qtbot, theme, desk, box.crosscheck)
            await box.until(lambda: box.state(COINALYZE).told_at is not None and not box.state(COINALYZE).asking)
            view = box.crosscheck.view()
            (one, *_) = view.services
            marked = replace(one, comparisons=(replace(one.comparisons[0], venues=("<img src=x>",)),))
            line = lines_of(replace(view, services=(marked,)), Zone.UTC)[1]
            assert line.cells[0].startswith("theirs: <img src=x>;")
            assert "<img" not in tool_tip(line.tip)
            panel.grab()

    run(story())
