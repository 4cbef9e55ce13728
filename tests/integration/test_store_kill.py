"""Killed at any moment, the store holds what it acknowledged, once, in a sound file: half of three hundred kills."""

import os

import pytest

from tests.fakes.killing import kill_while_storing


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no processes")
@pytest.mark.timeout(240)
def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path):
    assert kill_while_storing(tmp_path / "liqdesk.db", loops=150, seed=1) > 150
