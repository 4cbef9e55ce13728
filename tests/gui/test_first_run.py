"""The first steps, taken by keyboard as a new user would: in force at once, taken back by Esc, never asked again."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Mode
from liqdesk.settings.changes import ChangeList
from liqdesk.settings.model import BarColours
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.settings.rules import DEFAULT_RULES, AlertLevel, OrderOver, Side
from liqdesk.settings.sensitivity import Sensitivity, sensitivity_of
from liqdesk.ui.dialogs.first_run.alerts import AlertsStep
from liqdesk.ui.dialogs.first_run.dialog import FirstRunDialog
from liqdesk.ui.dialogs.first_run.looks import LooksStep
from liqdesk.ui.dialogs.first_run.venues import IN_PART, TRIAL, WHOLE, VenuesStep, grouped
from liqdesk.ui.dialogs.settings.doors import Equipment
from liqdesk.ui.theme import tokens_for
from tests.fakes.desk import FakeDesk

RIGHT, TAB, SPACE, ESC, ENTER = Qt.Key.Key_Right, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Return


@pytest.fixture
def heard() -> list[tuple[AlertLevel, Side]]:
    return []


@pytest.fixture
def dialog(qtbot, theme, desk, heard) -> FirstRunDialog:
    equipment = Equipment(
        test_sound=lambda level, side: heard.append((level, side)),
        test_notification=lambda owner, told: told("A test is shown by the desktop."),
    )
    made = FirstRunDialog(desk, ChangeList(desk.settings, desk.replace_settings), theme, equipment)
    qtbot.addWidget(made)
    made.open()
    made.activateWindow()
    return made


def press(qtbot, dialog: FirstRunDialog, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(dialog.focusWidget() or dialog, key)


def test_from_the_first_step_to_the_last_by_keyboard_alone(qtbot, dialog, desk):
    press(qtbot, dialog, RIGHT)
    assert desk.settings.value.look.theme is ThemeChoice.DARK
    press(qtbot, dialog, TAB, RIGHT)
    assert desk.settings.value.look.colours is BarColours.BY_POSITION
    press(qtbot, dialog, ENTER)
    assert dialog.number == 1
    assert dialog.focusWidget().text() == "Bybit"
    press(qtbot, dialog, SPACE)
    assert desk.settings.value.venues.switched == {"bybit": False}
    press(qtbot, dialog, ENTER)
    assert dialog.number == 2
    press(qtbot, dialog, Qt.Key.Key_Down)
    assert sensitivity_of(desk.settings.value.alerts.rules) is Sensitivity.ONLY_LARGE
    press(qtbot, dialog, ENTER)
    assert dialog.isHidden()


def test_escape_takes_back_the_step_on_show_and_keeps_those_before(qtbot, dialog, desk):
    press(qtbot, dialog, RIGHT, ENTER, SPACE)
    assert desk.settings.value.venues.switched
    press(qtbot, dialog, ESC)
    assert dialog.isHidden()
    assert desk.settings.value.look.theme is ThemeChoice.DARK
    assert desk.settings.value.venues.switched == {}


@pytest.mark.parametrize("step", [0, 1, 2])
def test_escape_on_any_step_leaves_the_defaults(qtbot, dialog, desk, step):
    before = desk.settings.value
    press(qtbot, dialog, *[ENTER] * step, ESC)
    assert dialog.isHidden()
    assert desk.settings.value == before


def test_each_card_shows_its_own_colours(dialog, theme):
    looks = dialog.steps[0]
    assert isinstance(looks, LooksStep)
    pictures = {preset: card.grab().toImage() for preset, card in looks.cards.items()}
    inks = {tokens_ink(theme, preset, side) for preset in BarColours for side in PositionSide}
    assert len(inks) >= 4
    for preset, image in pictures.items():
        found = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        assert {tokens_ink(theme, preset, side) for side in PositionSide} <= found


def tokens_ink(theme, preset: BarColours, side: PositionSide) -> str:
    return tokens_for(theme.tokens.dark, preset).side(side).fill


def test_venues_stand_by_how_whole_they_are_and_say_it(dialog, desk):
    venues = desk.frame(0)[0].venues
    titles = [title for title, _ in grouped(venues)]
    assert titles == [title for title in (WHOLE, IN_PART, TRIAL) if title in titles]
    assert {WHOLE, IN_PART} <= set(titles)
    step = dialog.steps[1]
    assert isinstance(step, VenuesStep)
    htx = step.switches[VenueId("htx")]
    assert "Hides:" in htx.accessibleDescription()


def test_the_smallest_order_of_the_tape(qtbot, dialog, desk):
    press(qtbot, dialog, ENTER)
    step = dialog.steps[1]
    assert isinstance(step, VenuesStep)
    step.minimum.button(50_000).click()
    assert desk.settings.value.tape.minimum_usd == 50_000


def test_an_alert_can_be_heard_and_seen(qtbot, dialog, heard):
    press(qtbot, dialog, ENTER, ENTER)
    step = dialog.steps[2]
    assert isinstance(step, AlertsStep)
    for one in (*step.plays, step.shows):
        one.click()
    assert heard == [(AlertLevel.ALERT, Side.SHORT), (AlertLevel.ALERT, Side.LONG)]
    assert step.answer.text() == "A test is shown by the desktop."


def test_the_keyboard_goes_through_the_last_step_as_one_reads_it(qtbot, dialog):
    press(qtbot, dialog, ENTER, ENTER)
    step = dialog.steps[2]
    wanted = [step.sounds, *step.plays, step.notifications, step.shows]
    step.sounds.setFocus()
    for before, after in pairwise(wanted):
        assert dialog.focusWidget() is before
        press(qtbot, dialog, TAB)
        assert dialog.focusWidget() is after


def test_rules_changed_by_hand_are_said_and_only_set_when_chosen(qtbot, dialog, desk):
    odd = DEFAULT_RULES[2].model_copy(update={"conditions": (OrderOver(usd=12_345_678),)})
    alerts = desk.settings.value.alerts.model_copy(update={"rules": (odd,)})
    desk.replace_settings(desk.settings.value.model_copy(update={"alerts": alerts}))
    press(qtbot, dialog, ENTER, ENTER)
    step = dialog.steps[2]
    assert isinstance(step, AlertsStep)
    assert step.own.isVisible()
    assert desk.settings.value.alerts.rules == (odd,)
    step.choices[Sensitivity.SENSITIVE].click()
    assert not step.own.isVisible()
    assert sensitivity_of(desk.settings.value.alerts.rules) is Sensitivity.SENSITIVE


def test_where_no_exchange_can_be_reached_the_demo_is_offered(qtbot, theme):
    desk = FakeDesk(mode=Mode.LIVE)
    made = FirstRunDialog(desk, ChangeList(desk.settings, desk.replace_settings), theme, Equipment())
    qtbot.addWidget(made)
    made.open()
    made.show_frame(desk.frame(0)[0])
    assert made.trouble == ""
    desk.offline = True
    made.show_frame(desk.frame(0)[0])
    assert "No exchange can be reached" in made.trouble
    with qtbot.waitSignal(made.demo_wanted):
        made.demo.click()


def test_it_is_remembered_that_the_steps_were_taken(qtbot, open_window, desk):
    window = open_window(desk)
    window.dialogs.open_first_run()
    window.dialogs.open_first_run()
    shown = [one for one in window.findChildren(FirstRunDialog) if one.isVisible()]
    assert len(shown) == 1
    assert not desk.settings.value.start.first_steps_done
    qtbot.keyClick(shown[0], ESC)
    assert desk.settings.value.start.first_steps_done


def test_the_window_behind_wears_what_is_chosen_at_once(qtbot, open_window, desk, theme):
    window = open_window(desk)
    window.dialogs.open_first_run()
    shown = next(one for one in window.findChildren(FirstRunDialog) if one.isVisible())
    looks = shown.steps[0]
    assert isinstance(looks, LooksStep)
    looks.themes.button(ThemeChoice.LIGHT).click()
    assert not theme.tokens.dark
    looks.cards[BarColours.BY_PRESSURE].click()
    assert theme.colours is BarColours.BY_PRESSURE
    QApplication.sendPostedEvents()
    assert window.grab().toImage().pixelColor(3, window.height() // 2).lightness() > 150
