"""The file is one a person can read: what is chosen stands there, every default is beside it and one sign away."""

import re
import tomllib

from hypothesis import given

from liqdesk.settings.codec import read_settings
from liqdesk.settings.model import LookSettings, Settings, Theme
from liqdesk.settings.rules import DEFAULT_RULES, CoverageUnder, OrderOver, SavedRule, Scope, ScopeKind
from liqdesk.settings.toml_form import toml_form
from tests.fakes.settings import any_settings


def uncommented(text):
    return re.sub(r"^( *)#(?=[^ #\n])", r"\1", text, flags=re.MULTILINE)


def values_of(settings):
    return tomllib.loads(toml_form(settings))


def with_rules(*rules):
    settings = Settings()
    return settings.model_copy(update={"alerts": settings.alerts.model_copy(update={"rules": rules})})


def test_of_the_defaults_only_the_version_is_a_value():
    kept = {name: value for name, value in values_of(Settings()).items() if value not in ({}, {"quiet": {}})}
    assert kept == {"schema_version": 1}


def test_what_is_chosen_is_a_value():
    assert values_of(Settings(look=LookSettings(theme=Theme.DARK)))["look"] == {"theme": "dark"}


@given(any_settings)
def test_a_default_without_its_sign_is_the_same_settings(settings):
    text = toml_form(settings)
    assert read_settings(uncommented(text)) == read_settings(text) == settings


def test_every_field_is_told_with_what_may_stand_there():
    text = toml_form(Settings())
    assert '# Theme. One of "system", "dark", "light".\n#theme = "system"\n' in text
    assert "smaller orders still count. 0 to 1,000,000,000.\n#minimum_usd = 1000\n" in text
    assert all(f"[{name}]" in text for name in Settings.model_fields if name != "schema_version")
    assert max(map(len, text.splitlines())) < 140


def test_the_shipped_rules_stand_there_to_be_taken():
    text = toml_form(Settings())
    assert text.count("#[[alerts.rules]]") == len(DEFAULT_RULES)
    assert "\n[[alerts.rules]]" not in text


def test_a_rule_is_short_and_keeps_its_numbers():
    rule = SavedRule(
        id="big",
        name="Big",
        conditions=(OrderOver(scope=Scope(kind=ScopeKind.COIN, name="BTC")), CoverageUnder()),
    )
    assert """
[[alerts.rules]]
id = "big"
name = "Big"
conditions = [
    { kind = "order", usd = 5_000_000, scope = { kind = "coin", name = "BTC" } },
    { kind = "coverage", percent = 50 },
]
level = "alert"
channels = { sound = true, desktop = true, webhooks = false }
cooldown_s = 900
rearm = 70
""" in toml_form(with_rules(rule))


def test_no_rules_at_all_is_said():
    settings = with_rules()
    assert values_of(settings)["alerts"]["rules"] == []
    assert read_settings(toml_form(settings)) == settings


def test_no_group_at_all_is_said():
    settings = Settings()
    settings = settings.model_copy(update={"groups": settings.groups.model_copy(update={"coins": {}})})
    assert values_of(settings)["groups"]["coins"] == {}
    assert read_settings(toml_form(settings)) == settings
