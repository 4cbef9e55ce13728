"""Settings travel without secrets, and are looked at before they are taken over."""

import pytest
from hypothesis import given

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.settings.codec import read_settings
from liqdesk.settings.exchange import give, preview
from liqdesk.settings.model import Settings
from liqdesk.settings.withheld import without_secrets
from tests.fakes.settings import any_settings

TARGET = '[[webhooks.targets]]\nid = "a"\nname = "Phone"\nkind = "ntfy"\naddress = "topic"\n'


@given(any_settings, any_settings)
def test_what_is_given_is_taken_but_for_targets(settings, current):
    bare, left_out = without_secrets(settings)
    given_away = give(settings)
    assert given_away.left_out == left_out
    assert read_settings(given_away.text) == bare
    seen = preview(given_away.text, current)
    assert seen.settings.model_copy(update={"webhooks": bare.webhooks}) == bare
    assert bool(seen.changes) == (seen.settings != current)
    for target in seen.settings.webhooks.targets:
        assert not target.enabled or target in current.webhooks.targets


def test_no_secret_is_given():
    given_away = give(read_settings(TARGET.replace("topic", "https://me:hunter2@example.org")))
    assert "hunter2" not in given_away.text
    assert len(given_away.left_out) == 1


def test_a_target_that_is_new_or_differs_comes_switched_off():
    for current in (Settings(), read_settings(TARGET.replace("topic", "other"))):
        seen = preview(TARGET, current)
        assert not seen.settings.webhooks.targets[0].enabled
        assert seen.notes == ("The target Phone is switched off until you have looked at it and switched it on.",)
    same = preview(TARGET, read_settings(TARGET))
    assert (same.changes, same.notes) == ((), ())


def test_a_secret_in_the_file_is_not_taken():
    seen = preview("[network]\nproxy = 'http://me:hunter2@example.org'", Settings())
    assert seen.changes == ()
    assert seen.notes == ("The proxy is left out: its address holds a login.",)


def test_what_does_not_stand_there_becomes_the_default():
    seen = preview("[look]\ntheme = 'dark'", read_settings("[tape]\nminimum_usd = 5"))
    assert [str(one) for one in seen.changes] == ["Theme: system → dark", "Smallest order on the tape: $5 → $1K"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "[tape]\nminimum_usd = -1",
            "the file to import has mistakes: tape.minimum_usd: must be at least 0 \\(line 2\\)",
        ),
        ("[tape", "the file to import is not valid TOML"),
        ("schema_version = 99", "written by a newer liqdesk"),
        ("[scripts]\nrun = 'rm'", "scripts: is not known"),
    ],
)
def test_what_is_wrong_is_explained(text, why):
    with pytest.raises(ExpectedFailure, match=why):
        preview(text, Settings())
