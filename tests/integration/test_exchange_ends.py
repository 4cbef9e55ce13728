"""Imports and exports that are ended at any moment, by a signal that asks and by one that does not: what is left is whole."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from tests.fakes.files import written
from tests.fakes.rows import T0, instrument, row
from tests.fakes.stored import wrong_sums

PROGRAM = [sys.executable, "-m", "liqdesk"]
LIMIT = 90
COUNT = 45_000
OF = [instrument(), instrument("ETH", "okx"), instrument("SOL", "gateio")]


@pytest.fixture(scope="module")
def rows(tmp_path_factory) -> Path:
    made = (row(T0 + number * 40, 1_000 + number, of=OF[number % 3]) for number in range(COUNT))
    return written(tmp_path_factory.mktemp("rows") / "rows.jsonl", *made)


def liqdesk(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=LIMIT, check=False)


def ended(how: signal.Signals, *words: object) -> int:
    """Start the program and end it once it has said how far it is."""
    with subprocess.Popen([*PROGRAM, *map(str, words)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "progress" in process.stdout.readline()
        process.send_signal(how)
        process.communicate(timeout=LIMIT)
        return process.returncode


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_an_import_that_is_ended_is_gone_on_with(tmp_path, rows, how):
    profile = tmp_path / "p"
    code = ended(how, "import", rows, "--json", "--profile", profile)
    assert code == (0 if how is signal.SIGTERM else -how)
    (listed,) = (json.loads(line) for line in liqdesk("imports", "--json", "--profile", profile).stdout.splitlines())
    assert (listed["whole"], listed["rows"]) == (False, listed["added"])
    assert 0 < listed["added"] < COUNT
    again = liqdesk("import", rows, "--profile", profile)
    assert again.stdout.startswith(f"imported {COUNT:,} rows, {listed['added']:,} of them known before: ")
    connection = apsw.Connection(str(profile / "imported.db"))
    assert connection.execute("SELECT count(*) FROM liquidations").get == COUNT
    assert wrong_sums(connection) == []
    connection.close()
    assert liqdesk("imports", "--remove", listed["id"], "--profile", profile).returncode == 0
    assert liqdesk("imports", "--remove", listed["id"] + 1, "--profile", profile).returncode == 0
    connection = apsw.Connection(str(profile / "imported.db"))
    assert connection.execute("SELECT count(*) FROM liquidations").get == 0
    assert wrong_sums(connection) == []
    connection.close()


def test_an_export_that_is_ended_leaves_no_file(tmp_path, rows):
    profile = tmp_path / "p"
    assert liqdesk("import", rows, "--profile", profile).returncode == 0
    for name in ("out.csv", "out.parquet", "out.jsonl.zst"):
        assert ended(signal.SIGTERM, "export", tmp_path / name, "--imported", "--json", "--profile", profile) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["p"]
