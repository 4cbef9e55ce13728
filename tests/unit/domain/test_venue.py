"""Venues: how far the program goes with each, and those that publish nothing."""

from dataclasses import replace

import pytest

from liqdesk.domain.venue import SILENT, Standing
from tests.fakes.rows import info


@pytest.mark.parametrize(
    ("standing", "on", "connects"),
    [(Standing.REGULAR, True, True), (Standing.EXPERIMENTAL, False, True), (Standing.TAPES_ONLY, False, False)],
)
def test_what_a_standing_means(standing, on, connects):
    one = replace(info(), standing=standing)
    assert (one.enabled_by_default, one.connects) == (on, connects)


def test_the_silent_ones_each_say_why():
    assert len({one.name for one in SILENT}) == len(SILENT) == 8
    assert all(one.why.endswith(".") for one in SILENT)
