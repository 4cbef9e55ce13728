"""Settings survive the way through their text; every mistake in it is named with its place."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.settings.codec import read_settings, write_settings
from liqdesk.settings.model import (
    BarColours,
    BucketWidth,
    ChartSettings,
    LookSettings,
    NetworkSettings,
    Settings,
    TapeSettings,
    Theme,
    VenueSettings,
    Zone,
)

text = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)
settings = st.builds(
    Settings,
    venues=st.builds(VenueSettings, switched=st.dictionaries(text, st.booleans(), max_size=5)),
    tape=st.builds(TapeSettings, minimum_usd=st.integers(0, 10**9)),
    look=st.builds(
        LookSettings,
        theme=st.sampled_from(Theme),
        colours=st.sampled_from(BarColours),
        zone=st.sampled_from(Zone),
    ),
    chart=st.builds(ChartSettings, bucket=st.sampled_from(BucketWidth), price_base=text),
    network=st.builds(
        NetworkSettings,
        proxy=st.sampled_from(("", "direct")) | text.map(lambda rest: f"socks5h://{rest}"),
    ),
)


@given(settings)
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
