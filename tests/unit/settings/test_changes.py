"""Steps of changing settings: each taken back and done again, and what others changed meanwhile stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.settings.changes import ChangeList, defaults
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.settings.places import places, value_at, with_value

BY_NAME = {place.name: place for place in places()}
MINIMUM, BUDGET, PROXY = BY_NAME["tape.minimum_usd"], BY_NAME["alerts.hourly_budget"], BY_NAME["network.proxy"]


@pytest.fixture
def current() -> CurrentSettings:
    return CurrentSettings(Settings())


@pytest.fixture
def changes(current) -> ChangeList:
    return ChangeList(current, current.replace)


def test_a_change_is_told_undone_and_done_again(current, changes):
    assert changes.change(MINIMUM, 5_000) == ""
    assert changes.undo_words == "Smallest order on the tape: USD 1K → USD 5K"
    changes.undo()
    assert current.value == Settings()
    assert (changes.undo_words, changes.redo_words) == ("", "Smallest order on the tape: USD 1K → USD 5K")
    changes.redo()
    assert current.value.tape.minimum_usd == 5_000


def test_what_does_not_fit_changes_nothing(current, changes):
    assert changes.change(PROXY, "ftp://x").startswith("A proxy begins with")
    assert current.value == Settings()
    assert changes.undo_words == ""


def test_the_same_value_is_no_step(changes):
    assert changes.change(MINIMUM, 1_000) == ""
    assert changes.undo_words == ""


def test_a_slide_is_one_step(current, changes):
    changes.change(BUDGET, 7)
    for usd in (2_000, 3_000, 4_000):
        changes.change(MINIMUM, usd, merges=True)
    assert changes.undo_words == "Smallest order on the tape: USD 1K → USD 4K"
    changes.undo()
    assert (current.value.tape.minimum_usd, current.value.alerts.hourly_budget) == (1_000, 7)


def test_what_was_undone_is_forgotten_by_another_change(changes):
    changes.change(MINIMUM, 5_000)
    changes.undo()
    changes.change(BUDGET, 9)
    assert changes.redo_words == ""


def test_an_undo_leaves_what_changed_elsewhere(current, changes):
    changes.change(MINIMUM, 5_000)
    current.replace(with_value(current.value, BUDGET.path, 20))
    changes.undo()
    assert (current.value.tape.minimum_usd, current.value.alerts.hourly_budget) == (1_000, 20)


def test_everything_is_reset_as_one_step(current, changes):
    explained = current.value.background.model_copy(update={"tray_explained": True})
    current.replace(current.value.model_copy(update={"background": explained}))
    changes.change(MINIMUM, 5_000)
    changes.change(BUDGET, 9)
    changes.replace(defaults(current.value), "All settings reset")
    assert current.value.tape == Settings().tape
    assert current.value.background.tray_explained is True
    changes.undo()
    assert (current.value.tape.minimum_usd, current.value.alerts.hourly_budget) == (5_000, 9)


def test_listeners_hear_every_step_until_they_leave(changes):
    heard = []
    leave = changes.subscribe(lambda: heard.append(changes.undo_words))
    changes.change(BUDGET, 9)
    changes.undo()
    leave()
    changes.redo()
    assert heard == ["Alerts an hour: 6 → 9", ""]


@given(st.lists(st.tuples(st.sampled_from((MINIMUM, BUDGET)), st.integers(1, 60)), max_size=12), st.data())
def test_undoing_all_leads_back_and_redoing_all_leads_there_again(steps, data):
    current = CurrentSettings(Settings())
    changes = ChangeList(current, current.replace)
    for place, value in steps:
        changes.change(place, value, merges=data.draw(st.booleans()))
    there = current.value
    while changes.undo_words:
        changes.undo()
    assert current.value == Settings()
    while changes.redo_words:
        changes.redo()
    assert current.value == there
    assert all(value_at(there, place.path) == value_at(current.value, place.path) for place in places())
