"""Venue times in any unit become Unix milliseconds."""

import pytest

from liqdesk.domain.time import HOUR, DurationMs, UnixMs, floor_to, from_venue_time


@pytest.mark.parametrize("value", [1_768_339_561, 1_768_339_561_000, 1_768_339_561_000_000, 1_768_339_561_000_000_000])
def test_units_are_told_by_magnitude(value):
    assert from_venue_time(value) == 1_768_339_561_000


def test_buckets_are_aligned_to_utc():
    assert floor_to(UnixMs(1_768_339_561_234), HOUR) == 1_768_338_000_000
    assert floor_to(UnixMs(7), DurationMs(5)) == 5
