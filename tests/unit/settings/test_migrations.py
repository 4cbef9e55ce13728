"""Older documents are made into present ones; later ones are refused."""

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.settings import migrations
from liqdesk.settings.codec import read_settings, write_settings
from liqdesk.settings.migrations import STEPS, migrated
from liqdesk.settings.model import (
    SCHEMA_VERSION,
    BarColours,
    BucketWidth,
    ChartSettings,
    LookSettings,
    NetworkSettings,
    RankSettings,
    Settings,
    TapeSettings,
    Theme,
    TradfiSettings,
    VenueSettings,
    Zone,
)
from liqdesk.settings.rules import DEFAULT_RULES


def test_every_older_version_has_its_step():
    assert set(STEPS) == set(range(1, SCHEMA_VERSION))


def test_a_document_without_a_version_is_a_present_one():
    assert migrated({"tape": {}}) == {"tape": {}, "schema_version": SCHEMA_VERSION}


def test_a_later_one_is_refused_with_a_sentence():
    with pytest.raises(ExpectedFailure, match="written by a newer liqdesk"):
        migrated({"schema_version": SCHEMA_VERSION + 1})


@pytest.mark.parametrize("version", [0, -1, "1", 1.0, True, None, []])
def test_what_is_no_version_is_refused(version):
    with pytest.raises(ExpectedFailure, match="schema_version"):
        migrated({"schema_version": version})


def test_steps_run_in_order(monkeypatch):
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", 3)
    monkeypatch.setattr(
        migrations, "STEPS", {1: lambda old: {**old, "a": old["b"]}, 2: lambda old: {**old, "a": old["a"] + 1}}
    )
    assert migrated({"schema_version": 1, "b": 1}) == {"schema_version": 3, "b": 1, "a": 2}
    assert migrated({"schema_version": 2, "a": 5}) == {"schema_version": 3, "a": 6}


OLD = """\
schema_version = 1

[venues.switched]
bybit = false
okx = true

[tape]
minimum_usd = 25000

[tradfi]
counted = true
on_tape = false

[ranks]
imported = true

[look]
theme = "light"
colours = "by-pressure"
zone = "local"

[chart]
bucket = "5m"
price_base = "ETH"

[network]
proxy = "socks5h://127.0.0.1:1080"
"""
"""A file as it was written before there were alerts; adding fields needs no new version."""


def test_a_file_from_before_there_were_alerts_means_what_it_meant():
    value = read_settings(OLD)
    assert value == Settings(
        venues=VenueSettings(switched={"bybit": False, "okx": True}),
        tape=TapeSettings(minimum_usd=25_000),
        tradfi=TradfiSettings(counted=True, on_tape=False),
        ranks=RankSettings(imported=True),
        look=LookSettings(theme=Theme.LIGHT, colours=BarColours.BY_PRESSURE, zone=Zone.LOCAL),
        chart=ChartSettings(bucket=BucketWidth.FIVE_MINUTES, price_base="ETH"),
        network=NetworkSettings(proxy="socks5h://127.0.0.1:1080"),
    )
    assert value.alerts.rules == DEFAULT_RULES
    assert read_settings(write_settings(value)) == value
