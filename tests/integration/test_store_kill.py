"""Killed at any moment, the store holds what it acknowledged, once, in a sound file."""

from tests.fakes.killing import kill_while_storing


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path):
    assert kill_while_storing(tmp_path / "liqdesk.db", loops=8, seed=1) > 8
