"""Days and hours of clocks that are put forward and back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.past.clock import WallClock, in_utc
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Havana",
)
Y2025 = 1_735_689_600_000
"""A year that is over: what clocks will do in one to come, governments still change."""


def ahead_of(zone):
    there = ZoneInfo(zone)

    def ahead(at):
        return round(datetime.fromtimestamp(at / 1000, UTC).astimezone(there).utcoffset().total_seconds() * 1000)

    return ahead


def clock_of(zone, start=Y2025, days=400):
    return WallClock.over(Span(UnixMs(start), UnixMs(start + days * DAY)), ahead_of(zone))


@given(st.sampled_from(ZONES), st.integers(0, 400 * 1440))
def test_the_wall_shows_what_the_zone_says(zone, minute):
    at = Y2025 + minute * MINUTE
    shown = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
    assert clock_of(zone).wall(np.array([at])).tolist() == [round(shown.timestamp() * 1000)]


@pytest.mark.parametrize("zone", ZONES)
def test_days_follow_one_another_and_are_23_to_25_hours(zone):
    clock = clock_of(zone)
    first, until = clock.days(Span(UnixMs(Y2025), UnixMs(Y2025 + 365 * DAY)))
    lengths = np.diff(clock.edges(first, until)) / HOUR
    assert until - first in (365, 366)
    assert set(lengths.tolist()) <= {23.0, 23.5, 24.0, 24.5, 25.0}
    odd = {"UTC": 0, "Asia/Kolkata": 0, "Asia/Kathmandu": 0}.get(zone, 2)
    assert np.count_nonzero(lengths != 24) == odd


@pytest.mark.parametrize(
    ("zone", "unit"),
    [("UTC", HOUR), ("Europe/Berlin", HOUR), ("Asia/Kolkata", 15 * MINUTE), ("Australia/Lord_Howe", 15 * MINUTE)],
)
def test_the_unit_never_crosses_an_hour_of_the_wall(zone, unit):
    assert clock_of(zone).unit == unit


def test_a_midnight_that_does_not_exist_is_the_first_moment_of_its_day():
    clock = clock_of("America/Havana")  # put forward at midnight
    lengths = {day: clock.midnight(day + 1) - clock.midnight(day) for day in range(20_089, 20_445)}
    assert sorted(set(lengths.values())) == [23 * HOUR, 24 * HOUR, 25 * HOUR]


def test_utc_needs_no_change():
    clock = WallClock.over(Span(UnixMs(Y2025), UnixMs(Y2025 + DAY)), in_utc)
    assert clock.days(Span(UnixMs(Y2025), UnixMs(Y2025 + DAY))) == (Y2025 // DAY, Y2025 // DAY + 1)
    assert clock.midnight(Y2025 // DAY) == Y2025
