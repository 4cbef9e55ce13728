"""What is ordered of the strip becomes a setting, within its bounds."""

import pytest

from liqdesk.settings.strip import FAINTEST, StripForm, StripWindow
from liqdesk.ui.strip import orders
from tests.fakes.desk import FakeDesk


def test_it_comes_and_goes():
    desk = FakeDesk()
    orders.toggle(desk)
    assert orders.strip_of(desk).shown
    orders.toggle(desk)
    assert not orders.strip_of(desk).shown
    orders.toggle_clicks(desk)
    assert orders.strip_of(desk).click_through


def test_windows_step_and_the_ends_hold():
    desk, seen = FakeDesk(), []
    for steps in (1, 1, 1, -9, 0):
        orders.step_window(desk, steps)
        seen.append(orders.strip_of(desk).trailing)
    assert seen == [
        StripWindow.FOUR_HOURS, StripWindow.DAY, StripWindow.DAY, StripWindow.FIVE_MINUTES, StripWindow.FIVE_MINUTES,
    ]  # fmt: skip


@pytest.mark.parametrize(("wanted", "becomes"), [(70, 70), (5, FAINTEST), (400, 100)])
def test_it_is_never_too_faint_to_be_found(wanted, becomes):
    desk = FakeDesk()
    orders.choose_opacity(desk, wanted)
    assert orders.strip_of(desk).opacity == becomes


def test_opacity_steps():
    desk = FakeDesk()
    orders.step_opacity(desk, -3)
    assert orders.strip_of(desk).opacity == 85


def test_what_changes_nothing_is_not_saved():
    desk, saved = FakeDesk(), []
    desk.settings.subscribe(lambda value: value, saved.append)
    orders.choose_form(desk, StripForm.LINE)
    assert not saved
    orders.choose_form(desk, StripForm.CORNER)
    assert len(saved) == 1
