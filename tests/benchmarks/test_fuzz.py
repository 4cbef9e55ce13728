"""Every adapter against inputs like those on file, at length and by name: FUZZ_SECONDS of processor time for each."""

import os
import time
from collections.abc import Callable

import pytest

from liqdesk.venues.registry import VENUES
from tests.fakes.fuzzing import MOST_GROWTH_MIB, fuzz_frames, fuzz_pages, resident_mib

SECONDS = float(os.environ.get("FUZZ_SECONDS", "60"))
WARM_UP = SECONDS / 6
"""Of frames and of lists each, before memory is weighed."""


def spent(seconds: float) -> Callable[[int], bool]:
    """Whether so much processor time from now is not used up yet."""
    end = time.process_time() + seconds
    return lambda _: time.process_time() < end


@pytest.mark.timeout(SECONDS * 20 + 120)
@pytest.mark.parametrize("venue", VENUES)
def test_an_adapter_at_length(venue):
    fuzz_frames(venue, 1, spent(WARM_UP))
    fuzz_pages(venue, 1, spent(WARM_UP))
    before, seed = resident_mib(), time.time_ns() % 1_000_000
    told = []
    for fuzz, share in ((fuzz_frames, 0.8), (fuzz_pages, 0.2)):
        told.append(fuzz(venue, seed, spent(SECONDS * share)))
    grown = resident_mib() - before
    print(f"{venue}: {told[0]} frames and {told[1]} lists, seed {seed}, {grown:+.1f} MiB")
    assert grown < MOST_GROWTH_MIB
