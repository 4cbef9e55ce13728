"""Settings survive the way through their text; every mistake in it is named with its place."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.settings.codec import LARGEST, read_settings, write_settings
from liqdesk.settings.model import LookSettings, Settings, Theme
from tests.fakes.settings import any_settings


@given(any_settings)
def test_what_is_written_is_read(value):
    assert read_settings(write_settings(value)) == value


def test_an_empty_file_is_all_defaults():
    assert read_settings("") == Settings()


def test_what_is_not_named_keeps_its_default():
    value = read_settings('[look]\ntheme = "dark"\n')
    assert value == Settings(look=LookSettings(theme=Theme.DARK))


def test_the_version_is_written():
    assert tomllib.loads(write_settings(Settings()))["schema_version"] == 1


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ('[tape]\nminimum_usd = "5"', "tape.minimum_usd: "),
        ("[tape]\nminimum_usd = 5.5", "tape.minimum_usd: "),
        ("[tape]\nminimum_usd = true", "tape.minimum_usd: "),
        ("[tape]\nminimum_usd = -1", "tape.minimum_usd: "),
        ("[tape]\nminimum_usd = nan", "tape.minimum_usd: "),
        ("[tape]\nminimum_usd = 1999-01-01", "tape.minimum_usd: "),
        ("tape = 5", "tape: "),
        ('[look]\ntheme = "purple"', "look.theme: "),
        ("[venues.switched]\nbybit = 1", "venues.switched.bybit: "),
        ('[network]\nproxy = "ftp://x"', "network.proxy: "),
        ("[tape]\nminimum = 5", "tape.minimum: "),
        ("volume = 5", "volume: "),
        ("[look]\nzone = 'x'", 'look.zone: must be "utc" or "local", not \'x\' (line 2)'),
        ("\n[tape]\nminimum_usd = -1", "tape.minimum_usd: must be at least 0 (line 3)"),
        ("[look]\nfont = 'x'", "look.font: is not known to this version of liqdesk (line 2)"),
    ],
)
def test_a_mistake_is_named_with_its_place(document, place):
    with pytest.raises(ExpectedFailure, match="the settings file has mistakes") as refused:
        read_settings(document)
    assert place in str(refused.value)


def test_all_mistakes_are_named_at_once():
    with pytest.raises(ExpectedFailure) as refused:
        read_settings('[tape]\nminimum_usd = -1\n[look]\ntheme = "x"\nzone = "y"')
    assert all(place in str(refused.value) for place in ("tape.minimum_usd", "look.theme", "look.zone"))


@pytest.mark.parametrize("document", ["look = ", "\x00", "[a]\n[a]", "x = 1\nx = 2"])
def test_what_is_no_toml_is_refused(document):
    with pytest.raises(ExpectedFailure, match="not valid TOML"):
        read_settings(document)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_sentence(document):
    try:
        value = read_settings(document)
    except ExpectedFailure as refused:
        assert str(refused)  # noqa: PT017  # either outcome is right
    else:
        assert isinstance(value, Settings)


def test_of_many_mistakes_the_first_are_told():
    with pytest.raises(ExpectedFailure, match=r"; and 2 more$"):
        read_settings("".join(f"x{number} = 1\n" for number in range(7)))


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ("x = " + "[" * 100_000, "brackets within brackets"),
        ("x = " + "9" * 5_000, "a number in it is too long"),
        ("#" * (LARGEST + 1), "longer than any settings"),
    ],
)
def test_what_is_made_to_do_harm_is_refused(document, why):
    with pytest.raises(ExpectedFailure, match=why):
        read_settings(document)


@given(any_settings, st.data())
def test_a_damaged_file_is_read_or_refused_with_a_sentence(value, data):
    document = write_settings(value)
    at, size = data.draw(st.integers(0, len(document))), data.draw(st.integers(0, 20))
    damaged = document[:at] + data.draw(st.text(max_size=5)) + document[at + size :]
    try:
        assert isinstance(read_settings(damaged), Settings)
    except ExpectedFailure as refused:
        assert str(refused).isprintable()  # noqa: PT017  # either outcome is right
