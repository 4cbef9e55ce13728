"""Killed at any moment, the store holds what it acknowledged, once, in a sound file: the other half of three hundred kills."""

import os

import pytest

from tests.fakes.killing import kill_while_storing


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no processes")
@pytest.mark.timeout(240)
def test_a_writer_that_is_killed_again_loses_nothing(tmp_path):
    assert kill_while_storing(tmp_path / "liqdesk.db", loops=150, seed=2) > 150
