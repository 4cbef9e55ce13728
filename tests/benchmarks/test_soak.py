"""Every venue at once for a long time, by name, not in the gate: SOAK_SECONDS and SOAK_RATE say how long and how much."""

import os

import pytest

from tests.fakes.soaking import soak

SECONDS = int(os.environ.get("SOAK_SECONDS", "1800"))
RATE = int(os.environ.get("SOAK_RATE", "100"))
GROWTH_MIB = 24.0
"""What the rows held in memory and the day of cells may take once warm; a leak of a kilobyte a second is more."""


@pytest.mark.timeout(SECONDS + 300)
def test_the_truth_comes_out_however_long_it_takes(tmp_path):
    soaked = soak(tmp_path, SECONDS, RATE, ("*:replay=1000", "*:drop@120s/300s"))
    print(f"\n{soaked.report()}\n{soaked.complaints}")
    assert soaked.wrong == []
    assert soaked.flaws == []
    assert soaked.never == 0
    assert soaked.memory[1] - soaked.memory[0] < GROWTH_MIB
