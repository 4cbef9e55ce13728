"""Standard output that fails is one sentence, and a reader who has gone away is none."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from liqdesk.console.output import OutputLost, write_out

FRAME = b'{"topic":"allLiquidation.BTCUSDT","data":[{"T":1793000000000,"s":"BTCUSDT","S":"Buy","v":"1","p":"90000"}]}\n'
ODD = FRAME.replace(b"1793000000000", b'"\\ud800"')


def decode(stdout: int | None, frames: bytes = FRAME, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "liqdesk", "decode", "bybit"],
        input=frames, stdout=stdout, stderr=subprocess.PIPE, check=False,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **environment},
    )  # fmt: skip


class Full(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


def test_a_line_is_written_with_its_end():
    stream = io.StringIO()
    write_out("one", stream)
    assert stream.getvalue() == "one\n"


def test_a_full_disk_is_a_failure_with_a_sentence():
    with pytest.raises(OutputLost, match="standard output cannot be written: No space left on device"):
        write_out("one", Full())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_word_on_a_full_disk_ends_with_one_line():
    with Path("/dev/full").open("wb") as full:
        ended = decode(full.fileno())
    assert ended.returncode == 1
    assert ended.stderr.decode() == "liqdesk: standard output cannot be written: No space left on device\n"


def test_the_locale_does_not_decide_what_a_pipe_gets():
    ended = decode(subprocess.PIPE, PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert ended.returncode == 0
    assert b'"notional_usd":90000' in ended.stdout


def test_half_a_surrogate_pair_costs_its_line_only():
    ended = decode(subprocess.PIPE, ODD + FRAME)
    assert ended.returncode == 0, ended.stderr
    first, second = ended.stdout.splitlines()
    assert b'"outcome":"rejected"' in first
    assert b'"position":"long"' in second
