"""Which numbers and times may pass."""

import math

import pytest

from liqdesk.venues.wire.numbers import LARGEST, SMALLEST, event_time, iso_time, plausible


@pytest.mark.parametrize("value", [1e-12, 1.0, 999_999_999_999_999.0])
def test_amounts_that_may_be(value):
    assert plausible(value)


@pytest.mark.parametrize("value", [0.0, 5e-324, 1e-320, SMALLEST, -1.0, math.nan, math.inf, -math.inf, LARGEST])
def test_amounts_that_may_not_be(value):
    assert not plausible(value)
    assert not plausible(1.0, value)


@pytest.mark.parametrize("value", [1_793_000_000_000, 1_793_000_000, 1_793_000_000_000_000, 1_793_000_000_000_000_000])
def test_a_time_in_any_unit_is_the_same_moment(value):
    assert event_time(value) == 1_793_000_000_000


@pytest.mark.parametrize("value", [0, -1, 1, 1_000_000, 5_000_000_000_000, 1 << 63, 10**30])
def test_what_is_no_time_of_this_century(value):
    assert event_time(value) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T10:00:00.627Z",
        "2026-11-22T10:00:00.627",
        "2026-11-22T12:00:00.627+02:00",
        "2026-11-22T10:00:00.627999Z",
    ],
)
def test_a_time_in_words_is_cut_to_the_millisecond(text):
    assert iso_time(text) == 1_795_341_600_627


@pytest.mark.parametrize(
    "text", ["", "now", "1795341600627", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "1999-01-01"]
)
def test_words_that_are_no_time_of_this_century(text):
    assert iso_time(text) is None
