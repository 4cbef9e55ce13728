"""The kill loop at length: 3,000 kills, by name, not in the gate."""

import pytest

from tests.fakes.killing import kill_while_storing


@pytest.mark.timeout(3_600)
def test_three_thousand_kills(tmp_path):
    print(
        f"{kill_while_storing(tmp_path / 'liqdesk.db', loops=3_000, seed=3)} rows acknowledged, 3,000 kills, none lost"
    )
