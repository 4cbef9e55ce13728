"""The kill loop at length: 300 kills, by name, not in the gate."""

import pytest

from tests.fakes.killing import kill_while_storing


@pytest.mark.timeout(1_800)
def test_three_hundred_kills(tmp_path):
    print(f"{kill_while_storing(tmp_path / 'liqdesk.db', loops=300, seed=2)} rows acknowledged, 300 kills, none lost")
