"""Every field of the settings has one place in the dialog, made from the model alone."""

from enum import StrEnum
from typing import Annotated

import pytest
from pydantic import Field

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.settings.model import BarColours, LookSettings, Settings, Zone
from liqdesk.settings.places import all_places, differing, places, value_at, value_words, with_value
from liqdesk.settings.section import Control, Page, Section, Shown

KEPT_BY_THE_PROGRAM = {
    "schema_version", "background.tray_explained", "start.first_steps_done",
    "filter.coins", "filter.groups", "filter.venues", "filter.side",
    "coin_table.sort", "coin_table.largest_first",
    "chart_panels.coin", "chart_panels.since", "chart_panels.treemap", "chart_panels.multiples",
    "chart_panels.multiples_count", "chart_panels.one_scale", "chart_panels.price_behind",
}  # fmt: skip
BY_NAME = {place.name: place for place in all_places()}


def leaves(document: dict, above: tuple[str, ...] = ()) -> set[str]:
    """The names of all fields in a document of the settings, apart from the model's own way of telling them."""
    found: set[str] = set()
    for name, value in document.items():
        path = (*above, name)
        inside = value_at(Settings(), path)
        found |= leaves(value, path) if isinstance(inside, Section) else {".".join(path)}
    return found


def test_every_field_has_exactly_one_place():
    names = [place.name for place in all_places()]
    assert len(set(names)) == len(names)
    assert set(names) == leaves(Settings().model_dump())


def test_only_what_the_program_keeps_for_itself_is_not_shown():
    assert set(BY_NAME) - {place.name for place in places()} == KEPT_BY_THE_PROGRAM


def test_every_section_says_its_page():
    for name, field in Settings.model_fields.items():
        if isinstance(getattr(Settings(), name), Section):
            assert any(isinstance(mark, Shown) and mark.page for mark in field.metadata), name


def test_every_shown_field_has_a_title_of_its_own_words():
    assert [place.name for place in places() if not place.title or "_" in place.title] == []


def test_a_new_field_appears_by_itself():
    class Fresh(Section):
        loudness: Annotated[int, Field(title="Loudness", ge=1, le=11)] = 5
        dark_side: bool = False

    class Grown(Section):
        fresh: Annotated[Fresh, Field(title="Fresh things"), Shown(Page.SOUND)] = Fresh()
        stray: Annotated[Fresh, Field(title="Stray things")] = Fresh()

    loud, dark, stray, _ = places(Grown)
    assert (loud.page, loud.group, loud.title, loud.low, loud.high) == (Page.SOUND, "Fresh things", "Loudness", 1, 11)
    assert (dark.title, dark.control) == ("Dark side", Control.BY_TYPE)
    assert stray.page is Page.ADVANCED


def test_sections_within_sections_stand_on_the_same_page():
    quiet = BY_NAME["alerts.quiet.start"]
    assert (quiet.page, quiet.group, quiet.control) == (Page.ALERTS, "Quiet hours", Control.CLOCK)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("tape.minimum_usd", -1, "Must be at least 0."),
        ("tape.minimum_usd", 10**10, "Must be at most 1,000,000,000."),
        ("alerts.hourly_budget", 0, "Must be at least 1."),
        ("alerts.quiet.start", "25:00", 'Must be a time of day like "22:00".'),
        ("chart.price_base", "B" * 33, "May have at most 32 letters."),
        ("groups.coins", {"": ("BTC",)}, "A group has a name of its own of at most 40 letters, other than 'other'."),
        (
            "network.proxy",
            "ftp://x",
            "A proxy begins with http:// or socks5h:// (socks5h resolves names at the proxy).",
        ),
    ],
)
def test_what_does_not_fit_is_said_in_words(name, value, sentence):
    with pytest.raises(ExpectedFailure) as failure:
        with_value(Settings(), BY_NAME[name].path, value)
    assert str(failure.value) == sentence


def test_a_value_is_put_where_it_belongs_and_nothing_else_changes():
    made = with_value(Settings(), ("alerts", "quiet", "start"), "21:15")
    assert made.alerts.quiet.start == "21:15"
    assert [place.name for place in differing(Settings(), made)] == ["alerts.quiet.start"]


def test_values_are_told_in_few_words():
    told = {name: value_words(place, value_at(Settings(), place.path)) for name, place in BY_NAME.items()}
    assert told["tape.minimum_usd"] == "USD 1K"
    assert told["sound.volume"] == "70%"
    assert told["alerts.enabled"] == "on"
    assert told["alerts.rules"] == "5 rules"
    assert told["keys.chosen"] == "0 keys of your own"
    assert told["network.proxy"] == "empty"
    assert told["look.colours"] == "blue and orange"
    assert told["look.zone"] == "UTC"
    zone = BY_NAME["look.zone"]
    assert value_words(zone, Zone.LOCAL) == "this computer's", "as the dialog calls it, also in the search and to undo"


def test_choices_know_their_words():
    kinds = [place.kind for place in places() if isinstance(place.kind, type) and issubclass(place.kind, StrEnum)]
    assert BarColours in kinds
    assert LookSettings not in kinds
