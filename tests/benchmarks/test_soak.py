"""Every venue at once for a long time, by name, not in the gate: SOAK_SECONDS and SOAK_RATE say how long and how much."""

import os

import pytest

from tests.fakes.soaking import soak

SECONDS = int(os.environ.get("SOAK_SECONDS", "1800"))
RATE = int(os.environ.get("SOAK_RATE", "100"))
GROWTH_MIB = 16.0
"""What the second half may take. By half-time of half an hour the newest rows and half of the keys that are remembered are
held; the rest of those, live rows that wait for their twins in a history, and the cells of the day still grow."""


@pytest.mark.timeout(SECONDS + 300)
def test_the_truth_comes_out_however_long_it_takes(tmp_path):
    soaked = soak(tmp_path, SECONDS, RATE, ("*:replay=1000", "*:drop@120s/300s"))
    print(f"\n{soaked.report()}\n{soaked.complaints}")
    assert soaked.wrong == []
    assert soaked.flaws == []
    assert soaked.never == 0
    assert soaked.memory[2] - soaked.memory[1] < GROWTH_MIB
