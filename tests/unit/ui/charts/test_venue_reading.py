"""What the venues' chart says of a bar, of all in sight, and of nothing."""

from dataclasses import replace

import pytest

from liqdesk.analytics.venue_stacks import VenueStacksQuery
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.time import HOUR, MINUTE
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.geometry import Frame, Heights
from liqdesk.ui.charts.venue_reading import (
    no_stacks,
    reading_in_sight,
    reading_of_bar,
    summary_of_stacks,
    values_of_bar,
)
from tests.fakes.desk import FakeDesk


@pytest.fixture(scope="module")
def view():
    return FakeDesk().venue_stacks(VenueStacksQuery(MINUTE))


def test_a_bar_says_its_stretch_and_its_money(view):
    time, *money = values_of_bar(reading_of_bar(view, view.count - 20), Zone.UTC)
    assert time == "13 Jan 22:07–22:08 UTC"
    assert all(one.startswith("≥ $") for one in money)


def test_the_shares_are_of_what_is_in_sight(view):
    frame = Frame(1.0, 1.0, 1.0, float(view.at - HOUR), float(view.at), Heights(1.0, 1.0))
    parts = reading_in_sight(view, frame).parts
    assert [(one.name, one.share, one.word) for one in parts][:3] == [
        ("Binance USD-M", "34%", "sampled"),
        ("Bybit", "30%", "complete"),
        ("OKX", "14%", "sampled"),
    ]
    assert (parts[-1].name, parts[-1].word, parts[-1].sampled) == ("2 others", "mixed", True)


def test_the_summary_names_every_stack(view):
    told = summary_of_stacks(view)
    assert told.startswith("Liquidations of all coins by venue in the last 24 hours: at least $")
    assert "Bybit 30% complete, OKX 14% sampled" in told
    assert told.endswith("2 others 7% mixed.")


@pytest.mark.parametrize(
    ("count", "coverage", "expected"),
    [
        (0, Coverage(0.0, None, True), "Nothing recorded: no venue was connected in the last 24 hours"),
        (0, Coverage(0.9, 1, True), "No liquidations seen in the last 24 hours"),
        (0, Coverage(1.0, 1, False, zero_known=True), "No liquidations in the last 24 hours"),
        (1, Coverage(1.0, 1, False), "Only orders of unknown size in the last 24 hours"),
    ],
)
def test_nothing_to_draw_is_told_apart(view, count, coverage, expected):
    empty = replace(view, stacks=(), total=SideTotal(count=count, unvalued=count), coverage=coverage)
    assert no_stacks(empty) == expected
    assert summary_of_stacks(empty) == expected + "."
