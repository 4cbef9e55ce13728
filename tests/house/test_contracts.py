"""The import contracts of pyproject.toml are kept."""

import os

import pytest
from importlinter.cli import lint_imports

from tests.house.tree import ROOT


def test_the_import_contracts_are_kept(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    before = dict(os.environ)
    failed = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert dict(os.environ) == before
    if failed:
        pytest.fail(capsys.readouterr().out, pytrace=False)
